// Which markets there are. Gamma finds them, the CLOB says by what rules they trade, the Data API how
// they end; the engine is told when the three together say something new.
import type { PastPrice } from "../../../core/types/event.ts";
import type { MarketId, TokenId } from "../../../core/types/ids.ts";
import type { Market, Outcome } from "../../../core/types/market.ts";
import { isPrice, MICRO, type Price } from "../../../core/types/units.ts";
import type { GammaMarket, MarketTruth, Resolution } from "../types.ts";
import { changeTick, NEW_GRID } from "./books.ts";
import { ask, attach, forgetTokens, takeDown } from "./links.ts";
import {
  type Listing,
  type MachineState,
  NEVER,
  newTracked,
  sayOnce,
  unreadable,
} from "./state.ts";

/** Markets found that are kept, 1 to 2 KB each; the venue has some 80,000. */
const MAX_LISTINGS = 20_000;
/** Endings that are remembered, so that each is told once. */
const MAX_ENDED = 20_000;
/** Outcomes in these states are not being decided yet. */
const UNDECIDED: ReadonlySet<string> = new Set(["initialized", "posed"]);

/** A page of markets. */
export function foldMarkets(s: MachineState, body: string): void {
  const page = s.parsers.marketsPage(body);
  if (!page.ok) return unreadable(s, page.error);
  for (const market of page.value.markets) {
    if (market.ok) find(s, market.value);
    else unreadable(s, market.error);
  }
  forgetOldest(s);
}

function find(s: MachineState, gamma: GammaMarket): void {
  const { id } = gamma;
  if (s.ended.has(id)) return;
  const known = s.listings.get(id);
  if (known === undefined) {
    s.listings.set(id, {
      gamma,
      truth: null,
      truthAt: NEVER,
      listed: null,
      tracked: null,
      resolving: false,
    });
    return;
  }
  // Last in the map is what was seen last.
  s.listings.delete(id);
  s.listings.set(id, known);
  known.gamma = gamma;
  relist(s, known);
}

function forgetOldest(s: MachineState): void {
  if (s.listings.size <= MAX_LISTINGS) return;
  let surplus = s.listings.size - MAX_LISTINGS;
  for (const [id, { tracked }] of s.listings) {
    if (surplus === 0) return;
    if (tracked !== null && tracked.link !== null) continue;
    if (tracked !== null) forgetTokens(s, tracked);
    s.listings.delete(id);
    surplus--;
  }
}

/** What the CLOB says of a market. */
export function foldTruth(s: MachineState, body: string): void {
  const truth = s.parsers.truth(body);
  if (!truth.ok) return unreadable(s, truth.error);
  const listing = s.listings.get(truth.value.id);
  if (listing === undefined) return;
  listing.truth = truth.value;
  listing.truthAt = s.now;
  followTick(s, listing, truth.value);
  relist(s, listing);
}

/** A grid that the socket has not told of; a moment after one that it has, REST may be behind. */
function followTick(s: MachineState, { tracked }: Listing, { tickSize }: MarketTruth): void {
  if (tracked === null || tickSize === null || tickSize === tracked.tickSize) return;
  if (!tracked.up) {
    if (tracked.link === null) tracked.tickSize = tickSize;
    return;
  }
  if (s.now - tracked.tickHeardAt < s.config.frozenMs) return;
  changeTick(s, tracked, tickSize, tracked.tickAt);
  ask(s, tracked, NEW_GRID);
}

/** Tells the engine of a market that is new or not what it was. */
function relist(s: MachineState, listing: Listing): void {
  const market = marketOf(s, listing);
  if (market === null || (listing.listed !== null && same(market, listing.listed))) return;
  listing.listed = market;
  s.out({ kind: "listed", market });
  if (listing.tracked === null) track(s, listing, market);
}

/**
 * null: too little is known of it. One that may not be traded is listed all the same, and takes no
 * orders: its parameters were asked for because it was chosen, or because something is held in it.
 */
function marketOf(s: MachineState, listing: Listing): Market | null {
  const { gamma, truth, listed, tracked, resolving } = listing;
  if (truth === null) return null;
  const refused = gamma.refusal !== null || s.parsers.refusal(gamma, truth) !== null;
  const tickSize = tracked?.tickSize ?? truth.tickSize;
  const minOrder = truth.minOrder ?? listed?.minOrder ?? null;
  if (tickSize === null || minOrder === null) return null;
  const [yes, no] = listed === null ? gamma.tokens : [listed.yes, listed.no];
  if (listed === null && (s.tokens.has(yes) || s.tokens.has(no))) {
    sayOnce(s, `tokens ${gamma.id}`, `Polymarket: market ${gamma.id} has the tokens of another`);
    return null;
  }
  return {
    id: gamma.id,
    question: gamma.question,
    slug: gamma.slug,
    category: gamma.category,
    group: gamma.group as Market["group"],
    yes,
    no,
    endAt: gamma.endAt,
    tickSize,
    minOrder,
    fee: truth.fee,
    volume24h: gamma.volume24h,
    negRisk: truth.negRisk,
    takerDelayMs: truth.takerDelayMs,
    depthAssumed: false,
    accepting: truth.accepting && !refused && !resolving && !isOld(s, listing),
  };
}

/** a fee that cannot be read any more is a fee that is not known. */
function isOld({ now, config }: MachineState, { truthAt }: Listing): boolean {
  return now - truthAt > config.truthMaxAgeMs;
}

/** Closes markets whose parameters have become too old to be traded on. */
export function closeOld(s: MachineState): void {
  for (const listing of s.listings.values()) {
    if (listing.listed?.accepting === true && isOld(s, listing)) relist(s, listing);
  }
}

function same(a: Market, b: Market): boolean {
  return a.accepting === b.accepting && a.tickSize === b.tickSize && a.minOrder === b.minOrder &&
    a.fee?.rate === b.fee?.rate && a.fee?.exponent === b.fee?.exponent &&
    a.volume24h === b.volume24h && a.endAt === b.endAt && a.takerDelayMs === b.takerDelayMs &&
    a.negRisk === b.negRisk && a.group === b.group && a.category === b.category &&
    a.question === b.question && a.slug === b.slug;
}

function track(s: MachineState, listing: Listing, market: Market): void {
  const tracked = newTracked(market);
  listing.tracked = tracked;
  s.tokens.set(market.yes, tracked);
  s.tokens.set(market.no, tracked);
  const link = s.orphans.get(market.yes) ?? s.orphans.get(market.no);
  if (link !== undefined) attach(s, link, tracked);
}

/** Prices before the first book, of either token. */
export function foldHistory(s: MachineState, token: TokenId, body: string): void {
  const history = s.parsers.history(body);
  if (!history.ok) return unreadable(s, history.error);
  const market = s.tokens.get(token);
  if (market === undefined || market.wasUp || market.warm) return;
  const points: PastPrice[] = [];
  for (const { at, price } of history.value) {
    const micro = Math.round(price * MICRO);
    // A settled market ends at 0 or 1, which is no price.
    if (!isPrice(micro) || at > s.now) continue;
    points.push({ at, price: (token === market.yes ? micro : MICRO - micro) as Price });
  }
  if (points.length === 0) return;
  market.warm = true;
  s.out({ kind: "history", token: market.yes, points });
}

/** How markets end. */
export function foldResolutions(s: MachineState, body: string): void {
  const resolutions = s.parsers.resolutions(body);
  if (!resolutions.ok) return unreadable(s, resolutions.error);
  for (const resolution of resolutions.value) resolve(s, resolution);
}

function resolve(s: MachineState, { market, status, payouts }: Resolution): void {
  if (s.ended.has(market)) return;
  const listing = s.listings.get(market);
  if (status !== "resolved" || payouts === null) {
    if (listing !== undefined) decideOn(s, listing, !UNDECIDED.has(status));
    return;
  }
  // Also of a market that was never listed: after a restart we may hold one that no longer is.
  s.out({ kind: "resolved", market, winner: winnerOf(payouts) });
  remember(s.ended, market);
  s.listings.delete(market);
  const tracked = listing?.tracked ?? null;
  if (tracked === null) return;
  takeDown(s, tracked, "resolved");
  tracked.ended = true;
  if (tracked.link === null) forgetTokens(s, tracked);
}

function winnerOf([yes, no]: readonly [number, number]): Outcome | null {
  if (yes === MICRO && no === 0) return "yes";
  return no === MICRO && yes === 0 ? "no" : null;
}

function remember(ended: Set<MarketId>, market: MarketId): void {
  ended.add(market);
  if (ended.size <= MAX_ENDED) return;
  for (const oldest of ended) {
    ended.delete(oldest);
    return;
  }
}

/** The socket says that it is over. Too seldom and too soon to settle by, enough to stop. */
export function foldEnding(s: MachineState, market: MarketId): void {
  const listing = s.listings.get(market);
  if (listing !== undefined) decideOn(s, listing, true);
}

function decideOn(s: MachineState, listing: Listing, resolving: boolean): void {
  if (listing.resolving === resolving) return;
  listing.resolving = resolving;
  relist(s, listing);
}
