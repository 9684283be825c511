import assert from "node:assert/strict";
import { Lateness } from "../../../../src/adapters/polymarket/machine/lateness.ts";

/** Messages a second apart, each `lag` after its own time. */
function after(lags: readonly number[], lateness = new Lateness(), from = 0): number {
  let late = NaN;
  lags.forEach((lag, i) => late = lateness.of(from + i * 1_000, from + i * 1_000 - lag));
  return late;
}

Deno.test("lateness is measured against the quickest, whatever the clocks differ by", () => {
  assert.equal(after([80, 90]), 0, "nothing is known yet");
  assert.equal(after([80, 90, 100, 600]), 500);
  assert.equal(after([-3_600_000, -3_599_990, -3_599_980, -3_599_000]), 980);
});

Deno.test("two messages with a false time mislead nobody", () => {
  assert.equal(after([100, 100, 100, -50_000, -50_000, 100]), 0);
  assert.equal(after([100, 100, 100, -50_000]), -50_100);
});

Deno.test("what was usual twenty minutes ago is forgotten", () => {
  const lateness = new Lateness();
  after([100, 100, 100], lateness);
  assert.equal(after([900, 900, 900], lateness, 601_000), 800);
  assert.equal(after([900, 900, 900, 900], lateness, 1_202_000), 0);
});

Deno.test("after forgetting, the next three messages say what is usual", () => {
  const lateness = new Lateness();
  after([100, 100, 100], lateness);
  lateness.forget();
  assert.equal(after([5_000], lateness, 5_000), 0);
  assert.equal(after([5_000, 5_000, 5_100], lateness, 6_000), 100);
});
