import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import {
  brier,
  brierSkill,
  calibrationError,
  logScore,
  murphy,
  reliabilityTable,
  spiegelhalterZ,
  type Verified,
} from "../../../src/core/advice/calibration.ts";
import { wilson } from "../../../src/core/math/interval.ts";
import { near } from "../../support/near.ts";
import { refTest } from "../../support/shared.ts";
import { tenForecasts } from "./vectors.ts";

const anyList: fc.Arbitrary<Verified[]> = fc.array(
  fc.record({
    p: fc.double({ min: 0, max: 1, noNaN: true }),
    y: fc.constantFrom(0 as const, 1 as const),
  }),
  { minLength: 1, maxLength: 40 },
);

Deno.test("ten forecasts score as computed independently", () => {
  const list = tenForecasts;
  near(brier(list) ?? NaN, 0.12, 1e-12);
  near(logScore(list) ?? NaN, 0.39872136434531086, 1e-12);
  near(calibrationError(list) ?? NaN, 0.1, 1e-12);
  near(spiegelhalterZ(list) ?? NaN, -1.238404749013309, 1e-12);
  near(brierSkill(list.map((one) => ({ ...one, base: 0.5 }))) ?? NaN, 0.52, 1e-12);
  const parts = murphy(list);
  near(parts?.reliability ?? NaN, 0.020708333333333332, 1e-12);
  near(parts?.resolution ?? NaN, 0.13333333333333333, 1e-12);
  near(parts?.uncertainty ?? NaN, 0.25, 1e-12);
});

refTest("calibration agrees with ensemble_vectors.json", (read) => {
  const { p, y, ...wanted } = JSON.parse(read("ensemble_vectors.json"))["scores"];
  const list: Verified[] = p.map((value: number, i: number) => ({ p: value, y: y[i] }));
  near(brier(list) ?? NaN, wanted["brier"], 1e-12);
  near(logScore(list) ?? NaN, wanted["log_loss_nats"], 1e-12);
  near(calibrationError(list, 5) ?? NaN, wanted["ece_5bins"], 1e-12);
  near(murphy(list, 5)?.reliability ?? NaN, wanted["reliability_5bins"], 1e-12);
  near(murphy(list, 5)?.resolution ?? NaN, wanted["resolution_5bins"], 1e-12);
  near(spiegelhalterZ(list) ?? NaN, wanted["spiegelhalter_z"], 1e-12);
});

Deno.test("reliability - resolution + uncertainty is the Brier score of binned forecasts", () => {
  fc.assert(fc.property(anyList, fc.integer({ min: 1, max: 12 }), (list, bins) => {
    const table = reliabilityTable(list, bins);
    const binned = list.map(({ p, y }) => {
      const i = Math.min(Math.floor(p * bins), bins - 1);
      return { p: table[i]?.said ?? NaN, y };
    });
    const parts = murphy(list, bins);
    if (parts === null) throw new Error("Cannot happen: the list is not empty");
    near(parts.reliability - parts.resolution + parts.uncertainty, brier(binned) ?? NaN, 1e-12);
  }));
});

Deno.test("scores are the same for NO as for YES", () => {
  fc.assert(fc.property(anyList, (list) => {
    const mirrored = list.map(({ p, y }): Verified => ({ p: 1 - p, y: y === 1 ? 0 : 1 }));
    near(brier(mirrored) ?? NaN, brier(list) ?? NaN, 1e-9);
    near(logScore(mirrored) ?? NaN, logScore(list) ?? NaN, 1e-6);
    const [z, w] = [spiegelhalterZ(list), spiegelhalterZ(mirrored)];
    if (z !== null && w !== null && Math.abs(z) < 1e3) near(w, z, 1e-6);
  }));
});

Deno.test("every forecast is in one bin, 0 and 1 too, with the interval of its share", () => {
  fc.assert(fc.property(anyList, (list) => {
    const table = reliabilityTable(list, 5);
    strictEqual(table.reduce((sum, { count }) => sum + count, 0), list.length);
    for (const { count, said, happened, from, to, interval } of table) {
      strictEqual(said === null, count === 0);
      if (said === null || happened === null) continue;
      ok(said >= from - 1e-9 && said <= to + 1e-9);
      ok(interval.low <= happened && happened <= interval.high);
    }
  }));
  const [first] = reliabilityTable([{ p: 0, y: 0 }, { p: 0.1, y: 1 }], 5);
  deepStrictEqual(first?.interval, wilson(1, 2));
  strictEqual(reliabilityTable([{ p: 1, y: 1 }], 5)[4]?.count, 1);
});

Deno.test("being sure and wrong costs 13.8 nats and no infinity", () => {
  near(logScore([{ p: 1, y: 0 }]) ?? NaN, -Math.log(1e-6), 1e-9);
});

Deno.test("nothing scored is not a score", () => {
  deepStrictEqual([brier([]), logScore([]), murphy([]), spiegelhalterZ([])], Array(4).fill(null));
  strictEqual(brierSkill([]), null);
  strictEqual(brierSkill([{ p: 0.5, base: 1, y: 1 }]), null);
  strictEqual(spiegelhalterZ([{ p: 0.5, y: 1 }]), null);
  throws(() => reliabilityTable([], 0), RangeError);
});
