import assert from "node:assert/strict";
import fc from "fast-check";
import { wilson } from "../../../src/core/math/interval.ts";
import { near, nearRelative } from "../../support/near.ts";
import { refTest } from "../../support/shared.ts";

Deno.test("no event in a thousand proves less than 0.383 %", () => {
  // Wilson 1927: z^2 / (n + z^2).
  assert.equal(wilson(0, 1000).low, 0);
  nearRelative(wilson(0, 1000).high, 0.0038267584855551234, 1e-12);
});

Deno.test("no trials say nothing", () => {
  assert.deepStrictEqual(wilson(0, 0), { low: 0, high: 1 });
});

refTest("intervals agree with montecarlo_closed_forms.json", (read) => {
  const table = JSON.parse(read("montecarlo_closed_forms.json"))["proportion_ci"];
  for (const [key, { wilson95 }] of Object.entries<{ wilson95: [number, number] }>(table)) {
    const [k = 0, n = 0] = key.split("/").map(Number);
    near(wilson(k, n).low, wilson95[0], 1e-12, key);
    near(wilson(k, n).high, wilson95[1], 1e-12, key);
  }
});

Deno.test("the interval holds the estimate, mirrors itself and moves up with the count", () => {
  const pair = fc.integer({ min: 1, max: 5000 }).chain((n) =>
    fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n))
  );
  fc.assert(
    fc.property(pair, ([k, n]) => {
      const { low, high } = wilson(k, n);
      assert.ok(0 <= low && low <= k / n && k / n <= high && high <= 1);
      near(low, 1 - wilson(n - k, n).high, 1e-12);
      if (k < n) assert.ok(wilson(k + 1, n).high > high && wilson(k + 1, n).low > low);
    }),
    { seed: 1 },
  );
});
