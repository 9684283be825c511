// An engine that holds a position, without the hour of quotes that would lead to one.
import { evolve } from "../../../src/core/evolve.ts";
import type { EngineConfig, ExitConfig } from "../../../src/core/types/config.ts";
import type { ExitDecision, LedgerBody, LedgerRow } from "../../../src/core/types/effect.ts";
import type { OrderId, VenueOrderId } from "../../../src/core/types/ids.ts";
import type { Market } from "../../../src/core/types/market.ts";
import type { Approved, Order } from "../../../src/core/types/order.ts";
import { MICRO, price, type Seq, shares } from "../../../src/core/types/units.ts";
import { aFill, aMarket, anOrder, NOON } from "../../support/builders.ts";
import { parseDefaults } from "../../support/defaults.ts";
import { aBook, type HandFed, handFed } from "../../support/engine.ts";
import { loose } from "../risk/view.ts";

/** Ten shares of YES at .40 with a target at .45 and a stop at .35. */
export const bought: Approved<Order> = anOrder({
  id: "1000001.2" as OrderId,
  size: shares(10 * MICRO),
});

export interface Holding extends HandFed {
  /** Puts rows into the account as if an earlier event had made them. */
  put(...bodies: LedgerBody[]): void;
}

export interface HoldingOptions {
  readonly exit?: Partial<ExitConfig>;
  readonly market?: Partial<Market>;
  readonly order?: Partial<Order>;
  readonly settled?: boolean;
  readonly config?: Partial<EngineConfig>;
}

/** The position stands at noon, with the book at .40/.41. */
export function holding(options: HoldingOptions = {}): Holding {
  const defaults = parseDefaults();
  const exit = { ...defaults.exit, ...options.exit };
  const engine = handFed({ risk: loose, exit, ...options.config });
  const market = aMarket(options.market);
  const put = (...bodies: LedgerBody[]) => {
    for (const body of bodies) {
      const row: LedgerRow = { seq: 1 as Seq, n: 0, at: NOON, body };
      engine.state.account = evolve(engine.state.account, row);
    }
  };
  engine.feed({ kind: "listed", market }, 0);
  engine.feed(aBook(40, 41, market), 0);
  const order = { ...bought, ...options.order };
  put({ kind: "place", order }, { kind: "orderFilled", fill: aFill(order) });
  if (options.settled ?? true) put({ kind: "fillSettled", fill: aFill(order).id });
  return { ...engine, put };
}

/** Orders that rows place. */
export function placed(rows: readonly LedgerRow[]): Order[] {
  return rows.flatMap(({ body }) => body.kind === "place" ? [body.order] : []);
}

/** Decisions to leave, or not to. */
export function exits(rows: readonly LedgerRow[]): ExitDecision[] {
  return rows.flatMap(({ body }) =>
    body.kind === "record" && body.decision.kind === "exit" ? [body.decision] : []
  );
}

/** What rows ask to be canceled, with the reason. */
export function cancels(rows: readonly LedgerRow[]): string[] {
  return rows.flatMap(({ body }) => body.kind === "cancel" ? [body.reason] : []);
}

/** The venue takes an order. */
export function accepted({ id }: Order): LedgerBody & { readonly kind: "orderAccepted" } {
  return { kind: "orderAccepted", order: id, venueId: `v-${id}` as VenueOrderId };
}

export const cents = (n: number): ReturnType<typeof price> => price(n * 10_000);
