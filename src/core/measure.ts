// How much of a spike was undone, told once its time has come or its market has ended.
import { bestAsk, bestBid } from "./book.ts";
import type { Out } from "./outbox.ts";
import { undoneShare, winsorised } from "./signal/reversion.ts";
import type { PendingSpike } from "./types/account.ts";
import type { MarketId } from "./types/ids.ts";
import type { Outcome } from "./types/market.ts";
import type { EngineState, MarketState } from "./types/state.ts";
import { MICRO, type Millis, type Probability, probability } from "./types/units.ts";

/** Every spike whose time has come, where there is a price to measure it by. */
export function measureDue(state: EngineState, at: Millis, out: Out): void {
  const { horizonMs } = state.config.reversion;
  for (const spike of state.account.learnt.spikes) {
    if (at < spike.dueAt) continue;
    const later = usableMid(state.markets.get(spike.market));
    if (later !== null) measure(state, spike, later, "horizon", out);
    // Without a price for as long again the spike is given up, and says so.
    else if (at >= spike.dueAt + horizonMs) {
      out.emit({ kind: "measure", spike, later: spike.mid, undone: null, by: "horizon" });
    }
  }
}

/** A market that ends inside the horizon is settled, not dropped: dropping invents reversion. */
export function measureResolved(
  state: EngineState,
  market: MarketId,
  winner: Outcome | null,
  out: Out,
): void {
  const later = probability(winner === null ? 0.5 : winner === "yes" ? 1 : 0);
  for (const spike of state.account.learnt.spikes) {
    if (spike.market === market) measure(state, spike, later, "resolution", out);
  }
}

function measure(
  state: EngineState,
  spike: PendingSpike,
  later: Probability,
  by: "horizon" | "resolution",
  out: Out,
): void {
  const share = undoneShare(spike, later);
  const undone = share === null ? null : winsorised(share, state.config.reversion);
  out.emit({ kind: "measure", spike, later, undone, by });
}

function usableMid(market: MarketState | undefined): Probability | null {
  if (market === undefined || !market.up || market.awaitingSnapshot) return null;
  const bid = bestBid(market.book);
  const ask = bestAsk(market.book);
  return bid > 0 && ask > bid ? probability((bid + ask) / 2 / MICRO) : null;
}
