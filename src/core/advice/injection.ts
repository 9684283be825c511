// Finds text that tells a model what to do. It is one of several fences, and the only one that costs
// nothing when it is wrong the safe way: what it finds is not shown, and no opinion is asked for.
// Patterns cannot find every such text; what a model says moves a price by a bounded amount anyhow.
//
// 1. Text is read as a model would read it: in every spelling and encoding of injection_views.ts.
// 2. Patterns look for ideas (who is addressed, what is overridden, what is dictated), not sentences.
// 3. Work is linear: text is read in windows, and no pattern has more than a bounded gap.
import type { InjectionFlag } from "../types/advice.ts";
import { answerPatterns } from "./injection_answers.ts";
import { compactPatterns, rawPatterns } from "./injection_forms.ts";
import { hiddenIn, unhidden } from "./injection_hidden.ts";
import { foreignPatterns } from "./injection_languages.ts";
import { wordPatterns } from "./injection_patterns.ts";
import { type View, viewsOf } from "./injection_views.ts";
import type { Pattern } from "./injection_words.ts";

/** Of an excerpt. */
const EXCERPT = 120;
/** Longer than the longest pattern with its gaps filled by words of usual length. */
const OVERLAP = 600;
const WINDOW = 6_000;
/** Nothing of such length is shown to a model; it is flagged instead of read. */
const LONGEST = 60_000;

/** Every kind of instruction in a text, each with the first words that show it; none: it is plain. */
export function findInstructions(text: string): readonly InjectionFlag[] {
  if (text.length > LONGEST) return [tooLong(text)];
  const plain = squeezed(unhidden(text.normalize("NFKC")));
  if (plain.length > LONGEST) return [tooLong(text)];
  const found = new Map<string, InjectionFlag>();
  for (const { pattern, excerpt } of hiddenIn(text)) found.set(pattern, flag(pattern, excerpt));
  for (let from = 0; from === 0 || from + OVERLAP < plain.length; from += WINDOW - OVERLAP) {
    for (const view of viewsOf(plain.slice(from, from + WINDOW))) search(view, found);
  }
  return [...found.values()];
}

const patterns: Readonly<Record<View["kind"], readonly Pattern[]>> = {
  raw: rawPatterns,
  words: [...wordPatterns, ...answerPatterns, ...foreignPatterns],
  compact: compactPatterns,
};

function search({ kind, text }: View, found: Map<string, InjectionFlag>): void {
  for (const { name, form } of patterns[kind]) {
    if (found.has(name)) continue;
    const match = form.exec(text);
    if (match !== null) found.set(name, flag(name, match[0]));
  }
}

/** Without long runs of one sign or of blanks, which would push words out of one window. */
function squeezed(text: string): string {
  return text.replace(/[^\S\n]{3,}/g, "   ").replace(/\s*\n\s*/g, "\n")
    .replace(/([^\p{L}\p{N}])\1{5,}/gu, "$1$1$1");
}

function tooLong(text: string): InjectionFlag {
  return flag("tooLong", `${text.length} characters: ${text.slice(0, EXCERPT)}`);
}

/** The words as one plain line. */
function flag(pattern: string, words: string): InjectionFlag {
  const line = words.slice(0, 4 * EXCERPT).toWellFormed().replace(/[\p{C}\p{Z}\s]+/gu, " ")
    .replace(/^[ .]+|[ .]+$/g, "");
  if (line.length <= EXCERPT) return { pattern, excerpt: line };
  // Cut between letters, not inside one.
  const cut = line.slice(0, EXCERPT - 3).replace(/[\ud800-\udbff]$/, "");
  return { pattern, excerpt: `${cut}...` };
}
