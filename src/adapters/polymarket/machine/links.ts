// Connections and what they carry. A market is on one connection or on none; when it leaves one, the
// engine has heard `feedDown` for it and nothing of its book is kept.
import { clearBook, emptyBook } from "../../../core/book.ts";
import type { LinkId, TokenId } from "../../../core/types/ids.ts";
import { count, type Link, type MachineState, NEVER, newLink, NOT_NOW } from "./state.ts";
import type { TrackedMarket } from "./state.ts";

/** A connection carries these tokens, more of them if it did already. */
export function openLink(s: MachineState, id: LinkId, tokens: readonly TokenId[]): void {
  let link = s.links.get(id);
  if (link === undefined) {
    link = newLink(id, s.now);
    s.links.set(id, link);
  }
  for (const token of tokens) {
    const market = s.tokens.get(token);
    if (market === undefined) s.orphans.set(token, link);
    else attach(s, link, market);
  }
}

/** Nothing is believed of the market until its snapshot comes. */
export function attach(s: MachineState, link: Link, market: TrackedMarket): void {
  s.orphans.delete(market.yes);
  s.orphans.delete(market.no);
  if (market.link === link || market.ended) return;
  if (market.link !== null) detach(s, market, "moved to another connection");
  market.link = link;
  link.markets.add(market);
  market.downAt = s.now;
  market.downReason = "no snapshot yet";
  // The socket has its time to send one before REST is asked.
  market.askedAt = s.now;
}

/** Forgets a connection. */
export function closeLink(s: MachineState, id: LinkId, reason: string): void {
  const link = s.links.get(id);
  if (link === undefined) return;
  for (const market of [...link.markets]) detach(s, market, reason);
  for (const [token, carrier] of s.orphans) {
    if (carrier === link) s.orphans.delete(token);
  }
  s.links.delete(id);
}

/** These are no longer subscribed to; one token of a market takes the other with it. */
export function dropTokens(s: MachineState, tokens: readonly TokenId[]): void {
  for (const token of tokens) {
    s.orphans.delete(token);
    const market = s.tokens.get(token);
    if (market !== undefined) detach(s, market, "no longer watched");
  }
}

function detach(s: MachineState, market: TrackedMarket, reason: string): void {
  takeDown(s, market, reason);
  market.link?.markets.delete(market);
  market.link = null;
  // A ladder keeps the memory of its largest state.
  market.book = emptyBook();
  market.journal.clear();
  market.baseAt = NEVER;
  market.baseToken = null;
  market.streamAt = NEVER;
  market.heardAt = NEVER;
  market.provedAt = NEVER;
  market.probationUntil = NEVER;
  market.missed = 0;
  market.absent = false;
  market.dropped = 0;
  market.mismatchesRefuted = 0;
  if (market.ended) forgetTokens(s, market);
}

/** The market's tokens mean nothing any more. */
export function forgetTokens(s: MachineState, market: TrackedMarket): void {
  s.tokens.delete(market.yes);
  s.tokens.delete(market.no);
}

/** The engine forgets the book; the next snapshot brings it back. */
export function takeDown(s: MachineState, market: TrackedMarket, reason: string): void {
  if (market.up) s.out({ kind: "feedDown", token: market.yes, reason });
  awaitSnapshot(s, market, reason);
}

/** As {@link takeDown}, where the engine knows already. */
export function awaitSnapshot(s: MachineState, market: TrackedMarket, reason: string): void {
  market.up = false;
  market.downAt = s.now;
  market.downReason = reason;
  clearBook(market.book);
  market.waiting = false;
  market.askAgain = false;
  market.older = 0;
  market.crossedSince = NOT_NOW;
  market.mismatchSince = NOT_NOW;
  market.suspectSince = NOT_NOW;
  dropCandidate(market);
}

/** What REST said is no longer waited for. */
export function dropCandidate(market: TrackedMarket): void {
  market.candidate = null;
  market.candidateSince = NOT_NOW;
}

/** Gives a connection up: its books go down, and another is wanted for the same tokens. */
export function recycle(s: MachineState, link: Link, reason: string): void {
  if (link.recycledAt !== NOT_NOW) return;
  for (const market of link.markets) takeDown(s, market, reason);
  wantRecycle(s, link, reason);
  count(s.recycled, reason);
}

/** Wants it once more: whoever does the I/O has not closed it yet. */
export function wantRecycle(s: MachineState, link: Link, reason: string): void {
  link.recycledAt = s.now;
  link.sample = null;
  s.recycles.push({ kind: "recycle", link: link.id, reason });
}

/** Takes a market down and asks REST for its book. */
export function resync(s: MachineState, market: TrackedMarket, reason: string): void {
  takeDown(s, market, reason);
  ask(s, market, reason);
}

/** Wants the market's book of REST, once until it is answered or given up. */
export function ask(s: MachineState, market: TrackedMarket, reason: string): void {
  const { link } = market;
  if (market.waiting || market.ended || link === null || link.recycledAt !== NOT_NOW) return;
  market.waiting = true;
  market.askAgain = false;
  market.askedAt = s.now;
  const tokens = s.asks.get(reason);
  if (tokens === undefined) s.asks.set(reason, [market.yes]);
  else tokens.push(market.yes);
  count(s.resyncs, reason);
}

/** A message of this market was lost: REST is asked, and what it says is taken over. */
export function suspect(
  s: MachineState,
  market: TrackedMarket,
  reason: string,
  since: number = s.now,
): void {
  if (market.suspectSince === NOT_NOW) {
    market.suspectSince = since;
    market.suspectReason = reason;
  }
  ask(s, market, market.suspectReason);
}
