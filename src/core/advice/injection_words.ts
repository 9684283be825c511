// How forms over words are written. A word is a run of letters and digits, "." the end of a clause.

/** One form of an idea. */
export interface Pattern {
  /** `<idea>.<form>`. */
  readonly name: string;
  readonly form: RegExp;
}

/** A form whose parts, put together, begin and end with whole words. Blanks part all words, ends included. */
export function words(name: string, ...parts: readonly string[]): Pattern {
  return { name, form: new RegExp(`(?<= )${parts.join("")}(?= )`) };
}

/** Up to `count` words of any kind, each with the blank behind it. */
export function gap(count: number): string {
  return `(?:\\S+ ){0,${count}}?`;
}

/** Any one of them. */
export function any(...forms: readonly string[]): string {
  return `(?:${forms.join("|")})`;
}
