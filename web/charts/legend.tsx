import type { JSX } from "preact";
import { cell, plain, UNKNOWN } from "../../src/report/format.ts";
import type { Picture } from "../../src/report/picture.ts";
import { Time } from "../time.tsx";
import { type Column, type Plan, valueNear } from "./plan.ts";
import { dashes } from "./theme.ts";

/** What each line is, and what it is worth under the cursor. */
export function Legend(
  { picture, plan, index, spoken }: {
    readonly picture: Picture;
    readonly plan: Plan;
    /** Of the plan's x; null: no cursor. */
    readonly index: number | null;
    /** Told to those who listen, when the cursor is moved by keys. */
    readonly spoken: boolean;
  },
): JSX.Element {
  return (
    <div class="chart-legend">
      <ul aria-live={spoken ? "polite" : "off"}>
        <li class="chart-at">
          <span>{picture.x.label}</span>
          <strong>
            {index === null ? UNKNOWN : <At picture={picture} plan={plan} index={index} />}
          </strong>
        </li>
        {plan.columns.map((column, i) =>
          // Many thin lines have one name, and no value of their own.
          column.style === "low" || (column.style === "path" && column.look > 0)
            ? null
            : (
              <li key={`${column.style}${column.look}`}>
                <Swatch column={column} />
                <span>{plain(column.name)}</span>
                <strong>{valueText(picture, plan, i, index)}</strong>
              </li>
            )
        )}
      </ul>
    </div>
  );
}

function At(
  { picture, plan, index }: {
    readonly picture: Picture;
    readonly plan: Plan;
    readonly index: number;
  },
): JSX.Element {
  if (picture.kind === "histogram") {
    const bin = picture.bins[index];
    if (bin === undefined) return <>{UNKNOWN}</>;
    const { unit } = picture.x;
    return <>{cell(bin.from, unit)} to {cell(bin.to, unit)}</>;
  }
  const x = plan.x[index];
  if (x === undefined) return <>{UNKNOWN}</>;
  return picture.x.unit === "time" ? <Time at={x} /> : <>{cell(tidy(x), picture.x.unit)}</>;
}

function valueText(picture: Picture, plan: Plan, i: number, index: number | null): string {
  if (index === null || plan.columns[i]?.style === "path") return "";
  const { unit } = picture.y;
  const column = plan.columns[i];
  const value = column?.style === "dots"
    ? plan.values[i]?.[index] ?? null
    : valueNear(plan.values[i] ?? [], index);
  if (column?.style !== "high") return value === null ? "" : cell(tidy(value), unit);
  const low = valueNear(plan.values[i - 1] ?? [], index);
  return low === null || value === null
    ? ""
    : `${cell(tidy(low), unit)} to ${cell(tidy(value), unit)}`;
}

/** Six digits that count: a mean of thousands of futures has no more. */
function tidy(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(6));
}

function Swatch({ column: { style, look } }: { readonly column: Column }): JSX.Element {
  const ink = style === "path" ? "thin-lines" : `ink-${look % 6 + 1}`;
  return (
    <svg class={`chart-swatch ${ink}`} viewBox="0 0 26 12" aria-hidden="true">
      {style === "high" || style === "bars"
        ? <rect class="area" x="1" y="1" width="24" height="10" />
        : style === "path"
        ? <path class="line thin" d="M1 9L9 4L17 10L25 3" />
        : style === "dots"
        ? <path class="dot" d={dotPath(look)} />
        : <path class="line" stroke-dasharray={dashText(look)} d="M1 6H25" />}
    </svg>
  );
}

function dashText(look: number): string {
  const dash = dashes[look % dashes.length] ?? [];
  return dash.length === 0 ? "none" : dash.join(" ");
}

/** The shapes that the canvas draws, in the same order. */
function dotPath(look: number): string {
  const shapes = [
    "M8 6a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z",
    "M8 1H18V11H8z",
    "M13 0L19 6L13 12L7 6z",
    "M13 0L19 11H7z",
  ];
  return shapes[look % shapes.length] ?? "";
}
