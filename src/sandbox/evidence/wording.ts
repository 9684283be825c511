// Words about markets. The names in them are the codes of their questions, e.g. P-12.
import type { ListedMarket } from "../types.ts";

/** A question as a statement: "Will bill P-1 pass?" is about "bill P-1" and its "pass". */
export interface Wording {
  readonly code: string;
  readonly subject: string;
  /** null: the question has another form, and is quoted as it is. */
  readonly predicate: string | null;
}

const CODE = /\b[A-Z]-\d+(?:-[A-Z])?\b/;
const FORM = /^Will (\w+ [A-Z]-\d+(?:-[A-Z])?(?: and [A-Z]-\d+-[A-Z])?) (\w[^?]*)\?$/;

/** The wording of a market. */
export function wordingOf({ question, event }: ListedMarket): Wording {
  const first = CODE.exec(question)?.[0] ?? event.slug;
  // A member of a family has a code of its own; the parties of a single question have none.
  const code = question === event.title ? first.replace(/-[A-Z]$/, "") : first;
  const form = FORM.exec(question);
  return { code, subject: form?.[1] ?? question, predicate: form?.[2] ?? null };
}

/** One of the items, by a draw in [0, 1). */
export function pick<T>(items: readonly [T, ...T[]], draw: number): T {
  return items[Math.floor(draw * items.length)] ?? items[0];
}

/** A mention of every code in the words of an event. */
export function fullText(event: ListedMarket["event"], markets: readonly ListedMarket[]): string {
  return [event.title, ...markets.map(({ question }) => question)].join(" ");
}
