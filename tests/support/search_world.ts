// Recordings of made-up spikes with nothing or something to be found in them, and a search over them.
import {
  batchesFor,
  runBatch,
  type Task,
  taskConfig,
} from "../../src/commands/simulate/search_run.ts";
import { rng } from "../../src/core/math/rng.ts";
import {
  type EventResult,
  eventResults,
  foldResults,
} from "../../src/core/simulate/search/events.ts";
import { outOfSample } from "../../src/core/simulate/search/events.ts";
import { judge, type Judged } from "../../src/core/simulate/search/judge.ts";
import { Moments, type Plan, planOf } from "../../src/core/simulate/search/plan.ts";
import type { SearchTrial } from "../../src/core/simulate/search/trial.ts";
import { sampleOf } from "../../src/core/simulate/statistics/sample.ts";
import { type Millis, price } from "../../src/core/types/units.ts";
import type { Source } from "../../src/ports.ts";
import { parseDefaults } from "./defaults.ts";
import { type After, spikeSource } from "./spike_source.ts";

const config = parseDefaults();
const STEPS = 20;
const STEP_MS = 120_000;

/**
 * After its jump each market goes 3 cents up or down every two minutes, with chance `back` not as it last
 * went: 0.5 is a martingale.
 */
export function wandering(seed: number, markets: number, back: number): Source {
  const { next } = rng(seed * 1_000_003);
  const path = (): After[] => {
    let bid = 55;
    let last = 3;
    return Array.from({ length: STEPS }, (_, i) => {
      // Near an end there is no room for a step either way.
      if (bid > 6 && bid < 94) {
        last = next() < back ? -last : last;
        bid += last;
      }
      return { ms: (i + 1) * STEP_MS, bid, ask: bid + 0.2 };
    });
  };
  return spikeSource({
    change: { fee: { rate: 0, exponent: 1 }, tickSize: price(1_000) },
    markets: Array.from({ length: markets }, path),
  });
}

/** Eight ways out of a trade against every signal. */
export function waysOut(): readonly Task[] {
  const holds = [300_000, 900_000];
  const targets = [0.4, 0.9];
  const stops = [0.3, 0.8];
  return holds.flatMap((hold) =>
    targets.flatMap((targetFraction) =>
      stops.map((stopFraction) => {
        const maxHoldMs = hold as Millis;
        const exit = { ...config.exit, maxHoldMs, targetFraction, stopFraction };
        return taskConfig({ ...config, exit }, "fade");
      })
    )
  ).map((one, id): Task => ({ id, strategy: "fade", config: one }));
}

/** How a source is cut. */
export async function planFor(source: Source): Promise<Plan> {
  const moments = new Moments();
  for await (const batch of source.read()) {
    for (const { at, input } of batch) if ("token" in input) moments.add(at);
  }
  return planOf(moments, { folds: 3, testShare: 0.2, blocks: 8 });
}

/** The whole search over a source. */
export async function searchOver(source: Source, seed: number): Promise<Judged> {
  const plan = await planFor(source);
  const trials: SearchTrial[] = [];
  for (const batch of batchesFor(waysOut(), 1)) {
    const results = await runBatch(source, batch, {
      seed,
      until: plan.testFrom as Millis,
      stopped: () => false,
      progress: () => {},
    });
    for (const { id, trades } of results ?? []) trials.push(aTrial(id, eventResults(trades), plan));
  }
  return judge({ trials, registered: trials, plan, embargoMs: 900_000, seed });
}

/** A trial of a search as the registry would hold it. */
export function aTrial(id: number, events: readonly EventResult[], plan: Plan): SearchTrial {
  const tested = outOfSample(events, plan);
  const { n, mean, sd, skew, kurtosis } = sampleOf(tested.map(({ net, stake }) => net / stake));
  return {
    at: 0,
    command: "made up",
    strategy: "made up",
    configHash: `config ${id}`,
    dataHash: "data",
    recordings: ["data"],
    selection: null,
    assumed: "{}",
    seed: 1,
    complete: true,
    trades: tested.length,
    events: n,
    mean,
    sd,
    skew,
    kurtosis,
    verdict: "",
    search: {
      plan: "plan",
      until: plan.testFrom,
      set: [`id=${id}`],
      invalid: null,
      events,
      folds: foldResults(events, plan),
    },
  };
}
