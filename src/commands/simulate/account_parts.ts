// Futures of an account in parts: batches are dealt out in their order, so the parts together are, bit for
// bit, what one process would have counted.
import { sha256 } from "../../adapters/sqlite/sha256.ts";
import type { CommandContext } from "../../cli/context.ts";
import { CliError, exitCode } from "../../cli/exit.ts";
import { startProgress } from "../../cli/progress.ts";
import { canonicalJson } from "../../core/canonical.ts";
import { type BatchResult, openRunner, type StoragesParts } from "../../core/simulate/job.ts";
import { batchesOf } from "../../core/simulate/run.ts";
import { isMine } from "../../core/simulate/search/shards.ts";
import type { StorageParts } from "../../core/simulate/storage.ts";
import type { TallyParts } from "../../core/simulate/tally.ts";
import { partsOf, Totals } from "../../core/simulate/totals.ts";
import { count, duration } from "../../report/format.ts";
import { type AccountFrame, answerAccount } from "./account.ts";
import { type ShardFile, writeShard } from "./merge_file.ts";
import { type Part, printPart } from "./merge_shard.ts";

/** What a line of a part holds. */
type Item =
  | { readonly kind: "batch"; readonly batch: StoredBatch }
  | { readonly kind: "storages"; readonly storages: StoredStorages };

interface StoredBatch {
  readonly index: number;
  readonly runs: number;
  readonly digest: string;
  readonly growth: string;
  readonly tallies: readonly {
    readonly count: number;
    readonly mean: string;
    readonly m2: string;
    readonly cross: string;
  }[];
}

/** Bins that hold something: places, counts and sums. */
interface StoredBins {
  readonly count: number;
  readonly size: number;
  readonly at: string;
  readonly counts: string;
  readonly sums: string;
}

interface StoredStorages {
  readonly final: StoredBins;
  readonly fall: StoredBins;
  readonly day: StoredBins;
  readonly fan: readonly StoredBins[];
}

const BREATH_MS = 50;

/** Walks the batches of one part, on one thread, and writes them; stopped it prints what it walked. */
export async function runAccountPart(
  context: CommandContext,
  { frame, part, stopped, html }: {
    readonly frame: AccountFrame;
    readonly part: Part;
    readonly stopped: () => boolean;
    readonly html: string | undefined;
  },
): Promise<number> {
  const { job, length, seed, line, dataHash, config } = frame;
  const all = batchesOf(length, job).map((runs, index) => ({ runs, index }));
  const mine = all.filter(({ index }) => isMine(part.shard, index));
  const runner = openRunner(job);
  const walked: BatchResult[] = [];
  const progress = startProgress(context, "simulate");
  const began = context.now();
  let breathed = began;
  try {
    for (const { index, runs } of mine) {
      if (stopped()) return answerWalked(context, { frame, walked, runner, html });
      walked.push(runner.batch(index, runs));
      const done = walked.length / mine.length;
      const left = (context.now() - began) * (1 - done) / done;
      progress.update(done, `${count(walked.length)} batches, ${duration(left)} left`);
      if (context.now() - breathed < BREATH_MS) continue;
      await new Promise((resolve) => setTimeout(resolve));
      breathed = context.now();
    }
  } finally {
    progress.done();
  }
  const items: readonly Item[] = [
    ...walked.map((batch): Item => ({ kind: "batch", batch: storedBatch(batch) })),
    { kind: "storages", storages: storedStorages(partsOf(runner.storages)) },
  ];
  const header = writeShard(part.out, {
    header: {
      command: "simulate account",
      line,
      seed,
      dataHash,
      configHash: sha256(canonicalJson(config)),
      version: context.version,
      shard: part.shard,
    },
    frame,
    items,
  });
  printPart(context, part.out, header);
  return exitCode.ok;
}

/** A part that was stopped is a smaller sample of its own. */
function answerWalked(
  context: CommandContext,
  { frame, walked, runner, html }: {
    readonly frame: AccountFrame;
    readonly walked: readonly BatchResult[];
    readonly runner: ReturnType<typeof openRunner>;
    readonly html: string | undefined;
  },
): number {
  const totals = new Totals(frame.job);
  walked.forEach((batch, index) => totals.addBatch({ ...batch, index }));
  totals.addStorages(partsOf(runner.storages));
  answerAccount(context, { frame, ran: { totals, complete: false }, html });
  return exitCode.interrupted;
}

/** Counts all batches of all parts in their order and prints the whole. */
export function mergeAccount(
  context: CommandContext,
  parts: readonly ShardFile[],
  html: string | undefined,
): void {
  // The checksum vouches for what a part of this program wrote.
  const frame = parts[0]?.frame as AccountFrame;
  const totals = new Totals(frame.job);
  const items = parts.flatMap((part) => part.items as readonly Item[]);
  const batches = items.flatMap((item) => item.kind === "batch" ? [item.batch] : [])
    .toSorted((a, b) => a.index - b.index);
  const expected = batchesOf(frame.length, frame.job).length;
  const gap = batches.findIndex(({ index }, i) => index !== i);
  if (gap >= 0 || batches.length !== expected) {
    throw new CliError(
      "problems",
      `Cannot merge: ${expected} batches are wanted, not all are there`,
    );
  }
  for (const batch of batches) totals.addBatch(batchOf(batch));
  for (const item of items) {
    if (item.kind === "storages") totals.addStorages(storagesOf(item.storages));
  }
  answerAccount(context, { frame, ran: { totals, complete: true }, html });
}

function storedBatch({ index, runs, digest, growth, tallies }: BatchResult): StoredBatch {
  const stored = ({ count, mean, m2, cross }: TallyParts) => {
    return { count, mean: bytesOf(mean), m2: bytesOf(m2), cross: bytesOf(cross) };
  };
  return { index, runs, digest, growth: bytesOf(growth), tallies: tallies.map(stored) };
}

function batchOf({ tallies, growth, ...rest }: StoredBatch): BatchResult {
  return {
    ...rest,
    growth: doublesOf(growth),
    tallies: tallies.map(({ count, mean, m2, cross }) => {
      return { count, mean: doublesOf(mean), m2: doublesOf(m2), cross: doublesOf(cross) };
    }),
  };
}

function storedStorages({ final, fall, day, fan }: StoragesParts): StoredStorages {
  return {
    final: storedBins(final),
    fall: storedBins(fall),
    day: storedBins(day),
    fan: fan.map(storedBins),
  };
}

function storagesOf({ final, fall, day, fan }: StoredStorages): StoragesParts {
  return { final: binsOf(final), fall: binsOf(fall), day: binsOf(day), fan: fan.map(binsOf) };
}

function storedBins({ count, counts, sums }: StorageParts): StoredBins {
  const at = Float64Array.from([...counts.keys()].filter((bin) => (counts[bin] ?? 0) > 0));
  return {
    count,
    size: counts.length,
    at: bytesOf(at),
    counts: bytesOf(at.map((bin) => counts[bin] ?? 0)),
    sums: bytesOf(at.map((bin) => sums[bin] ?? 0)),
  };
}

function binsOf({ count, size, ...stored }: StoredBins): StorageParts {
  const [at, held, summed] = [stored.at, stored.counts, stored.sums].map(doublesOf);
  const counts = new Uint32Array(size);
  const sums = new Float64Array(size);
  at?.forEach((bin, i) => {
    counts[bin] = held?.[i] ?? 0;
    sums[bin] = summed?.[i] ?? 0;
  });
  const parts = { count, first: at?.[0] ?? Infinity, last: at?.at(-1) ?? -1, counts, sums };
  return parts;
}

/** Every bit of the numbers, which JSON would not keep of -0 and Infinity. */
function bytesOf(numbers: Float64Array<ArrayBuffer>): string {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength).toBase64();
}

function doublesOf(text: string): Float64Array<ArrayBuffer> {
  return new Float64Array(Uint8Array.fromBase64(text).buffer);
}
