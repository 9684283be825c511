import assert from "node:assert/strict";
import fc from "fast-check";
import {
  addToCusum,
  cusumAlarm,
  ewmaLimit,
  ewmaMean,
  initCusum,
  restartCusum,
} from "../../../src/core/math/control_chart.ts";
import { normalQuantile } from "../../../src/core/math/normal.ts";
import { rng } from "../../../src/core/math/rng.ts";
import { csv, refTest } from "../../support/shared.ts";
import { averageRunLength, type CusumChart } from "./average_run_length.ts";

function close(actual: number, expected: number, tolerance: number): void {
  assert.ok(
    Math.abs(actual - expected) <= tolerance * (1 + Math.abs(expected)),
    `${actual} is not ${expected}`,
  );
}

function near(actual: number, expected: number, distance: number): void {
  assert.ok(Math.abs(actual - expected) <= distance, `${actual} is not ${expected}`);
}

/** Standard normal draws, the same for every caller of one seed. */
function normals(seed: number): () => number {
  const draws = rng(seed);
  return () => normalQuantile(draws.next() || 0.5);
}

/** Mean of `runs` run lengths, and its standard error. */
function simulate(runs: number, runLength: () => number): { mean: number; se: number } {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < runs; i++) {
    const length = runLength();
    sum += length;
    squares += length * length;
  }
  const mean = sum / runs;
  return { mean, se: Math.sqrt((squares / runs - mean * mean) / runs) };
}

function cusumRun({ k, h, head, shift }: CusumChart, normal: () => number): number {
  const cusum = initCusum(head);
  for (let step = 1;; step++) {
    addToCusum(cusum, normal() + shift, k);
    if (cusumAlarm(cusum, h) !== 0) return step;
  }
}

Deno.test("the CUSUM of the NIST handbook signals first at group 14", () => {
  // NIST/SEMATECH e-Handbook 6.3.2.3: target 325, K 0.3175, H 4.1959, sums go on after a signal.
  // deno-fmt-ignore
  const means = [
    324.925, 324.675, 324.725, 324.35, 325.35, 325.225, 324.125, 324.525, 325.225, 324.6,
    324.625, 325.15, 328.325, 327.25, 327.825, 328.5, 326.675, 327.775, 326.875, 328.35,
  ];
  const cusum = initCusum();
  const highs: number[] = [];
  const alarms: number[] = [];
  means.forEach((mean, i) => {
    addToCusum(cusum, mean - 325, 0.3175);
    highs.push(cusum.high);
    if (cusumAlarm(cusum, 4.1959) === 1) alarms.push(i + 1);
  });
  [3.0075, 4.94, 7.4475, 10.63, 11.9875, 14.445, 16.0025, 19.035].forEach((sum, i) =>
    close(highs[12 + i] ?? NaN, sum, 1e-11)
  );
  assert.deepEqual(alarms, [14, 15, 16, 17, 18, 19, 20]);
});

refTest("every sum of NIST 6.3.2.3 is reproduced", (read) => {
  const cusum = initCusum();
  for (const row of csv(read("nist_6_3_2_3_cusum.csv"))) {
    addToCusum(cusum, Number(row["x"]) - 325, 0.3175);
    close(cusum.high, Number(row["S_hi_exact"]), 1e-11);
    close(cusum.low, Number(row["S_lo_exact"]), 1e-11);
    near(cusum.high, Number(row["printed_S_hi"]), 0.005 + 1e-9);
    near(cusum.low, Number(row["printed_S_lo"]), 0.005 + 1e-9);
    const signal = row["signal_hi"] === "1" ? 1 : row["signal_lo"] === "1" ? -1 : 0;
    assert.equal(cusumAlarm(cusum, 4.1959), signal);
  }
});

refTest("every sum, run and signal of Montgomery's table 9.1 is reproduced", (read) => {
  const cusum = initCusum();
  let mean = 10;
  const rows = csv(read("montgomery_table_9_1.csv"));
  rows.forEach((row, i) => {
    const x = Number(row["x"]);
    addToCusum(cusum, x - 10, 0.5);
    close(cusum.high, Number(row["C_plus"]), 1e-12);
    close(cusum.low, Number(row["C_minus"]), 1e-12);
    near(cusum.high, Number(row["C_plus_printed"]), 0.0051);
    assert.equal(cusum.highRun, Number(row["N_plus"]));
    assert.equal(cusum.lowRun, Number(row["N_minus"]));
    assert.equal(cusumAlarm(cusum, 5) !== 0, row["signal_h5"] === "1");
    mean = ewmaMean(mean, x, 0.1);
    const limit = ewmaLimit({ sigma: 1, weight: 0.1, width: 2.7, count: i + 1 });
    close(mean, Number(row["ewma_lambda0.1"]), 1e-13);
    near(10 + limit, Number(row["ewma_ucl_L2.7"]), 1e-11);
    near(10 - limit, Number(row["ewma_lcl_L2.7"]), 1e-11);
    assert.equal(Math.abs(mean - 10) > limit, row["ewma_signal"] === "1");
  });
  assert.equal(rows.length, 30);
});

Deno.test("the EWMA chart of the NIST handbook has its printed limits", () => {
  // NIST/SEMATECH e-Handbook 6.3.2.4 prints 52.5884, with a square root rounded to 0.4201.
  const limit = ewmaLimit({ sigma: 2.0539, weight: 0.3, width: 3, count: Infinity });
  near(50 + limit, 52.58843174, 1e-8);
  near(50 - limit, 47.4115, 2e-4);
});

refTest("every mean and limit of NIST 6.3.2.4 is reproduced", (read) => {
  let mean = 50;
  for (const row of csv(read("nist_6_3_2_4_ewma.csv")).slice(1)) {
    const chart = { sigma: 2.0539, weight: 0.3, width: 3 };
    mean = ewmaMean(mean, Number(row["x"]), 0.3);
    close(mean, Number(row["ewma_exact"]), 1e-13);
    near(mean, Number(row["printed"]), 0.005 + 1e-9);
    const exact = ewmaLimit({ ...chart, count: Number(row["t"]) });
    const settled = ewmaLimit({ ...chart, count: Infinity });
    near(50 + exact, Number(row["ucl_exact_var_t"]), 1e-10);
    near(50 - exact, Number(row["lcl_exact_var_t"]), 1e-10);
    near(50 + settled, Number(row["ucl_asymptotic_unrounded"]), 1e-10);
    near(50 - settled, Number(row["lcl_asymptotic_unrounded"]), 1e-10);
  }
});

refTest("the run-length solver agrees with the CUSUM tables to eight digits", (read) => {
  const rows = csv(read("cusum_arl_two_sided.csv"));
  for (const row of rows) {
    const arl = averageRunLength({
      k: Number(row["k"]),
      h: Number(row["h"]),
      head: Number(row["headstart"]),
      shift: Number(row["shift_sigma"]),
    });
    assert.ok(Math.abs(arl / Number(row["arl"]) - 1) <= 1e-8, `${JSON.stringify(row)}: ${arl}`);
  }
  assert.ok(rows.length > 100);
});

// Lucas & Crosier 1982 (h 4), Montgomery (h 5) to their printed digits; more in the solver.
const published = [
  { k: 0.5, h: 4, arls: [167.6837888, 8.38313187, 3.342770129, 2.194480909, 1.708457163] },
  { k: 0.5, h: 5, arls: [465.443506, 10.37596992, 4.008871061, 2.573252051, 2.012567523] },
  { k: 0.5, h: 2.5, arls: [34.09307146, 5.420059356, 2.338788711, 1.538696354, 1.159353761] },
  { k: 1, h: 2.5, arls: [358.0019395, 13.43096802, 3.2466871, 1.851359259, 1.314983734] },
];

for (const { k, h, arls } of published) {
  Deno.test(`a CUSUM with k ${k} and h ${h} has the published average run lengths`, () => {
    const normal = normals(100 * h + 10 * k);
    arls.forEach((arl, shift) => {
      const chart = { k, h, head: 0, shift };
      assert.ok(Math.abs(averageRunLength(chart) / arl - 1) <= 1e-8);
      const { mean, se } = simulate(shift === 0 ? 1500 : 4000, () => cusumRun(chart, normal));
      near(mean, arl, 4 * se);
    });
  });
}

Deno.test("a head start of h / 2 shortens the run length as published", () => {
  const normal = normals(77);
  [27.58317172, 3.639732107].forEach((arl, shift) => {
    const chart = { k: 0.5, h: 2.5, head: 1.25, shift };
    assert.ok(Math.abs(averageRunLength(chart) / arl - 1) <= 1e-8);
    const { mean, se } = simulate(4000, () => cusumRun(chart, normal));
    near(mean, arl, 4 * se);
  });
});

Deno.test("an EWMA chart has the published average run lengths", () => {
  // Weight 0.2, limits at 2.962 asymptotic deviations (Lucas & Saccucci 1990, recomputed).
  const normal = normals(9);
  const limit = ewmaLimit({ sigma: 1, weight: 0.2, width: 2.962, count: Infinity });
  [499.7351222, 10.5416658, 3.743439061].forEach((arl, shift) => {
    const { mean, se } = simulate(shift === 0 ? 1000 : 4000, () => {
      let level = 0;
      for (let step = 1;; step++) {
        level = ewmaMean(level, normal() + shift, 0.2);
        if (Math.abs(level) > limit) return step;
      }
    });
    near(mean, arl, 4 * se);
  });
});

const path = fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { maxLength: 80 });

Deno.test("CUSUM sums are never negative and never both grow", () => {
  fc.assert(fc.property(path, fc.double({ min: 0, max: 2, noNaN: true }), (values, k) => {
    const cusum = initCusum();
    for (const z of values) {
      const { high, low } = cusum;
      addToCusum(cusum, z, k);
      assert.ok(cusum.high >= 0 && cusum.low >= 0);
      assert.ok(!(cusum.high > high && cusum.low > low));
      assert.ok((cusum.high > 0) === (cusum.highRun > 0));
    }
  }));
});

Deno.test("negated values swap the sides of a CUSUM", () => {
  fc.assert(fc.property(path, (values) => {
    const [cusum, mirrored] = [initCusum(), initCusum()];
    for (const z of values) {
      addToCusum(cusum, z, 0.5);
      addToCusum(mirrored, -z, 0.5);
      const { high, low, highRun, lowRun } = mirrored;
      assert.deepEqual(cusum, { high: low, low: high, highRun: lowRun, lowRun: highRun });
    }
  }));
});

Deno.test("a CUSUM scales with its unit", () => {
  // Exact for a power of two, which shifts the exponent and nothing else.
  fc.assert(fc.property(path, (values) => {
    const [cusum, scaled] = [initCusum(), initCusum()];
    for (const z of values) {
      addToCusum(cusum, z, 0.5);
      addToCusum(scaled, z * 8, 4);
      assert.equal(scaled.high, cusum.high * 8);
      assert.equal(cusumAlarm(scaled, 20), cusumAlarm(cusum, 2.5));
    }
  }));
});

Deno.test("raising k or h never brings the first alarm forward", () => {
  const firstAlarm = (values: readonly number[], k: number, h: number) => {
    const cusum = initCusum();
    const first = values.findIndex((z) => {
      addToCusum(cusum, z, k);
      return cusumAlarm(cusum, h) !== 0;
    });
    return first === -1 ? Infinity : first;
  };
  const more = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(fc.property(path, more, more, (values, k, h) => {
    assert.ok(firstAlarm(values, 0.5 + k, 2.5 + h) >= firstAlarm(values, 0.5, 2.5));
  }));
});

Deno.test("values that never exceed k add up to nothing", () => {
  const small = fc.array(fc.double({ min: -5, max: 0.5, noNaN: true }));
  fc.assert(fc.property(small, (values) => {
    const cusum = initCusum();
    for (const z of values) addToCusum(cusum, z, 0.5);
    assert.equal(cusum.high, 0);
  }));
});

Deno.test("a constant value alarms at the first n with n (z - k) above h, not at h itself", () => {
  // Quarters are exact in doubles: 0.5 a step is 2.5 after 5 steps, and only above it after 6.
  const stepsTo = (z: number) => cusumRun({ k: 0.5, h: 2.5, head: 0, shift: z }, () => 0);
  assert.equal(stepsTo(1), 6);
  assert.equal(stepsTo(-1), 6);
  assert.equal(stepsTo(1.75), 3);
  assert.equal(stepsTo(3.25), 1);
  assert.equal(stepsTo(3), 2);
});

Deno.test("after a restart a CUSUM is as new", () => {
  fc.assert(fc.property(path, (values) => {
    const cusum = initCusum();
    for (const z of values) addToCusum(cusum, z, 0.5);
    restartCusum(cusum);
    assert.deepEqual(cusum, initCusum());
    restartCusum(cusum, 1.25);
    assert.deepEqual(cusum, initCusum(1.25));
  }));
});

Deno.test("an EWMA mean stays between its seed and its inputs", () => {
  fc.assert(fc.property(path, (values) => {
    const mean = values.reduce((level, x) => ewmaMean(level, x, 0.3), 0);
    assert.ok(mean >= Math.min(0, ...values) - 1e-12 && mean <= Math.max(0, ...values) + 1e-12);
  }));
});
