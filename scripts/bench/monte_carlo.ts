// M1 to M3: simulated accounts, a slot being one offered trade. The peers' model has as many slots in
// as many days, a Kelly stake with a cap, a daily limit, a breaker and a level of ruin; ours is told the
// same numbers and does them by the engine's own rules, in whole micro-dollars.
import { runJob } from "../../src/commands/simulate/workers.ts";
import type { AccountSpec, Stakes } from "../../src/core/simulate/account.ts";
import { openDraws } from "../../src/core/simulate/draws.ts";
import { engineOf, type EngineSpec } from "../../src/core/simulate/engines.ts";
import type { Job } from "../../src/core/simulate/job.ts";
import { outputsOf } from "../../src/core/simulate/outputs.ts";
import { openWalkers } from "../../src/core/simulate/walkers.ts";
import { MICRO, type Millis, usdc } from "../../src/core/types/units.ts";
import { defaults } from "./config.ts";
import { cpuNs, peakMiB } from "./measure.ts";

const SLOTS = 250;
const SEED = 42;

const engine: EngineSpec = {
  kind: "bernoulli",
  q: 0.53,
  gain: 0.98,
  loss: -1,
  timeExit: null,
  gapProbability: 0,
  byWins: false,
};

const kelly: Stakes = { kind: "kelly", kelly: 0.08, fraction: 0.25 };
/** What that stakes at first, at every trade: the usual way of `simulate`. */
const flat: Stakes = { kind: "flat", stake: usdc(20 * MICRO) };

/** The peers' account: 1,000 dollars, 3 % a day, four losses pause five slots, ruin at three quarters. */
function account(stakes: Stakes = kelly): AccountSpec {
  const { risk, shareStep } = defaults();
  const capital = usdc(1_000 * MICRO);
  const most = usdc(500 * MICRO);
  const slotMs = 3_600_000;
  return {
    capital,
    stakes,
    costPerShare: 0.5,
    shareStep,
    stop: null,
    trades: SLOTS,
    tradesPerDay: 5,
    spacingMs: slotMs as Millis,
    holdMs: (slotMs - 1_000) as Millis,
    risk: {
      ...risk,
      maxDailyLoss: usdc(30 * MICRO),
      maxPositionSize: most,
      minPositionSize: usdc(MICRO),
      maxMarketExposure: most,
      maxGroupExposure: most,
      maxConsecutiveLosses: 4,
      breakerMs: (5 * slotMs) as Millis,
      maxWindowLoss: capital,
      maxDrawdown: 1,
      capitalFloor: 0.75,
    },
  };
}

function job(): Job {
  return { engine, accounts: [account()], seed: SEED, variance: "plain", fractions: [] };
}

/** The kernel alone: numbers, returns and accounts, nothing kept but a sum. CPU time. */
export function timeAccounts(runs: number, isFlat: boolean): Record<string, number> {
  const { draws, path } = engineOf(engine, SLOTS);
  const { returns, walkers } = openWalkers([account(isFlat ? flat : kelly)]);
  const drawn = openDraws(SEED, draws);
  const start = cpuNs();
  let sum = 0;
  let taken = 0;
  for (let first = 0; first < runs; first += returns.length) {
    const block = returns.slice(0, runs - first);
    for (const [i, target] of block.entries()) path(drawn(first + i), target);
    for (const { walk, results } of walkers) {
      walk(block.length);
      for (const result of results.slice(0, block.length)) {
        sum += result.final;
        taken += result.taken;
      }
    }
  }
  const ns_slot = (cpuNs() - start) / runs / SLOTS;
  return { ns_slot, runs, mean: sum / runs / MICRO, taken: taken / runs / SLOTS };
}

/** Everything that `simulate` works out, on so many threads. Wall time, beside CPU time. */
export async function timeSimulation(
  runs: number,
  workers: number,
): Promise<Record<string, number>> {
  const [start, cpu] = [performance.now(), cpuNs()];
  const { totals } = await runJob(job(), { runs, targetSe: null }, {
    workers,
    stopped: () => false,
    progress: () => {},
  });
  const outputs = outputsOf(totals);
  const wall_slot = ((performance.now() - start) * 1e6) / runs / SLOTS;
  const ns_slot = (cpuNs() - cpu) / runs / SLOTS;
  return { wall_slot, ns_slot, runs, peak_mib: peakMiB(), kept: outputs?.fan.length ?? 0 };
}
