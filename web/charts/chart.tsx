import { useEffect, useId, useMemo, useRef, useState } from "preact/hooks";
import type { JSX } from "preact";
import { plain } from "../../src/report/format.ts";
import type { Picture } from "../../src/report/picture.ts";
import { keyWords, onKey, showAll } from "./keys.ts";
import { Legend } from "./legend.tsx";
import { mountChart, type Mounted } from "./mount.ts";
import { type Plan, planOf } from "./plan.ts";
import { pressedAt, type Range } from "./ranges.ts";
import { Values } from "./values.tsx";

/** A picture with its legend, its words, what was assumed, and its values. */
export function Chart(
  { picture, sync, span }: {
    readonly picture: Picture;
    /** Charts of one name share cursor and zoom. */
    readonly sync?: string;
    /** From where to where along x; else as far as the picture goes. */
    readonly span?: Range | null;
  },
): JSX.Element {
  const id = useId();
  const plan = useMemo(() => planOf(picture), [picture]);
  return (
    <figure class="chart" aria-labelledby={id}>
      <h3 id={id}>{plain(picture.title)}</h3>
      {plan.x.length === 0
        ? <p class="empty">There is nothing to draw yet.</p>
        : <Canvas picture={picture} plan={plan} sync={sync ?? null} span={span ?? null} />}
      <figcaption>
        {picture.words !== "" && <p>{plain(picture.words)}</p>}
        {picture.assumptions.map((text) => <p class="hint" key={text}>Assumed: {plain(text)}</p>)}
        {plan.left > 0 && (
          <p class="hint">Drawn with {plan.left} points less than there are; peaks are kept.</p>
        )}
        {plan.x.length > 0 && <Values picture={picture} plan={plan} />}
      </figcaption>
    </figure>
  );
}

function Canvas(
  { picture, plan, sync, span }: {
    readonly picture: Picture;
    readonly plan: Plan;
    readonly sync: string | null;
    readonly span: Range | null;
  },
): JSX.Element {
  const room = useRef<HTMLDivElement>(null);
  const mounted = useRef<Mounted | null>(null);
  const latest = useRef(span);
  latest.current = span;
  const [index, setIndex] = useState<number | null>(null);
  const [zoomed, setZoomed] = useState(false);
  const [byKey, setByKey] = useState(false);
  useEffect(() => {
    if (room.current === null) return;
    const made = mountChart(room.current, picture, {
      sync,
      span: () => latest.current,
      events: { onCursor: setIndex, onZoom: setZoomed },
    });
    mounted.current = made;
    return () => {
      made.destroy();
      mounted.current = null;
    };
    // What it shows is changed below: a new picture is no reason for a new canvas.
  }, [sync]);
  useEffect(() => mounted.current?.show(picture), [picture]);
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || mounted.current === null) return;
    if (!onKey(mounted.current.chart, event.key)) return;
    setByKey(true);
    event.preventDefault();
  };
  return (
    <>
      <p class="chart-side">{sideLabel(picture, "y")}</p>
      <div
        ref={room}
        class="chart-room"
        tabIndex={0}
        role="application"
        aria-roledescription="chart"
        aria-label={`${plain(picture.title)}. ${plain(picture.words)} ${keyWords}`}
        onKeyDown={press}
        onPointerMove={() => setByKey(false)}
      />
      <p class="chart-side end">{sideLabel(picture, "x")}</p>
      <Legend picture={picture} plan={plan} index={index} spoken={byKey} />
      {zoomed && (
        <button
          type="button"
          onClick={() => {
            if (mounted.current !== null) showAll(mounted.current.chart);
          }}
        >
          Show all
        </button>
      )}
    </>
  );
}

function sideLabel(picture: Picture, axis: "x" | "y"): string {
  const { label, scale } = picture[axis];
  const isPressed = axis === "y" && pressedAt(picture) !== null;
  const how = scale === "log"
    ? ", logarithmic"
    : isPressed
    ? ", pressed together above the mark"
    : "";
  return `${plain(label)}${how}`;
}
