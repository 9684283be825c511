import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { gapsAmong, stretches } from "../../src/report/stretches.ts";

Deno.test("gaps keep points apart, wherever several of them lie", () => {
  const points = [[1, 0], [2, 0], [5, 0], [6, 0]] as const;
  deepStrictEqual(stretches({ points, gaps: [0, 3, 4, 9] }), [points.slice(0, 2), points.slice(2)]);
  deepStrictEqual(stretches({ points }), [points]);
  deepStrictEqual(stretches({ points: [], gaps: [1] }), []);
});

Deno.test("stretches are the points in their order, cut exactly where a gap lies between two", () => {
  const places = fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 20 })
    .map((all) => all.toSorted((a, b) => a - b));
  fc.assert(fc.property(places, places, (xs, all) => {
    const points = xs.map((x) => [x, 0] as const);
    const gaps = all.map((at) => at + 0.5);
    const found = stretches({ points, gaps });
    deepStrictEqual(found.flat(), points);
    const cuts = xs.filter((x, i) => i > 0 && gaps.some((at) => at > (xs[i - 1] ?? 0) && at < x));
    strictEqual(found.length, xs.length === 0 ? 0 : cuts.length + 1);
    deepStrictEqual(found.slice(1).map((part) => part[0]?.[0]), cuts);
  }));
});

Deno.test("a gap among samples begins where a value that was known is so no more", () => {
  const samples = [null, 1, null, null, 2, 3, null, 4, null];
  const of = samples.map((value, i) => ({ value, i }));
  deepStrictEqual(gapsAmong(of, { at: ({ i }) => i, isKnown: ({ value }) => value !== null }), [
    2,
    6,
  ]);
});

Deno.test("samples far apart have a gap between them, in the middle", () => {
  const at = (value: number) => value;
  const samples = [0, 1, 2, 10, 11, 20];
  deepStrictEqual(gapsAmong(samples, { at, isKnown: () => true, most: 5 }), [6, 15.5]);
  deepStrictEqual(gapsAmong(samples, { at, isKnown: (value) => value !== 10, most: 5 }), [6, 15.5]);
  deepStrictEqual(gapsAmong(samples, { at, isKnown: () => true }), []);
});
