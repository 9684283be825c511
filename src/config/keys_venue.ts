// Every key about the venue and the connection to it. The engine is given share_step and no other:
// the rest decides what the feed says and when, which is on the tape and needs no key to be replayed.
import type { Millis, Shares } from "../core/types/units.ts";
import { shares } from "../core/types/units.ts";
import { dollars, duration, type Field, type FieldsOf, real, whole } from "./field.ts";

/** Properties of the venue and of the connection to it. */
export interface VenueConfig {
  readonly shareStep: Shares;
  /** Markets that are tracked at once. */
  readonly maxMarkets: number;
  readonly idsPerConnection: number;
  readonly requestTimeoutMs: Millis;
  /** All tries of one request together. */
  readonly patienceMs: Millis;
  /** Share of the venue's published rate limits that is used. */
  readonly rateShare: number;
  readonly quietMs: Millis;
  readonly frozenMs: Millis;
  readonly resyncMs: Millis;
  readonly assetCheckMs: Millis;
  readonly discoveryMs: Millis;
  readonly truthTtlMs: Millis;
  readonly resolutionMs: Millis;
  readonly warmupMs: Millis;
}

/** Properties of the venue and of the connection to it. */
export const venue: FieldsOf<VenueConfig> = {
  shareStep: shareStep(),
  maxMarkets: whole(
    100,
    { min: 1, max: 20_000 },
    "markets",
    "Markets tracked at once, the busiest first; those we hold always are.",
  ),
  idsPerConnection: whole(
    200,
    { min: 2, max: 250 },
    "tokens",
    "Tokens one socket carries; the venue was seen to fall silent with 500.",
  ),
  requestTimeoutMs: duration("8s", { min: 0.1, max: 120 }, "One request is given up after this."),
  patienceMs: duration("12s", { min: 0.1, max: 600 }, "A request and its repetitions together."),
  rateShare: real(
    0.5,
    { above: 0, max: 1 },
    "share",
    "Share of the venue's published request limits that is used.",
  ),
  quietMs: duration(
    "3s",
    { min: 0.5, max: 600 },
    "A socket without data for this long is compared with REST, so that its books stay fresh.",
  ),
  frozenMs: duration(
    "15s",
    { min: 1, max: 3600 },
    "A socket that nothing confirms for this long is dead and is replaced.",
  ),
  resyncMs: duration(
    "2s",
    { min: 0.1, max: 60 },
    "A book that stays crossed, wrong or without a snapshot this long is fetched by REST.",
  ),
  assetCheckMs: duration(
    "60s",
    { min: 1, max: 86_400 },
    "A token without a message for this long is compared with REST.",
  ),
  discoveryMs: duration("10m", { min: 10, max: 86_400 }, "How often new markets are looked for."),
  truthTtlMs: duration(
    "5m",
    { min: 5, max: 86_400 },
    "Tick, minimum, fee and state of a market are read again after this, and not used after thrice.",
  ),
  resolutionMs: duration("60s", { min: 5, max: 86_400 }, "How often endings are asked for."),
  warmupMs: duration(
    "2h",
    { min: 0, max: 604_800 },
    "Price history that detectors warm up on; 0s: none, they wait for live prices.",
  ),
};

function shareStep(): Field<Shares> {
  const step = dollars(0.01, { min: 0.000001, max: 1 }, "Grid of share counts the venue accepts.");
  const schema = step.schema.transform((micro) => shares(micro));
  return { ...step, schema, range: step.range.replace("dollars", "shares") };
}
