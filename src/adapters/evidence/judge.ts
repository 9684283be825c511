// Flags on what was fetched, without holding the thread up: the texts are strangers', and searching one
// may take a hundred times as long as another of its length.
//
// 1. Between two steps of a search everything else that waits has its turn.
// 2. One question is judged at a time, so that no crowd of questions makes one long stretch of many steps.
// 3. What is searched for one question is bounded; what is beyond the bounds is flagged.
import { setImmediate } from "node:timers/promises";
import { searchInstructions, tooLong } from "../../core/advice/injection.ts";
import type { InjectionFlag } from "../../core/types/advice.ts";
import type { EvidenceItem } from "../../ports.ts";
import type { Draft } from "./draft.ts";
import { type EvidenceLimits, rawLength } from "./limits.ts";

/** Makes items of the drafts of one question, in their order; ids are E1, E2, ... */
export type Judge = (drafts: readonly Draft[]) => Promise<readonly EvidenceItem[]>;

/** Texts whose flags are known. */
const REMEMBERED = 4_096;

/** A judge that has seen nothing; texts that come again are not searched again. */
export function createJudge(hash: (text: string) => string, limits: EvidenceLimits): Judge {
  const known = new Map<string, readonly InjectionFlag[]>();
  let last: Promise<unknown> = Promise.resolve();

  async function flagsOf(texts: readonly string[]): Promise<readonly InjectionFlag[]> {
    const key = hash(texts.join("\u0000"));
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = new Map<string, InjectionFlag>();
    for (const text of texts) {
      for (const flag of await searched(text)) {
        if (!found.has(flag.pattern)) found.set(flag.pattern, flag);
      }
    }
    const flags = [...found.values()];
    if (known.size >= REMEMBERED) known.clear();
    known.set(key, flags);
    return flags;
  }

  async function judge(drafts: readonly Draft[]): Promise<readonly EvidenceItem[]> {
    const items: EvidenceItem[] = [];
    let characters = 0;
    for (const draft of drafts) {
      const { kind, source, title, text, raw, publishedAt, fetchedAt } = draft;
      const texts = [...new Set([text, title, source, ...raw])];
      const long = texts.find(({ length }) => length > rawLength(kind, limits));
      if (long === undefined) characters += texts.reduce((sum, { length }) => sum + length, 0);
      const flags = long !== undefined
        ? [tooLong(long)]
        : characters > limits.searchedLength
        ? [tooLong(text, characters)]
        : await flagsOf(texts);
      const id = `E${items.length + 1}`;
      items.push({
        id,
        kind,
        hash: hash(text),
        source,
        title,
        publishedAt,
        fetchedAt,
        flags,
        text,
      });
    }
    return items;
  }

  return (drafts) => {
    const own = last.then(() => judge(drafts));
    last = own.then(() => {}, () => {});
    return own;
  };
}

async function searched(text: string): Promise<readonly InjectionFlag[]> {
  const search = searchInstructions(text);
  for (;;) {
    await setImmediate();
    const step = search.next();
    if (step.done) return step.value;
  }
}
