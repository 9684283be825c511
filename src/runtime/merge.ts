import type { Source, SourceInfo, TimedInput } from "../ports.ts";
import type { Millis } from "../core/types/units.ts";

const BATCH = 1024;

/** Several sources as one, in order of time; equal times keep the order in which they were named. */
export function mergeSources(sources: readonly Source[]): Source {
  const [first, ...others] = sources;
  if (first === undefined) throw new Error("Cannot merge: no source");
  if (others.length === 0) return first;
  return {
    info: mergedInfo(sources.map((source) => source.info)),
    size: sumOrNull(sources.map((source) => source.size)),
    position: () => sources.reduce((sum, source) => sum + source.position(), 0),
    read: () => interleave(sources),
  };
}

async function* interleave(sources: readonly Source[]): AsyncGenerator<readonly TimedInput[]> {
  const heads = sources.map((source) => openHead(source));
  try {
    await Promise.all(heads.map((head) => head.refill()));
    yield* earliestFirst(heads);
  } finally {
    // A run may stop long before the end, and sources hold files.
    await Promise.all(heads.map((head) => head.close()));
  }
}

async function* earliestFirst(heads: readonly Head[]): AsyncGenerator<readonly TimedInput[]> {
  let batch: TimedInput[] = [];
  for (;;) {
    let next: Head | null = null;
    for (const head of heads) {
      if (head.input !== null && (next === null || head.input.at < (next.input as TimedInput).at)) {
        next = head;
      }
    }
    if (next === null || next.input === null) break;
    batch.push(next.input);
    if (!next.step()) await next.refill();
    if (batch.length >= BATCH) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

interface Head {
  /** The next input; null at the end. */
  input: TimedInput | null;
  /** Moves on inside the batch at hand; false when that is used up. */
  step(): boolean;
  refill(): Promise<void>;
  close(): Promise<void>;
}

/** A head that has read nothing. */
function openHead(source: Source): Head {
  const batches = source.read()[Symbol.asyncIterator]();
  let batch: readonly TimedInput[] = [];
  let index = -1;
  const head: Head = {
    input: null,
    step() {
      index += 1;
      head.input = batch[index] ?? null;
      return head.input !== null;
    },
    async refill() {
      do {
        const next = await batches.next();
        if (next.done === true) return void (head.input = null);
        batch = next.value;
        index = -1;
      } while (!head.step());
    },
    async close() {
      await batches.return?.();
    },
  };
  return head;
}

function mergedInfo(infos: readonly SourceInfo[]): SourceInfo {
  const credits = new Set(infos.map((info) => info.credit).filter((credit) => credit !== null));
  return {
    name: infos.map((info) => info.name).join(" + "),
    assumptions: [...new Set(infos.flatMap((info) => info.assumptions))],
    cadenceMs: Math.max(...infos.map((info) => info.cadenceMs)) as Millis,
    credit: credits.size === 0 ? null : [...credits].join("; "),
    ...(infos.every(({ answers }) => answers === true) ? { answers: true } : {}),
  };
}

function sumOrNull(sizes: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const size of sizes) {
    if (size === null) return null;
    sum += size;
  }
  return sum;
}
