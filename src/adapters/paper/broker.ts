// The paper venue: it speaks the live broker's events and keeps the rules of core/venue.
// Invariants:
// 1. An order meets the book as it stands when the order arrives, `latencyMs` after it was placed.
// 2. Nothing is emitted before `place` or `cancel` returns; an order ends once and is then silent.
// 3. Same inputs, same clock, same seed: same events. Ids are functions of ids, chance of fill ids.
import { buyLadder, type Ladder, otherSide, sellLadder } from "../../core/book.ts";
import { sizeAt, twiceMid, valueOfTakes } from "../../core/book.ts";
import type { PaperConfig } from "../../core/types/config.ts";
import type { BrokerInput, EngineEvent } from "../../core/types/event.ts";
import type { FillId, MarketId, OrderId, TokenId, VenueOrderId } from "../../core/types/ids.ts";
import type { Approved, Fill, Order } from "../../core/types/order.ts";
import type { Millis, Price, Shares, Usdc } from "../../core/types/units.ts";
import { takerFee } from "../../core/venue/fees.ts";
import { averagePrice, byPriority, crosses, fillFromPrint } from "../../core/venue/match.ts";
import { type Matched, matchTaker, queueAhead } from "../../core/venue/match.ts";
import type { Broker, Cancelable, Clock, Emit, Unfinished } from "../../ports.ts";
import { adverseMove, Consumption, fillableLadder, fillChance, inYes } from "./models.ts";
import { revertChance, type Spot } from "./models.ts";
import { type PaperMarket, rejectionOf } from "./validate.ts";

/** What the paper venue is made of. */
export interface PaperOptions {
  readonly config: PaperConfig;
  readonly clock: Clock;
  readonly seed: number;
  /** The engine's own view of a token; undefined when it knows none. */
  readonly markets: (token: TokenId) => PaperMarket | undefined;
}

/** The paper venue as a Broker: no order leaves the process. */
export function createPaperBroker(options: PaperOptions): Broker {
  return new PaperBroker(options);
}

/** An order from `place` to its end. */
interface Working {
  readonly order: Order;
  remaining: Shares;
  fills: number;
  heldBack: boolean;
}

/** An order in the book, at its place in YES prices. */
interface RestingOrder extends Spot {
  readonly working: Working;
  readonly expiry: Cancelable | null;
  ahead: Shares;
}

type Out = Emit<BrokerInput>;

class PaperBroker implements Broker {
  readonly #config: PaperConfig;
  readonly #clock: Clock;
  readonly #seed: number;
  readonly #markets: PaperOptions["markets"];
  readonly #consumption = new Consumption();
  /** Every order ever placed: an id that comes twice is one order. */
  readonly #known = new Set<OrderId>();
  readonly #open = new Map<OrderId, Working>();
  readonly #resting = new Map<OrderId, RestingOrder>();
  readonly #resolved = new Set<MarketId>();
  /** Fills that have not settled. */
  readonly #pending = new Set<FillId>();

  constructor({ config, clock, seed, markets }: PaperOptions) {
    this.#config = config;
    this.#clock = clock;
    this.#seed = seed;
    this.#markets = markets;
  }

  place(order: Approved<Order>, emit: Out): void {
    if (this.#known.has(order.id)) return;
    this.#known.add(order.id);
    const working: Working = { order, remaining: order.size, fills: 0, heldBack: false };
    this.#open.set(order.id, working);
    this.#later(() => this.#arrive(working, emit));
  }

  /**
   * An order that has ended says nothing more. One never placed here, as after a restart, is
   * "not found": this venue's memory is whole, so no fill of it can still be on its way.
   */
  cancel(id: OrderId, emit: Out): void {
    this.#later(() => {
      if (this.#open.has(id)) this.#cancel(id, "canceled on request", emit);
      else if (!this.#known.has(id)) {
        emit({ kind: "orderCanceled", order: id, reason: "not found" });
      }
    });
  }

  /**
   * Orders of a process that has ended are gone with it, those on their way here are open. A fill
   * of such a process settles, or fails to, now: what the market did meanwhile is not known.
   */
  reconcile({ fills }: Unfinished, emit: Out): void {
    for (const fill of fills) if (!this.#pending.has(fill.id)) this.#settle(fill, null, emit);
    emit({ kind: "reconciled", open: [...this.#open.keys()] });
  }

  hear(event: EngineEvent, emit: Out): void {
    switch (event.kind) {
      case "trade":
        if (this.#resting.size > 0) this.#print(event, emit);
        return;
      case "level":
      case "quote":
      case "book": {
        if (this.#consumption.isEmpty()) return;
        const found = this.#markets(event.token);
        if (found !== undefined) this.#consumption.hear(found.market.id, found.outcome, event);
        return;
      }
      case "resolved":
        return this.#resolve(event.market, emit);
      case "ended":
        return this.#close(emit);
      case "started":
        return this.#forget();
      default:
        return;
    }
  }

  /** This venue ends with the run: orders in its book and on their way are gone, and it says so now. */
  #close(emit: Out): void {
    for (const id of [...this.#open.keys()]) this.#cancel(id, "the run ended", emit);
  }

  /** The clock has dropped the timers of the process before. */
  #forget(): void {
    this.#open.clear();
    this.#resting.clear();
    this.#pending.clear();
  }

  #later(run: () => void): void {
    this.#clock.after(this.#config.latencyMs, run);
  }

  #arrive(working: Working, emit: Out): void {
    const { order } = working;
    if (!this.#open.has(order.id)) return;
    const found = this.#markets(order.token);
    if (found !== undefined && this.#isHeldBack(working, found)) {
      working.heldBack = true;
      this.#clock.after(found.market.takerDelayMs, () => this.#arrive(working, emit));
      return;
    }
    if (found === undefined) {
      return this.#reject(order.id, `the orderbook ${order.token} does not exist`, emit);
    }
    const reason = this.#resolved.has(found.market.id)
      ? "market resolved"
      : rejectionOf(order, found, displayed(order, found), this.#clock.now());
    if (reason !== null) return this.#reject(order.id, reason, emit);
    emit({ kind: "orderAccepted", order: order.id, venueId: `paper-${order.id}` as VenueOrderId });
    const matched = this.#match(order, found);
    if (matched.filled > 0) this.#take(working, found, matched, emit);
    if (matched.killed > 0) this.#cancel(order.id, killReason(order), emit);
    else if (matched.remaining > 0) this.#rest(working, found, emit);
  }

  /** Some markets let makers go before a taker: its order waits, then meets the book of that time. */
  #isHeldBack({ order, heldBack }: Working, found: PaperMarket): boolean {
    return !heldBack && found.market.takerDelayMs > 0 &&
      crosses(order.side, order.price, displayed(order, found));
  }

  #match(order: Order, found: PaperMarket): Matched {
    const { side, price: limit, size, timeInForce } = order;
    const ladder = fillableLadder(displayed(order, found), {
      side,
      config: this.#config,
      tickSize: found.market.tickSize,
      taken: (price, shown) =>
        this.#consumption.taken(found.market.id, levelTaken(order, found, price), shown),
    });
    return matchTaker({ side, limit, size, timeInForce, ladder });
  }

  #take(working: Working, found: PaperMarket, { takes, value }: Matched, emit: Out): void {
    const { order } = working;
    const { market, book } = found;
    const worse = adverseMove({
      side: order.side,
      config: this.#config,
      tickSize: market.tickSize,
    });
    let fee = 0;
    for (const { price, size } of takes) {
      const spot = levelTaken(order, found, (price - worse) as Price);
      this.#consumption.add(market.id, spot, sizeAt(book, spot.side, spot.price), size);
      // An unknown fee was rejected on arrival.
      if (market.fee !== null) fee += takerFee(size, price, market.fee);
    }
    this.#fill(working, found, { takes, value, fee: fee as Usdc, role: "taker" }, emit);
  }

  #rest(working: Working, found: PaperMarket, emit: Out): void {
    const { order } = working;
    const spot = inYes(found.outcome, order.side, order.price);
    const shown = sizeAt(found.book, spot.side, spot.price);
    const ahead = queueAhead(shown, this.#config.queueFactor);
    const life = order.timeInForce === "GTD" && order.expiresAt !== null
      ? order.expiresAt - this.#clock.now()
      : null;
    const expiry = life === null
      ? null
      : this.#clock.after(life as Millis, () => this.#cancel(order.id, "expired", emit));
    this.#resting.set(order.id, { ...spot, working, expiry, ahead });
  }

  #print(event: Extract<EngineEvent, { kind: "trade" }>, emit: Out): void {
    const found = this.#markets(event.token);
    if (found === undefined) return;
    const spot = inYes(found.outcome, event.side, event.price);
    const met = [...this.#resting.values()].filter((resting) =>
      resting.working.order.market === found.market.id && resting.side !== spot.side
    );
    let left = event.size;
    for (const resting of byPriority(met)) {
      const { side, price, ahead, working } = resting;
      const print = { ...spot, size: left };
      const given = fillFromPrint({ side, price, ahead, remaining: working.remaining }, print);
      resting.ahead = given.ahead;
      left = given.left;
      if (given.filled > 0) this.#make(working, given.filled, emit);
    }
  }

  #make(working: Working, size: Shares, emit: Out): void {
    const { order } = working;
    const found = this.#markets(order.token);
    if (found === undefined) throw new Error(`Cannot fill ${order.id}: its token is gone`);
    const takes = [{ price: order.price, size }];
    const value = valueOfTakes(takes, order.side);
    this.#fill(working, found, { takes, value, fee: 0 as Usdc, role: "maker" }, emit);
  }

  #fill(
    working: Working,
    found: PaperMarket,
    match: Pick<Fill, "takes" | "value" | "fee" | "role">,
    emit: Out,
  ): void {
    const { order } = working;
    const size = match.takes.reduce((sum, take) => sum + take.size, 0) as Shares;
    working.remaining = (working.remaining - size) as Shares;
    working.fills += 1;
    const fill: Fill = {
      id: `${order.id}/${working.fills}` as FillId,
      order: order.id,
      market: order.market,
      token: order.token,
      side: order.side,
      price: averagePrice(match.takes, order.side),
      size,
      ...match,
    };
    if (working.remaining === 0) this.#end(order.id);
    emit({ kind: "orderFilled", fill });
    const mark = twiceMid(found.book);
    this.#pending.add(fill.id);
    this.#clock.after(this.#config.settleMs, () => this.#settle(fill, mark, emit));
  }

  #settle(fill: Fill, markThen: number | null, emit: Out): void {
    this.#pending.delete(fill.id);
    const found = this.#markets(fill.token);
    const markNow = found === undefined ? null : twiceMid(found.book);
    const gained = found !== undefined && (fill.side === "buy") === (found.outcome === "yes");
    const ourMove = markThen === null || markNow === null
      ? null
      : gained
      ? markNow - markThen
      : markThen - markNow;
    const reverted = fillChance(this.#seed, fill.id) < revertChance(this.#config, ourMove);
    emit({ kind: reverted ? "fillReverted" : "fillSettled", fill: fill.id });
  }

  #resolve(market: MarketId, emit: Out): void {
    this.#resolved.add(market);
    this.#consumption.drop(market);
    // Orders on their way are rejected when they arrive.
    for (const [id, { working }] of this.#resting) {
      if (working.order.market === market) this.#cancel(id, "market resolved", emit);
    }
  }

  #reject(id: OrderId, reason: string, emit: Out): void {
    this.#end(id);
    emit({ kind: "orderRejected", order: id, reason });
  }

  #cancel(id: OrderId, reason: string, emit: Out): void {
    this.#end(id);
    emit({ kind: "orderCanceled", order: id, reason });
  }

  #end(id: OrderId): void {
    this.#resting.get(id)?.expiry?.cancel();
    this.#resting.delete(id);
    this.#open.delete(id);
  }
}

/** What the book shows to an order that takes, in prices of its token. */
function displayed({ side }: Order, { book, outcome }: PaperMarket): Ladder {
  return side === "buy" ? buyLadder(book, outcome) : sellLadder(book, outcome);
}

/** The level an order takes when it takes at `price` of its token. */
function levelTaken({ side }: Order, { outcome }: PaperMarket, price: Price): Spot {
  return inYes(outcome, otherSide(side), price);
}

function killReason({ timeInForce }: Order): string {
  return timeInForce === "FOK"
    ? "FOK: order couldn't be fully filled"
    : "FAK: no more liquidity within limit";
}
