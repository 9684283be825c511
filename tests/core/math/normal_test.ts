import assert from "node:assert/strict";
import fc from "fast-check";
import { normalCdf, normalPdf, normalQuantile } from "../../../src/core/math/normal.ts";
import { near, nearRelative } from "../../support/near.ts";
import { refTest } from "../../support/shared.ts";

Deno.test("the quantile agrees with the checks published with AS241", () => {
  // Wichura 1988, Applied Statistics 37: 477-484, and mpmath to 18 digits.
  nearRelative(normalQuantile(0.25), -0.674489750196081743, 1e-15);
  nearRelative(normalQuantile(0.001), -3.09023230616781354, 1e-15);
  nearRelative(normalQuantile(1e-20), -9.26234008979840757, 1e-15);
});

Deno.test("the distribution function has 15 digits in both tails and between its branches", () => {
  // mpmath, 40 digits.
  const values: readonly (readonly [number, number])[] = [
    [-30, 4.9067139271481870595e-198],
    [-8, 6.2209605742717841235e-16],
    [-5.7, 5.9903714010635281878e-9],
    [-5.5, 1.8989562465887719384e-8],
    [-3, 0.0013498980316300945267],
    [-1, 0.15865525393145705141],
    [-0.5, 0.30853753872598689636],
    [0, 0.5],
    [0.3, 0.61791142218895263307],
    [2, 0.9772498680518207928],
  ];
  for (const [x, expected] of values) nearRelative(normalCdf(x), expected, 1e-15, `at ${x}`);
});

refTest("quantiles agree with constants.json to 14 digits", (read) => {
  const constants = JSON.parse(read("constants.json"));
  for (const table of ["normal_quantiles", "AS241_published_checks", "AS241_mpmath"]) {
    for (const [p, quantile] of Object.entries(constants[table])) {
      near(normalQuantile(Number(p)), Number(quantile), 1e-14, `${table} ${p}`);
    }
  }
  nearRelative(
    1 / normalQuantile(0.75),
    Number(constants["MAD_consistency_1/Phi^-1(0.75)"]),
    1e-14,
  );
  for (const [limit, arl] of Object.entries(constants["ShewhartARL"])) {
    nearRelative(1 / (2 * normalCdf(-Number(limit))), Number(arl), 1e-9, `ARL at ${limit}`);
  }
});

Deno.test("quantile and distribution function undo each other", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-300, max: 0.5, noNaN: true }), (p) => {
      // Deep in the tail an error of 1e-16 in x is one of |x| 1e-16 x in p.
      nearRelative(normalCdf(normalQuantile(p)), p, 1e-15 * (10 - 2 * Math.log(p)));
    }),
    { seed: 1 },
  );
});

Deno.test("the distribution is symmetric and rises", () => {
  const x = fc.double({ min: -40, max: 40, noNaN: true });
  fc.assert(
    fc.property(x, x, (a, b) => {
      near(normalCdf(a) + normalCdf(-a), 1, 1e-15);
      if (a < b) assert.ok(normalCdf(a) <= normalCdf(b));
    }),
    { seed: 1 },
  );
});

Deno.test("the density is the slope of the distribution function", () => {
  for (const x of [-3, -1, -0.2, 0, 0.6, 0.7, 2]) {
    const step = 1e-5;
    near(normalPdf(x), (normalCdf(x + step) - normalCdf(x - step)) / (2 * step), 1e-9);
  }
});

Deno.test("the ends of the quantile are infinite and outside there is none", () => {
  assert.equal(normalQuantile(0), -Infinity);
  assert.equal(normalQuantile(1), Infinity);
  for (const p of [-0.1, 1.1, NaN]) assert.ok(Number.isNaN(normalQuantile(p)));
});
