// A plan as options of the drawing library. It draws sides, grid, lines and steps; the rest is drawn
// in its hooks.
import uPlot from "uplot";
import { sideTexts } from "./axis_text.ts";
import { type Drawn, drawOver, drawUnder } from "./draw.ts";
import type { Column } from "./plan.ts";
import { pressedAt, type Range, sideFor, spanOf } from "./ranges.ts";
import { dashOf, inkOf } from "./theme.ts";

/** What a chart tells of itself. */
export interface ChartEvents {
  /** The cursor is at this index of the plan's x, or left. */
  onCursor(index: number | null): void;
  /** x was zoomed into, or shows all again. */
  onZoom(zoomed: boolean): void;
}

/** What the options are made of; `drawn` is read again whenever something is drawn. */
export interface ChartInput {
  readonly drawn: Drawn;
  readonly width: number;
  readonly height: number;
  /** Charts of one key share their cursor. */
  readonly sync: string | null;
  /** Everything along x; null: as far as the picture goes. */
  readonly span: () => Range | null;
  readonly events: ChartEvents;
}

const CHAR = 7;
const SIDE = 66;

/** Options of a chart for {@link ChartInput}. */
export function optionsOf(input: ChartInput): uPlot.Options {
  const { drawn, width, height, sync } = input;
  const { picture, plan } = drawn;
  const pressed = pressedAt(picture);
  const log = (isLog: boolean) => isLog ? { distr: 3 as const, log: 10 as const } : {};
  return {
    width,
    height,
    ms: 1,
    legend: { show: false },
    padding: [10, 22, 0, 0],
    scales: {
      x: {
        time: picture.x.unit === "time",
        ...log(picture.x.scale === "log"),
        range: (_, low, high) => xRange(input, low, high),
      },
      y: {
        ...log(picture.y.scale === "log"),
        ...pressed === null ? {} : { distr: 4, asinh: pressed },
        range: (_, low, high) => [...sideFor(drawn.picture, low, high)],
      },
    },
    axes: [sideOf(input, "x"), sideOf(input, "y")],
    series: [{}, ...plan.columns.map((column) => seriesOf(column, drawn))],
    cursor: {
      points: { show: false },
      y: false,
      drag: { x: true, y: false, setScale: true },
      ...sync === null ? {} : { sync: { key: sync, scales: ["x", null] } },
    },
    hooks: hooksOf(input),
  };
}

/** What was chosen, or all of it: the library asks with the ends of the data when nothing was. */
function xRange({ drawn, span }: ChartInput, low: number, high: number): uPlot.Range.MinMax {
  const { x } = drawn.plan;
  // Around a single place uPlot makes up a span of its own.
  const isAll = x.length < 2 || (low === x[0] && high === x.at(-1));
  const all = span() ?? spanOf(drawn.picture);
  if (!isAll && low !== null && high > low) return [low, high];
  return all === null ? [0, 1] : [...all];
}

function hooksOf({ drawn, span, events }: ChartInput): uPlot.Hooks.Arrays {
  return {
    drawAxes: [(chart) => drawUnder(chart, drawn)],
    draw: [(chart) => drawOver(chart, drawn)],
    setCursor: [(chart) => {
      const { idx, left } = chart.cursor;
      events.onCursor(idx === null || idx === undefined || (left ?? -1) < 0 ? null : idx);
    }],
    setScale: [(chart, key) => {
      if (key !== "x") return;
      const all = span() ?? spanOf(drawn.picture);
      const { min, max } = chart.scales["x"] ?? {};
      if (all === null || min === undefined || max === undefined) return;
      events.onZoom(min > all[0] || max < all[1]);
    }],
  };
}

function seriesOf({ style, look }: Column, drawn: Drawn): uPlot.Series {
  const isLine = style === "line" || style === "step";
  return {
    scale: "y",
    points: { show: false },
    ...style === "path"
      ? {
        stroke: () => drawn.theme.text,
        width: 0.6,
        alpha: 0.7,
        paths: pathsOf("line"),
      }
      : isLine
      ? {
        // Asked anew at each drawing: the theme may have changed.
        stroke: () => inkOf(drawn.theme, look),
        width: look === 0 ? 2 : 1.5,
        dash: [...dashOf(look)],
        paths: pathsOf(style),
      }
      : { paths: () => null },
  };
}

function pathsOf(style: "line" | "step"): uPlot.Series.PathBuilder {
  const { linear, stepped } = uPlot.paths;
  const found = style === "line" ? linear?.() : stepped?.({ align: 1 });
  if (found === undefined) throw new Error(`Cannot draw a ${style}: the library has no such path`);
  return found;
}

function sideOf({ drawn, sync }: ChartInput, scale: "x" | "y"): uPlot.Axis {
  const isLog = drawn.picture[scale].scale === "log";
  // A pressed side is mirrored below zero by the library, where nothing is.
  const seen = (_: uPlot, values: number[]) => values.map((value) => value >= 0 ? value : null);
  const isPressed = scale === "y" && pressedAt(drawn.picture) !== null;
  const filter = isPressed ? { filter: seen } : {};
  return {
    scale,
    ...filter,
    stroke: () => drawn.theme.text,
    font: drawn.theme.font,
    grid: { stroke: () => drawn.theme.grid, width: 1, ...filter },
    ticks: { stroke: () => drawn.theme.grid, width: 1, size: 5, ...filter },
    ...scale === "x" ? { space: 74, size: 40 } : {
      space: 34,
      // Charts of one time axis begin at one place.
      size: sync !== null
        ? SIDE
        : (_, texts) => 14 + CHAR * Math.max(3, ...(texts ?? []).map(({ length }) => length)),
    },
    values: (_, values, __, ___, step) => [
      ...sideTexts(drawn.picture[scale], isLog || isPressed ? sparse(values) : values, step),
    ],
  };
}

/** On a logarithmic side each step of ten has words; the lines between have none. */
function sparse(values: readonly (number | null)[]): readonly (number | null)[] {
  if (values.length <= 6) return values;
  return values.map((value) => {
    if (value === 0) return value;
    const power = value === null ? NaN : Math.log10(value);
    return Math.abs(power - Math.round(power)) < 1e-9 ? value : null;
  });
}
