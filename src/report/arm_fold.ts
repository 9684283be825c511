// What one account did, from its own rows: the real one and those beside it alike.
import { carry } from "../core/evolve.ts";
import { shadowBody } from "../core/fold_row.ts";
import type { Account, Learnt } from "../core/types/account.ts";
import type { Arm } from "../core/types/advice.ts";
import type { LedgerBody, LedgerRow } from "../core/types/effect.ts";
import type { DecisionId } from "../core/types/ids.ts";
import type { Millis, Usdc } from "../core/types/units.ts";
import type { DecisionFact } from "./fold.ts";
import { type MarkFold, openMarkFold } from "./mark_fold.ts";
import { openOrderFold, type OrderFacts, type OrderFold } from "./order_fold.ts";
import { openTradeFold, type TradeFold } from "./trade_fold.ts";

/** Equity and cash when they were last looked at. */
export interface LastMark {
  readonly at: Millis;
  readonly equity: Usdc;
  readonly cash: Usdc;
}

/** Orders, trades and equity of one account. */
export interface ArmFacts {
  readonly orders: OrderFacts;
  readonly trades: TradeFold;
  readonly marks: MarkFold;
  /** True when a row after the last mark changed what is held: its equity is of another position. */
  readonly markOutdated: boolean;
  readonly lastMark: LastMark | null;
}

/** Builds {@link ArmFacts}; bodies that are not about orders or equity change nothing. */
export interface ArmFold extends ArmFacts {
  readonly orders: OrderFold;
  add(body: LedgerBody, at: Millis): void;
}

/** What an account did that traded on paper beside the real one. */
export interface ShadowFacts extends ArmFacts {
  readonly arm: Arm;
  readonly decisions: ReadonlyMap<DecisionId, DecisionFact>;
  readonly account: Account;
}

/** Builds {@link ShadowFacts} from whole rows, its own and those that are true for everybody. */
export interface ShadowFold extends ShadowFacts {
  add(row: LedgerRow): void;
}

/** A fold that has seen no row; `capital` is where its equity starts. */
export function openArmFold(capital: Usdc): ArmFold {
  const orders = openOrderFold();
  const trades = openTradeFold();
  const marks = openMarkFold(capital);
  let lastMark: LastMark | null = null;
  let markOutdated = false;
  const fold = { orders, trades };

  return {
    orders,
    trades,
    marks,
    get markOutdated() {
      return markOutdated;
    },
    get lastMark() {
      return lastMark;
    },
    add(body, at) {
      if (body.kind === "mark") {
        marks.add(at, body.equity, body.cash);
        lastMark = { at, equity: body.equity, cash: body.cash };
        markOutdated = false;
      } else if (addOrder(fold, body, at)) markOutdated = true;
    },
  };
}

/** A fold that has seen no row of `arm`; its account begins as `begun` and knows what the ledger does. */
export function openShadowFold(arm: Arm, begun: Account, learnt: () => Learnt): ShadowFold {
  const own = openArmFold(begun.cash);
  const decisions = new Map<DecisionId, DecisionFact>();
  let account = begun;
  return {
    arm,
    orders: own.orders,
    trades: own.trades,
    marks: own.marks,
    get markOutdated() {
      return own.markOutdated;
    },
    get lastMark() {
      return own.lastMark;
    },
    decisions,
    get account() {
      return { ...account, learnt: learnt() };
    },
    add(row) {
      const body = shadowBody(arm, row.body);
      if (body === null) return;
      account = carry(account, { ...row, body });
      own.add(body, row.at);
      if (body.kind !== "record") return;
      const { decision } = body;
      decisions.set(decision.id, { at: row.at, seq: row.seq, decision });
    },
  };
}

/** True when what is held changed. */
function addOrder(
  { orders, trades }: { readonly orders: OrderFold; readonly trades: TradeFold },
  body: LedgerBody,
  at: Millis,
): boolean {
  switch (body.kind) {
    case "place":
      orders.place(body.order, at);
      return false;
    case "cancel":
      orders.askCancel(body.order, body.reason);
      return false;
    case "orderAccepted":
      orders.accept(body.order, body.venueId, at);
      return false;
    case "orderRejected":
      orders.end(body.order, "rejected", at, body.reason);
      return false;
    case "orderCanceled":
      orders.end(body.order, "canceled", at, body.reason);
      return false;
    case "orderFilled": {
      const order = orders.fill(body.fill, at);
      if (order !== null) trades.fill(body.fill, order, at);
      return order !== null;
    }
    case "fillSettled":
      orders.settle(body.fill);
      trades.settle(body.fill, at);
      return false;
    case "fillReverted":
      if (!orders.revert(body.fill)) return false;
      trades.revert(body.fill, at);
      return true;
    case "resolved":
      orders.resolve(body.market);
      trades.resolve(body.market, body.winner, at);
      return true;
    case "reconciled":
      orders.reconcile(new Set(body.open), at);
      return false;
    default:
      return false;
  }
}
