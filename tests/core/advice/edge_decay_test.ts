import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { decayChart, edgeDecay, type TradeResult } from "../../../src/core/advice/edge_decay.ts";
import { normalQuantile } from "../../../src/core/math/normal.ts";
import { rng } from "../../../src/core/math/rng.ts";
import { averageRunLength } from "../math/average_run_length.ts";
import { near } from "../../support/near.ts";

function results(nets: readonly number[], expected: number = 0): TradeResult[] {
  return nets.map((net) => ({ net, expected }));
}

Deno.test("the sums are those of a hand computation", () => {
  // Deviation of (2, -2, 2, -2, -2, -2) is 2.0656: mean -2/3, squares 64/3 over 5. In its units
  // with k = .5 the lower sum goes 0, .4682, 0, .4682, .9365, 1.4047.
  const { value, alarmAt } = edgeDecay(results([2, -2, 2, -2, -2, -2]), { k: 0.5, h: 2, least: 2 });
  near(value ?? NaN, 3 * (2 / Math.sqrt(64 / 15) - 0.5), 1e-12);
  strictEqual(alarmAt, null);
  const lower = edgeDecay(results([2, -2, 2, -2, -2, -2]), { k: 0.5, h: 0.9, least: 2 });
  deepStrictEqual([lower.alarmAt, lower.since], [4, 3]);
});

Deno.test("Montgomery's table 9.1 turned over rings where its chart does", () => {
  // Montgomery, Introduction to Statistical Quality Control, table 9.1: target 10, k .5, h 5, first
  // signal at observation 29, out of control since 23; its deviation is 1, ours is estimated.
  // deno-fmt-ignore
  const x = [
    9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.2, 10.34, 9.03, 11.47, 10.51, 9.4, 10.08,
    9.37, 10.62, 10.31, 8.52, 10.84, 10.9, 9.33, 12.29, 11.5, 10.6, 11.08, 10.38, 11.62, 11.31, 10.52,
  ];
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  const sd = Math.sqrt(x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (x.length - 1));
  const turned = x.map((value) => ({ net: -value, expected: -10 }));
  // The same chart in the unit of the data.
  const { alarmAt, since } = edgeDecay(turned, { k: 0.5 / sd, h: 5 / sd, least: 10 });
  deepStrictEqual([alarmAt, since], [28, 22]);
});

Deno.test("the stated run lengths are those of the integral equation", () => {
  const { k, h } = decayChart;
  const one = (shift: number) => averageRunLength({ k, h, head: 0, shift });
  // In control both sides ring alike, so one side alone takes twice as long.
  near(2 * one(0), 740, 0.01);
  near(one(0.5), 29, 0.02);
  near(one(1), 11, 0.04);
});

Deno.test("an edge that is kept stays silent, one that is lost rings, a better one never does", () => {
  const { next } = rng(21);
  const noise = Array.from({ length: 60 }, () => normalQuantile(next()));
  const kept = noise.map((z) => ({ net: 0.1 + z, expected: 0.1 }));
  const lost = [...kept, ...noise.map((z) => ({ net: -0.9 + z, expected: 0.1 }))];
  const better = [...kept, ...noise.map((z) => ({ net: 1 + z, expected: 0.1 }))];
  strictEqual(edgeDecay(kept).alarmAt, null);
  strictEqual(edgeDecay(better).alarmAt, null);
  const { alarmAt, since } = edgeDecay(lost);
  ok(alarmAt !== null && alarmAt >= 60 && alarmAt < 85, `${alarmAt}`);
  ok(since !== null && since >= 50 && since <= alarmAt);
});

Deno.test("too few results, or equal ones, say nothing", () => {
  const unknown = { value: null, alarmAt: null, since: null };
  deepStrictEqual(edgeDecay([]), unknown);
  deepStrictEqual(edgeDecay(results([-5, -9, -7, -8, -9])), unknown);
  deepStrictEqual(edgeDecay(results(Array(20).fill(-5))), unknown);
});

Deno.test("the unit of money does not matter", () => {
  const nets = [3, -4, 1, -6, -7, 2, -8, -5, -9, -3, -6];
  const cents = edgeDecay(results(nets, 1));
  const micro = edgeDecay(results(nets.map((net) => net * 1e4), 1e4));
  strictEqual(cents.alarmAt, micro.alarmAt);
  near(cents.value ?? NaN, micro.value ?? NaN, 1e-9);
});
