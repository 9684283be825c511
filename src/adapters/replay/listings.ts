// Markets as Gamma and the CLOB describe them over REST, and as the websocket announces them. Keys
// come and go with the years; what only resolution brings is read into `winner` and nowhere else.
import type { GroupId, MarketId, TokenId } from "../../core/types/ids.ts";
import type { FeeSchedule, Market, Outcome } from "../../core/types/market.ts";
import { isPrice, MICRO, millis, shares, usdc } from "../../core/types/units.ts";
import type { Millis, Price } from "../../core/types/units.ts";
import { guessCategory } from "./guess.ts";
import { isObject, type JsonObject, numberOf, textOf, textsOf } from "./json.ts";
import { CENT } from "./market.ts";
import { isoMillis } from "./parse.ts";

/** A market in a document. */
export interface Listing {
  readonly market: Market;
  /** When the answer was given at the earliest, as far as it says; Unix milliseconds. */
  readonly at: number | null;
  /** Undefined: not resolved, or not said. */
  readonly winner: Outcome | null | undefined;
}

/** A market of Gamma; null without two tokens or a question. `parent`: the event it came in. */
export function gammaListing(raw: JsonObject, parent: JsonObject | null): Listing | null {
  const id = textOf(raw, "conditionId");
  const tokens = textsOf(raw["clobTokenIds"]);
  const question = textOf(raw, "question");
  if (id === null || question === null || tokens?.length !== 2) return null;
  const slug = textOf(raw, "slug") ?? id;
  const [embedded] = Array.isArray(raw["events"]) ? raw["events"] : [];
  const event = parent ?? (isObject(embedded) ? embedded : {});
  const volume = numberOf(raw["volume24hr"]);
  return {
    market: {
      id: id as MarketId,
      question,
      slug,
      category: (textOf(raw, "category") ?? guessCategory(slug, question)).toLowerCase(),
      group: groupOf(raw, event, slug),
      yes: tokens[0] as TokenId,
      no: tokens[1] as TokenId,
      endAt: timeOf(raw, "endDate"),
      tickSize: tickOf(raw["orderPriceMinTickSize"]),
      minOrder: shares(Math.round((numberOf(raw["orderMinSize"]) ?? 5) * MICRO)),
      fee: gammaFee(raw),
      volume24h: volume === null ? null : usdc(Math.round(volume * MICRO)),
      negRisk: raw["negRisk"] === true,
      takerDelayMs: delayOf(raw["secondsDelay"]),
      depthAssumed: false,
      accepting: raw["acceptingOrders"] === true && raw["closed"] !== true,
    },
    at: timeOf(raw, "updatedAt") ?? timeOf(raw, "createdAt"),
    winner: raw["closed"] === true ? winnerOf(textsOf(raw["outcomePrices"])) : undefined,
  };
}

/** A market of the CLOB's /markets; null without two tokens or a question. */
export function clobListing(raw: JsonObject): Listing | null {
  const id = textOf(raw, "condition_id");
  const question = textOf(raw, "question");
  const list: readonly unknown[] = Array.isArray(raw["tokens"]) ? raw["tokens"] : [];
  const tokens = list.filter(isObject);
  const [yes, no] = tokens.map((token) => textOf(token, "token_id"));
  if (id === null || question === null || tokens.length !== 2 || !yes || !no) return null;
  const slug = textOf(raw, "market_slug") ?? id;
  const won = tokens.findIndex((token) => token["winner"] === true);
  return {
    market: {
      id: id as MarketId,
      question,
      slug,
      category: guessCategory(slug, question),
      group: (textOf(raw, "neg_risk_market_id") ?? slug) as GroupId,
      yes: yes as TokenId,
      no: no as TokenId,
      endAt: timeOf(raw, "end_date_iso"),
      tickSize: tickOf(raw["minimum_tick_size"]),
      minOrder: shares(Math.round((numberOf(raw["minimum_order_size"]) ?? 5) * MICRO)),
      // The fields here are those of the old contracts, and say nothing of today's fee.
      fee: null,
      volume24h: null,
      negRisk: raw["neg_risk"] === true,
      takerDelayMs: delayOf(raw["seconds_delay"]),
      depthAssumed: false,
      accepting: raw["accepting_orders"] === true && raw["closed"] !== true,
    },
    at: timeOf(raw, "accepting_order_timestamp"),
    winner: won === 0 ? "yes" : won === 1 ? "no" : undefined,
  };
}

/** A `new_market` message; null without two tokens or a question. */
export function announcedListing(raw: JsonObject, at: number): Listing | null {
  const id = textOf(raw, "market", "condition_id");
  const tokens = textsOf(raw["assets_ids"] ?? raw["clob_token_ids"]);
  const question = textOf(raw, "question");
  if (id === null || question === null || tokens?.length !== 2) return null;
  const slug = textOf(raw, "slug") ?? id;
  const event = isObject(raw["event_message"]) ? raw["event_message"] : {};
  return {
    market: {
      id: id as MarketId,
      question,
      slug,
      category: guessCategory(slug, question),
      group: groupOf(raw, event, slug),
      yes: tokens[0] as TokenId,
      no: tokens[1] as TokenId,
      endAt: null,
      tickSize: tickOf(raw["order_price_min_tick_size"]),
      minOrder: shares(5 * MICRO),
      fee: null,
      volume24h: null,
      negRisk: raw["neg_risk"] === true,
      takerDelayMs: 0 as Millis,
      depthAssumed: false,
      accepting: raw["active"] === true,
    },
    at,
    winner: undefined,
  };
}

function groupOf(raw: JsonObject, event: JsonObject, slug: string): GroupId {
  const family = textOf(raw, "negRiskMarketID") ?? textOf(event, "slug", "ticker");
  return (family ?? slug) as GroupId;
}

function timeOf(raw: JsonObject, name: string): Market["endAt"] {
  const at = isoMillis(textOf(raw, name));
  return at === null ? null : millis(at);
}

function tickOf(value: unknown): Price {
  const micro = Math.round((numberOf(value) ?? 0) * MICRO);
  return isPrice(micro) ? micro as Price : CENT;
}

// Fees switched on without a schedule are unknown, which is not the same as none.
function gammaFee(raw: JsonObject): FeeSchedule | null {
  const schedule = raw["feeSchedule"];
  if (raw["feesEnabled"] !== true) return { rate: 0, exponent: 1 };
  if (!isObject(schedule)) return null;
  const rate = numberOf(schedule["rate"]);
  const exponent = numberOf(schedule["exponent"]);
  return rate === null || exponent === null ? null : { rate, exponent };
}

// Old markets ended at prices that are neither; those say nothing.
function winnerOf(prices: readonly string[] | null): Outcome | null | undefined {
  const [yes, no] = (prices ?? []).map(Number);
  if (yes === 1 && no === 0) return "yes";
  if (yes === 0 && no === 1) return "no";
  return yes === 0.5 && no === 0.5 ? null : undefined;
}

/** What is not said is no delay: a recording that leaves it out is of a market without one. */
function delayOf(seconds: unknown): Millis {
  return millis(Math.max(0, Math.round((numberOf(seconds) ?? 0) * 1000)));
}
