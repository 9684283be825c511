// How many spikes of a known size are found, and how soon, by the detectors that trade.
import { initDetectors, sampleMarket } from "../../detect/registry.ts";
import { runSeed } from "../../math/rng.ts";
import type { DetectionConfig } from "../../types/config.ts";
import type { Millis } from "../../types/units.ts";
import type { Direction } from "../../types/market.ts";
import { AlarmCounter, alarmRules } from "./alarms.ts";
import { type NullModel, nullPrices } from "./noise.ts";

/** A spike laid on noise. */
export interface Planted {
  /** 1e-6 dollars, toward YES on even paths and toward NO on odd ones. */
  readonly size: number;
  /** Over how many steps it comes; 1: at once. */
  readonly steps: number;
}

/** What a spike of one path led to, by alarm rule: steps from its beginning, null: not found. */
export interface Found {
  readonly delays: readonly (number | null)[];
}

/** Steps before a spike, in which the detectors settle. */
const BEFORE = 230;

/**
 * Lays a spike on path number `index` of a model and looks for an alarm in its direction within
 * `within` steps from its beginning. An alarm just before it may hide it, as in life.
 */
export function plant(
  model: NullModel,
  config: DetectionConfig,
  spike: Planted,
  { seed, index, spread, within }: { seed: number; index: number; spread: number; within: number },
): Found {
  const next = nullPrices(model, runSeed(seed, index));
  const direction: Direction = index % 2 === 0 ? 1 : -1;
  const d = initDetectors(config);
  const counter = new AlarmCounter(config.refractoryTicks);
  const delays: (number | null)[] = alarmRules.map(() => null);
  for (let step = 0; step < BEFORE + within; step++) {
    const since = step - BEFORE + 1;
    const share = Math.min(1, Math.max(0, since / spike.steps));
    const moved = Math.round(share * spike.size) * direction;
    const price = inside(next() + moved, spread);
    const at = step * config.gridMs;
    sampleMarket(d, {
      at: at as Millis,
      bid: price - spread / 2,
      ask: price + spread / 2,
      tickSize: 10_000,
    }, config);
    const before = [...counter.alarms];
    counter.add(d.fired);
    if (since < 1) continue;
    for (let rule = 0; rule < alarmRules.length; rule++) {
      if (delays[rule] !== null || counter.alarms[rule] === before[rule]) continue;
      if (alarmRules[rule]?.alarm(d.fired) === direction) delays[rule] = since - 1;
    }
  }
  return { delays };
}

function inside(price: number, spread: number): number {
  const edge = spread / 2 + 1;
  return Math.min(Math.max(price, edge), 1_000_000 - edge);
}

/** Spikes of one kind that were looked for. */
export class Hits {
  spikes = 0;
  /** By alarm rule: found, and the sum of their delays in steps. */
  readonly found: number[] = alarmRules.map(() => 0);
  readonly delay: number[] = alarmRules.map(() => 0);

  add({ delays }: Found): void {
    this.spikes += 1;
    delays.forEach((delay, rule) => {
      if (delay === null) return;
      this.found[rule] = (this.found[rule] as number) + 1;
      this.delay[rule] = (this.delay[rule] as number) + delay;
    });
  }
}
