import assert from "node:assert/strict";
import { normalCdf } from "../../../../src/core/math/normal.ts";
import {
  averageRunLength,
  powerAt,
  runLengths,
} from "../../../../src/core/simulate/detector/run_length.ts";
import { nearOverSeeds, nearRelative } from "../../../support/near.ts";
import { csv, refTest } from "../../../support/shared.ts";

Deno.test("run lengths of the two charts are 34.0931 and 358.002 in theory", () => {
  nearRelative(averageRunLength({ k: 0.5, h: 2.5 }, 0), 34.09307146, 1e-9);
  nearRelative(averageRunLength({ k: 1, h: 2.5 }, 0), 358.0019395, 1e-9);
  nearRelative(averageRunLength({ k: 1, h: 2.5 }, 2), 3.246687100, 1e-9);
});

refTest("run lengths in theory are those of the reference table", (read) => {
  const rows = csv(read("cusum_arl_two_sided.csv"))
    .filter((row) => Number(row["headstart"]) === 0);
  assert.ok(rows.length > 50);
  for (const row of rows) {
    const chart = { k: Number(row["k"]), h: Number(row["h"]) };
    const found = averageRunLength(chart, Number(row["shift_sigma"]));
    nearRelative(found, Number(row["arl"]), 1e-8, JSON.stringify(row));
  }
});

Deno.test("the layer's own run lengths are those of theory, seeds 1 to 20", () => {
  for (const [k, expected, runs] of [[0.5, 34.0931, 1_000], [1, 358.002, 250]] as const) {
    // A run length is nearly geometric: its deviation is its mean.
    const of = (seed: number) => {
      return runLengths({ chart: { k, h: 2.5 }, shift: 0, runs, seed }).mean;
    };
    nearOverSeeds(of, expected, expected / Math.sqrt(runs), `k ${k}`);
  }
});

// Detection power of an isolated spike at its step (quantitative reference, section 2.5): 400,000
// draws a cell, deviation known, h 2.5, band at 2.
const power = [
  [2, .271, .095, .500],
  [3, .605, .352, .841],
  [4, .883, .720, .977],
  [5, .984, .941, .9987],
  [6, .999, .994, 1.000],
] as const;

Deno.test("single spikes are found as often as the reference says", () => {
  const draws = 20_000;
  for (const [size, half, whole, band] of power) {
    for (const [k, printed] of [[0.5, half], [1, whole]] as const) {
      const found = powerAt({ chart: { k, h: 2.5 }, bandWidth: 2, size, draws, seed: 7 });
      const near = (share: number, expected: number, rounding: number) => {
        const se = Math.sqrt(expected * (1 - expected) * (1 / draws + 1 / 400_000));
        const beyond = Math.max(0, Math.abs(share - expected) - rounding);
        assert.ok(beyond <= 4 * se + 1e-9, `${size} sigma, k ${k}: ${share} for ${expected}`);
      };
      near(found.cusum, printed, 0.0005);
      near(found.band, band, 0.0005);
      near(found.band, normalCdf(size - 2), 0);
    }
  }
});
