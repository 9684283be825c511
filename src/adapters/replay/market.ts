import type { FeeSchedule, Market } from "../../core/types/market.ts";
import type { GroupId, MarketId, TokenId } from "../../core/types/ids.ts";
import { MICRO, millis, price, shares } from "../../core/types/units.ts";
import type { Millis, Price } from "../../core/types/units.ts";
import type { Assume } from "./recording.ts";

/** One cent. */
export const CENT: Price = price(10_000);

// Polymarket's taker fees since August 2026, by category; the rest pays `otherRate`.
const rates: Readonly<Record<string, number>> = {
  crypto: 0.07,
  finance: 0.04,
  politics: 0.04,
  mentions: 0.04,
  technology: 0.04,
  tech: 0.04,
  geopolitics: 0,
  world: 0,
};
const otherRate = 0.05;

/**
 * The taker fee of a category whose markets came without one; "crypto-15m" pays what crypto
 * pays.
 */
export function assumedFee(category: string): FeeSchedule {
  return { rate: rates[category.replace(/-.*$/, "")] ?? otherRate, exponent: 1 };
}

/** What an importer knows of a market; the rest is assumed. */
export interface MarketFacts {
  readonly id: string;
  readonly question: string;
  readonly slug: string;
  readonly category: string;
  readonly group: string;
  readonly yes: string;
  readonly no: string;
  /** Unix milliseconds. */
  readonly endAt: number | null;
  readonly tickSize?: Price;
  readonly depthAssumed: boolean;
}

/** A market as a recording lists it: facts, and what the assumptions put in the gaps. */
export function recordedMarket(facts: MarketFacts, assume: Assume): Market {
  return {
    id: facts.id as MarketId,
    question: facts.question,
    slug: facts.slug,
    category: facts.category,
    group: facts.group as GroupId,
    yes: facts.yes as TokenId,
    no: facts.no as TokenId,
    endAt: facts.endAt === null ? null : millis(facts.endAt),
    tickSize: facts.tickSize ?? CENT,
    minOrder: shares(5 * MICRO),
    fee: assumedFee(facts.category),
    volume24h: assume.volume,
    negRisk: false,
    takerDelayMs: 0 as Millis,
    depthAssumed: facts.depthAssumed,
    accepting: true,
  };
}

/** The coarsest of the venue's grids, 1, 0.1 and 0.01 cents, that a price lies on. */
export function gridOf(micro: number): Price {
  if (micro % CENT === 0) return CENT;
  return price(micro % 1_000 === 0 ? 1_000 : 100);
}

/** The finer of two grids. */
export function finer(a: Price, b: Price): Price {
  return a < b ? a : b;
}

/**
 * A price without a quote as bid and ask around it, both rounded outward to whole cents, 0 for
 * none.
 */
export function quoteAround(micro: number, spread: Price): { bid: number; ask: number } {
  const bid = Math.floor((micro - spread / 2) / CENT) * CENT;
  const ask = Math.ceil((micro + spread / 2) / CENT) * CENT;
  // Exactly 0 or 1 is a market that is over: nobody quotes it.
  if (micro <= 0 || micro >= MICRO) return { bid: 0, ask: 0 };
  return { bid: bid > 0 ? bid : 0, ask: ask < MICRO ? ask : 0 };
}

/** The sentences of a `SourceInfo` about what every recording of a kind lacks. */
export interface Sentences {
  readonly fees: string;
  readonly terms: string;
  readonly tick: string;
  readonly depth: (assume: Assume) => string;
  readonly volume: (assume: Assume) => string;
  readonly spread: (assume: Assume) => string;
}

/** The one wording of assumptions that several importers share. */
export const assumed: Sentences = {
  fees: "Taker fees are not recorded: Polymarket's rates since August 2026 by category are used " +
    "(crypto 0.07; finance, politics, technology, mentions 0.04; geopolitics, world 0; others " +
    "0.05; each times p(1-p)).",
  terms:
    "The smallest order is taken as 5 shares, the market as not neg-risk and accepting orders.",
  tick: "The tick size is taken as one cent until a finer price is seen.",
  depth: ({ depth }) =>
    `Sizes are not recorded: ${depth / MICRO} shares are taken to stand at each quoted price.`,
  volume: ({ volume }) =>
    `The volume of 24 hours is not recorded: ${dollars(volume)} dollars are taken.`,
  spread: ({ spread }) =>
    `Only a price is recorded: a bid and an ask ${
      spread / CENT
    } cents apart are taken around it, ` +
    "rounded outward to whole cents; a price of exactly 0 or 1 is no quote.",
};

/** What a recording of prices alone says nothing of, its prices being whole cents. */
export function assumedTerms(assume: Assume): readonly string[] {
  return [
    assumed.volume(assume),
    assumed.fees,
    assumed.terms,
    "The tick size is taken as one cent.",
  ];
}

function dollars(micro: number): string {
  return String(micro / MICRO).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}
