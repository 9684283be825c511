// Finds text that tells a model what to do. It is one of several fences, and the only one that costs
// nothing when it is wrong the safe way: what it finds is not shown, and no opinion is asked for.
// Patterns cannot find every such text; what a model says moves a price by a bounded amount anyhow.
//
// 1. Text is read as a model would read it: in every spelling and encoding of injection_views.ts.
// 2. Patterns look for ideas (who is addressed, what is overridden, what is dictated), not sentences.
// 3. Work is linear: text is read in windows, and no pattern has more than a bounded gap. It is done in
//    steps of few milliseconds, so that whoever searches long texts can let others in between.
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
/** Searched in one step, characters of all views. */
const STEP = 6_000;
/** Nothing of such length is shown to a model; it is flagged instead of read. */
const LONGEST = 60_000;
/**
 * Ways to decode one window. Of 2,675 ordinary texts none has more than two, of our instructions none
 * more than three; encodings mixed on purpose have forty, each searched like a text of its own.
 */
const MOST_READINGS = 8;

/** Every kind of instruction in a text, each with the first words that show it; none: it is plain. */
export function findInstructions(text: string): readonly InjectionFlag[] {
  const search = searchInstructions(text);
  let step = search.next();
  while (!step.done) step = search.next();
  return step.value;
}

/** The same in steps; what comes between two of them is the caller's choice. */
export function* searchInstructions(text: string): Generator<void, readonly InjectionFlag[], void> {
  if (text.length > LONGEST) return [tooLong(text)];
  // Compatibility forms can be longer than their letters, at most eighteen times.
  const wide = text.normalize("NFKC");
  if (wide.length > LONGEST) return [tooLong(text)];
  const plain = squeezed(unhidden(wide));
  const found = new Map<string, InjectionFlag>();
  for (const { pattern, excerpt } of hiddenIn(text)) found.set(pattern, flag(pattern, excerpt));
  let searched = 0;
  for (let from = 0; from === 0 || from + OVERLAP < plain.length; from += WINDOW - OVERLAP) {
    let readings = 0;
    for (const view of viewsOf(plain.slice(from, from + WINDOW))) {
      if (view.kind === "raw" && ++readings > MOST_READINGS) {
        found.set("hidden.layers", flag("hidden.layers", view.text));
        return [...found.values()];
      }
      search(view, found);
      searched += view.text.length;
      if (searched < STEP) continue;
      searched = 0;
      yield;
    }
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

/** What is said of a text that is too long to be searched, or is of too many `characters` together. */
export function tooLong(text: string, characters: number = text.length): InjectionFlag {
  return flag("tooLong", `${characters} characters: ${text.slice(0, EXCERPT)}`);
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
