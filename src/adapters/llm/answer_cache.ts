import type { Millis } from "../../core/types/units.ts";
import type { Completion } from "./completer.ts";

/** Answers by the hash of all that was sent. */
export interface AnswerCache {
  get(key: string): Completion | null;
  put(key: string, completion: Completion): void;
}

/** The latest `most` answers, each for `lifeMs`; a life of 0 keeps none. */
export function createAnswerCache(
  { lifeMs, most, now }: {
    readonly lifeMs: Millis;
    readonly most: number;
    now(): Millis;
  },
): AnswerCache {
  // Insertion order is age: an entry is never written twice.
  const entries = new Map<string, { readonly at: Millis; readonly completion: Completion }>();

  function forget(): void {
    const time = now();
    for (const [key, { at }] of entries) {
      if (entries.size <= most && time - at < lifeMs) break;
      entries.delete(key);
    }
  }

  return {
    get(key) {
      forget();
      return entries.get(key)?.completion ?? null;
    },
    put(key, completion) {
      if (lifeMs <= 0) return;
      entries.delete(key);
      entries.set(key, { at: now(), completion });
      forget();
    },
  };
}
