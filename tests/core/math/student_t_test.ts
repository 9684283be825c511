import { throws } from "node:assert/strict";
import { Z95 } from "../../../src/core/math/interval.ts";
import { studentT } from "../../../src/core/math/student_t.ts";
import { near } from "../../support/near.ts";

Deno.test("Student's t agrees with the printed table", () => {
  // NIST/SEMATECH e-Handbook 1.3.6.7.2, two-sided 95 %, three decimals.
  const printed = [
    [1, 12.706],
    [2, 4.303],
    [3, 3.182],
    [4, 2.776],
    [9, 2.262],
    [10, 2.228],
    [29, 2.045],
    [30, 2.042],
    [100, 1.984],
  ] as const;
  for (const [degrees, t] of printed) near(studentT(0.95, degrees), t, 5e-4, `${degrees}`);
  near(studentT(0.99, 9), 3.25, 5e-4);
});

Deno.test("one and two degrees have closed forms, and many are the normal", () => {
  near(studentT(0.95, 1), Math.tan(0.475 * Math.PI), 1e-11);
  near(studentT(0.95, 2), 0.95 * Math.sqrt(2 / (1 - 0.95 ** 2)), 1e-11);
  near(studentT(0.95, 1_000_000), Z95, 1e-5);
});

Deno.test("no degrees of freedom and no probability are refused", () => {
  for (const degrees of [0, -1, 1.5, NaN]) throws(() => studentT(0.95, degrees), RangeError);
  for (const within of [0, 1, NaN]) throws(() => studentT(within, 3), RangeError);
});
