// What one input teaches about a market. Updates the market states that `step` owns, in place:
// books change thousands of times a second, and copying them would be the cost of the engine.
import {
  applyToBook,
  bestAsk,
  bestBid,
  clearBook,
  condition,
  confirmBook,
  emptyBook,
} from "./book.ts";
import { type Candidate, firedAt, initDetectors, sampleMarket } from "./detect/registry.ts";
import { newTally } from "./tally.ts";
import type { EngineConfig } from "./types/config.ts";
import type { EngineEvent, PastPrice, Stamped } from "./types/event.ts";
import type { LinkId } from "./types/ids.ts";
import type { Market, Outcome } from "./types/market.ts";
import type { EngineState, MarketState, TokenState } from "./types/state.ts";
import { complement, type Millis } from "./types/units.ts";

/** A market whose detectors agreed at this grid step. */
export interface Found {
  readonly state: MarketState;
  readonly candidate: Candidate;
}

const nothing: readonly Found[] = [];

/** Folds a market event or heartbeat into the markets; returns what the detectors found. */
export function observe(state: EngineState, event: EngineEvent): readonly Found[] {
  state.tally.events.add(event.kind);
  state.tally.from ??= event.at;
  switch (event.kind) {
    case "heartbeat":
      return sampleGrid(state, event.at);
    case "listed":
      list(state, event.market);
      return nothing;
    case "skipped":
      state.tally.skipped.add(event.reason, event.count);
      return nothing;
    case "linkHeard":
      for (const market of state.links.get(event.link) ?? []) confirmBook(market.book, event.at);
      return nothing;
    case "started":
      forgetMarkets(state, event.at);
      return nothing;
    case "resolved": {
      const market = state.markets.get(event.market);
      if (market !== undefined) market.winner = event.winner;
      return nothing;
    }
    case "book":
    case "quote":
    case "level":
    case "trade":
    case "tickSize":
    case "history":
    case "feedUp":
    case "feedDown":
      return observeToken(state, event);
    default:
      return nothing;
  }
}

type TokenEvent = Extract<EngineEvent, { readonly token: string }>;

function observeToken(state: EngineState, event: TokenEvent): readonly Found[] {
  const token = state.tokens.get(event.token);
  if (token === undefined) {
    state.tally.skipped.add("unknownToken");
    return nothing;
  }
  const { state: market, outcome } = token;
  switch (event.kind) {
    case "level":
      if (market.awaitingSnapshot) {
        state.tally.skipped.add("noSnapshot");
        return nothing;
      }
      applyToBook(market.book, outcome, event, event.at);
      return nothing;
    case "quote":
    case "book":
      applyToBook(market.book, outcome, event, event.at);
      market.awaitingSnapshot = false;
      return nothing;
    case "trade":
      return nothing;
    case "tickSize":
      changeTick(token, event);
      return nothing;
    case "history":
      warmUp(market, outcome, event.points, state.config);
      return nothing;
    case "feedUp":
      market.up = true;
      tie(state, market, event.link);
      return nothing;
    case "feedDown":
      if (market.up) state.tally.down.add(event.reason);
      market.up = false;
      tie(state, market, null);
      market.awaitingSnapshot = true;
      clearBook(market.book);
      return nothing;
  }
}

/** A restarted process knows the account and nothing else; a replay of its tape knows no more. */
function forgetMarkets(state: EngineState, at: Millis): void {
  state.markets.clear();
  state.tokens.clear();
  state.links.clear();
  state.gridIndex = -1;
  state.tally = { ...newTally(), from: at };
}

/** Ties a market to the connection whose silence would make its book doubtful. */
function tie(state: EngineState, market: MarketState, link: LinkId | null): void {
  if (market.link === link) return;
  if (market.link !== null) {
    const others = state.links.get(market.link);
    others?.delete(market);
    if (others?.size === 0) state.links.delete(market.link);
  }
  market.link = link;
  if (link === null) return;
  const carried = state.links.get(link) ?? new Set();
  state.links.set(link, carried.add(market));
}

/** What happened before the feed began is no reason to trade: candidates in it are dropped. */
function warmUp(
  { detectors, market }: MarketState,
  outcome: Outcome,
  points: readonly PastPrice[],
  config: EngineConfig,
): void {
  for (const { at, price } of points) {
    const mid = outcome === "yes" ? price : complement(price);
    // The closest two whole prices around the mid: a history has no spread.
    const quote = { at, bid: mid - 1, ask: mid + 1, tickSize: market.tickSize };
    sampleMarket(detectors, quote, config.detection);
  }
}

/** A new grid is a new epoch of the book: until the next snapshot there is none. */
function changeTick(token: TokenState, event: Stamped<Extract<TokenEvent, { kind: "tickSize" }>>) {
  const market = token.state;
  if (market.market.tickSize === event.tickSize) return;
  market.market = { ...market.market, tickSize: event.tickSize };
  market.awaitingSnapshot = true;
  clearBook(market.book);
}

/** Fresh metadata leaves book and detectors as they are, and never revives an ended market. */
function list(state: EngineState, market: Market): void {
  const known = state.markets.get(market.id);
  if (known !== undefined) {
    known.market = { ...market, accepting: market.accepting && known.winner === undefined };
    return;
  }
  const fresh = newMarket(market, state.config);
  state.markets.set(market.id, fresh);
  state.tokens.set(market.yes, { state: fresh, outcome: "yes" });
  state.tokens.set(market.no, { state: fresh, outcome: "no" });
}

function newMarket(market: Market, config: EngineConfig): MarketState {
  return {
    market,
    book: emptyBook(),
    detectors: initDetectors(config.detection),
    up: true,
    awaitingSnapshot: false,
    winner: undefined,
    link: null,
  };
}

/** Samples every market once a grid step, however many heartbeats fall into it. */
function sampleGrid(state: EngineState, at: Millis): readonly Found[] {
  const { detection } = state.config;
  const index = Math.floor(at / detection.gridMs);
  if (index === state.gridIndex) return nothing;
  state.gridIndex = index;
  const countLayer = (layer: string) => state.tally.layers.add(layer);
  let found: Found[] | null = null;
  for (const market of state.markets.values()) {
    const health = sampleHealth(market, at, detection.maxGapMs);
    state.tally.samples.add(health);
    if (health !== "ok") continue;
    const { follows, sample } = market.detectors;
    if (follows && at - sample.at > detection.maxGapMs) state.tally.gaps += 1;
    const candidate = sampleMarket(market.detectors, {
      at,
      bid: bestBid(market.book),
      ask: bestAsk(market.book),
      tickSize: market.market.tickSize,
    }, detection);
    firedAt(market.detectors, countLayer);
    if (candidate !== null) (found ??= []).push({ state: market, candidate });
  }
  return found ?? nothing;
}

function sampleHealth(market: MarketState, at: Millis, maxAgeMs: Millis): string {
  const { endAt } = market.market;
  if (market.winner !== undefined || (endAt !== null && at > endAt)) return "ended";
  if (!market.up) return "down";
  if (market.awaitingSnapshot) return "missing";
  return condition(market.book, at, maxAgeMs);
}
