import { plus } from "../../core/types/units.ts";
import type { Hex, SandboxClock } from "../types.ts";
import type { OrderRecord } from "./order_record.ts";
import type { TradeSettings } from "./trade_life.ts";
import type { Millis } from "../../core/types/units.ts";

/** Orders by id: all that live, and those that ended while they are remembered. */
export class OrderStore {
  readonly #clock: SandboxClock;
  readonly #settings: Pick<TradeSettings, "keepMs" | "keepMost">;
  readonly #live = new Map<Hex, OrderRecord>();
  readonly #ended = new Map<Hex, { readonly record: OrderRecord; readonly at: Millis }>();

  constructor(clock: SandboxClock, settings: Pick<TradeSettings, "keepMs" | "keepMost">) {
    this.#clock = clock;
    this.#settings = settings;
  }

  /** An order that lives or is remembered. */
  get(id: Hex): OrderRecord | undefined {
    return this.#live.get(id) ?? this.#ended.get(id)?.record;
  }

  /** Adds a live order. */
  add(record: OrderRecord): void {
    this.#live.set(record.request.id, record);
  }

  /** Moves an order to those that ended; its timer has nothing left to do. */
  end(record: OrderRecord): void {
    const { id } = record.request;
    record.timer?.cancel();
    record.timer = null;
    this.#live.delete(id);
    this.#ended.delete(id);
    this.#ended.set(id, { record, at: this.#clock.now() });
    for (const [oldest, { at }] of this.#ended) {
      const old = plus(at, this.#settings.keepMs) < this.#clock.now();
      if (!old && this.#ended.size <= this.#settings.keepMost) break;
      this.#ended.delete(oldest);
    }
  }

  /** Live and delayed orders, oldest first. */
  live(): IterableIterator<OrderRecord> {
    return this.#live.values();
  }
}
