import assert from "node:assert/strict";
import type { BernoulliSpec } from "../../../src/core/simulate/engines.ts";
import type { Job, Variance } from "../../../src/core/simulate/job.ts";
import {
  beliefFrom,
  diffusionOf,
  resolutionEngine,
  spikeEngine,
  spikeNumbers,
} from "../../../src/core/simulate/models.ts";
import { outputsOf } from "../../../src/core/simulate/outputs.ts";
import { simulate } from "../../../src/core/simulate/run.ts";
import {
  dearerReturn,
  EXTRA_COSTS,
  sensitivityOf,
} from "../../../src/core/simulate/sensitivity.ts";
import { fatalHalfLife, LATENCIES_MS, waitingOf } from "../../../src/core/simulate/waiting.ts";
import type { Millis } from "../../../src/core/types/units.ts";
import { accountOf } from "../../support/account_oracle.ts";

const shape = { ask: 0.4, spread: 0.01, target: 0.45, stop: 0.37, feeRate: 0.04 };
const sizing = { gapProbability: 0.01, timeExitProbability: 0.2 } as Parameters<
  typeof spikeEngine
>[2];
const numbers = spikeNumbers(shape);

function jobOf(engine: Job["engine"], variance: Variance = "antithetic"): Job {
  const holdMs = 1_800_000 as Millis;
  const account = accountOf({
    trades: 200,
    costPerShare: numbers.cost,
    spacingMs: 1_900_000 as Millis,
    holdMs,
  });
  return { engine, accounts: [account], seed: 11, variance, fractions: [0] };
}

const spike = spikeEngine(numbers, beliefFrom(0.85, 100), sizing);

Deno.test("the lane of nothing more is the simulation's own beginning, bit for bit", () => {
  const diffusion = diffusionOf(
    shape,
    { variance: 0.05, jumps: 0, jumpSize: 0, reverts: 0.5 },
    0.4,
  );
  const cases = [
    jobOf(spike),
    jobOf(spike, "plain"),
    jobOf(resolutionEngine(numbers.cost, 0.5, true), "stratified"),
    { ...jobOf(diffusion), accounts: [accountOf({ trades: 10 })] } satisfies Job,
  ];
  for (const job of cases) {
    const { lanes, runs } = sensitivityOf(job, 200);
    const outputs = outputsOf(simulate(job, { runs, targetSe: null }));
    const [account] = outputs?.accounts ?? [];
    const middle = outputs?.final.find(({ p }) => p === 0.5)?.at;
    const [now] = lanes;
    assert.deepStrictEqual([now?.growth, now?.loss], [
      account?.means.growth,
      account?.shares.lossAtEnd,
    ]);
    // The simulation stores its ends to a 4,000th; here they are as they are.
    for (const key of ["value", "low", "high"] as const) {
      const [mine, stored] = [now?.middle[key] ?? NaN, middle?.[key] ?? NaN];
      assert.ok(Math.abs(mine - stored) <= stored / 4_000, `${key} ${mine} ${stored}`);
    }
  }
});

Deno.test("a dearer trade is the trade that the dearer ask makes", () => {
  // 2 c more at the same exits, by the rules for costs; the fee on the dearer ask is left out of both.
  const extra = 0.02;
  const { cost, netTarget, netStop } = numbers;
  for (const net of [netTarget, netStop]) {
    const now = (net - cost) / cost;
    const then = (net - cost - extra) / (cost + extra);
    assert.ok(Math.abs(dearerReturn(now, cost, extra) - then) < 1e-12);
  }
  assert.equal(dearerReturn(-1, cost, extra), -1, "what is lost whole is lost whole");
});

Deno.test("dearer trades never end better on the same futures, and loss never gets rarer", () => {
  const { lanes } = sensitivityOf(jobOf(spike), 4_000);
  assert.deepStrictEqual(lanes.map(({ extra }) => extra), [...EXTRA_COSTS]);
  for (const [i, lane] of lanes.entries()) {
    const before = lanes[i - 1];
    if (before === undefined) continue;
    assert.ok(lane.growth.value < before.growth.value);
    assert.ok(lane.middle.value < before.middle.value);
    assert.ok(lane.loss.value >= before.loss.value);
  }
});

Deno.test("the extra cost that takes all of the mean trade is its mean times the cost of a share", () => {
  // By hand: 79 % decided, 85 % of them at the target; 20 % sold at the bid, 1 % lost whole.
  const { gain, loss, netTime, cost } = numbers;
  const mean = 0.79 * (0.85 * gain - 0.15 * loss) + 0.2 * ((netTime - cost) / cost) - 0.01;
  const { meanTrade, worthless } = sensitivityOf(jobOf(spike), 20_000);
  assert.ok(meanTrade.low <= mean && mean <= meanTrade.high);
  assert.ok(meanTrade.high - meanTrade.low < 0.01);
  assert.ok(Math.abs(worthless.value - meanTrade.value * cost) < 1e-15);
  assert.ok(Math.abs(dearerReturn(meanTrade.value, cost, worthless.value)) < 1e-12);
});

Deno.test("waiting costs the part of the way back that is gone by then", () => {
  const waiting = waitingOf(jobOf(spike));
  assert.ok(waiting.kind === "model");
  const { way, halfLifeMs, steps } = waiting;
  // What comes back: the mean of target and stop, less what the share is sold for at once.
  const { netTarget, netStop, netTime } = numbers;
  assert.ok(Math.abs(way - (0.85 * netTarget + 0.15 * netStop - netTime)) < 1e-12);
  // A twentieth is left after the holding time: exp(-3).
  assert.ok(Math.abs(2 ** (-1_800_000 / halfLifeMs) - Math.exp(-3)) < 1e-12);
  assert.deepStrictEqual(steps.map(({ latencyMs }) => latencyMs), [...LATENCIES_MS]);
  for (const { latencyMs, gone, extra } of steps) {
    assert.ok(Math.abs(gone - (1 - 2 ** (-latencyMs / halfLifeMs))) < 1e-12);
    assert.ok(Math.abs(extra - gone * way) < 1e-15);
  }
});

Deno.test("a diffusion that goes back by itself is dearer by where its price is by then", () => {
  const engine = diffusionOf(shape, { variance: 0, jumps: 0, jumpSize: 0, reverts: 1 }, "market");
  const waiting = waitingOf(jobOf(engine));
  assert.ok(waiting.kind === "model");
  // All of the way: from the mid to the target's.
  assert.ok(Math.abs(waiting.way - (shape.target + 0.005 - 0.395)) < 1e-12);
  const none = waitingOf(
    jobOf(diffusionOf(shape, { variance: 0, jumps: 0, jumpSize: 0, reverts: 0 }, "market")),
  );
  assert.ok(none.kind === "model");
  assert.ok(none.steps.every(({ extra }) => Math.abs(extra) < 1e-15));
});

Deno.test("without an edge there is next to nothing that waiting could miss", () => {
  const fair = spikeEngine(numbers, numbers.marketHit, sizing);
  const waiting = waitingOf(jobOf(fair));
  assert.ok(waiting.kind === "model" && Math.abs(waiting.way) < 1e-4);
});

Deno.test("a record and a share that is held to its end do not tell what waiting costs", () => {
  const record = {
    kind: "bootstrap",
    returns: [0.1, -0.1],
    meanBlock: 1,
    redrawn: true,
    prior: null,
  } as const;
  assert.deepStrictEqual(waitingOf(jobOf(record)), { kind: "record" });
  const held: BernoulliSpec = resolutionEngine(numbers.cost, 0.5, false);
  assert.deepStrictEqual(waitingOf(jobOf(held)), { kind: "held" });
});

Deno.test("at the fatal half-life the wait takes exactly what the trade was worth", () => {
  const [way, worth] = [0.03, 0.01];
  const half = fatalHalfLife(500, way, worth);
  assert.ok(half !== null);
  assert.ok(Math.abs(way * (1 - 2 ** (-500 / half)) - worth) < 1e-12);
  assert.equal(fatalHalfLife(500, 0.01, 0.02), null, "more is left than comes back");
  assert.equal(fatalHalfLife(500, 0.01, -0.02), null, "there is nothing to take");
});
