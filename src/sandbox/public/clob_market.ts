// Markets as the CLOB lists them: three forms of the same thing.
import type { Context } from "hono";
import { clobPage } from "../clob_page.ts";
import type { Exchange, ListedMarket } from "../types.ts";
import { dollars, isoTime, midOf } from "./parts.ts";

const PAGE = 1_000;
const REWARDS = { rates: null, min_size: 50, max_spread: 4.5 };

/** `/clob-markets/{id}`: what is needed to trade; what is false or absent is left out. */
export function marketInfo(exchange: Exchange, market: ListedMarket): Record<string, unknown> {
  const { tickSize, accepting } = exchange.status(market.id);
  const { fee, takerDelayMs } = market;
  return {
    r: { mi: 50, ma: 4.5, moas: 30 },
    t: [{ t: market.yes, o: market.outcomes[0] }, { t: market.no, o: market.outcomes[1] }],
    c: market.id,
    mos: dollars(market.minOrder),
    mts: dollars(tickSize),
    mbf: 1000,
    tbf: 1000,
    ...(market.negRiskId === null ? {} : { nr: true }),
    ao: accepting,
    aot: isoTime(market.startAt),
    // Seconds for sports; the short delay of other markets is a flag without a length.
    ...(takerDelayMs >= 1_000 ? { sd: takerDelayMs / 1_000 } : {}),
    ...(takerDelayMs > 0 && takerDelayMs < 1_000 ? { itode: true } : {}),
    ...(fee === null ? {} : { fd: { r: fee.rate, e: fee.exponent, to: true } }),
    v: market.version,
  };
}

/** `/markets/{id}`: the long form. */
export function marketLong(exchange: Exchange, market: ListedMarket): Record<string, unknown> {
  const { tickSize, accepting, closed } = exchange.status(market.id);
  return {
    enable_order_book: true,
    active: true,
    closed,
    archived: false,
    accepting_orders: accepting,
    accepting_order_timestamp: isoTime(market.startAt),
    minimum_order_size: dollars(market.minOrder),
    minimum_tick_size: dollars(tickSize),
    condition_id: market.id,
    question_id: market.questionId,
    question: market.question,
    description: market.description,
    market_slug: market.slug,
    end_date_iso: isoTime(market.endAt),
    game_start_time: null,
    seconds_delay: Math.floor(market.takerDelayMs / 1_000),
    fpmm: "",
    maker_base_fee: 1000,
    taker_base_fee: 1000,
    notifications_enabled: true,
    neg_risk: market.negRiskId !== null,
    neg_risk_market_id: market.negRiskId ?? "",
    neg_risk_request_id: "",
    icon: "",
    image: "",
    rewards: REWARDS,
    is_50_50_outcome: false,
    tokens: tokensOf(exchange, market),
    tags: ["All", market.category.slice(0, 1).toUpperCase() + market.category.slice(1)],
  };
}

/** `/simplified-markets`: one row of it. */
export function marketSimple(exchange: Exchange, market: ListedMarket): Record<string, unknown> {
  const { accepting, closed } = exchange.status(market.id);
  return {
    condition_id: market.id,
    tokens: tokensOf(exchange, market),
    rewards: REWARDS,
    archived: false,
    accepting_orders: accepting,
    active: true,
    closed,
  };
}

/** A page of markets. */
export function marketsPage(
  c: Context,
  exchange: Exchange,
  markets: readonly ListedMarket[],
  word: (exchange: Exchange, market: ListedMarket) => Record<string, unknown>,
): Response {
  const page = clobPage(markets, c.req.query("next_cursor") || undefined, PAGE);
  if (page === null) return c.json({ error: "invalid next_cursor" }, 400);
  return c.json({ ...page, data: page.data.map((market) => word(exchange, market)) });
}

function tokensOf(exchange: Exchange, market: ListedMarket): readonly Record<string, unknown>[] {
  const { payouts } = exchange.status(market.id);
  return [market.yes, market.no].map((token, index) => ({
    token_id: token,
    outcome: market.outcomes[index],
    price: dollars(midOf(exchange, token) ?? 0),
    winner: payouts?.[index] === 1_000_000,
  }));
}
