// The detectors over a recording, as the engine runs them, and every way of alarm beside them.
import { bestAsk, bestBid, condition } from "../../book.ts";
import { initDetectors, type MarketDetectors, sampleMarket } from "../../detect/registry.ts";
import { observe } from "../../observe.ts";
import { openEngine } from "../../step.ts";
import type { DetectionConfig, EngineConfig } from "../../types/config.ts";
import type { EngineEvent, Input } from "../../types/event.ts";
import type { MarketId } from "../../types/ids.ts";
import type { Market } from "../../types/market.ts";
import type { MarketState } from "../../types/state.ts";
import type { Millis, Seq } from "../../types/units.ts";
import { AlarmCounter, alarmRules } from "./alarms.ts";

/** What a category's markets gave under one configuration. */
export interface Watched {
  /** Samples taken, and those on which the price did not move. */
  samples: number;
  flat: number;
  /** By alarm rule. */
  readonly held: number[];
  /** By event cluster: market-days, and alarms by rule. */
  readonly clusters: Map<string, { days: number; readonly alarms: number[] }>;
}

interface Followed {
  readonly detectors: readonly MarketDetectors[];
  readonly counters: readonly AlarmCounter[];
  lastMid: number;
}

const DAY_MS = 86_400_000;

/**
 * Several configurations over one recording: they must have one grid. Memory grows with markets, not
 * with rows. Samples, gaps and pauses are the engine's own.
 */
export class DetectorWatch {
  /** By configuration. */
  readonly results: readonly Watched[];
  readonly #configs: readonly DetectionConfig[];
  readonly #grid: DetectionConfig;
  readonly #engine;
  readonly #followed = new Map<MarketId, Followed>();
  #gridIndex = -1;
  #seq = 0;
  markets = 0;

  constructor(config: EngineConfig, configs: readonly DetectionConfig[]) {
    const [first, ...others] = configs;
    if (first === undefined || others.some(({ gridMs }) => gridMs !== first.gridMs)) {
      throw new RangeError("Cannot watch: the configurations want one grid");
    }
    this.#configs = configs;
    this.#grid = first;
    this.#engine = openEngine(config, 0);
    this.results = configs.map(() => ({
      samples: 0,
      flat: 0,
      held: alarmRules.map(() => 0),
      clusters: new Map(),
    }));
  }

  /** Takes in one input; markets are sampled at heartbeats, once a grid step. */
  add(at: Millis, input: Input): void {
    if (input.kind === "heartbeat") return this.#sample(at);
    if (input.kind === "history") return;
    this.#seq += 1;
    observe(this.#engine, { ...input, at, seq: this.#seq as Seq } as EngineEvent);
    // A process that began anew knows no market of before.
    if (input.kind === "started") this.#followed.clear();
  }

  #sample(at: Millis): void {
    const index = Math.floor(at / this.#grid.gridMs);
    if (index === this.#gridIndex) return;
    this.#gridIndex = index;
    for (const state of this.#engine.markets.values()) {
      if (!isWatched(state, at, this.#grid.maxGapMs)) continue;
      this.#take(state, at);
    }
  }

  #take({ market, book }: MarketState, at: Millis): void {
    const followed = this.#follow(market);
    const quote = { at, bid: bestBid(book), ask: bestAsk(book), tickSize: market.tickSize };
    const mid = quote.bid + quote.ask;
    for (let i = 0; i < this.#configs.length; i++) {
      const config = this.#configs[i] as DetectionConfig;
      const detectors = followed.detectors[i] as MarketDetectors;
      const counter = followed.counters[i] as AlarmCounter;
      const before = detectors.sample.at;
      sampleMarket(detectors, quote, config);
      const gap = Math.max(1, Math.round((at - before) / config.gridMs));
      const alarms = [...counter.alarms];
      counter.restart();
      counter.add(detectors.fired, gap);
      const result = this.results[i] as Watched;
      result.samples += 1;
      if (mid === followed.lastMid) result.flat += 1;
      const cluster = clusterOf(result, market.group);
      // A sample stands for one step of the grid.
      cluster.days += config.gridMs / DAY_MS;
      for (let rule = 0; rule < alarms.length; rule++) {
        result.held[rule] = (result.held[rule] as number) + (counter.held[rule] as number);
        cluster.alarms[rule] = (cluster.alarms[rule] as number) + (counter.alarms[rule] as number);
      }
    }
    followed.lastMid = mid;
  }

  #follow(market: Market): Followed {
    const known = this.#followed.get(market.id);
    if (known !== undefined) return known;
    const followed = {
      detectors: this.#configs.map((config) => initDetectors(config)),
      counters: this.#configs.map(({ refractoryTicks }) => new AlarmCounter(refractoryTicks)),
      lastMid: 0,
    };
    this.#followed.set(market.id, followed);
    this.markets += 1;
    return followed;
  }
}

function clusterOf(result: Watched, group: string): { days: number; alarms: number[] } {
  const known = result.clusters.get(group);
  if (known !== undefined) return known;
  const fresh = { days: 0, alarms: alarmRules.map(() => 0) };
  result.clusters.set(group, fresh);
  return fresh;
}

/** As the engine has it: open, up, and with a whole book that is young enough. */
function isWatched(state: MarketState, at: Millis, maxAgeMs: Millis): boolean {
  const { endAt } = state.market;
  if (state.winner !== undefined || (endAt !== null && at > endAt)) return false;
  return state.up && !state.awaitingSnapshot && condition(state.book, at, maxAgeMs) === "ok";
}
