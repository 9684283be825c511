import { condition, sellLadder, walkShares } from "./book.ts";
import { microToText } from "./math/decimal.ts";
import type { Out } from "./outbox.ts";
import { limitStates, type RuleName } from "./risk/registry.ts";
import { lossesTrip, windowTrips } from "./risk/scalars.ts";
import type { Halt, Position, RiskState } from "./types/account.ts";
import type { RiskConfig } from "./types/config.ts";
import type { Effect } from "./types/effect.ts";
import type { FillId, TokenId } from "./types/ids.ts";
import type { EngineState, MarketState, Worth } from "./types/state.ts";
import { type Millis, minus, mulDiv, plus, price, type Shares, type Usdc } from "./types/units.ts";
import { usdc } from "./types/units.ts";
import { takerFee } from "./venue/fees.ts";

/**
 * What a position would fetch if sold into the book now, fee paid; nothing where nobody buys. null
 * where the book may not be believed: its feed is down, it is empty, or it is crossed.
 */
export function exitValue(position: Position, market: MarketState | undefined): Usdc | null {
  if (market === undefined || !market.up || market.awaitingSnapshot) return null;
  const { book } = market;
  // Of any age: an old book is the last that was heard.
  const state = condition(book, (book.at ?? 0) as Millis, 0 as Millis);
  if (state === "missing" || state === "crossed") return null;
  const bids = sellLadder(book, position.outcome);
  const { value, takes } = walkShares(bids, "sell", position.shares, null);
  const { fee } = market.market;
  let net = value;
  for (const take of takes) {
    if (fee !== null) net = minus(net, takerFee(take.size, price(take.price), fee));
  }
  return Math.max(0, net) as Usdc;
}

/**
 * Cash plus every open position at its exit value; where that is not known, at its last one for as many
 * shares, or else at its basis. With the values it found, for the next time.
 */
export function equityOf(
  { account, markets, worth }: Pick<EngineState, "account" | "markets" | "worth">,
): Pick<EngineState, "worth"> & { readonly equity: Usdc } {
  let equity = account.cash;
  const found = new Map<TokenId, Worth>();
  for (const position of account.positions.values()) {
    const { token, shares, basis } = position;
    const last = worth.get(token);
    const value = exitValue(position, markets.get(position.market));
    const known = value === null ? last : { shares, value };
    if (known !== undefined && known.shares > 0) found.set(token, known);
    equity = plus(equity, value ?? (last === undefined ? basis : worthOf(last, shares)));
  }
  return { equity, worth: found };
}

function worthOf(last: Worth, shares: Shares): Usdc {
  return usdc(mulDiv(last.value, shares, last.shares, "down"));
}

/** Marks the account when it is due: on a new day, while positions are open, and after they close. */
export function markWhenDue(state: EngineState, at: Millis, out: Out, force = false): void {
  const { account, config } = state;
  const day = Math.floor(at / 86_400_000);
  const newDay = state.lastMarkAt === null || Math.floor(state.lastMarkAt / 86_400_000) !== day;
  const due = state.lastMarkAt === null || at - state.lastMarkAt >= config.risk.markMs;
  const moving = account.positions.size > 0 || account.risk.equity !== account.cash;
  // Sold at its mark a position needs no other, and what it was worth is of no later one.
  if (account.positions.size === 0 && state.worth.size > 0) state.worth = new Map();
  if (!force && !newDay && !(due && moving)) return;
  const { equity, worth } = equityOf(state);
  state.worth = worth;
  // Beside the real account a mark that says what the last one said is left out: of a market that nobody
  // quotes any more it would be said every minute for weeks.
  if (state.isShadow && !force && !newDay && equity === account.risk.equity) return;
  state.lastMarkAt = at;
  out.emit({ kind: "mark", equity, cash: account.cash, newDay });
  haltOnLimits(state, at, out);
}

const halting: readonly RuleName[] = [
  "dailyLoss",
  "drawdown",
  "capitalFloor",
  "rejectionsInRow",
];

/** A limit on the whole account that is broken stops entries until it is lifted; exits go on. */
export function haltOnLimits(state: EngineState, at: Millis, out: Out): void {
  for (const { rule, value, limit, blocking } of limitStates(state.account, state.config, at)) {
    if (blocking !== true || !halting.includes(rule)) continue;
    if (state.account.risk.halts.some((halt) => halt.reason === rule)) continue;
    const halt: Halt = { mode: "reducing", reason: rule, by: "risk", at, value, limit, note: null };
    out.emit({ kind: "halt", halt });
  }
}

/** A fill that fits nothing stops entries, with what was told: the account is not what is thought. */
export function haltOnStrangeFill(state: EngineState, id: FillId, at: Millis, out: Out): void {
  const strange = state.account.quarantine.get(id);
  if (strange === undefined || strange.at !== at) return;
  const { order, side, size, price: limit, token } = strange.fill;
  const note = `${side} ${microToText(size)} at ${microToText(limit)} of ${token}, ` +
    `fill ${id} of order ${order}`;
  const reason = "strangeFill";
  const halt: Halt = { mode: "reducing", reason, by: "venue", at, value: null, limit: null, note };
  out.emit({ kind: "halt", halt });
}

/** Losses in a row, or too much lost in the window, stop entries for a while. */
export function tripBreaker(state: EngineState, at: Millis, out: Out): void {
  const trip = tripOf(state.account.risk, state.config.risk, at);
  if (trip !== null) out.emit({ kind: "trip", ...trip });
}

/** Why and until when the breaker trips after the trade that closed at `at`; null: it does not. */
export function tripOf(
  risk: RiskState,
  limits: RiskConfig,
  at: Millis,
): Omit<Extract<Effect, { kind: "trip" }>, "kind"> | null {
  // Asked at a loss only: when an older gain leaves the window, the next gain is not to blame.
  const last = risk.recentTrades.at(-1);
  if (last === undefined || last.at !== at || last.profit >= 0) return null;
  const until = (at + limits.breakerMs) as Millis;
  if (lossesTrip(risk.consecutiveLosses, limits.maxConsecutiveLosses)) {
    const value = risk.consecutiveLosses;
    const limit = limits.maxConsecutiveLosses;
    return { rule: "consecutiveLosses", value, limit, until };
  }
  let lost = 0;
  for (const trade of risk.recentTrades) {
    if (at - trade.at < limits.lossWindowMs) lost -= trade.profit;
  }
  if (!windowTrips(lost, limits.maxWindowLoss)) return null;
  return { rule: "windowLoss", value: lost, limit: limits.maxWindowLoss, until };
}
