// What is listed: events of one market or of a neg-risk family, and the character of each market.
import { logit } from "../../core/math/logit.ts";
import type { Rng } from "../../core/math/rng.ts";
import {
  least,
  MICRO,
  type Millis,
  millis,
  type Price,
  price,
  shares,
} from "../../core/types/units.ts";
import type { ListedMarket } from "../types.ts";
import { logUniform, normal, seedOf, streamOf, uniform, weighted } from "./chance.ts";
import { FairPrice } from "./fair_price.ts";
import { hexOf, namesOf } from "./identifiers.ts";
import { feeOf, takerDelayOf, wordsOf } from "./questions.ts";
import type { BookKind, Category, Scenario } from "./scenario.ts";

/** How a market trades. */
export interface Profile {
  /** Between the best prices, dollars. */
  readonly spread: number;
  /** Shares at the best price, about. */
  readonly depth: number;
  readonly levels: number;
  /** Dollars. */
  readonly volume24h: number;
  /** Its part of the messages, against that of others. */
  readonly activity: number;
}

/** A market before it is listed. */
export interface PlannedMarket {
  readonly listed: ListedMarket;
  readonly tickSize: Price;
  readonly profile: Profile;
  /** Log-odds of a single market, else the logarithm of its weight in the family. */
  readonly score: number;
}

/** Markets that are decided together. */
export interface PlannedEvent {
  readonly category: Category;
  /** Deviation of the log-odds after an hour. */
  readonly volatility: number;
  readonly markets: readonly PlannedMarket[];
}

/** Which event to plan, and when it is listed. */
export interface EventPlace {
  /** Among the events, from 0. */
  readonly number: number;
  /** Number of its first market. */
  readonly firstMarket: number;
  /** It has no more markets than these. */
  readonly room: number;
  readonly now: Millis;
  /** Since when it has been listed; absent: for days to months. */
  readonly startAt?: Millis;
}

const DAY_MS = 86_400_000;
const EVENT_IDS = 2 ** 31;

/** The event with a number, the same for a seed whatever else is listed. */
export function planEvent(scenario: Scenario, seed: number, place: EventPlace): PlannedEvent {
  const { number, room, now } = place;
  const draw = streamOf(seed, "catalog", number);
  const even = (attribute: number) => evenly(seed, attribute, number);
  const category = weighted<Category>(scenario.categories, even(0));
  const family = room >= 3 && even(1) < scenario.negRisk;
  const size = family ? Math.min(room, 3 + Math.floor(draw.next() * 4)) : 1;
  const placeholder = family && even(2) < scenario.placeholders;
  const version = !family && even(3) < scenario.version2 ? "v2" : "v1";
  const ending = scenario.endings[
    Number(weighted(Object.fromEntries(scenario.endings.map((e, i) => [i, e.weight])), even(4)))
  ];
  const seconds = ending === undefined ? 86_400 : logUniform(draw, ending.seconds);
  const words = wordsOf(category, { number, size, placeholder });
  const common = {
    description: `A made-up market of a sandbox. ${words.title}`,
    category,
    event: { id: String(100_000 + number), slug: words.slug, title: words.title },
    negRiskId: family ? hexOf(seed, EVENT_IDS + number) : null,
    outcomes: ["Yes", "No"] as const,
    version,
    startAt: place.startAt ?? millis(now - Math.round(logUniform(draw, [1, 90]) * DAY_MS)),
    endAt: millis(now + Math.round(seconds * 1_000)),
    minOrder: shares(5 * MICRO),
    fee: feeOf(category),
    takerDelayMs: millis(family ? 0 : takerDelayOf(category)),
  } as const;
  const usual = price(Number(weighted(scenario.tickSizes, even(5))) * MICRO);
  const book = weighted<BookKind>(scenario.books, even(6));
  const scores = words.questions.map(() =>
    family ? 0.7 * normal(draw) : logit(uniform(draw, scenario.prices))
  );
  const fair = new FairPrice({ scores, volatility: 0, now });
  const markets = words.questions.map((asked, i): PlannedMarket => {
    const market = place.firstMarket + i;
    const tickSize = isOuter(fair.at(i, now)) ? least(usual, OUTER_TICK) : usual;
    return {
      listed: {
        ...common,
        ...namesOf(seed, market, version),
        ...asked,
        gammaId: String(500_000 + market),
      },
      tickSize,
      profile: profileOf(scenario, { book, tickSize }, draw),
      score: scores[i] ?? 0,
    };
  });
  const quiet = even(7) < scenario.quiet;
  const volatility = quiet ? 0 : scenario.volatility * Math.exp(0.5 * normal(draw));
  return { category, volatility, markets };
}

/** The tick that a coarser one becomes once a price has passed 0.96 or 0.04. */
export const OUTER_TICK: Price = price(1_000);

/** True for a price, in dollars, beyond which the tick becomes finer. */
export function isOuter(mid: number): boolean {
  return mid > 0.96 || mid < 0.04;
}

/**
 * A number in [0, 1) for an attribute of an event: multiples of an irrational number, which lie
 * evenly, so that a small catalogue too has its share of everything.
 */
function evenly(seed: number, attribute: number, number: number): number {
  const first = Number(seedOf(seed, "catalog", EVENT_IDS + attribute) >> 11n) / 2 ** 53;
  const step = Math.sqrt(PRIMES[attribute] ?? 2);
  return (first + number * step) % 1;
}

const PRIMES = [2, 3, 5, 7, 11, 13, 17, 19];

const kinds: Readonly<
  Record<BookKind, { spread: readonly [number, number]; depth: number; levels: number }>
> = {
  tight: { spread: [0.01, 0.01], depth: 1_500, levels: 6 },
  normal: { spread: [0.02, 0.02], depth: 400, levels: 6 },
  thin: { spread: [0.04, 0.08], depth: 50, levels: 4 },
};

function profileOf(
  { volume24h }: Scenario,
  { book, tickSize }: { book: BookKind; tickSize: Price },
  draw: Rng,
): Profile {
  const { spread, depth, levels } = kinds[book];
  const tick = tickSize / MICRO;
  const factor = Math.exp(volume24h.spread * normal(draw));
  // A fine grid is quoted more tightly, though seldom as tightly as it allows.
  const scale = tickSize < 5_000 ? 0.2 + 0.4 * draw.next() : 1;
  return {
    spread: Math.max(tick, scale * uniform(draw, spread)),
    depth: depth * Math.exp(0.6 * normal(draw)),
    levels,
    volume24h: Math.max(volume24h.least, volume24h.median * factor),
    activity: Math.min(6, Math.max(0.3, Math.sqrt(factor))),
  };
}
