import type { LoadedConfig } from "../../src/config/load.ts";

/** Times that bounds of docs/FEED.md are made of, ms; letters as there. */
export interface FaultTimes {
  /** Silence until a connection is compared with REST. */
  readonly q: number;
  /** Silence without confirmation until a connection is dead. */
  readonly f: number;
  /** A book known to be wrong until it is fetched. */
  readonly r: number;
  /** From one comparison of a quiet book to the next. */
  readonly c: number;
  /** The oldest book that is traded on. */
  readonly m: number;
  /** The watchdogs look so often. */
  readonly t: number;
  /** An answer of REST, in a rig. */
  readonly a: number;
  /** A new connection after the first loss of one. */
  readonly n: number;
}

/** The times of a configuration. */
export function faultTimes({ venue, engine }: LoadedConfig): FaultTimes {
  return {
    q: venue.quietMs,
    f: venue.frozenMs,
    r: venue.resyncMs,
    c: venue.assetCheckMs,
    m: engine.detection.maxBookAgeMs,
    t: 1_000,
    a: 300,
    // The back-off's first 250 ms, 100 ms apart from others, and the handshake.
    n: 600,
  };
}
