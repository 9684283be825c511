// The fourth layer is a gate: it adds its share of confidence, and without it nothing is entered.
import { bestAsk, bestBid, bestOf, buyLadder, depthWithin, sellLadder } from "../book.ts";
import type { Book, Ladder } from "../book.ts";
import type { DetectionConfig } from "../types/config.ts";
import type { Outcome } from "../types/market.ts";
import { type Measure, type Refusal, refusalOf } from "../types/refusal.ts";
import type { LayerReading } from "../types/signal.ts";
import { MICRO, mulDiv } from "../types/units.ts";
import type { Millis, Price, Usdc } from "../types/units.ts";

/** A book, and what we would do in it. */
export interface LiquidityInput {
  readonly book: Book;
  /** The token we would buy. */
  readonly outcome: Outcome;
  readonly now: Millis;
  /** null: not known, and the gate stays shut. */
  readonly volume24h: Usdc | null;
  readonly tickSize: Price;
  readonly stake: Usdc;
  readonly config: DetectionConfig;
}

/** The gate's verdict: no refusal, and it is open. */
export interface Liquidity {
  /** `value` counts the tests that passed, `test` names the first that did not. */
  readonly reading: LayerReading;
  readonly refusals: readonly Refusal[];
  /** Every test with its number. */
  readonly measures: readonly Measure[];
}

const TESTS = 6;

/** Whether we could get in, and out again, at the prices shown; every failed test is a refusal. */
export function readLiquidity(input: LiquidityInput): Liquidity {
  const broken = structure(input.book);
  const measures: readonly Measure[] = broken === null
    ? [age(input), spread(input), entryDepth(input), exitDepth(input), volume(input)]
    : input.book.at === null
    ? [broken, volume(input)]
    : [broken, age(input), volume(input)];
  const refusals = measures.map(refusalOf).filter((refusal) => refusal !== null);
  const reading: LayerReading = {
    layer: "liquidity",
    fired: refusals.length === 0,
    direction: 0,
    value: measures.length + (broken === null ? 1 : 0) - refusals.length,
    threshold: TESTS,
  };
  const failed = refusals[0];
  return {
    measures,
    refusals,
    reading: failed === undefined ? reading : { ...reading, test: failed.rule },
  };
}

/** What makes the book none; null: it is one. */
function structure(book: Book): Measure | null {
  const bid = bestBid(book);
  const ask = bestAsk(book);
  if (book.at === null || (bid === 0 && ask === 0)) {
    return { rule: "bookMissing", value: null, limit: null, unit: "text", passed: false };
  }
  if (bid === 0 || ask === 0) {
    const note = bid === 0 ? "no bid" : "no ask";
    return { rule: "bookOneSided", value: null, limit: null, unit: "text", note, passed: false };
  }
  if (bid < ask) return null;
  return { rule: "bookCrossed", value: ask - bid, limit: 0, unit: "price", passed: false };
}

function age({ book, now, config }: LiquidityInput): Measure {
  const value = book.at === null ? null : now - book.at;
  return atMost(value, { rule: "bookAge", limit: config.maxBookAgeMs, unit: "ms" });
}

function spread({ book, tickSize, config }: LiquidityInput): Measure {
  const limit = Math.max(config.maxSpreadTicks * tickSize, config.maxSpread);
  return atMost(bestAsk(book) - bestBid(book), { rule: "spread", limit, unit: "price" });
}

function entryDepth({ book, outcome, tickSize, stake, config }: LiquidityInput): Measure {
  const ladder = buyLadder(book, outcome);
  const limit = Math.ceil(config.entryDepthMultiple * stake);
  const value = spendable(ladder, { average: bestOf(ladder) + tickSize, enough: limit });
  return atLeast(value, { rule: "entryDepth", limit, unit: "usd" });
}

function exitDepth({ book, outcome, stake, config }: LiquidityInput): Measure {
  // At the best price and without the fee: never fewer shares than we would get.
  const ours = mulDiv(stake, MICRO, bestOf(buyLadder(book, outcome)), "up");
  const value = depthWithin(sellLadder(book, outcome), config.exitDepthWithin);
  const limit = Math.ceil(config.exitDepthMultiple * ours);
  return atLeast(value, { rule: "exitDepth", limit, unit: "shares" });
}

function volume({ volume24h, config }: LiquidityInput): Measure {
  return atLeast(volume24h, { rule: "volume", limit: config.minVolume, unit: "usd" });
}

/**
 * Dollars (1e-6) that can be spent from the best price on before they cost more than `average` a
 * share on the whole; stops counting at `enough`.
 */
function spendable(
  { prices, sizes }: Ladder,
  { average, enough }: { average: number; enough: number },
): number {
  let spent = 0;
  // What the shares so far cost less than `average`; dearer ones may use it up.
  let saved = 0;
  for (let i = prices.length - 1; i >= 0 && spent < enough * MICRO; i--) {
    const at = prices[i] as number;
    const size = sizes[i] as number;
    const taken = at <= average ? size : Math.min(size, saved / (at - average));
    spent += at * taken;
    saved -= (at - average) * taken;
    if (taken < size) break;
  }
  return Math.floor(spent / MICRO);
}

type Limit = Omit<Refusal, "value"> & { readonly limit: number };

// A missing value or NaN compares false, and the test fails.
function atMost(value: number | null, limit: Limit): Measure {
  return { value, ...limit, passed: value !== null && value <= limit.limit };
}

function atLeast(value: number | null, limit: Limit): Measure {
  return { value, ...limit, passed: value !== null && value >= limit.limit };
}
