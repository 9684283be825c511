// What the CLOB itself will trade by: `/clob-markets/{id}`, whose fields have names of a letter or
// two. False and absent are the same there.
import type { Result } from "../../../core/types/result.ts";
import { err, ok } from "../../../core/types/result.ts";
import type { TokenId } from "../../../core/types/ids.ts";
import type { FeeSchedule } from "../../../core/types/market.ts";
import type { Millis } from "../../../core/types/units.ts";
import { MICRO } from "../../../core/types/units.ts";
import type { GammaMarket, MarketRefusal, MarketTruth, Unreadable } from "../types.ts";
import { micro } from "./decimal.ts";
import { type Drift, unknownFields, unknownTick, unknownWord } from "./drift.ts";
import { feeOf, sameFee } from "./fee.ts";
import { TRUTH_FEE_FIELDS, TRUTH_FIELDS, VERSIONS } from "./fields.ts";
import { bad, isObject, isUnreadable, type JsonObject, readObject, textOf } from "./json.ts";
import { toMarketId, toMinOrder, toTickSize, toTokenId } from "./values.ts";

const WHERE = "clob-markets";

/** A taker of crypto up-or-down markets (`itode`) waits this long, since August 2026. */
export const CRYPTO_TAKER_DELAY_MS: Millis = 50 as Millis;

// Sports markets hold a taker back one to three seconds; a minute is no delay but a defect.
const LONGEST_DELAY_S = 60;

/**
 * A market as the CLOB trades it. What is not known is null, and {@link truthRefusal} makes a
 * refusal of it; a taker delay or neg-risk flag that cannot be read has no null and refuses the
 * answer.
 */
export function parseTruth(body: string, drift?: Drift): Result<MarketTruth, Unreadable> {
  const json = readObject(body, WHERE);
  if (!json.ok) return json;
  const raw = json.value;
  const id = toMarketId(raw["c"]);
  if (id === null) {
    return err(bad("wrongType", WHERE, "c", raw["c"], "0x and 64 or 62 hex digits"));
  }
  const tokens = tokensOf(raw["t"]);
  if (isUnreadable(tokens)) return err(tokens);
  const negRisk = raw["nr"] ?? false;
  if (typeof negRisk !== "boolean") return err(bad("wrongType", WHERE, "nr", negRisk, "a boolean"));
  const takerDelayMs = delayOf(raw);
  if (takerDelayMs === null) {
    return err(bad("wrongType", WHERE, "sd", raw["sd"], `0 to ${LONGEST_DELAY_S} seconds`));
  }
  if (drift !== undefined) {
    unknownFields(raw, TRUTH_FIELDS, WHERE, drift);
    if (isObject(raw["fd"])) unknownFields(raw["fd"], TRUTH_FEE_FIELDS, `${WHERE} fd`, drift);
    unknownWord(raw, "v", VERSIONS, WHERE, drift);
    unknownTick(raw, "mts", WHERE, drift);
  }
  return ok({
    id,
    tokens,
    tickSize: toTickSize(raw["mts"]),
    minOrder: toMinOrder(raw["mos"]),
    fee: truthFee(raw),
    negRisk,
    accepting: raw["ao"] === true,
    takerDelayMs,
    version: textOf(raw, "v"),
  });
}

/**
 * Why a market of Gamma is not traded by what the CLOB says of it; the first reason, null for none.
 * Ids and outcomes must be the same and in the same order, and a fee that the two tell differently
 * is unknown.
 */
export function truthRefusal(gamma: GammaMarket, truth: MarketTruth): MarketRefusal | null {
  if (truth.version !== "v1") return "version";
  if (!truth.accepting) return "notAccepting";
  if (!sameTokens(gamma, truth)) return "tokensDiffer";
  if (truth.fee === null || !feesAgree(gamma.fee, truth.fee)) return "feeUnknown";
  if (truth.tickSize === null) return "tickUnknown";
  return truth.minOrder === null ? "minimumUnknown" : null;
}

function sameTokens(gamma: GammaMarket, truth: MarketTruth): boolean {
  return gamma.id === truth.id && truth.tokens.length === 2 &&
    truth.tokens.every(({ token, outcome }, i) =>
      token === gamma.tokens[i] && outcome === gamma.outcomes[i]
    );
}

// Gamma's null is a fee without a schedule: the CLOB's own schedule settles it, its silence not.
function feesAgree(gamma: FeeSchedule | null | undefined, truth: FeeSchedule): boolean {
  if (gamma === undefined) return true;
  return gamma === null ? truth.rate > 0 : sameFee(gamma, truth);
}

function tokensOf(value: unknown): MarketTruth["tokens"] | Unreadable {
  if (!Array.isArray(value)) return bad("wrongType", WHERE, "t", value, "an array");
  const tokens: { token: TokenId; outcome: string }[] = [];
  for (const raw of value as readonly unknown[]) {
    const token = isObject(raw) ? toTokenId(raw["t"]) : null;
    const outcome = isObject(raw) ? textOf(raw, "o") : null;
    if (token === null || outcome === null) {
      return bad("wrongType", WHERE, `t[${tokens.length}]`, raw, "a decimal id and an outcome");
    }
    tokens.push({ token, outcome });
  }
  return tokens;
}

// No schedule is no fee, unless something says that fees are on. `mbf` and `tbf` are of the old
// contracts and say nothing.
function truthFee(raw: JsonObject): FeeSchedule | null {
  const { fd: schedule, feesEnabled: enabled } = raw;
  if (schedule === undefined || schedule === null) {
    return enabled === undefined || enabled === false ? { rate: 0, exponent: 1 } : null;
  }
  return isObject(schedule) ? feeOf(schedule["r"], schedule["e"], schedule["to"]) : null;
}

function delayOf(raw: JsonObject): Millis | null {
  const { sd: delay, itode } = raw;
  const seconds = micro(delay ?? 0);
  if (seconds === null || seconds < 0 || seconds > LONGEST_DELAY_S * MICRO) return null;
  const crypto = itode !== undefined && itode !== null && itode !== false;
  return Math.max(Math.ceil(seconds / 1_000), crypto ? CRYPTO_TAKER_DELAY_MS : 0) as Millis;
}
