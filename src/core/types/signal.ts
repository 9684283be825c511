import type { MarketId } from "./ids.ts";
import type { Direction } from "./market.ts";
import type { Millis, Price, Probability } from "./units.ts";

/** What a layer read at one sample, fired or not: the explanation of a signal. */
export interface LayerReading {
  readonly layer: string;
  readonly fired: boolean;
  /** 0 where the layer has no sign (liquidity) or leans nowhere. */
  readonly direction: Direction | 0;
  readonly value: number | null;
  readonly threshold: number;
  /** The test that decided, where a layer has several. */
  readonly test?: string;
}

/** At least two price layers of one sign, one of them CUSUM, at one grid sample of a market. */
export interface Signal {
  readonly market: MarketId;
  readonly at: Millis;
  readonly direction: Direction;
  /** 0.25 for each agreeing price layer and for liquidity: 0.5, 0.75 or 1. */
  readonly confidence: number;
  readonly layers: readonly LayerReading[];
  /** Mid of YES at the signal, dollars. */
  readonly mid: Probability;
  /** Mid of YES at the change point the CUSUM estimates: where the spike began. */
  readonly anchor: Probability;
  readonly tickSize: Price;
}

/** One opinion in the pool. `probability` null: it abstains and the weight is not given to others. */
export interface PoolInput {
  readonly name: "technical" | "meanReversion" | "ai" | "sentiment";
  readonly probability: Probability | null;
  /** The source's own confidence in [0, 1]. */
  readonly confidence: number;
}

/** Fair value of YES at the horizon, with each input's share in it. */
export interface Estimate {
  readonly market: Probability;
  readonly fair: Probability;
  readonly se: number;
  /** Log-odds each input added. */
  readonly contributions: readonly { readonly name: PoolInput["name"]; readonly logOdds: number }[];
}

/** What the logged spikes of a category say. */
export interface ReversionPosterior {
  readonly category: string;
  readonly spikes: number;
  readonly mean: number;
  readonly se: number;
}

/** fade: back toward the anchor; follow: away from it; leave: the posterior does not say. */
export type Stance = "fade" | "follow" | "leave";
