import { deepStrictEqual, notDeepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { normalQuantile } from "../../src/core/math/normal.ts";
import { rng, type Seed } from "../../src/core/math/rng.ts";
import {
  bootstrapInterval,
  gathered,
  meanInterval,
  seedOf,
  studentInterval,
} from "../../src/report/cluster_interval.ts";
import { near } from "../support/near.ts";

const anyValues = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), {
  minLength: 2,
  maxLength: 30,
});

Deno.test("Student's interval is that of a worked example", () => {
  // NIST/SEMATECH e-Handbook 7.2.2.1 has the formula; 1, 2, 3, 4, 5: 3 +- 2.7764 x sqrt(2.5 / 5).
  const { low, high } = studentInterval([1, 2, 3, 4, 5]) ?? { low: NaN, high: NaN };
  near(low, 3 - 2.776445 * Math.sqrt(0.5), 1e-6);
  near(high, 3 + 2.776445 * Math.sqrt(0.5), 1e-6);
});

Deno.test("the wider of the two is reported, and by which", () => {
  fc.assert(
    fc.property(anyValues, (values) => {
      const found = meanInterval(values, 7);
      const student = studentInterval(values);
      const drawn = bootstrapInterval(values.map((above) => ({ above, below: 1 })), 7);
      if (found === null || student === null || drawn === null) {
        throw new Error("two values or more");
      }
      const widths = [student, drawn].map(({ low, high }) => high - low);
      strictEqual(found.high - found.low, Math.max(...widths));
      strictEqual(found.by, (widths[1] ?? 0) > (widths[0] ?? 0) ? "bootstrap" : "Student t");
    }),
    { numRuns: 30 },
  );
});

Deno.test("one value has no interval", () => {
  strictEqual(meanInterval([3], 1), null);
  strictEqual(meanInterval([], 1), null);
  strictEqual(bootstrapInterval([{ above: 1, below: 0 }, { above: 1, below: 0 }], 1), null);
});

Deno.test("a seed repeats, another draws anew, and each interval has its own", () => {
  const clusters = [1, 5, -2, 8, 3, 0.5].map((above) => ({ above, below: 1 }));
  deepStrictEqual(bootstrapInterval(clusters, 3), bootstrapInterval(clusters, 3));
  notDeepStrictEqual(seedOf(3, 0), seedOf(3, 1));
});

Deno.test("95 % intervals hold the mean in about 95 of 100 samples", () => {
  // 400 samples of 15 normal values: 95 % plus or minus four standard errors is 90.6 % to 99.4 %.
  const { next } = rng(99);
  let held = 0;
  for (let i = 0; i < 400; i++) {
    const values = Array.from({ length: 15 }, () => 1 + normalQuantile(next()));
    const { low, high } = studentInterval(values) ?? { low: NaN, high: NaN };
    if (low <= 1 && 1 <= high) held++;
  }
  ok(held >= 363 && held <= 397, `${held}`);
});

Deno.test("the bootstrap of the quotient is that of the whole, not of single quotients", () => {
  // Two kinds of clusters, 1 / 1 and 3 / 9: every draw lies between a third and one.
  const clusters = Array.from(
    { length: 40 },
    (_, i) => i % 2 === 0 ? { above: 1, below: 1 } : { above: 3, below: 9 },
  );
  const { low, high } = bootstrapInterval(clusters, 5) ?? { low: NaN, high: NaN };
  // All together: 80 / 200.
  ok(low > 1 / 3 && low < 0.4 && high > 0.4 && high < 0.5, `${low} ${high}`);
});

Deno.test("clusters beyond five hundred are drawn in bundles, and the interval is that of all", () => {
  const { next } = rng(9 as Seed);
  const all = Array.from({ length: 4_000 }, () => ({ above: next() - 0.4, below: 1 + next() }));
  const bundled = gathered(all);
  strictEqual(bundled.length, 500);
  const sums = (some: readonly { above: number; below: number }[]) => [
    some.reduce((sum, { above }) => sum + above, 0).toFixed(6),
    some.reduce((sum, { below }) => sum + below, 0).toFixed(6),
  ];
  deepStrictEqual(sums(bundled), sums(all));
  deepStrictEqual(gathered(bundled), bundled);
  const one = bootstrapInterval(all, 1 as Seed);
  const other = bootstrapInterval(bundled, 1 as Seed);
  ok(one !== null && other !== null);
  const width = one.high - one.low;
  ok(Math.abs(one.low - other.low) < 0.1 * width && Math.abs(one.high - other.high) < 0.1 * width);
});
