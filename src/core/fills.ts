// What a fill does to cash and positions, and how to take it back.
//
// Invariants, in integer micro-dollars, for any sequence of fills, settlements and reversals:
// 1. cash + sum of basis - sum of realised profit (open and closed trades, dust that was paid) is the
//    initial capital.
// 2. A fill id changes the account once; settling or reverting it changes the account once more.
// 3. Shares, unsettled shares and basis are never negative.
import type { Account, ClosedTrade, Dust, Position, UnsettledFill } from "./types/account.ts";
import type { FillId, TokenId } from "./types/ids.ts";
import type { Outcome } from "./types/market.ts";
import type { Fill, OrderState } from "./types/order.ts";
import { type Millis, minus, mulDiv, plus, type Shares, type Usdc } from "./types/units.ts";
import { MICRO, usdc } from "./types/units.ts";
import { SHARE_STEP } from "./venue/grid.ts";

const ZERO = 0 as Usdc;
const NO_SHARES = 0 as Shares;
const DAY_MS = 86_400_000;

/**
 * Books a fill of one of our orders; a fill id already seen changes nothing. One of an order that is
 * not ours, or of a sale of more than is held, is put aside whole: cash and shares are the venue's word
 * against ours, and a person has to look.
 */
export function applyFill(account: Account, fill: Fill, at: Millis): Account {
  const { unsettled, settled, quarantine } = account;
  if (unsettled.has(fill.id) || settled.has(fill.id) || quarantine.has(fill.id)) return account;
  const state = account.orders.get(fill.order);
  const held = account.positions.get(fill.token);
  if (state === undefined || (fill.side === "sell" && !(held && held.shares >= fill.size))) {
    return { ...account, quarantine: new Map(quarantine).set(fill.id, { fill, at }) };
  }
  const booked = fill.side === "buy"
    ? bookPurchase(account, fill, state, at)
    : bookSale(account, fill, held as Position);
  const filled = plus(state.filled, fill.size);
  const done = filled >= state.order.size;
  const orders = booked.account.orders.with(fill.order, {
    ...state,
    filled,
    status: done ? "filled" : state.status === "submitted" ? "open" : state.status,
    updatedAt: at,
  });
  const entry: UnsettledFill = { fill, at, basisSold: booked.basisSold, realized: booked.realized };
  return {
    ...booked.account,
    orders,
    unsettled: new Map(account.unsettled).set(fill.id, entry),
  };
}

interface Booked {
  readonly account: Account;
  readonly basisSold: Usdc;
  readonly realized: Usdc;
}

function bookPurchase(account: Account, fill: Fill, state: OrderState, at: Millis): Booked {
  const paid = plus(fill.value, fill.fee);
  const { order } = state;
  const held: Position = account.positions.get(fill.token) ?? {
    market: fill.market,
    token: fill.token,
    outcome: order.outcome,
    group: order.group,
    shares: NO_SHARES,
    unsettled: NO_SHARES,
    basis: ZERO,
    realized: ZERO,
    openedAt: at,
    plan: order.plan ?? { kind: "spike", target: null, stop: null, until: null },
  };
  const position: Position = {
    ...held,
    shares: plus(held.shares, fill.size),
    unsettled: plus(held.unsettled, fill.size),
    basis: plus(held.basis, paid),
  };
  return {
    account: withPosition({ ...account, cash: minus(account.cash, paid) }, position),
    basisSold: ZERO,
    realized: ZERO,
  };
}

function bookSale(account: Account, fill: Fill, held: Position): Booked {
  const basisSold = fill.size === held.shares
    ? held.basis
    : usdc(mulDiv(held.basis, fill.size, held.shares, "up"));
  const proceeds = minus(fill.value, fill.fee);
  const realized = minus(proceeds, basisSold);
  const position: Position = {
    ...held,
    shares: minus(held.shares, fill.size),
    basis: minus(held.basis, basisSold),
    realized: plus(held.realized, realized),
  };
  const paid = addDayRealized({ ...account, cash: plus(account.cash, proceeds) }, realized);
  return { account: withPosition(paid, position), basisSold, realized };
}

/**
 * The match became final: bought shares may be sold, and a position of which nothing is left that could
 * be sold is a closed trade.
 */
export function settleFill(account: Account, id: FillId, at: Millis): Account {
  const entry = account.unsettled.get(id);
  if (entry === undefined) return account;
  const settled = forget(account, id, at);
  const held = settled.positions.get(entry.fill.token);
  if (held === undefined || entry.fill.side === "sell") {
    return closeWhenEmpty(settled, entry.fill.token, at);
  }
  const position = { ...held, unsettled: minus(held.unsettled, entry.fill.size) };
  return closeWhenEmpty(withPosition(settled, position), entry.fill.token, at);
}

/** The match failed: cash, position and profit are as if the fill had never been. */
export function revertFill(account: Account, id: FillId, at: Millis): Account {
  const entry = account.unsettled.get(id);
  if (entry === undefined) return account;
  const { fill } = entry;
  const held = account.positions.get(fill.token);
  if (held === undefined) {
    throw new Error(`Cannot revert fill ${id}: no position of ${fill.token}`);
  }
  const undone = fill.side === "buy"
    ? undoPurchase(account, held, fill)
    : undoSale(account, held, entry);
  const order = account.orders.get(fill.order);
  let { orders } = undone;
  if (order !== undefined) {
    const filled = minus(order.filled, fill.size);
    const status = order.status === "filled" ? "canceled" : order.status;
    orders = orders.with(fill.order, { ...order, filled, status, updatedAt: at });
  }
  return closeWhenEmpty(forget({ ...undone, orders }, id, at), fill.token, at);
}

function undoPurchase(account: Account, held: Position, fill: Fill): Account {
  const paid = plus(fill.value, fill.fee);
  const left = minus(held.shares, fill.size);
  const basis = minus(held.basis, paid);
  // With nothing left to carry it, a basis that average cost moved between fills is profit or loss.
  const moved = left === 0 || basis < 0 ? basis : ZERO;
  const position: Position = {
    ...held,
    shares: left,
    unsettled: minus(held.unsettled, fill.size),
    basis: minus(basis, moved),
    realized: minus(held.realized, moved),
  };
  const refunded = addDayRealized({ ...account, cash: plus(account.cash, paid) }, -moved as Usdc);
  return withPosition(refunded, position);
}

function undoSale(account: Account, held: Position, entry: UnsettledFill): Account {
  const proceeds = minus(entry.fill.value, entry.fill.fee);
  const position: Position = {
    ...held,
    shares: plus(held.shares, entry.fill.size),
    basis: plus(held.basis, entry.basisSold),
    realized: minus(held.realized, entry.realized),
  };
  const cash = minus(account.cash, proceeds);
  // What an earlier day booked is neither a loss nor a gain of this one.
  const sameDay = Math.floor(entry.at / DAY_MS) === account.risk.day;
  const undone = (sameDay ? -entry.realized : 0) as Usdc;
  return withPosition(addDayRealized({ ...account, cash }, undone), position);
}

/** Pays every share of a market at its resolution; unsettled matches count as settled. */
export function settleMarket(
  account: Account,
  market: string,
  winner: Outcome | null,
  at: Millis,
): Account {
  let next = payDust(account, market, winner);
  for (const position of account.positions.values()) {
    if (position.market !== market) continue;
    const payout = payoutOf(position, winner);
    const profit = minus(payout, position.basis);
    for (const [id, entry] of next.unsettled) {
      if (entry.fill.token === position.token) next = forget(next, id, at);
    }
    next = addDayRealized({ ...next, cash: plus(next.cash, payout) }, profit);
    next = withPosition(next, {
      ...position,
      shares: NO_SHARES,
      unsettled: NO_SHARES,
      basis: ZERO,
      realized: plus(position.realized, profit),
    });
    next = closeWhenEmpty(next, position.token, at);
  }
  return next;
}

function payDust(account: Account, market: string, winner: Outcome | null): Account {
  let next = account;
  for (const rest of account.dust) {
    if (rest.market !== market) continue;
    const payout = payoutOf(rest, winner);
    next = addDayRealized({ ...next, cash: plus(next.cash, payout) }, payout);
  }
  return { ...next, dust: account.dust.filter((rest) => rest.market !== market) };
}

function payoutOf({ shares, outcome }: Dust, winner: Outcome | null): Usdc {
  const paidMicro = winner === null ? MICRO / 2 : winner === outcome ? MICRO : 0;
  return usdc(mulDiv(shares, paidMicro, MICRO, "down"));
}

function closeWhenEmpty(account: Account, token: TokenId, at: Millis): Account {
  const held = account.positions.get(token);
  if (held === undefined || held.shares >= SHARE_STEP) return account;
  for (const entry of account.unsettled.values()) {
    if (entry.fill.token === token) return account;
  }
  const positions = new Map(account.positions);
  positions.delete(token);
  const exitBlocked = new Map(account.exitBlocked);
  exitBlocked.delete(token);
  const { market, outcome, shares, basis } = held;
  const dust = shares === 0 ? account.dust : [...account.dust, { market, token, outcome, shares }];
  const closed = addDayRealized({ ...account, positions, dust, exitBlocked }, -basis as Usdc);
  const profit = minus(held.realized, basis);
  // A purchase that never settled is no trade.
  return profit === 0 ? closed : countTrade(closed, { at, profit });
}

function countTrade(account: Account, trade: ClosedTrade): Account {
  const { risk } = account;
  const recentTrades = [...risk.recentTrades.filter((t) => trade.at - t.at < DAY_MS), trade];
  const consecutiveLosses = trade.profit < 0 ? risk.consecutiveLosses + 1 : 0;
  return { ...account, risk: { ...risk, recentTrades, consecutiveLosses } };
}

function addDayRealized(account: Account, profit: Usdc): Account {
  const dayRealized = plus(account.risk.dayRealized, profit);
  return { ...account, risk: { ...account.risk, dayRealized } };
}

function withPosition(account: Account, position: Position): Account {
  return { ...account, positions: new Map(account.positions).set(position.token, position) };
}

function forget(account: Account, id: FillId, at: Millis): Account {
  const unsettled = new Map(account.unsettled);
  unsettled.delete(id);
  return { ...account, unsettled, settled: lastDays(account.settled, at).with(id, at) };
}

/** Repeats of what is older than a day are not told any more. */
function lastDays(settled: Account["settled"], at: Millis): Account["settled"] {
  const oldest = settled.first();
  // One pass a day, not one a fill.
  if (oldest === undefined || at - oldest <= 2 * DAY_MS) return settled;
  return settled.filter((since) => at - since <= DAY_MS);
}
