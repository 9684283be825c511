import type { Source, SourceInfo, TimedInput } from "../../ports.ts";
import { Emitter } from "./emitter.ts";
import type { RecordedFile } from "./recording.ts";
import { requireUsable } from "./stream.ts";

/** Something to give out at a time, in Unix milliseconds. */
export interface Timed {
  readonly at: number;
  give(out: Emitter): void;
}

/** A recording small enough to be sorted in memory; `start` is called once a reading. Equal times
 * keep their order. */
export function documentSource(
  info: SourceInfo,
  files: readonly RecordedFile[],
  start: () => readonly Timed[],
): Source {
  const size = files.reduce((sum, file) => sum + file.bytes, 0);
  let share = 0;
  async function* read(): AsyncGenerator<readonly TimedInput[]> {
    const out = new Emitter();
    const sorted = start().toSorted((a, b) => a.at - b.at);
    for (const [index, entry] of sorted.entries()) {
      out.move(entry.at);
      entry.give(out);
      share = (index + 1) / sorted.length;
      if (out.full) yield await Promise.resolve(out.take());
    }
    share = 1;
    yield out.take();
    requireUsable(out, files);
  }
  return {
    info,
    size,
    position: () => size * share,
    read,
  };
}
