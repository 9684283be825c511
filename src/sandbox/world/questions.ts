// What is asked, and what it costs to trade. The names are codes, so that nobody takes them for real.
import type { FeeSchedule } from "../../core/types/market.ts";
import type { Category } from "./scenario.ts";

interface Template {
  /** Letter of its codes. */
  readonly code: string;
  /** null: the venue takes no fee. Rates of August 2026. */
  readonly rate: number | null;
  /** The venue holds takers of a game back. */
  readonly takerDelayMs: number;
  readonly single: (code: string) => string;
  readonly title: (code: string) => string;
  readonly member: (code: string, outcome: string, place: number) => string;
}

const templates: Readonly<Record<Category, Template>> = {
  politics: {
    code: "P",
    rate: 0.04,
    takerDelayMs: 0,
    single: (code) => `Will bill ${code} pass its second chamber?`,
    title: (code) => `Who will win election ${code}?`,
    member: (code, outcome) => `Will candidate ${outcome} win election ${code}?`,
  },
  geopolitics: {
    code: "G",
    rate: null,
    takerDelayMs: 0,
    single: (code) => `Will countries ${code}-A and ${code}-B sign a treaty?`,
    title: (code) => `Which country will host summit ${code}?`,
    member: (code, outcome) => `Will country ${outcome} host summit ${code}?`,
  },
  sports: {
    code: "S",
    rate: 0.05,
    takerDelayMs: 3_000,
    single: (code) => `Will team ${code}-A win against team ${code}-B?`,
    title: (code) => `Who will win cup ${code}?`,
    member: (code, outcome) => `Will team ${outcome} win cup ${code}?`,
  },
  crypto: {
    code: "K",
    rate: 0.07,
    takerDelayMs: 0,
    single: (code) => `Will coin ${code} end the week above 100 dollars?`,
    title: (code) => `Where will coin ${code} end the week?`,
    member: (code, _, place) =>
      `Will coin ${code} end the week between ${90 + 10 * place} and ${100 + 10 * place} dollars?`,
  },
  culture: {
    code: "C",
    rate: 0.05,
    takerDelayMs: 0,
    single: (code) => `Will film ${code} win a prize?`,
    title: (code) => `Which film will win prize ${code}?`,
    member: (code, outcome) => `Will film ${outcome} win prize ${code}?`,
  },
  economics: {
    code: "E",
    rate: 0.05,
    takerDelayMs: 0,
    single: (code) => `Will rate ${code} rise at the next meeting?`,
    title: (code) => `How many cuts of rate ${code}?`,
    member: (code, _, place) => `Will there be ${place} cuts of rate ${code}?`,
  },
  finance: {
    code: "F",
    rate: 0.04,
    takerDelayMs: 0,
    single: (code) => `Will index ${code} end the month higher?`,
    title: (code) => `Which share of index ${code} will gain most?`,
    member: (code, outcome) => `Will share ${outcome} gain most in index ${code}?`,
  },
  tech: {
    code: "T",
    rate: 0.04,
    takerDelayMs: 0,
    single: (code) => `Will product ${code} ship in time?`,
    title: (code) => `Which model will lead ranking ${code}?`,
    member: (code, outcome) => `Will model ${outcome} lead ranking ${code}?`,
  },
  weather: {
    code: "W",
    rate: 0.05,
    takerDelayMs: 0,
    single: (code) => `Will it rain in city ${code}?`,
    title: (code) => `How warm will city ${code} be?`,
    member: (code, _, place) =>
      `Will city ${code} reach ${60 + 2 * place} to ${61 + 2 * place} degrees?`,
  },
};

/** An event in words. */
export interface EventWords {
  readonly title: string;
  readonly slug: string;
  readonly questions: readonly { readonly question: string; readonly slug: string }[];
}

/** Words of event number `number` with `size` outcomes; 1 asks a single question. */
export function wordsOf(
  category: Category,
  { number, size, placeholder }: {
    readonly number: number;
    readonly size: number;
    readonly placeholder: boolean;
  },
): EventWords {
  const template = templates[category];
  const code = `${template.code}-${number}`;
  if (size === 1) {
    const question = template.single(code);
    return { title: question, slug: slugOf(question), questions: [worded(question)] };
  }
  const title = template.title(code);
  const questions = Array.from({ length: size }, (_, place) => {
    // Its slug begins with "other", by which it is known.
    if (placeholder && place === size - 1) return worded(`Other: ${title}`);
    return worded(template.member(code, `${code}-${String.fromCharCode(65 + place)}`, place));
  });
  return { title, slug: slugOf(title), questions };
}

/** Fee of a category; null: fees are not enabled. */
export function feeOf(category: Category): FeeSchedule | null {
  const { rate } = templates[category];
  return rate === null ? null : { rate, exponent: 1 };
}

/** Milliseconds for which a taker's order waits. */
export function takerDelayOf(category: Category): number {
  return templates[category].takerDelayMs;
}

function worded(question: string): { question: string; slug: string } {
  return { question, slug: slugOf(question) };
}

function slugOf(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").replace(/-$/, "");
}
