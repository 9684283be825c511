import type { BookTop } from "../types/effect.ts";
import type { PoolInput } from "../types/signal.ts";
import { MICRO, type Price, probability, type Shares } from "../types/units.ts";

/**
 * The book's own lean as an opinion on YES: the microprice, each best price weighted by the size
 * waiting on the other side. Abstains without a two-sided, uncrossed book, and where `depthReal`
 * is false: assumed sizes lean nowhere that was observed.
 */
export function technicalInput(
  top: Pick<BookTop, "bid" | "bidSize" | "ask" | "askSize"> | null,
  depthReal: boolean,
): PoolInput {
  const point = depthReal ? microprice(top) : null;
  return {
    name: "technical",
    probability: point === null ? null : probability(point / MICRO),
    confidence: point === null ? 0 : 1,
  };
}

/** (bid x ask size + ask x bid size) / both sizes in 1e-6, or null; strictly inside the spread. */
function microprice(
  top: Pick<BookTop, "bid" | "bidSize" | "ask" | "askSize"> | null,
): number | null {
  if (top === null || top.bid === null || top.ask === null || top.bid >= top.ask) return null;
  if (!present(top.bidSize) || !present(top.askSize)) return null;
  return between(top.bid, top.ask, top.bidSize / (top.bidSize + top.askSize));
}

function present(size: Shares | null): size is Shares {
  return size !== null && size > 0;
}

function between(bid: Price, ask: Price, share: number): number {
  return bid + (ask - bid) * share;
}
