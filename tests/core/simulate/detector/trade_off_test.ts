import assert from "node:assert/strict";
import { ruleIndex } from "../../../../src/core/simulate/detector/alarms.ts";
import { thresholdFor } from "../../../../src/core/simulate/detector/calibrate.ts";
import { plant } from "../../../../src/core/simulate/detector/detection.ts";
import { type NullModel, nullModelOf } from "../../../../src/core/simulate/detector/noise.ts";
import {
  budgetFor,
  falseAlarms,
  hitsOf,
  type Walks,
} from "../../../../src/core/simulate/detector/trade_off.ts";
import { aConfig } from "../../detect/support.ts";
import { near } from "../../../support/near.ts";

const SPREAD = 10_000;

function model(name: string): NullModel {
  const found = nullModelOf(name);
  if (found === undefined) throw new Error("Cannot find the model");
  return found;
}

const walks: Walks = {
  model: model("student"),
  seed: 3,
  count: 40,
  spread: SPREAD,
  within: 6,
};
const still: Walks = { ...walks, model: { ...model("flat"), sd: 1e-6 } };

Deno.test("on a still market four ticks at once are always found, at once, and three never", () => {
  // A floor of one tick makes three ticks z = 3, and the CUSUM asks for more than k + h = 3.5.
  const found = (cents: number) => {
    const hits = hitsOf(still, aConfig(), { size: cents * 10_000, steps: 1 });
    return [(hits.found[ruleIndex("shipped")] ?? 0) / hits.spikes, hits.delay[0]];
  };
  assert.deepEqual(found(2), [0, 0]);
  assert.deepEqual(found(3), [0, 0]);
  assert.deepEqual(found(4), [1, 0]);
  assert.deepEqual(found(10), [1, 0]);
});

Deno.test("both directions are looked for, and an alarm of the other is no hit", () => {
  const spike = { size: 100_000, steps: 1 };
  const at = (index: number, sd: number) =>
    plant({ ...model("flat"), sd }, aConfig(), spike, {
      seed: 1,
      index,
      spread: SPREAD,
      within: 6,
    }).delays[ruleIndex("shipped")];
  assert.deepEqual([at(0, 1e-6), at(1, 1e-6)], [0, 0]);
});

Deno.test("a spike that comes slowly is found later", () => {
  const delay = (steps: number) => {
    const hits = hitsOf(still, aConfig(), { size: 200_000, steps });
    assert.equal(hits.found[ruleIndex("shipped")], hits.spikes);
    return (hits.delay[ruleIndex("shipped")] ?? 0) / hits.spikes;
  };
  assert.equal(delay(1), 0);
  assert.ok(delay(6) >= 1, `${delay(6)}`);
});

Deno.test("a threshold for a budget keeps to it, and a little less does not", () => {
  const config = aConfig();
  for (const [key, perDay] of [["cusumThreshold", 5], ["cusumK", 5]] as const) {
    const { value, low, high, rate } = budgetFor(walks, config, { key, perDay });
    assert.ok(value !== null && low !== null && high !== null);
    assert.ok(rate.mean <= perDay);
    const before = falseAlarms(walks, { ...config, [key]: value - 0.05 });
    assert.ok(before.mean > perDay, `${key}: ${before.mean} at ${value - 0.05}`);
    assert.ok(low <= value && value <= high);
  }
});

Deno.test("where a key alone cannot keep to a budget, it says so", () => {
  // Beside the band there is the rate of change.
  const { value, rate } = budgetFor(walks, aConfig(), { key: "ewmaBandWidth", perDay: 0.01 });
  assert.equal(value, null);
  assert.ok(rate.mean > 0.01);
});

Deno.test("halving meets a curve that is known", () => {
  const asked: number[] = [];
  const found = thresholdFor(
    (value) => {
      asked.push(value);
      return { mean: 10 / value, low: 9 / value, high: 11 / value };
    },
    4,
    { from: 1, to: 9, precision: 1e-6 },
  );
  near(found.value ?? NaN, 2.5, 1e-6);
  near(found.low ?? NaN, 2.25, 1e-6);
  near(found.high ?? NaN, 2.75, 1e-6);
  assert.equal(new Set(asked).size, asked.length);
});
