// What the venue remembers of its markets beyond their present state: prints, and when a market was
// first seen, proposed and resolved.
import type { MarketId } from "../../core/types/ids.ts";
import type { Millis } from "../../core/types/units.ts";
import type { Exchange, ListedMarket, MarketStatus, SandboxClock, VenueEvent } from "../types.ts";

export type Print = Extract<VenueEvent, { kind: "print" }>;

/** Dates of one market; null: has not happened. */
export interface Dates {
  readonly updatedAt: Millis;
  readonly umaAt: Millis | null;
  readonly resolvedAt: Millis | null;
}

export interface Journal {
  /** Newest last; the oldest are forgotten. */
  prints(): readonly Print[];
  dates(market: MarketId): Dates;
  /** How many events of each kind there were. */
  counts(): Readonly<Record<VenueEvent["kind"], number>>;
  /** Looks for markets that were listed and proposals that were made since it last looked. */
  look(): readonly ListedMarket[];
  stop(): void;
}

const MOST_PRINTS = 10_000;

interface Entry {
  uma: MarketStatus["uma"];
  updatedAt: Millis;
  umaAt: Millis | null;
  resolvedAt: Millis | null;
}

/** A journal of everything from now on; markets that are listed already are not new. */
export function createJournal(exchange: Exchange, clock: SandboxClock): Journal {
  const prints: Print[] = [];
  const entries = new Map<MarketId, Entry>();
  const counts = { levels: 0, print: 0, tickSize: 0, resolved: 0, order: 0, trade: 0 };
  const stop = exchange.listen(hear);
  look();
  return {
    prints: () => prints.slice(-MOST_PRINTS),
    dates: (market) => entryOf(market),
    counts: () => counts,
    look,
    stop,
  };

  function hear(event: VenueEvent): void {
    counts[event.kind]++;
    if (event.kind === "order" || event.kind === "trade") return;
    const entry = entryOf(event.market);
    entry.updatedAt = event.at;
    if (event.kind === "resolved") entry.resolvedAt = event.at;
    if (event.kind !== "print") return;
    prints.push(event);
    // Cut seldom: cutting an array costs as much as it is long.
    if (prints.length > 2 * MOST_PRINTS) prints.splice(0, prints.length - MOST_PRINTS);
  }

  function look(): readonly ListedMarket[] {
    const listed = exchange.markets();
    const fresh = listed.length > entries.size
      ? listed.filter((market) => !entries.has(market.id))
      : [];
    for (const { id } of listed) {
      const entry = entryOf(id);
      const { uma } = exchange.status(id);
      if (uma === entry.uma) continue;
      entry.uma = uma;
      entry.umaAt = clock.now();
    }
    return fresh;
  }

  function entryOf(market: MarketId): Entry {
    let entry = entries.get(market);
    if (entry === undefined) {
      entry = { uma: "none", updatedAt: clock.now(), umaAt: null, resolvedAt: null };
      entries.set(market, entry);
    }
    return entry;
  }
}
