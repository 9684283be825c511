// A paper venue on a simulated clock with one market, and what it emitted.
import { SimClock } from "../../../src/core/sim_clock.ts";
import { createPaperBroker } from "../../../src/adapters/paper/broker.ts";
import type { PaperMarket } from "../../../src/adapters/paper/validate.ts";
import { applyToBook, type Book, emptyBook } from "../../../src/core/book.ts";
import type { PaperConfig } from "../../../src/core/types/config.ts";
import type { BrokerInput, EngineEvent, Input } from "../../../src/core/types/event.ts";
import type {
  DecisionId,
  GroupId,
  MarketId,
  OrderId,
  TokenId,
} from "../../../src/core/types/ids.ts";
import type { Market, Outcome } from "../../../src/core/types/market.ts";
import type { Approved, Fill, Order } from "../../../src/core/types/order.ts";
import { MICRO } from "../../../src/core/types/units.ts";
import type { Millis, Price, Seq, Shares, Usdc } from "../../../src/core/types/units.ts";
import type { Broker } from "../../../src/ports.ts";
import { levels } from "../../support/books.ts";

export const YES = "yes-token" as TokenId;
export const NO = "no-token" as TokenId;
export const LATENCY = 500;
export const SETTLE = 30_000;

/** No assumption bites: what is displayed can be had, and every match settles. */
export const ideal: PaperConfig = {
  latencyMs: LATENCY as Millis,
  adverseTicks: 0,
  depthShare: 1,
  revertRate: 0,
  revertWinnerBias: 0,
  settleMs: SETTLE as Millis,
  queueFactor: 1,
};

const market: Market = {
  id: "market" as MarketId,
  question: "Will it?",
  slug: "will-it",
  category: "politics",
  group: "group" as GroupId,
  yes: YES,
  no: NO,
  endAt: null,
  tickSize: 10_000 as Price,
  minOrder: 5_000_000 as Shares,
  fee: { rate: 0.04, exponent: 1 },
  volume24h: null,
  negRisk: false,
  takerDelayMs: 0 as Millis,
  depthAssumed: false,
  accepting: true,
};

/** An order by what matters: dollars, shares and defaults. */
export interface Wish extends Partial<Pick<Order, "side" | "timeInForce" | "postOnly">> {
  readonly id?: string;
  readonly token?: TokenId;
  readonly price: number;
  readonly shares: number;
  readonly expiresAt?: number;
}

export interface Heard {
  readonly at: number;
  readonly event: BrokerInput;
}

export interface Rig {
  readonly clock: SimClock;
  readonly broker: Broker;
  readonly heard: Heard[];
  readonly book: Book;
  /** Changes what the engine knows of the market. */
  change(to: Partial<Market>): void;
  setUsable(usable: boolean): void;
  place(wish: Wish): OrderId;
  cancel(id: string): void;
  /** Updates the book as the engine would, then lets the venue hear the event. */
  feed(input: Input): void;
  /** A snapshot of YES in dollars and shares. */
  snapshot(bids: readonly [number, number][], asks: readonly [number, number][]): void;
  level(side: "buy" | "sell", price: number, shares: number, token?: TokenId): void;
  print(side: "buy" | "sell", price: number, shares: number, token?: TokenId): void;
  wait(ms: number): void;
  /** Kinds, with reasons, of what was emitted of orders. */
  story(): string[];
  fills(): Fill[];
}

/** The worked book of the reference: .48/.50, cents apart. */
export const bids: readonly [number, number][] = [[0.48, 120], [0.47, 300], [0.46, 50]];
export const asks: readonly [number, number][] = [[0.5, 40], [0.51, 200], [0.53, 500]];

export function aRig(config: Partial<PaperConfig> = {}, seed = 7): Rig {
  const clock = new SimClock(1_000_000 as Millis);
  const book = emptyBook();
  const heard: Heard[] = [];
  const emit = (event: BrokerInput) => heard.push({ at: clock.now() - 1_000_000, event });
  let now = market;
  let usable = true;
  let seq = 0;
  let placed = 0;
  const view = (outcome: Outcome): PaperMarket => ({ market: now, outcome, book, usable });
  const broker = createPaperBroker({
    config: { ...ideal, ...config },
    clock,
    seed,
    markets: (token) => token === YES ? view("yes") : token === NO ? view("no") : undefined,
  });
  const rig: Rig = {
    clock,
    broker,
    heard,
    book,
    change: (to) => now = { ...now, ...to },
    setUsable: (to) => usable = to,
    place: (wish) => {
      const order = anOrder(wish, `${++placed}.0`, now.tickSize, clock.now());
      broker.place(order, emit);
      return order.id;
    },
    cancel: (id) => broker.cancel(id as OrderId, emit),
    feed: (input) => {
      const stamped: EngineEvent = { ...input, seq: ++seq as Seq, at: clock.now() };
      if (input.kind === "book" || input.kind === "level" || input.kind === "quote") {
        applyToBook(book, input.token === YES ? "yes" : "no", input, clock.now());
      }
      broker.hear(stamped, emit);
    },
    snapshot: (bids, asks) =>
      rig.feed({ kind: "book", token: YES, bids: levels(...bids), asks: levels(...asks) }),
    level: (side, price, shares, token = YES) =>
      rig.feed({ kind: "level", token, side, ...one(price, shares) }),
    print: (side, price, shares, token = YES) =>
      rig.feed({ kind: "trade", token, side, ...one(price, shares) }),
    wait: (ms) => clock.advanceTo(clock.now() + ms as Millis),
    story: () => heard.map(({ event }) => inWords(event)),
    fills: () => heard.flatMap(({ event }) => event.kind === "orderFilled" ? [event.fill] : []),
  };
  rig.snapshot(bids, asks);
  return rig;
}

function one(price: number, shares: number): { readonly price: Price; readonly size: Shares } {
  return {
    price: Math.round(price * MICRO) as Price,
    size: Math.round(shares * MICRO) as Shares,
  };
}

function anOrder(wish: Wish, id: string, tickSize: Price, now: number): Approved<Order> {
  const order: Order = {
    id: (wish.id ?? id) as OrderId,
    decision: "1.0" as DecisionId,
    market: market.id,
    group: market.group,
    token: wish.token ?? YES,
    outcome: wish.token === NO ? "no" : "yes",
    side: wish.side ?? "buy",
    ...one(wish.price, wish.shares),
    timeInForce: wish.timeInForce ?? "FAK",
    postOnly: wish.postOnly ?? false,
    expiresAt: wish.expiresAt === undefined ? null : now + wish.expiresAt as Millis,
    purpose: "entry",
    tickSize,
    maxFee: 0 as Usdc,
    plan: null,
  };
  // The only other way to an approved order is a whole engine.
  return order as Order & Approved<Order>;
}

function inWords(event: BrokerInput): string {
  switch (event.kind) {
    case "orderRejected":
    case "orderCanceled":
      return `${event.kind} ${event.order}: ${event.reason}`;
    case "orderAccepted":
      return `${event.kind} ${event.order}`;
    case "orderFilled":
      return `${event.kind} ${event.fill.id}: ${event.fill.size / MICRO} @ ` +
        `${event.fill.price / MICRO} ${event.fill.role}`;
    case "fillSettled":
    case "fillReverted":
      return `${event.kind} ${event.fill}`;
    case "reconciled":
      return `reconciled ${event.open.join(" ")}`;
    case "resolved":
      return "resolved";
  }
}
