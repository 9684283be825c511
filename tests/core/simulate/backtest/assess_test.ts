import assert from "node:assert/strict";
import { normalQuantile } from "../../../../src/core/math/normal.ts";
import { rng } from "../../../../src/core/math/rng.ts";
import {
  assess,
  differenceOf,
  type Traded,
} from "../../../../src/core/simulate/backtest/assess.ts";
import {
  backtestVerdict,
  backtestVerdictWords,
} from "../../../../src/core/simulate/backtest/verdict.ts";
import { powerOf } from "../../../../src/core/simulate/statistics/power.ts";
import { near } from "../../../support/near.ts";

const alone = { trials: 1, variance: 0.01 };

/** One dollar staked each, `perEvent` trades an event, returns normal around `edge`. */
function drawn(seed: number, n: number, { edge = 0, sd = 0.2, perEvent = 1 } = {}): Traded[] {
  const { next } = rng(seed * 1_000_003);
  return Array.from({ length: n }, (_, i) => ({
    group: `event ${Math.floor(i / perEvent)}`,
    closedAt: i,
    stake: 1e6,
    net: 1e6 * (edge + sd * normalQuantile(next() || 0.5)),
  }));
}

const verdictOf = (trades: readonly Traded[], tried = alone) =>
  backtestVerdict(assess(trades, tried, 1));

Deno.test("figures of three trades are those worked out by hand", () => {
  const trades: Traded[] = [
    { group: "a", closedAt: 2, stake: 2e6, net: -5e5 },
    { group: "b", closedAt: 1, stake: 1e6, net: 4e5 },
    { group: "a", closedAt: 3, stake: 1e6, net: 2e5 },
  ];
  const found = assess(trades, alone, 1);
  assert.deepEqual([found.trades, found.events, found.net, found.stake], [3, 2, 1e5, 4e6]);
  assert.equal(found.perDollar.value, 0.025);
  near(found.hitRate.value ?? NaN, 2 / 3, 1e-15);
  assert.equal(found.drawdown.value, 5e5);
  // Events: b 0.4, a -0.3 / 3.
  near(found.sample.mean, (0.4 - 0.1) / 2, 1e-15);
});

Deno.test("no trade and one event have no interval and no probability", () => {
  const none = assess([], alone, 1);
  assert.deepEqual([none.perDollar.value, none.psr, none.dsr], [null, null, null]);
  const one = assess(drawn(1, 40, { perEvent: 40 }), alone, 1);
  assert.deepEqual([one.events, one.perDollar.interval, one.psr], [1, null, null]);
  assert.equal(verdictOf([]), "noTrades");
  assert.equal(verdictOf(drawn(1, 40, { perEvent: 40, edge: 5 })), "insufficient");
  assert.equal(verdictOf(drawn(1, 29, { edge: 5 })), "insufficient");
});

Deno.test("a clear loss is worse, a clear gain better, and luck among many tries is neither", () => {
  assert.equal(verdictOf(drawn(2, 60, { edge: -0.2 })), "worse");
  assert.equal(verdictOf(drawn(2, 60, { edge: 0.2 })), "better");
  const many = { trials: 5000, variance: 1 / 59 };
  assert.equal(verdictOf(drawn(2, 60, { edge: 0.2 }), many), "better");
  assert.equal(verdictOf(drawn(2, 60, { edge: 0.1 })), "better");
  assert.equal(verdictOf(drawn(2, 60, { edge: 0.1 }), many), "unclear");
});

Deno.test("trades of one event are one observation: the same results say less", () => {
  const apart = assess(drawn(3, 120, { edge: 0.05 }), alone, 1);
  // Every event four equal trades.
  const same = drawn(3, 30, { edge: 0.05 }).flatMap((trade) => [trade, trade, trade, trade]);
  const together = assess(same, alone, 1);
  const width = ({ perDollar: { interval } }: typeof apart) =>
    (interval?.high ?? NaN) - (interval?.low ?? NaN);
  assert.equal(together.events, 30);
  assert.ok(width(together) > 1.5 * width(apart));
});

Deno.test("with labels shuffled an edge is declared in at most 5 of 100 seeds", () => {
  const edge = drawn(4, 80, { edge: 0.15 });
  assert.equal(verdictOf(edge), "better");
  let declared = 0;
  for (let seed = 1; seed <= 100; seed++) {
    const { next } = rng(seed * 15_485_863);
    const shuffled = edge.map((trade) => ({
      ...trade,
      net: next() < 0.5 ? trade.net : -trade.net,
    }));
    if (backtestVerdict(assess(shuffled, alone, seed)) === "better") declared++;
  }
  assert.ok(declared <= 5, `${declared} of 100`);
});

/** Fair trades: a small gain most of the time, and seldom nearly all of the stake gone. */
function fairOdds(seed: number, n: number): Traded[] {
  const { next } = rng(seed * 1_000_003);
  return Array.from({ length: n }, (_, i) => {
    const gain = 0.03 + 0.04 * next();
    const ret = next() < 0.05 ? -0.95 : gain;
    return { group: `event ${i}`, closedAt: i, stake: 1e6, net: 1e6 * ret };
  });
}

Deno.test("a record that has not met its rare loss yet is not called better for that", () => {
  const runs = 200;
  let declared = 0;
  for (let seed = 1; seed <= runs; seed++) {
    if (verdictOf(fairOdds(seed, 30)) === "better") declared++;
  }
  // Thirty such trades meet no loss in 21 % of records.
  assert.ok(declared <= 0.05 * runs, `${declared} of ${runs}`);
  const large = drawn(2, 60, { edge: 0.2, sd: 0.01 });
  assert.equal(
    verdictOf(large),
    "better",
    "what one lost stake would not undo is better all the same",
  );
});

Deno.test("a planted edge is found about as often as the formula says", () => {
  const [n, edge, sd] = [60, 0.07, 0.2];
  const runs = 100;
  let found = 0;
  for (let seed = 1; seed <= runs; seed++) {
    if (verdictOf(drawn(seed, n, { edge, sd })) === "better") found++;
  }
  const expected = powerOf({ edge, sd }, n);
  const se = Math.sqrt(expected * (1 - expected) / runs);
  // Intervals are the wider of two and the formula knows the deviation: a little less is found.
  assert.ok(found / runs <= expected + 4 * se, `${found} of ${runs}, ${expected}`);
  assert.ok(found / runs >= expected - 4 * se - 0.05, `${found} of ${runs}, ${expected}`);
});

Deno.test("a difference to equal trades is nothing, and one of a shift is the shift", () => {
  const one = drawn(6, 50);
  assert.equal(differenceOf(one, one, 1).value, 0);
  const shifted = one.map((trade) => ({ ...trade, net: trade.net - 1e5 }));
  const { value, interval } = differenceOf(one, shifted, 1);
  near(value ?? NaN, 0.1, 1e-9);
  // The same events on both sides: what they share is not counted as chance.
  assert.ok(interval !== null && interval.high - interval.low < 1e-9);
  assert.deepEqual(differenceOf(one, [], 1), { value: null, interval: null });
});

Deno.test("the words are those of the list", () => {
  assert.equal(backtestVerdictWords("noTrades", 3), "no trades");
  assert.equal(backtestVerdictWords("insufficient", 0), "insufficient");
  assert.equal(backtestVerdictWords("worse", 3), "worse than doing nothing");
  assert.equal(backtestVerdictWords("unclear", 3), "not distinguishable from nothing");
  assert.equal(
    backtestVerdictWords("better", 3),
    "better than doing nothing in this recording, and 3 others were tried",
  );
});
