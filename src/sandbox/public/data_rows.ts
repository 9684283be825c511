// Rows of the Data API about accounts and trades.
import type { TokenId } from "../../core/types/ids.ts";
import type { Side } from "../../core/types/market.ts";
import type { Millis } from "../../core/types/units.ts";
import type { Hex, ListedMarket } from "../types.ts";
import type { Print } from "./journal.ts";
import { dollars, isoTime, midOf, type PublicDeps } from "./parts.ts";

/** One account's part in one trade. */
export interface OwnTrade {
  readonly market: ListedMarket;
  readonly token: TokenId;
  readonly side: Side;
  /** 1e-6. */
  readonly size: number;
  readonly price: number;
  readonly fee: number;
  readonly at: Millis;
  readonly transaction: Hex | null;
}

/** What an account has of one token, with the trades that brought it. */
export interface Holding {
  readonly token: TokenId;
  readonly market: ListedMarket;
  /** 1e-6 shares. */
  readonly size: number;
  readonly trades: readonly OwnTrade[];
}

/** Trades of an account that were not undone, oldest first. */
export function tradesOf({ exchange }: PublicDeps, user: Hex): OwnTrade[] {
  return exchange.trades(user).flatMap((trade): OwnTrade[] => {
    const market = exchange.market(trade.market);
    if (market === undefined || trade.status === "FAILED") return [];
    const common = { market, at: trade.matchedAt, transaction: trade.transaction };
    const { token, side, size, price, takerFee } = trade;
    const own = trade.taker === user
      ? [{ ...common, token, side, size, price, fee: takerFee as number }]
      : [];
    const made = trade.makers.filter((fill) => fill.maker === user).map((fill) => ({
      ...common,
      token: fill.token,
      side: fill.side,
      size: fill.size,
      price: fill.price,
      fee: 0,
    }));
    return [...own, ...made];
  });
}

/** Tokens that an account has traded, with what it has of them now. */
export function holdingsOf(deps: PublicDeps, user: Hex): readonly Holding[] {
  const byToken = Map.groupBy(tradesOf(deps, user), ({ token }) => token);
  return [...byToken].flatMap(([token, trades]) => {
    const market = trades[0]?.market;
    if (market === undefined) return [];
    return [{ token, market, trades, size: deps.exchange.conditional(user, token).balance }];
  });
}

/** Row of `/v2/positions`. Average price is that of all purchases. */
export function positionRow(
  deps: PublicDeps,
  user: Hex,
  { token, market, size, trades }: Holding,
): Record<string, unknown> {
  const sum = (side: Side, of: (trade: OwnTrade) => number) =>
    trades.filter((trade) => trade.side === side).reduce((total, trade) => total + of(trade), 0);
  const bought = sum("buy", (trade) => dollars(trade.size));
  const sold = sum("sell", (trade) => dollars(trade.size));
  const spent = sum("buy", valueOf);
  const fees = sum("buy", (trade) => dollars(trade.fee));
  const average = bought === 0 ? 0 : spent / bought;
  const held = dollars(size);
  const price = dollars(midOf(deps.exchange, token) ?? trades.at(-1)?.price ?? 0);
  const realized = sum("sell", valueOf) - average * sold;
  const unrealized = (price - average) * held;
  const { payouts } = deps.exchange.status(market.id);
  const entryCost = average * held;
  const yes = token === market.yes;
  const percent = (part: number) => spent === 0 ? 0 : round(100 * part / spent);
  return {
    proxy_wallet: user,
    token_id: token,
    condition_id: market.id,
    current_size: held,
    avg_price: round(average),
    entry_cost_usdc: round(entryCost),
    entry_fees_usdc: round(fees),
    total_cost_usdc: round(entryCost + fees),
    current_price: price,
    current_value: round(price * held),
    total_size: bought,
    realized_pnl: round(realized),
    unrealized_pnl: round(unrealized),
    total_pnl: round(realized + unrealized),
    percent_pnl: percent(realized + unrealized),
    percent_realized_pnl: percent(realized),
    status: statusOf(held, price, payouts !== null),
    redeemable: payouts !== null && held > 0,
    mergeable: false,
    negative_risk: market.negRiskId !== null,
    archived: false,
    title: market.question,
    slug: market.slug,
    icon: "",
    event_id: market.event.id,
    event_slug: market.event.slug,
    outcome: market.outcomes[yes ? 0 : 1],
    outcome_index: yes ? 0 : 1,
    opposite_outcome: market.outcomes[yes ? 1 : 0],
    opposite_token_id: yes ? market.no : market.yes,
    end_date: isoTime(market.endAt).slice(0, 10),
    last_event_at: Math.floor((trades.at(-1)?.at ?? market.startAt) / 1_000),
    name: "",
    profile_image: "",
    verified: false,
  };
}

function statusOf(held: number, price: number, resolved: boolean): string {
  if (held === 0) return "CLOSED";
  if (!resolved) return "OPEN";
  return price > 0 ? "REDEEMABLE" : "REDEEMABLE_LOST";
}

/** Row of `/v2/trades` of one account. */
export function tradeRow(
  _deps: PublicDeps,
  user: Hex,
  trade: OwnTrade,
): Record<string, unknown> {
  return rowOf(user, trade);
}

/** Row of `/v2/trades` of a market: whoever traded is not known to the public. */
export function printRow({ exchange }: PublicDeps, print: Print): Record<string, unknown> {
  const market = exchange.market(print.market);
  if (market === undefined) throw new Error(`Cannot show a print: no market ${print.market}`);
  return rowOf("0x00000000000000000000000000000000005a4db0", { ...print, market, fee: 0 });
}

function rowOf(wallet: Hex, trade: OwnTrade): Record<string, unknown> {
  const { market, token } = trade;
  const yes = token === market.yes;
  return {
    proxy_wallet: wallet,
    side: trade.side === "buy" ? "BUY" : "SELL",
    token_id: token,
    condition_id: market.id,
    size: dollars(trade.size),
    price: dollars(trade.price),
    timestamp: Math.floor(trade.at / 1_000),
    title: market.question,
    slug: market.slug,
    icon: "",
    event_slug: market.event.slug,
    outcome: market.outcomes[yes ? 0 : 1],
    outcome_index: yes ? 0 : 1,
    name: "",
    pseudonym: "",
    bio: "",
    profile_image: "",
    profile_image_optimized: "",
    transaction_hash: trade.transaction ?? "",
  };
}

/** Row of `/v2/activity`: a trade. */
export function activityRow(
  _deps: PublicDeps,
  user: Hex,
  trade: OwnTrade,
): Record<string, unknown> {
  return { ...rowOf(user, trade), type: "TRADE", usdc_size: round(valueOf(trade)) };
}

function valueOf({ price, size }: OwnTrade): number {
  return dollars(price) * dollars(size);
}

/** To the sixth place, as amounts are at the venue. */
function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
