// One market while it trades: what the house's quotes and takers do, told to the exchange.
import type { Rng } from "../../core/math/rng.ts";
import type { Outcome, Side } from "../../core/types/market.ts";
import { MICRO, type Price, type Usdc, usdc } from "../../core/types/units.ts";
import type { Exchange } from "../types.ts";
import { isOuter, OUTER_TICK, type PlannedMarket } from "./catalog.ts";
import type { FairPrice } from "./fair_price.ts";
import type { Path } from "./history.ts";
import { House, type Requote } from "./house.ts";

/** What a trading market needs of its surroundings. */
export interface MarketSetting {
  readonly planned: PlannedMarket;
  /** Fair prices of its event, and its place among them. */
  readonly fair: FairPrice;
  readonly outcome: number;
  readonly exchange: Exchange;
  readonly path: Path;
  /** Share of messages that are prints. */
  readonly trades: number;
  /** Chance of the fair price, and of all else. What users do must not change the first. */
  readonly fairDraw: Rng;
  readonly draw: Rng;
  readonly onTickSize: (market: TradingMarket, now: number) => void;
}

/** Where a market is in its life. */
export type Phase = "open" | "deciding" | "proposed" | "resolved";

/** Up to this many ticks the makers step aside about as often as they are taken. */
const SMALL_TICKS = 2;
/** How long the other side waits after a sweep. */
const HOLD_MS = 3_000;

/** A listed market with its house. */
export class TradingMarket {
  readonly planned: PlannedMarket;
  readonly path: Path;
  readonly #setting: MarketSetting;
  readonly #house: House;
  #phase: Phase = "open";
  #sweeping = false;
  #isTaken = false;
  #heldUntil = 0;

  constructor(setting: MarketSetting) {
    this.planned = setting.planned;
    this.path = setting.path;
    this.#setting = setting;
    this.#house = new House(setting.planned.profile, setting.planned.tickSize, setting.draw);
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** Fair value of YES, in (0, 1). */
  fairAt(now: number): number {
    return this.#setting.fair.at(this.#setting.outcome, now);
  }

  /** Lists it and shows the first quotes. */
  open(now: number): void {
    const { exchange } = this.#setting;
    const { listed, tickSize, profile } = this.planned;
    exchange.list(listed, tickSize);
    const status = exchange.status(listed.id);
    status.volume24h = dollars(profile.volume24h);
    status.volume = dollars(profile.volume24h * (1 + 5 * this.#setting.draw.next()));
    this.follow(now);
  }

  /** One message of its usual rate: a step of the quotes, a small taker, or a changed order. */
  message(now: number): void {
    const { fair, outcome, fairDraw, draw, trades } = this.#setting;
    fair.wander(outcome, now, fairDraw);
    if (this.#isTaken) return this.refill(now);
    const lot = draw.next();
    if (lot < trades) return this.#trade();
    if (lot > 0.99) this.#house.breathe();
    if (!this.#step(now)) this.#change(this.#house.stir());
  }

  /** Quotes at the fair price, which is on its way; when they are there already, some order. */
  follow(now: number): void {
    if (!this.#step(now)) this.#change(this.#house.stir());
  }

  /** A taker takes one side as far as the fair price; the other side follows later. */
  sweep(now: number, side: Side): void {
    this.#heldUntil = now + HOLD_MS;
    const requote = this.#house.sweep(side, this.fairAt(now));
    if (requote !== null) this.#apply(requote, now, true);
  }

  /** Notes that somebody traded; true: not the model, and the quotes are to be refilled. */
  heardPrint(): boolean {
    if (this.#sweeping || this.#isTaken) return false;
    this.#isTaken = true;
    return true;
  }

  /** Notes a new grid; true: not the model's, and the quotes are to follow before all else. */
  heardTickSize(tickSize: Price): boolean {
    if (tickSize === this.#house.tickSize) return false;
    this.#house.regrid(tickSize);
    this.#heldUntil = 0;
    return true;
  }

  /** Notes the end; true: not the model's. */
  heardResolved(winner: Outcome | null, now: number): boolean {
    if (this.#phase === "resolved") return false;
    this.#phase = "resolved";
    this.path.add(now, winner === null ? MICRO / 2 : winner === "yes" ? MICRO : 0);
    return true;
  }

  /** Shows every level again. */
  refill(now: number): void {
    this.#isTaken = false;
    this.#step(now);
    if (this.#isQuoting()) this.#change(this.#house.restore());
  }

  /** From here on its price runs to its end, and nothing else moves it. */
  decide(): void {
    if (this.#phase === "open") this.#phase = "deciding";
  }

  /** The outcome is proposed: nobody offers any more what is sure to win. */
  propose(winner: Outcome): void {
    if (this.#phase === "resolved") return;
    this.#phase = "proposed";
    this.#change(this.#house.withdraw(winner === "yes" ? "sell" : "buy"));
    this.#setting.exchange.propose(this.planned.listed.id);
  }

  /** The end. */
  resolve(winner: Outcome, now: number): void {
    if (this.heardResolved(winner, now)) {
      this.#setting.exchange.resolve(this.planned.listed.id, winner);
    }
  }

  #isQuoting(): boolean {
    return this.#phase === "open" || this.#phase === "deciding";
  }

  #step(now: number): boolean {
    if (now < this.#heldUntil || !this.#isQuoting()) return false;
    const requote = this.#house.follow(this.fairAt(now));
    if (requote === null) return false;
    this.#apply(requote, now, false);
    return true;
  }

  #apply({ taken, changes }: Requote, now: number, always: boolean): void {
    const { exchange, draw } = this.#setting;
    const { id } = this.planned.listed;
    const before = this.#house.tickSize;
    if (taken !== null) {
      const far = Math.abs(this.#house.mid - taken.limit) > SMALL_TICKS * before;
      if (always || far || draw.next() < 0.6) this.#take(taken);
    }
    this.#change(changes);
    this.path.add(now, this.#house.mid);
    if (before <= OUTER_TICK || !isOuter(this.#house.mid / MICRO)) return;
    this.#house.regrid(OUTER_TICK);
    exchange.setTickSize(id, OUTER_TICK);
    this.#setting.onTickSize(this, now);
    this.follow(now);
  }

  #trade(): void {
    const taken = this.#house.trade();
    if (taken !== null) this.#take(taken);
  }

  #take({ side, limit, size }: NonNullable<Requote["taken"]>): void {
    this.#sweeping = true;
    this.#setting.exchange.sweep(this.planned.listed.id, side, limit, size);
    this.#sweeping = false;
  }

  #change(levels: Requote["changes"]): void {
    if (levels.length > 0) this.#setting.exchange.quotes(this.planned.listed.id, levels);
  }
}

function dollars(amount: number): Usdc {
  return usdc(Math.round(amount * MICRO));
}
