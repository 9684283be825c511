import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import type { Histogram, Lines, Picture } from "../../../src/report/picture.ts";
import { MOST_POINTS } from "../../../web/charts/lttb.ts";
import type { Unit } from "../../../src/report/report.ts";
import { planOf, valueNear } from "../../../web/charts/plan.ts";
import { sideFor, spanOf } from "../../../web/charts/ranges.ts";
import { anyPicture } from "../../support/pictures.ts";

function lines(change: Partial<Lines>): Lines {
  return {
    kind: "lines",
    name: "n",
    title: "t",
    x: { label: "x", unit: "count" },
    y: { label: "y", unit: "count" },
    marks: [],
    assumptions: [],
    words: "",
    curves: [],
    bands: [],
    ...change,
  };
}

Deno.test("curves with different places share one axis, and none gets a value it does not have", () => {
  const plan = planOf(lines({
    curves: [
      { name: "a", style: "line", points: [[1, 10], [3, 30]] },
      { name: "b", style: "dots", points: [[2, 5]] },
    ],
    bands: [{ name: "c", points: [[1, 0, 9], [3, 2, 8]] }],
  }));
  deepStrictEqual(plan.x, [1, 2, 3]);
  deepStrictEqual(plan.values, [
    [0, undefined, 2],
    [9, undefined, 8],
    [10, undefined, 30],
    [undefined, 5, undefined],
  ]);
  deepStrictEqual(plan.columns.map(({ style }) => style), ["low", "high", "line", "dots"]);
});

Deno.test("a gap is a place where the curve has no value, and the cursor is told none there", () => {
  const plan = planOf(lines({
    curves: [
      { name: "a", style: "line", points: [[1, 10], [5, 50]], gaps: [3] },
      { name: "b", style: "line", points: [[1, 0], [5, 1]] },
    ],
    bands: [{ name: "c", points: [[1, 0, 9], [5, 2, 8]], gaps: [2, 7] }],
  }));
  deepStrictEqual(plan.x, [1, 2, 3, 5], "a gap after the last point is none");
  deepStrictEqual(plan.values, [
    [0, null, undefined, 2],
    [9, null, undefined, 8],
    [10, undefined, null, 50],
    [0, undefined, undefined, 1],
  ]);
  strictEqual(valueNear(plan.values[2] ?? [], 2), null);
  strictEqual(valueNear(plan.values[3] ?? [], 2), 0);
});

Deno.test("single cases lie between bands and curves, all under one name", () => {
  const picture = lines({
    curves: [{ name: "middle", style: "line", points: [[0, 5], [2, 6]] }],
    bands: [{ name: "band", points: [[0, 4, 6], [2, 3, 9]] }],
    paths: { name: "futures", each: [[[0, 5], [1, 4]], [[0, 5], [4, 7]]] },
  });
  const plan = planOf(picture);
  deepStrictEqual(plan.columns.map(({ style }) => style), ["low", "high", "path", "path", "line"]);
  deepStrictEqual(plan.columns.filter(({ style }) => style === "path").map(({ name }) => name), [
    "futures",
    "futures",
  ]);
  deepStrictEqual(plan.values[3], [5, undefined, undefined, 7]);
  deepStrictEqual(spanOf(picture), [0, 4]);
});

Deno.test("a chart has at most 5,000 points, and short curves stay whole beside long ones", () => {
  const long = (phase: number) =>
    Array.from({ length: 40_000 }, (_, i) => [i, Math.sin(i / 50 + phase)] as const);
  const plan = planOf(lines({
    curves: [
      { name: "a", style: "line", points: long(0) },
      { name: "b", style: "line", points: long(1) },
      { name: "c", style: "dots", points: [[7, 1], [9, 2]] },
    ],
    bands: [{ name: "d", points: long(2).map(([x, y]) => [x, y - 1, y + 1] as const) }],
  }));
  const counts = plan.values.map((column) => column.filter((y) => y !== undefined).length);
  const [low = 0, , a = 0, b = 0, c = 0] = counts;
  ok(low + a + b + c <= MOST_POINTS);
  ok(low + a + b + c > MOST_POINTS - 10);
  strictEqual(c, 2);
  strictEqual(plan.left, 120_002 - (low + a + b + c));
});

Deno.test("a band with less room is drawn wider than it is and never narrower", () => {
  const points = Array.from(
    { length: 900 },
    (_, i) => [i, Math.sin(i) - 1, Math.sin(i) + 1] as const,
  );
  const { x, values: [low = [], high = []] } = planOf(
    lines({ bands: [{ name: "b", points }] }),
    90,
  );
  strictEqual(low.filter((y) => y !== undefined).length, 90);
  for (const [at, least, most] of points) {
    // The bucket that the point is in ends at the first place that is not before it.
    const i = Math.max(1, x.findIndex((place) => place >= at));
    ok((low[i] ?? Infinity) <= least || (low[i - 1] ?? Infinity) <= least);
    ok((high[i] ?? -Infinity) >= most || (high[i - 1] ?? -Infinity) >= most);
  }
});

Deno.test("an interval of single dots is told from a band between them", () => {
  const dots = { name: "d", style: "dots", points: [[1, 1], [2, 2]] } as const;
  const band = { name: "b", points: [[1, 0, 2], [2, 1, 3]] } as const;
  ok(planOf(lines({ curves: [dots], bands: [band] })).columns[0]?.isBeams);
  const line = { ...dots, style: "line" } as const;
  ok(!planOf(lines({ curves: [line], bands: [band] })).columns[0]?.isBeams);
});

Deno.test("bars stand between their ends", () => {
  const picture: Histogram = {
    ...lines({}),
    kind: "histogram",
    bins: [{ from: 0, to: 2, value: 4 }, { from: 2, to: 6, value: 1 }],
  };
  const plan = planOf(picture);
  deepStrictEqual(plan.x, [1, 4]);
  deepStrictEqual(spanOf(picture), [0, 6]);
  strictEqual(sideFor(picture, 1, 4)[0], 0);
});

Deno.test("any picture can be planned: x ascends and every value has a place", () => {
  fc.assert(fc.property(anyPicture, (picture: Picture) => {
    const { x, values } = planOf(picture);
    if (picture.kind === "lines") {
      ok(x.every((at, i) => i === 0 || at > (x[i - 1] ?? Infinity)));
      if (picture.x.scale === "log") ok(x.every((at) => at > 0));
    }
    for (const column of values) {
      strictEqual(column.length, x.length);
      ok(column.every((y) => y === undefined || y === null || Number.isFinite(y)));
    }
    const side = sideFor(picture, 1, 1);
    ok(side[0] < side[1]);
  }));
});

Deno.test("a side of one value is near it, a time's a minute, and where nothing happened shows the limit", () => {
  const of = (unit: Unit, ...marks: number[]) =>
    lines({
      x: { label: "time", unit: "time" },
      y: { label: "y", unit },
      marks: marks.map((at) => ({ axis: "y", at, label: "limit" })),
      curves: [{ name: "a", style: "line", points: [[1_800_000_000_000, 0]] }],
    });
  deepStrictEqual(spanOf(of("usd")), [1_799_999_940_000, 1_800_000_060_000]);
  deepStrictEqual(sideFor(of("usd", 0), 0, 0), [0, 1_060_000]);
  deepStrictEqual(sideFor(of("ratio", 0.2), 0, 0), [0, 0.2 * 1.06]);
  const [low, high] = sideFor(of("usd"), 75e6, 75e6);
  ok(low > 73e6 && low < 74e6 && high > 76e6 && high < 77e6, `${low} to ${high}`);
  // A bill of a fifth of a cent is not lost on a side of dollars, nor drawn over less than nothing.
  const [least, most] = sideFor(of("usd"), 2_000, 2_000);
  ok(least > 1_900 && most < 2_100, `${least} to ${most}`);
});

Deno.test("bars have nothing on their side, be they all gains or all losses", () => {
  const bars = (...values: number[]): Histogram => ({
    ...lines({}),
    kind: "histogram",
    bins: values.map((value, i) => ({ from: i, to: i + 1, value })),
  });
  strictEqual(sideFor(bars(2, 3), 2, 3)[0], 0);
  const [low, high] = sideFor(bars(-3, -2), -3, -2);
  ok(low < -3 && high >= 0, `${low} to ${high}`);
});

Deno.test("a mark near the values is in the picture, one far away is not", () => {
  const near = lines({ marks: [{ axis: "y", at: 12, label: "near" }] });
  ok(sideFor(near, 0, 10)[1] >= 12);
  const far = lines({ marks: [{ axis: "y", at: 1e6, label: "far" }] });
  ok(sideFor(far, 0, 10)[1] < 20);
});

Deno.test("the cursor tells the value that holds there, or else the next one", () => {
  const column = [undefined, 5, undefined, 7];
  strictEqual(valueNear(column, 2), 5);
  strictEqual(valueNear(column, 0), 5);
  strictEqual(valueNear(column, 99), 7);
  strictEqual(valueNear([], 0), null);
});
