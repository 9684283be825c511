// Gamma's markets. Its answers are minutes old and any number may be absent, so this is for finding
// markets; what is traded on is read again from the CLOB.
import type { Result } from "../../../core/types/result.ts";
import { err, ok } from "../../../core/types/result.ts";
import type { TokenId } from "../../../core/types/ids.ts";
import type { FeeSchedule } from "../../../core/types/market.ts";
import type { Usdc } from "../../../core/types/units.ts";
import { MICRO } from "../../../core/types/units.ts";
import type { GammaMarket, MarketRefusal, Unreadable } from "../types.ts";
import { categoryOf } from "./category.ts";
import { type Drift, unknownFields, unknownTick, unknownWord } from "./drift.ts";
import { feeOf } from "./fee.ts";
import { GAMMA_FIELDS, PAGE_FIELDS, UMA_STATUSES, VERSIONS } from "./fields.ts";
import {
  bad,
  isObject,
  isText,
  isUnreadable,
  type JsonObject,
  readJson,
  readObject,
  textOf,
} from "./json.ts";
import { toDate, toMarketId, toMinOrder, toPrice, toTickSize, toTokenId } from "./values.ts";

/** A page of `/markets/keyset`: each market on its own. */
export interface MarketsPage {
  readonly markets: readonly Result<GammaMarket, Unreadable>[];
  /** null on the last page. */
  readonly nextCursor: string | null;
}

/** A page of `/markets/keyset`. */
export function parseMarketsPage(body: string, drift?: Drift): Result<MarketsPage, Unreadable> {
  const where = "gamma page";
  const page = readObject(body, where);
  if (!page.ok) return page;
  const { markets, next_cursor: cursor } = page.value;
  if (!Array.isArray(markets)) {
    return err(bad("wrongType", where, "markets", markets, "an array"));
  }
  const last = cursor === undefined || cursor === null || cursor === "";
  if (!last && typeof cursor !== "string") {
    return err(bad("wrongType", where, "next_cursor", cursor, "a text"));
  }
  if (drift !== undefined) unknownFields(page.value, PAGE_FIELDS, where, drift);
  return ok({
    markets: markets.map((market: unknown) => parseGammaMarket(market, drift)),
    nextCursor: last ? null : cursor,
  });
}

/**
 * A market of Gamma. Without a condition id, a question or a slug it is no market; one that lists
 * other than two outcomes and two ids has refusal "outcomes" and empty texts for what is absent (a
 * newborn market has no ids for a while).
 */
export function parseGammaMarket(
  value: unknown,
  drift?: Drift,
): Result<GammaMarket, Unreadable> {
  if (!isObject(value)) return err(bad("wrongType", "gamma market", "it", value, "an object"));
  const { id: rawId, conditionId, question, slug } = value;
  const where = `gamma market ${isText(rawId) ? rawId : "?"}`;
  const id = toMarketId(conditionId);
  if (id === null) {
    return err(bad("wrongType", where, "conditionId", conditionId, "0x and 64 or 62 hex digits"));
  }
  if (!isText(rawId)) return err(bad("wrongType", where, "id", rawId, "a text"));
  if (!isText(question)) return err(bad("wrongType", where, "question", question, "a text"));
  if (!isText(slug)) return err(bad("wrongType", where, "slug", slug, "a text"));
  const pair = pairOf(value, where);
  if (isUnreadable(pair)) return err(pair);
  if (drift !== undefined) {
    unknownFields(value, GAMMA_FIELDS, "gamma market", drift);
    unknownWord(value, "version", VERSIONS, "gamma market", drift);
    unknownTick(value, "orderPriceMinTickSize", "gamma market", drift);
    unknownWord(value, "umaResolutionStatus", UMA_STATUSES, "gamma market", drift);
  }
  const fee = gammaFee(value);
  return ok({
    id,
    gammaId: rawId,
    question,
    slug,
    category: categoryOf(value, drift),
    group: groupOf(value, slug),
    tokens: pair.tokens,
    outcomes: pair.outcomes,
    endAt: toDate(value["endDate"]),
    volume24h: toDollars(value["volume24hr"]),
    liquidity: toDollars(value["liquidityNum"] ?? value["liquidity"]),
    tickSize: toTickSize(value["orderPriceMinTickSize"]),
    minOrder: toMinOrder(value["orderMinSize"]),
    bestBid: toPrice(value["bestBid"]),
    bestAsk: toPrice(value["bestAsk"]),
    negRisk: value["negRisk"] === true,
    version: textOf(value, "version"),
    refusal: refusalOf(value, pair.whole),
    ...(fee === undefined ? {} : { fee }),
  });
}

// The first reason is said. A flag that is absent or no boolean forbids.
function refusalOf(market: JsonObject, whole: boolean): MarketRefusal | null {
  if (market["active"] !== true) return "notActive";
  if (market["closed"] !== false) return "closed";
  if (market["acceptingOrders"] !== true) return "notAccepting";
  if (market["enableOrderBook"] !== true) return "noOrderBook";
  if (market["version"] !== "v1") return "version";
  if (!whole) return "outcomes";
  const { umaResolutionStatus: uma } = market;
  if (uma !== undefined && uma !== null && uma !== "") return "resolving";
  return isPlaceholder(market) ? "placeholder" : null;
}

interface Pair {
  readonly tokens: readonly [TokenId, TokenId];
  readonly outcomes: readonly [string, string];
  /** Two different outcomes with an id each, and as many prices where there are any. */
  readonly whole: boolean;
}

// The version chooses the field even when both are filled. Of a version not known here the ids are
// only shown: it is refused.
function pairOf(market: JsonObject, where: string): Pair | Unreadable {
  const field = market["version"] === "v2" ? "positionIds" : "clobTokenIds";
  const ids = textsOf(market[field]);
  const outcomes = textsOf(market["outcomes"]);
  const prices = textsOf(market["outcomePrices"]);
  if (ids === null) return bad("wrongType", where, field, market[field], "a list of texts");
  if (outcomes === null) {
    return bad("wrongType", where, "outcomes", market["outcomes"], "a list of texts");
  }
  for (const id of ids) {
    if (toTokenId(id) === null) return bad("wrongType", where, field, id, "decimal ids");
  }
  const [yes = "", no = ""] = ids;
  const [first = "", second = ""] = outcomes;
  const two = ids.length === 2 && outcomes.length === 2;
  const priced = prices === null || prices.length === 0 || prices.length === 2;
  return {
    tokens: [yes as TokenId, no as TokenId],
    outcomes: [first, second],
    whole: two && priced && yes !== no && first !== second && first !== "" && second !== "",
  };
}

/** An array of texts, or a text that holds JSON of one, as Gamma writes it; absent is empty. */
function textsOf(value: unknown): readonly string[] | null {
  if (value === undefined || value === null || value === "") return [];
  const json = typeof value === "string" ? readJson(value, "") : ok(value);
  const list = json.ok ? json.value : null;
  if (list === null || !Array.isArray(list)) return null;
  return list.every((item) => typeof item === "string") ? list : null;
}

// A family settles together; so do the markets of an event that is none, mostly.
function groupOf(market: JsonObject, slug: string): string {
  const family = market["negRisk"] === true ? textOf(market, "negRiskMarketID") : null;
  const event = eventOf(market);
  return family ?? textOf(event, "slug") ?? textOf(event, "ticker") ?? slug;
}

function eventOf(market: JsonObject): JsonObject {
  const { events } = market;
  const event: unknown = Array.isArray(events) ? events[0] : null;
  return isObject(event) ? event : {};
}

const UNNAMED =
  /^(?:person|candidate|player|team|party|company|country|city|club|artist|movie|film|song|option|other) [a-z]{1,2}$/i;

// In an augmented family outcomes may be named later: "Person A" becomes somebody, and "Other" then
// no longer means what it did. Whether a family is augmented its event says, where it is given.
function isPlaceholder(market: JsonObject): boolean {
  if (market["negRiskOther"] === true) return true;
  if (market["negRisk"] !== true || eventOf(market)["negRiskAugmented"] === false) return false;
  const title = (textOf(market, "groupItemTitle") ?? "").trim();
  return UNNAMED.test(title) || title.toLowerCase() === "other";
}

// Sums of floats with any number of places: rounded down, since more volume opens more.
function toDollars(value: unknown): Usdc | null {
  const dollars = isText(value) ? Number(value) : value;
  if (typeof dollars !== "number" || !(dollars >= 0)) return null;
  const micro = Math.floor(dollars * MICRO);
  return Number.isSafeInteger(micro) ? micro as Usdc : null;
}

// undefined: Gamma says nothing. Fees switched on without a schedule are unknown, which is not none.
function gammaFee(market: JsonObject): FeeSchedule | null | undefined {
  const { feesEnabled: enabled, feeSchedule: schedule } = market;
  const said = schedule !== undefined && schedule !== null;
  if (enabled === false) return { rate: 0, exponent: 1 };
  if (!said) return enabled === undefined || enabled === null ? undefined : null;
  return isObject(schedule)
    ? feeOf(schedule["rate"], schedule["exponent"], schedule["takerOnly"])
    : null;
}
