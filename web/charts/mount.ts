// The life of one chart: made where it is shown, drawn anew when its picture, its room or the theme
// changes, and gone without a trace.
import uPlot from "uplot";
import type { Picture } from "../../src/report/picture.ts";
import type { Drawn } from "./draw.ts";
import { type ChartEvents, optionsOf } from "./options.ts";
import { type Plan, planOf } from "./plan.ts";
import { pressedAt, type Range } from "./ranges.ts";
import { onTheme, themeOf } from "./theme.ts";

/** A chart that is shown. */
export interface Mounted {
  readonly chart: uPlot;
  readonly plan: Plan;
  /** Shows another picture; what was zoomed into stays. */
  show(picture: Picture): void;
  destroy(): void;
}

/** How a chart is shown. */
export interface MountOptions {
  readonly sync: string | null;
  readonly span: () => Range | null;
  readonly events: ChartEvents;
}

const HEIGHT = 260;
const LOW_HEIGHT = 200;
const NARROW = 480;

/** Shows a picture in `room`. */
export function mountChart(room: HTMLElement, first: Picture, options: MountOptions): Mounted {
  const drawn: Drawn = { picture: first, plan: planOf(first), theme: themeOf(room) };
  let isZoomed = false;
  const events: ChartEvents = {
    onCursor: (index) => options.events.onCursor(index),
    onZoom(zoomed) {
      isZoomed = zoomed;
      options.events.onZoom(zoomed);
    },
  };
  let chart = open();

  function open(): uPlot {
    const { width, height } = sizeOf(room);
    const made = optionsOf({ ...options, events, drawn, width, height });
    return new uPlot(made, dataOf(drawn.plan), room);
  }

  const watch = new ResizeObserver(() => {
    const { width, height } = sizeOf(room);
    if (width !== chart.width || height !== chart.height) chart.setSize({ width, height });
  });
  watch.observe(room);
  const offTheme = onTheme(() => {
    drawn.theme = themeOf(room);
    chart.redraw(false, true);
  });

  return {
    get chart() {
      return chart;
    },
    get plan() {
      return drawn.plan;
    },
    show(picture) {
      const isSame = shapeOf(picture) === shapeOf(drawn.picture);
      drawn.picture = picture;
      drawn.plan = planOf(picture);
      if (isSame) {
        chart.setData(dataOf(drawn.plan), !isZoomed);
        if (isZoomed) chart.redraw();
        return;
      }
      chart.destroy();
      isZoomed = false;
      options.events.onZoom(false);
      chart = open();
    },
    destroy() {
      watch.disconnect();
      offTheme();
      chart.destroy();
    },
  };
}

function sizeOf(room: HTMLElement): { readonly width: number; readonly height: number } {
  const width = Math.max(120, Math.floor(room.clientWidth));
  return { width, height: width < NARROW ? LOW_HEIGHT : HEIGHT };
}

function dataOf({ x, values }: Plan): uPlot.AlignedData {
  // Columns may hold `undefined`, which the library takes for "not of this curve" and its types do
  // not know.
  return [x, ...values] as uPlot.AlignedData;
}

/** Everything that options are made of; the same shape takes new data. */
function shapeOf(picture: Picture): string {
  const parts = picture.kind === "histogram" ? [] : [
    picture.curves.map(({ name, style }) => [name, style]),
    picture.bands.map(({ name }) => name),
    picture.paths?.each.length ?? 0,
  ];
  const { kind, name, x, y } = picture;
  return JSON.stringify([kind, name, x, y, parts, pressedAt(picture)]);
}
