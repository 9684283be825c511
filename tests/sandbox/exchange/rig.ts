// An exchange with one market, a clock that is moved by hand, and two users.
import { microFromText } from "../../../src/core/math/decimal.ts";
import { SimClock } from "../../../src/core/sim_clock.ts";
import type { MarketId, TokenId } from "../../../src/core/types/ids.ts";
import type { Outcome, Side } from "../../../src/core/types/market.ts";
import { millis, price, shares, usdc } from "../../../src/core/types/units.ts";
import type { Price, Shares } from "../../../src/core/types/units.ts";
import {
  createExchange,
  type ExchangeOptions,
  type SandboxExchange,
} from "../../../src/sandbox/exchange/exchange.ts";
import type {
  Hex,
  ListedMarket,
  OrderRequest,
  PlaceResult,
  VenueEvent,
} from "../../../src/sandbox/types.ts";

export const START = millis(1_795_305_600_000);
export const ALICE: Hex = `0x${"a1".repeat(20)}`;
export const BOB: Hex = `0x${"b0".repeat(20)}`;
export const MARKET = `0x${"5f".repeat(32)}` as MarketId;
export const YES = "711" as TokenId;
export const NO = "722" as TokenId;

/** A standard market without fees that is open since a day and for a month. */
export function aListing(change: Partial<ListedMarket> = {}): ListedMarket {
  return {
    id: MARKET,
    gammaId: "1",
    questionId: `0x${"77".repeat(32)}`,
    question: "Will it?",
    slug: "will-it",
    description: "",
    category: "politics",
    event: { id: "1", slug: "it", title: "It" },
    negRiskId: null,
    yes: YES,
    no: NO,
    outcomes: ["Yes", "No"],
    version: "v1",
    startAt: millis(START - 86_400_000),
    endAt: millis(START + 30 * 86_400_000),
    minOrder: shares(5_000_000),
    fee: null,
    takerDelayMs: millis(0),
    ...change,
  };
}

/** A decimal as integer 1e-6. */
export function micro(text: string): number {
  const value = microFromText(text);
  if (value === null) throw new RangeError(`Cannot read ${text}: not a decimal`);
  return value;
}

/** An order in words; amounts follow from price and size unless they are given. */
export interface Words {
  readonly who?: Hex;
  readonly outcome?: Outcome;
  readonly side?: Side;
  readonly at?: string;
  readonly size?: string;
  readonly type?: OrderRequest["type"];
  readonly postOnly?: boolean;
  readonly expiration?: number;
  readonly token?: TokenId;
  readonly amounts?: readonly [maker: string, taker: string];
  readonly id?: Hex;
}

export interface Rig {
  readonly clock: SimClock;
  readonly exchange: SandboxExchange;
  readonly events: VenueEvent[];
  place(words: Words): PlaceResult & { readonly id: Hex };
  /** The house shows `size` at a YES price. */
  quote(side: Side, at: string, size: string): void;
  /** YES levels as "price x size", best first. */
  shown(side: Side): string[];
  wait(ms: number): void;
  /** Forgets the events so far. */
  hush(): void;
}

/** Owner of an account's orders. */
export function keyOf(who: Hex): string {
  return `key of ${who}`;
}

/** An exchange with one market in cents, $1,000 and approvals for both users. */
export function openRig(
  change: Partial<ListedMarket> = {},
  options: Partial<ExchangeOptions> = {},
  tick = "0.01",
): Rig {
  const clock = new SimClock(START);
  const exchange = createExchange({ clock, seed: 7, ...options });
  exchange.list(aListing(change), price(micro(tick)));
  for (const who of [ALICE, BOB]) {
    exchange.fund(who, { collateral: usdc(micro("1000")), approved: true });
  }
  const events: VenueEvent[] = [];
  exchange.listen((event) => events.push(event));
  let placed = 0;
  return {
    clock,
    exchange,
    events,
    place: (words) => {
      const id = words.id ?? `0x${(++placed).toString(16).padStart(64, "0")}` as Hex;
      return { ...exchange.place(requestOf(words, id)), id };
    },
    quote: (side, at, size) => exchange.quote(MARKET, side, price(micro(at)), shares(micro(size))),
    shown: (side) => {
      const book = exchange.book(YES);
      const levels = side === "buy" ? book?.bids : book?.asks;
      return (levels ?? []).map(({ price, size }) => `${price / 1e6} x ${size / 1e6}`).toReversed();
    },
    wait: (ms) => clock.advanceTo(millis(clock.now() + ms)),
    hush: () => events.splice(0),
  };
}

/** The order as the server hands it over. */
export function requestOf(words: Words, id: Hex): OrderRequest {
  const { who = ALICE, outcome = "yes", side = "buy", at = "0.5", size = "10" } = words;
  const dollars = micro(at) * micro(size) / 1e6;
  const [maker, taker] = words.amounts === undefined
    ? side === "buy" ? [dollars, micro(size)] : [micro(size), dollars]
    : words.amounts.map(micro);
  return {
    id,
    maker: who,
    owner: keyOf(who),
    token: words.token ?? (outcome === "yes" ? YES : NO),
    side,
    makerAmount: maker ?? NaN,
    takerAmount: taker ?? NaN,
    type: words.type ?? "GTC",
    postOnly: words.postOnly ?? false,
    expiration: words.expiration ?? 0,
    deferExec: false,
  };
}

/** The refusal's text, or the status of an order that was taken. */
export function answerOf(result: PlaceResult): string {
  return result.ok ? result.status : result.error;
}

/** Shares for tests of the parts. */
export function sharesOf(text: string): Shares {
  return shares(micro(text));
}

/** A price for tests of the parts. */
export function priceOf(text: string): Price {
  return price(micro(text));
}

/** What an account has, in dollars and shares as the chain would say after the cache caught up. */
export function holdings(exchange: SandboxExchange, who: Hex): [number, number, number] {
  exchange.refreshBalance(who);
  return [
    exchange.collateral(who).balance / 1e6,
    exchange.conditional(who, YES).balance / 1e6,
    exchange.conditional(who, NO).balance / 1e6,
  ];
}
