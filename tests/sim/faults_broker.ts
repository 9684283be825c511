// A venue behind a bad line: messages are lost, told twice and late, orders are lost or turned away.
// What holds of a real venue holds here: messages of one order keep their order, and no fill comes
// after its market has resolved.
import assert from "node:assert/strict";
import type { BrokerInput, EngineEvent } from "../../src/core/types/event.ts";
import type { MarketId, OrderId } from "../../src/core/types/ids.ts";
import type { Approved, Order } from "../../src/core/types/order.ts";
import { type Millis, millis } from "../../src/core/types/units.ts";
import type { Broker, Cancelable, Clock, Emit, Unfinished } from "../../src/ports.ts";
import { Dice } from "./faults_world.ts";

/** Chances of what goes wrong. */
export interface Faults {
  readonly drop: number;
  readonly repeat: number;
  readonly delay: number;
  readonly reject: number;
}

interface Late {
  readonly market: MarketId | null;
  readonly timer: Cancelable;
  readonly run: () => void;
}

export class FaultyBroker implements Broker {
  readonly #inner: Broker;
  readonly #clock: Clock;
  readonly #faults: Faults;
  readonly #dice: Dice;
  readonly #isOnDisk: (id: OrderId) => boolean;
  readonly #markets = new Map<string, MarketId>();
  readonly #lastDue = new Map<string, number>();
  readonly #late = new Set<Late>();
  readonly counts = { lost: 0, repeated: 0, delayed: 0, turnedAway: 0 };

  constructor(
    inner: Broker,
    clock: Clock,
    faults: Faults,
    options: { readonly seed: number; readonly isOnDisk: (id: OrderId) => boolean },
  ) {
    this.#inner = inner;
    this.#clock = clock;
    this.#faults = faults;
    this.#dice = new Dice(options.seed * 7 + 3);
    this.#isOnDisk = options.isOnDisk;
  }

  place(order: Approved<Order>, emit: Emit<BrokerInput>): void {
    assert.ok(this.#isOnDisk(order.id), `R-058 ${order.id} was placed before its row was on disk`);
    assert.ok(!this.#markets.has(order.id), `${order.id} was placed twice`);
    this.#markets.set(order.id, order.market);
    if (this.#dice.chance(this.#faults.drop)) {
      this.counts.lost += 1;
    } else if (this.#dice.chance(this.#faults.reject)) {
      this.counts.turnedAway += 1;
      const reason = `not enough balance: ${this.#dice.whole(0, 9)}`;
      this.#after(
        200,
        order.market,
        () => emit({ kind: "orderRejected", order: order.id, reason }),
      );
    } else {
      this.#inner.place(order, this.#through(emit));
    }
  }

  cancel(order: OrderId, emit: Emit<BrokerInput>): void {
    if (this.#dice.chance(this.#faults.drop)) this.counts.lost += 1;
    else this.#inner.cancel(order, this.#through(emit));
  }

  reconcile(held: Unfinished, emit: Emit<BrokerInput>): void {
    this.#inner.reconcile(held, this.#through(emit));
  }

  hear(event: EngineEvent, emit: Emit<BrokerInput>): void {
    this.#inner.hear(event, this.#through(emit));
  }

  /** Delivers what is late of a market: a venue settles before it resolves. */
  deliverAll(market: MarketId): void {
    for (const late of [...this.#late]) {
      if (late.market !== market) continue;
      late.timer.cancel();
      this.#late.delete(late);
      late.run();
    }
  }

  #through(emit: Emit<BrokerInput>): Emit<BrokerInput> {
    return (message) => {
      const dice = this.#dice;
      if (dice.chance(this.#faults.drop)) {
        this.counts.lost += 1;
        return;
      }
      const key = orderOf(message);
      const market = this.#markets.get(key) ?? null;
      const now = this.#clock.now();
      const slow = dice.chance(this.#faults.delay) ? dice.whole(100, 8_000) : 0;
      const due = Math.max(now + slow, this.#lastDue.get(key) ?? 0);
      if (due > now) {
        this.counts.delayed += 1;
        this.#lastDue.set(key, due);
        this.#after(due - now, market, () => emit(message));
      } else {
        emit(message);
      }
      if (!dice.chance(this.#faults.repeat)) return;
      this.counts.repeated += 1;
      this.#after(due - now + dice.whole(0, 90_000), null, () => emit(message));
    };
  }

  #after(ms: number, market: MarketId | null, run: () => void): void {
    const late: Late = {
      market,
      run,
      timer: this.#clock.after(millis(ms) as Millis, () => {
        this.#late.delete(late);
        run();
      }),
    };
    this.#late.add(late);
  }
}

function orderOf(message: BrokerInput): string {
  switch (message.kind) {
    case "orderAccepted":
    case "orderRejected":
    case "orderCanceled":
      return message.order;
    case "orderFilled":
      return message.fill.order;
    case "fillSettled":
    case "fillReverted":
      return message.fill.split("/")[0] ?? "";
    case "resolved":
    case "reconciled":
      return "";
  }
}
