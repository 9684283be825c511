// The account as a fold over ledger rows: live, at restart and behind every report.
//
// 1. evolve(account, row) reads nothing but its arguments: the same rows give the same account.
// 2. A repeated fill, settlement or reversal changes nothing.
// 3. Timed limits keep their original time: a restart neither renews nor forgets them.
import { applyFill, revertFill, settleFill, settleMarket } from "./fills.ts";
import { LayeredMap } from "./layered_map.ts";
import { learn, nothingLearnt } from "./learn.ts";
import type { Account, Halt, RiskState } from "./types/account.ts";
import type { Decision, LedgerRow } from "./types/effect.ts";
import type { AccountInput, CommandInput, ShadowedInput } from "./types/event.ts";
import type { OrderId, TokenId } from "./types/ids.ts";
import type { OrderState, OrderStatus } from "./types/order.ts";
import { unreachable } from "./types/result.ts";
import type { Millis, Shares, Usdc } from "./types/units.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** An account that has only its capital. */
export function openAccount(capital: Usdc): Account {
  const risk: RiskState = {
    day: 0,
    dayRealized: 0 as Usdc,
    dayStartEquity: capital,
    equity: capital,
    peakEquity: capital,
    consecutiveLosses: 0,
    breakerUntil: null,
    recentTrades: [],
    recentOrders: [],
    rejectionsInRow: 0,
    halts: [],
  };
  return {
    cash: capital,
    orders: LayeredMap.of(),
    positions: new Map(),
    dust: [],
    unsettled: new Map(),
    settled: LayeredMap.of(),
    quarantine: new Map(),
    rejections: new Map(),
    exitBlocked: new Map(),
    asked: new Map(),
    learnt: nothingLearnt,
    risk,
  };
}

/** The account after one more row, of whichever account: what that teaches is the ledger's. */
export function evolve(account: Account, row: LedgerRow): Account {
  const learnt = learn(account.learnt, row.body, row.at);
  return carry(learnt === account.learnt ? account : { ...account, learnt }, row);
}

/** The same without what the row teaches. */
export function carry(account: Account, row: LedgerRow): Account {
  // Other accounts' rows, which core/fold_row.ts unwraps for them.
  if (row.body.kind === "shadow" || row.body.kind === "shadowed") return account;
  const today = turnDay(account, row.at);
  const { body, at } = row;
  switch (body.kind) {
    case "place":
      return place(today, { ...fresh, order: body.order, placedAt: at, updatedAt: at });
    case "cancel":
      return changeOrder(today, body.order, (o) => ({ ...o, cancelRequestedAt: at }));
    case "record":
      return record(today, body.decision, at);
    case "mark": {
      const peakEquity = Math.max(today.risk.peakEquity, body.equity) as Usdc;
      const dayStartEquity = body.newDay ? body.equity : today.risk.dayStartEquity;
      return withRisk(today, { equity: body.equity, peakEquity, dayStartEquity });
    }
    case "halt":
      return addHalt(today, body.halt);
    case "trip":
      return withRisk(today, { breakerUntil: body.until, consecutiveLosses: 0, recentTrades: [] });
    case "ask": {
      const { question, signal, dueAt, spike } = body;
      const pending = { question, signal, dueAt, spike, restarted: false };
      return { ...today, asked: new Map(today.asked).set(question.id, pending) };
    }
    case "measure":
    case "tally":
      return today;
    default:
      return happen(today, body, at);
  }
}

const fresh: Omit<OrderState, "order" | "placedAt" | "updatedAt"> = {
  status: "submitted",
  venueId: null,
  filled: 0 as Shares,
  cancelRequestedAt: null,
};

function happen(account: Account, body: Exclude<AccountInput, ShadowedInput>, at: Millis): Account {
  switch (body.kind) {
    case "orderAccepted":
      return acceptOrder(account, body, at);
    case "orderRejected":
      return rejectOrder(account, body.order, body.reason, at);
    case "orderCanceled":
      return changeOrder(account, body.order, (o) => ended(o, "canceled", at));
    case "orderFilled":
      return applyFill(taken(account, body.fill.order), body.fill, at);
    case "fillSettled":
      return settleFill(account, body.fill, at);
    case "fillReverted":
      return revertFill(account, body.fill, at);
    case "resolved":
      return settleMarket(account, body.market, body.winner, at);
    case "reconciled":
      return closeUnknown(account, new Set(body.open), at);
    case "started":
      return orphaned(account);
    case "advised":
      return account;
    case "haltRequested":
      return addHalt(account, commanded("halted", "command", body, at));
    case "reduceRequested":
      return addHalt(account, commanded("reducing", "command", body, at));
    case "flattenRequested":
      return addHalt(account, commanded("reducing", "flatten", body, at));
    case "resumeRequested":
      // The high-water mark and the counts start anew, or their halts would return at once.
      return withRisk({ ...account, rejections: new Map() }, {
        halts: [],
        peakEquity: account.risk.equity,
        rejectionsInRow: 0,
      });
    default:
      return unreachable(body);
  }
}

function commanded(
  mode: Halt["mode"],
  reason: string,
  { by, reason: note }: CommandInput,
  at: Millis,
): Halt {
  return { mode, reason, by, at, value: null, limit: null, note };
}

/** A new UTC day: the day's loss starts at nothing, and a halt for it is over; others stay. */
function turnDay(account: Account, at: Millis): Account {
  const day = Math.floor(at / DAY_MS);
  const { risk } = account;
  if (day <= risk.day) return account;
  return withRisk(account, {
    day,
    dayRealized: 0 as Usdc,
    dayStartEquity: risk.equity,
    halts: risk.halts.filter((halt) => halt.reason !== "dailyLoss"),
  });
}

function place(account: Account, state: OrderState): Account {
  const at = state.placedAt;
  const orders = lastDays(account.orders, at).with(state.order.id, state);
  const recentOrders = account.risk.recentOrders.filter((t) => at - t < MINUTE_MS);
  const exitBlocked = new Map(account.exitBlocked);
  exitBlocked.delete(state.order.token);
  return withRisk({ ...account, orders, exitBlocked }, { recentOrders: [...recentOrders, at] });
}

/** Rows stay for ever; the working set holds live orders and those of the last day or two. */
function lastDays(orders: Account["orders"], at: Millis): Account["orders"] {
  const oldest = orders.first();
  // One pass a day, not one an order.
  if (oldest === undefined || at - oldest.updatedAt <= 2 * DAY_MS) return orders;
  return orders.filter(({ status, updatedAt }) => !isFinal(status) || at - updatedAt <= DAY_MS);
}

function orphaned(account: Account): Account {
  if (account.asked.size === 0) return account;
  const asked = new Map(account.asked);
  for (const [id, pending] of asked) asked.set(id, { ...pending, restarted: true });
  return { ...account, asked };
}

function record(account: Account, decision: Decision, at: Millis): Account {
  if (decision.kind === "entry") {
    const question = decision.ai?.question ?? null;
    if (question === null || !account.asked.has(question)) return account;
    const asked = new Map(account.asked);
    asked.delete(question);
    return { ...account, asked };
  }
  const refusal = decision.refusals[0];
  if (decision.verdict === "exit" || refusal === undefined) return account;
  const said = new Map(account.exitBlocked.get(decision.token)).set(refusal.rule, at);
  return { ...account, exitBlocked: new Map(account.exitBlocked).set(decision.token, said) };
}

function acceptOrder(
  account: Account,
  body: Extract<AccountInput, { kind: "orderAccepted" }>,
  at: Millis,
): Account {
  return changeOrder(taken(account, body.order), body.order, (o) => ({
    ...o,
    venueId: body.venueId,
    // A late acceptance never brings an ended order back.
    status: o.status === "submitted" ? "open" : o.status,
    updatedAt: at,
  }));
}

/** The first word of the venue that it took an order ends the counts of those it did not. */
function taken(account: Account, id: OrderId): Account {
  const state = account.orders.get(id);
  if (state?.status !== "submitted") return account;
  const rejections = new Map(account.rejections);
  rejections.delete(state.order.token);
  return withRisk({ ...account, rejections }, { rejectionsInRow: 0 });
}

function rejectOrder(account: Account, id: OrderId, reason: string, at: Millis): Account {
  const state = account.orders.get(id);
  // A rejection that is told twice is one.
  if (state === undefined || isFinal(state.status)) return account;
  const { token } = state.order;
  const count = sameRejections(account, token, reason) + 1;
  const rejections = new Map(account.rejections).set(token, { reason, count });
  const rejectionsInRow = account.risk.rejectionsInRow + 1;
  const counted = withRisk({ ...account, rejections }, { rejectionsInRow });
  return changeOrder(counted, id, (o) => ended(o, "rejected", at));
}

function sameRejections(account: Account, token: TokenId, reason: string): number {
  const before = account.rejections.get(token);
  return before !== undefined && inWords(before.reason) === inWords(reason) ? before.count : 0;
}

/** The venue writes the order's id and its numbers into its reasons: equal is what is left. */
function inWords(reason: string): string {
  return reason.replace(/\S*\d\S*/g, "#");
}

function closeUnknown(account: Account, known: ReadonlySet<OrderId>, at: Millis): Account {
  let next = account;
  for (const id of account.orders.keys()) {
    if (!known.has(id)) next = changeOrder(next, id, (o) => ended(o, "canceled", at));
  }
  return next;
}

function ended(state: OrderState, status: OrderStatus, at: Millis): OrderState {
  return isFinal(state.status) ? state : { ...state, status, updatedAt: at };
}

/** True when the venue will do nothing more for the order; a late fill is still booked. */
export function isFinal(status: OrderStatus): boolean {
  return status === "filled" || status === "canceled" || status === "rejected";
}

function changeOrder(
  account: Account,
  id: OrderId,
  change: (state: OrderState) => OrderState,
): Account {
  const state = account.orders.get(id);
  if (state === undefined) return account;
  const changed = change(state);
  if (changed === state) return account;
  return { ...account, orders: account.orders.with(id, changed) };
}

function addHalt(account: Account, halt: Halt): Account {
  const { halts } = account.risk;
  const known = halts.some((h) => h.reason === halt.reason && h.mode === halt.mode);
  return known ? account : withRisk(account, { halts: [...halts, halt] });
}

function withRisk(account: Account, change: Partial<RiskState>): Account {
  return { ...account, risk: { ...account.risk, ...change } };
}
