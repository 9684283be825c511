import assert from "node:assert/strict";
import fc from "fast-check";
import { logit, logOdds, sigmoid } from "../../../src/core/math/logit.ts";
import { csv, refTest } from "../../support/shared.ts";

function close(actual: number, expected: number, tolerance: number): void {
  assert.ok(
    Math.abs(actual - expected) <= tolerance * (1 + Math.abs(expected)),
    `${actual} is not ${expected}`,
  );
}

Deno.test("the log-odds of 1 %, 5 % and 50 % are those of the tables", () => {
  // ln(1/99), ln(1/19), 0; one cent up from 5 % is (6/94) / (5/95) = 57/47 in odds.
  close(logit(0.01), -4.59511985013459, 1e-15);
  close(logit(0.05), -2.94443897916644, 1e-15);
  assert.equal(logit(0.5), 0);
  close(logit(0.06) - logit(0.05), Math.log(57 / 47), 1e-14);
});

refTest("log-odds and one tick of them match the tick table", (read) => {
  for (const row of csv(read("logit_tick_table.csv"))) {
    const p = Number(row["p"]);
    const tick = Number(row["tick"]);
    close(logit(p), Number(row["logit_p"]), 1e-11);
    if (row["logit(p+tick)-logit(p)"] !== "") {
      close(logit(p + tick) - logit(p), Number(row["logit(p+tick)-logit(p)"]), 1e-11);
    }
    close(logOdds(p, 1 - p), Number(row["logit_p"]), 1e-11);
  }
});

Deno.test("sigmoid and logit undo each other", () => {
  // Through one double p only down to -30 and up to 8: 1 - p keeps 1e-16 of absolute accuracy.
  fc.assert(fc.property(fc.double({ min: -30, max: 8, noNaN: true }), (x) => {
    close(logit(sigmoid(x)), x, 1e-12);
    close(-logit(sigmoid(-Math.abs(x))), Math.abs(x), 1e-12);
  }));
});

Deno.test("sigmoid never overflows and is antisymmetric about a half", () => {
  assert.equal(sigmoid(0), 0.5);
  assert.equal(sigmoid(-800), 0);
  assert.equal(sigmoid(800), 1);
  fc.assert(fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
    close(sigmoid(x) + sigmoid(-x), 1, 1e-15);
  }));
});

Deno.test("swapping the sides negates the log-odds to the last bit", () => {
  const side = fc.integer({ min: 1, max: 2_000_000 });
  fc.assert(fc.property(side, side, (yes, no) => {
    assert.equal(logOdds(yes, no) + logOdds(no, yes), 0);
    close(logOdds(yes, no), Math.log(yes) - Math.log(no), 1e-14);
  }));
});
