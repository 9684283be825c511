// False alarms and hits of one configuration on one model, by the same chance for every configuration.
import type { DetectionConfig } from "../../types/config.ts";
import { ruleIndex } from "./alarms.ts";
import { type Rate, type Search, type Threshold, thresholdFor } from "./calibrate.ts";
import { Hits, plant, type Planted } from "./detection.ts";
import type { NullModel } from "./noise.ts";
import { alarmRate, nullPath, NullRates } from "./null_rates.ts";

/** Walks that are compared: the same seed and number give the same walks. */
export interface Walks {
  readonly model: NullModel;
  readonly seed: number;
  readonly count: number;
  /** Of the book around every price, 1e-6, even. */
  readonly spread: number;
  /** A spike must be found within this many steps. */
  readonly within: number;
}

/** Thresholds that a budget may move. */
export type ThresholdKey = "cusumThreshold" | "cusumK" | "ewmaBandWidth";

/** Where each is looked for: from as loud as is sensible to as quiet as the configuration allows. */
export const searches: Readonly<Record<ThresholdKey, Search>> = {
  cusumThreshold: { from: 0.5, to: 50, precision: 0.02 },
  cusumK: { from: 0, to: 10, precision: 0.01 },
  ewmaBandWidth: { from: 0.5, to: 50, precision: 0.02 },
};

/** Rates on the model alone. */
export function nullRates(walks: Walks, config: DetectionConfig): NullRates {
  const rates = new NullRates();
  for (let index = 0; index < walks.count; index++) {
    rates.add(nullPath(walks.model, config, { ...walks, index }));
  }
  return rates;
}

/** False alarms of the shipped rule a market-day. */
export function falseAlarms(walks: Walks, config: DetectionConfig): Rate {
  const shipped = nullRates(walks, config).alarms[ruleIndex("shipped")];
  return alarmRate(shipped, config.gridMs);
}

/** Hits and delays of a spike laid on the model. */
export function hitsOf(walks: Walks, config: DetectionConfig, spike: Planted): Hits {
  const hits = new Hits();
  for (let index = 0; index < walks.count; index++) {
    hits.add(plant(walks.model, config, spike, { ...walks, index }));
  }
  return hits;
}

/** The smallest value of a threshold that keeps false alarms to `perDay`, the others as configured. */
export function budgetFor(
  walks: Walks,
  config: DetectionConfig,
  { key, perDay }: { key: ThresholdKey; perDay: number },
): Threshold {
  const rateAt = (value: number) => falseAlarms(walks, { ...config, [key]: value });
  return thresholdFor(rateAt, perDay, searches[key]);
}
