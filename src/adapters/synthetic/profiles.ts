// The made-up markets: what they are called, what they cost, and how their spikes end.
import { type Rng, rng, subSeed } from "../../core/math/rng.ts";
import type { GroupId, MarketId, TokenId } from "../../core/types/ids.ts";
import type { Market } from "../../core/types/market.ts";
import {
  MICRO,
  type Millis,
  millis,
  type Price,
  price,
  shares,
  usdc,
} from "../../core/types/units.ts";

/** How a planted move ends. */
export type SpikeKind = "stays" | "reverts" | "sweep" | "noise";

/** A market and its character. */
export interface Profile {
  readonly market: Market;
  /** Mid of YES at the start, 1e-6 dollars. */
  readonly startMid: number;
  /** Shares of each kind among its planted moves; they add to 1. */
  readonly mix: Readonly<Record<SpikeKind, number>>;
  /** From one planted move to the next. */
  readonly everyMs: readonly [least: number, most: number];
}

const CENT = 10_000;
// The chances of one race add to 1.
const candidates: readonly number[] = [380_000, 280_000, 200_000, 140_000];
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

interface Kind {
  readonly category: string;
  readonly rate: number;
  readonly tickSize: Price;
  readonly mix: Profile["mix"];
  readonly everyMs: Profile["everyMs"];
}

// Overreactions where trading is free, news where it is dear: a bot that learns must tell them
// apart.
const kinds = {
  geopolitics: {
    category: "geopolitics",
    rate: 0,
    tickSize: price(1_000),
    mix: { reverts: 0.68, stays: 0.18, sweep: 0.07, noise: 0.07 },
    everyMs: [62 * MINUTE_MS, 80 * MINUTE_MS],
  },
  politics: {
    category: "politics",
    rate: 0.04,
    tickSize: price(CENT),
    mix: { reverts: 0.4, stays: 0.4, sweep: 0.1, noise: 0.1 },
    everyMs: [75 * MINUTE_MS, 130 * MINUTE_MS],
  },
  crypto: {
    category: "crypto",
    rate: 0.07,
    tickSize: price(CENT),
    mix: { reverts: 0.05, stays: 0.75, sweep: 0.1, noise: 0.1 },
    everyMs: [70 * MINUTE_MS, 110 * MINUTE_MS],
  },
} satisfies Record<string, Kind>;

const pattern: readonly (keyof typeof kinds)[] = [
  "geopolitics",
  "crypto",
  "politics",
  "geopolitics",
  "geopolitics",
  "politics",
  "geopolitics",
  "geopolitics",
];

const questions: Readonly<Record<keyof typeof kinds, readonly string[]>> = {
  geopolitics: [
    "Will Arlen and Bostra sign a ceasefire this spring?",
    "Will the Strait of Merrin be open to tankers in March?",
    "Will Caldor leave the Northern Pact this year?",
    "Will sanctions on Vesk be lifted by summer?",
    "Will the Arlen border crossing reopen by April?",
    "Will Dornia and Vesk hold direct talks in February?",
    "Will Bostra's envoy return to Caldor by May?",
    "Will the Merrin island treaty be ratified this year?",
    "Will Vesk's airspace close before March?",
    "Will Dornia recall its ambassador by April?",
    "Will the Northern Pact meet in Arlen this spring?",
  ],
  politics: [
    "Will Ada Lindqvist win the Arlen election?",
    "Will Bruno Marek win the Arlen election?",
    "Will Clara Osei win the Arlen election?",
    "Will Dario Fenn win the Arlen election?",
  ],
  crypto: [
    "Will Quillcoin be above 40 dollars at the end of January?",
    "Will Quillcoin reach 60 dollars in January?",
    "Will Ferrum be above 3 dollars at the end of January?",
    "Will Ferrum fall below 2 dollars in January?",
  ],
};

/** The market with a number, the same for a seed however many there are. */
export function profileOf(seed: number, index: number, startAt: number): Profile {
  const draw = rng(subSeed(seed, index * 2));
  const name = pattern[index % pattern.length] ?? "geopolitics";
  const kind = kinds[name];
  const among = ordinal(index, name);
  const named = questions[name];
  const round = Math.floor(among / named.length);
  const question = named[among % named.length] + (round === 0 ? "" : ` (${round + 1})`);
  const slug = question.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").replace(/-$/, "");
  const nominee = name === "politics";
  return {
    market: {
      id: `synthetic-${index}` as MarketId,
      question,
      slug,
      category: kind.category,
      group: (nominee ? `arlen-election-${round}` : slug) as GroupId,
      yes: `synthetic-${index}-yes` as TokenId,
      no: `synthetic-${index}-no` as TokenId,
      endAt: millis(startAt + (20 + Math.floor(draw.next() * 60)) * DAY_MS),
      tickSize: kind.tickSize,
      minOrder: shares(5 * MICRO),
      fee: { rate: kind.rate, exponent: 1 },
      volume24h: usdc((80_000 + Math.floor(draw.next() * 800_000)) * MICRO),
      negRisk: nominee,
      takerDelayMs: 0 as Millis,
      depthAssumed: false,
      accepting: true,
    },
    startMid: nominee ? candidates[among % candidates.length] ?? CENT : outerMid(draw),
    mix: kind.mix,
    everyMs: kind.everyMs,
  };
}

/** Between 0.18 and 0.3, or as far from 1. */
function outerMid(draw: Rng): number {
  const low = Math.round((0.18 + 0.12 * draw.next()) * 100) * CENT;
  return draw.next() < 0.5 ? low : MICRO - low;
}

/** How many markets of the kind come before. */
function ordinal(index: number, name: string): number {
  const each = pattern.filter((other) => other === name).length;
  const before = pattern.slice(0, index % pattern.length).filter((other) => other === name).length;
  return Math.floor(index / pattern.length) * each + before;
}
