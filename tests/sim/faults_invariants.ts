// What must hold after every row of every run, worked out from the rows and the account without the
// functions under test where that is possible.
import assert from "node:assert/strict";
import { evolve, openAccount } from "../../src/core/evolve.ts";
import type { Account, ClosedTrade } from "../../src/core/types/account.ts";
import type { EngineConfig } from "../../src/core/types/config.ts";
import type { LedgerBody, LedgerRow } from "../../src/core/types/effect.ts";
import type { OrderId } from "../../src/core/types/ids.ts";
import type { Order, OrderState } from "../../src/core/types/order.ts";

/** Taker fees are rounded up level by level, the reserve for them once. */
const FEE_ROUNDING = 200;
const DAY_MS = 86_400_000;

/** Follows a run row by row and throws at the first thing that must not be. */
export class Invariants {
  readonly counts = new Map<string, number>();
  readonly #config: EngineConfig;
  readonly #decisions = new Map<string, string | null>();
  readonly #signals = new Set<string>();
  readonly #placed = new Map<OrderId, Order>();
  readonly #trades = new Set<ClosedTrade>();
  readonly #resolved = new Set<string>();
  #account: Account;
  #closed = 0;
  /** What people have asked last, whatever the engine made of it. */
  #asked: "active" | "reducing" | "halted" | "flatten" = "active";

  readonly #isHonest: boolean;

  /** `isHonest`: the venue fills no more than was ordered, and nothing of an order that it has ended. */
  constructor(config: EngineConfig, isHonest = true) {
    this.#config = config;
    this.#isHonest = isHonest;
    this.#account = openAccount(config.initialCapital);
  }

  isOnDisk(id: OrderId): boolean {
    return this.#placed.has(id);
  }

  get account(): Account {
    return this.#account;
  }

  take(row: LedgerRow): void {
    const { body } = row;
    this.counts.set(body.kind, (this.counts.get(body.kind) ?? 0) + 1);
    if (body.kind === "resolved") {
      this.#resolved.add(body.market);
      this.#closed += this.#dustPaid(body);
    }
    this.#beforeRow(row);
    this.#account = evolve(this.#account, row);
    for (const trade of this.#account.risk.recentTrades) {
      if (this.#trades.has(trade)) continue;
      this.#trades.add(trade);
      this.#closed += trade.profit;
    }
    this.#conservation();
    if (!this.#isHonest) return;
    assert.ok(this.#account.cash >= 0, `cash is ${this.#account.cash}`);
    this.#limits();
    this.#dayLoss(row);
    this.#sales();
  }

  /** What cannot be sold is paid with its market, long after its trade was closed. */
  #dustPaid({ market, winner }: Extract<LedgerBody, { kind: "resolved" }>): number {
    let paid = 0;
    for (const rest of this.#account.dust) {
      if (rest.market !== market) continue;
      paid += Math.floor(rest.shares * (winner === null ? 0.5 : winner === rest.outcome ? 1 : 0));
    }
    return paid;
  }

  #beforeRow({ body }: LedgerRow): void {
    if (body.kind === "record") {
      const { decision } = body;
      assert.ok(!this.#decisions.has(decision.id), `decision ${decision.id} came twice`);
      this.#decisions.set(decision.id, decision.order);
      if (decision.kind !== "entry") return;
      const signal = `${decision.market} ${decision.signal.at}`;
      assert.ok(!this.#signals.has(signal), `R-202 two decisions about ${signal}`);
      this.#signals.add(signal);
    } else if (body.kind === "place") {
      this.#beforePlace(body.order);
    } else if (body.kind === "cancel") {
      const state = this.#live().find(({ order }) => order.id === body.order);
      assert.ok(state !== undefined, `R-041 ${body.order} is canceled and has ended`);
      assert.equal(state.cancelRequestedAt, null, `${body.order} is canceled twice`);
    } else if (body.kind === "mark") {
      const { cash, positions } = this.#account;
      assert.equal(body.cash, cash);
      if (positions.size === 0) {
        assert.equal(body.equity, cash, "nothing is held, and worth something");
      }
    } else {
      this.#command(body);
    }
  }

  #beforePlace(order: Order): void {
    const { id, decision, purpose } = order;
    assert.equal(this.#decisions.get(decision), id, `${id} has no decision on record`);
    assert.ok(!this.#placed.has(id), `${id} came twice`);
    this.#placed.set(id, order);
    const name = `placed ${purpose}`;
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    const { halts } = this.#account.risk;
    if (this.#asked !== "active" || halts.length > 0) {
      assert.notEqual(purpose, "entry", `R-072 entry ${id} after ${this.#asked}`);
    }
    if (halts.some((halt) => halt.mode === "halted")) {
      assert.equal(purpose, "flatten", `R-072 ${id} while halted`);
    }
  }

  #command({ kind }: LedgerBody): void {
    if (kind === "resumeRequested") this.#asked = "active";
    else if (kind === "flattenRequested") this.#asked = "flatten";
    else if (kind === "haltRequested") this.#asked = "halted";
    else if (kind === "reduceRequested" && this.#asked === "active") this.#asked = "reducing";
  }

  #conservation(): void {
    const { cash, positions } = this.#account;
    let sum: number = cash - this.#closed;
    for (const position of positions.values()) {
      sum += position.basis - position.realized;
      assert.ok(position.shares >= 0 && position.basis >= 0 && position.unsettled >= 0);
      assert.ok(position.unsettled <= position.shares);
    }
    assert.equal(sum, this.#config.initialCapital, "R-245 cash, basis and profit do not add up");
  }

  #live(): OrderState[] {
    const ended = ["filled", "canceled", "rejected"];
    return [...this.#account.orders.values()].filter(({ status }) => !ended.includes(status));
  }

  /** Dollars by market, group and token: held, coming back should a sale fail, and in flight. */
  #limits(): void {
    const { risk } = this.#config;
    const sums = new Map<string, number>();
    const places = new Map<string, Set<string>>();
    const add = (of: Pick<Order, "market" | "group" | "token">, dollars: number) => {
      for (const key of [`market ${of.market}`, `group ${of.group}`, `token ${of.token}`]) {
        sums.set(key, (sums.get(key) ?? 0) + dollars);
      }
      places.set(of.market, (places.get(of.market) ?? new Set()).add(of.token));
    };
    const { positions, unsettled } = this.#account;
    for (const position of positions.values()) add(position, position.basis);
    for (const { fill, basisSold } of unsettled.values()) {
      const position = positions.get(fill.token);
      if (position !== undefined) add(position, basisSold);
    }
    for (const { order, filled } of this.#live()) {
      if (order.side === "buy") add(order, order.price * (order.size - filled) / 1e6);
    }
    const limits = {
      market: risk.maxMarketExposure,
      group: risk.maxGroupExposure,
      token: risk.maxPositionSize,
    };
    for (const [key, sum] of sums) {
      const limit = limits[key.split(" ")[0] as keyof typeof limits];
      assert.ok(sum <= limit + FEE_ROUNDING, `${key} holds ${sum}, the limit is ${limit}`);
    }
    for (const [market, tokens] of places) {
      assert.equal(tokens.size, 1, `R-026 two positions in ${market}`);
    }
    assert.ok(places.size <= risk.maxOpenPositions, `${places.size} positions`);
  }

  /** What the day would have lost if every sale failed and everything held fell to nothing. */
  #dayLoss({ at }: LedgerRow): void {
    const { positions, unsettled, risk } = this.#account;
    const limit = this.#config.risk.maxDailyLoss + FEE_ROUNDING;
    assert.ok(-risk.dayRealized <= limit, `the day lost ${-risk.dayRealized}`);
    let worst: number = -risk.dayRealized;
    for (const { basis } of positions.values()) worst += basis;
    for (const { fill, at: filledAt, basisSold } of unsettled.values()) {
      if (fill.side === "buy") continue;
      const today = Math.floor(filledAt / DAY_MS) === Math.floor(at / DAY_MS);
      worst += today ? fill.value - fill.fee : basisSold;
    }
    assert.ok(worst <= limit, `the day could lose ${worst}, the limit is ${limit}`);
  }

  /** What is on sale is held, and on sale once; the venue itself ends the sales of an ended market. */
  #sales(): void {
    const onSale = new Map<string, number>();
    for (const { order, filled } of this.#live()) {
      if (order.side === "buy" || this.#resolved.has(order.market)) continue;
      onSale.set(order.token, (onSale.get(order.token) ?? 0) + order.size - filled);
    }
    for (const [token, size] of onSale) {
      const position = this.#account.positions.get(token as Order["token"]);
      assert.ok(position !== undefined && size <= position.shares, `${size} of ${token} on sale`);
    }
  }
}
