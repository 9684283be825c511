import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import type { Unit } from "../../src/core/types/refusal.ts";
import { scaleOf } from "../../src/report/plot_scale.ts";

const DAY = 86_400_000;
const units: readonly Unit[] = [
  "usd",
  "price",
  "cents",
  "shares",
  "ms",
  "time",
  "count",
  "ratio",
  "text",
];

function texts(unit: Unit, [low, high]: readonly [number, number], most: number): string[] {
  const side = scaleOf({ label: "", unit }, [low, high], { marks: [], isRound: false });
  return side.ticks(most).map(({ text }) => text);
}

Deno.test("values at a side are round ones of their unit", () => {
  deepStrictEqual(texts("usd", [60e6, 90e6], 3), ["$60", "$70", "$80", "$90"]);
  deepStrictEqual(texts("usd", [-30_000, 40_000], 4), ["-$0.02", "$0.00", "$0.02", "$0.04"]);
  deepStrictEqual(texts("ratio", [0, 0.3], 3), ["0%", "10%", "20%", "30%"]);
  deepStrictEqual(texts("ms", [0, 90 * DAY], 5), ["0", "20d", "40d", "60d", "80d"]);
  deepStrictEqual(texts("ms", [0, 4 * 3_600_000], 4), ["0", "1h", "2h", "3h", "4h"]);
  deepStrictEqual(texts("count", [0, 2], 10), ["0", "1", "2"], "no half of a path");
  deepStrictEqual(texts("price", [400_000, 440_000], 4), [
    "0.400",
    "0.410",
    "0.420",
    "0.430",
    "0.440",
  ]);
});

Deno.test("time at a side is as fine as its steps", () => {
  const from = Date.UTC(2026, 10, 22, 17);
  deepStrictEqual(texts("time", [from, from + 2 * DAY], 3), ["2026-11-23", "2026-11-24"]);
  deepStrictEqual(texts("time", [from, from + 3_600_000], 2), ["17:00", "17:30", "18:00"]);
  deepStrictEqual(texts("time", [from, from + 20_000], 2), ["17:00:00", "17:00:10", "17:00:20"]);
  deepStrictEqual(
    texts("time", [from, from + 1.5 * DAY], 3),
    ["11-23 00:00", "11-23 12:00", "11-24 00:00"],
  );
});

Deno.test("a logarithmic side has places for values above zero only", () => {
  const axis = { label: "latency", unit: "ms", scale: "log" } as const;
  const side = scaleOf(axis, [-5, 0, 100, 10_000], { marks: [], isRound: false });
  strictEqual(side.place(0), null);
  strictEqual(side.place(-5), null);
  strictEqual(side.place(100), 0);
  ok(Math.abs((side.place(1_000) ?? 0) - 0.5) < 1e-12, "half-way in factors");
  deepStrictEqual(side.ticks(3).map(({ text }) => text), ["100ms", "1s", "10s"]);
  const hours = scaleOf(axis, [300_000, 14_400_000], { marks: [], isRound: false });
  deepStrictEqual(hours.ticks(4).map(({ text }) => text), ["5m", "15m", "1h", "3h"]);
});

Deno.test("a mark near the values is within the side, one far away would hide them and is not", () => {
  const axis = { label: "", unit: "usd" } as const;
  const side = (at: number) => scaleOf(axis, [70e6, 80e6], { marks: [at], isRound: false });
  strictEqual(side(60e6).place(60e6), 0);
  ok((side(1e6).place(1e6) ?? 0) < 0);
});

Deno.test("values at a side lie within it, in order, and are not many more than asked", () => {
  const any = fc.double({ noNaN: true, min: -1e15, max: 1e15 });
  fc.assert(fc.property(
    fc.constantFrom(...units),
    any,
    any,
    fc.integer({ min: 1, max: 20 }),
    fc.boolean(),
    (unit, a, b, most, isLog) => {
      const axis = { label: "", unit, ...(isLog ? { scale: "log" as const } : {}) };
      const side = scaleOf(axis, [a, b], { marks: [], isRound: false });
      const ticks = side.ticks(most);
      ok(ticks.length <= 3 * most + 4, `${ticks.length} of ${most}`);
      const slack = 1e-6 * (side.high - side.low);
      ticks.forEach(({ at }, i) => {
        ok(at >= side.low - slack && at <= side.high + slack, `${at} in ${side.low} ${side.high}`);
        ok(i === 0 || at > (ticks[i - 1]?.at ?? Infinity));
      });
    },
  ));
});

Deno.test("a side that is narrower than a unit's finest step has no value beyond its ends", () => {
  const axis = { label: "", unit: "usd" } as const;
  const [low, high] = [1.0000000000000002e-106, 1.0000010000000001e-100];
  const side = scaleOf(axis, [low, high], { marks: [], isRound: false });
  for (const { at } of side.ticks(1)) ok(at >= side.low && at <= side.high, `${at}`);
});

Deno.test("places keep the order of values", () => {
  const value = fc.double({ noNaN: true, min: 1e-6, max: 1e12 });
  fc.assert(fc.property(value, value, fc.boolean(), (a, b, isLog) => {
    fc.pre(a < b * (1 - 1e-6));
    const axis = { label: "", unit: "text", ...(isLog ? { scale: "log" as const } : {}) } as const;
    const side = scaleOf(axis, [a, b], { marks: [], isRound: true });
    const [low, high] = [side.place(a), side.place(b)];
    ok(low !== null && high !== null && low < high && low >= -1e-9 && high <= 1 + 1e-9);
  }));
});

Deno.test("values that are no numbers, huge or all the same still make a side", () => {
  for (
    const values of [[], [NaN], [Infinity, -Infinity], [5, 5], [0], [1e300, -1e300], [
      1e16,
      1e16 + 2,
    ]]
  ) {
    for (const unit of units) {
      const side = scaleOf({ label: "", unit }, values, { marks: [], isRound: true });
      ok(side.high > side.low && Number.isFinite(side.high - side.low), `${unit} ${values}`);
      ok(side.ticks(5).length <= 20);
    }
  }
});
