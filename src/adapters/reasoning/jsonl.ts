// `data/reasoning/<UTC date>.jsonl`: for people with jq, a projection of the ledger and nothing that is
// not in it.
//
// 1. One line for each entry decision that a model took part in, in the order of rows, each once:
//    the last line says which rows are behind us.
// 2. A line goes to the file of its day, but never to a file older than the newest one.
// 3. A kill tears the last line at most, and the ledger's rows give it again.
// 4. Its failure is one warning; the bot trades on, and the next start catches up.
import type { LedgerRow } from "../../core/types/effect.ts";
import type { Notifier } from "../../ports.ts";
import { reasoningDays, reasoningFile, repairEnd, writeAll } from "./files.ts";
import { joinReasoning, type ReasoningLine } from "./lines.ts";

export interface ReasoningOptions {
  /** Made when absent. */
  readonly folder: string;
  /** The ledger's rows so far, oldest first: what is not yet in the files is added from them. */
  readonly rows?: Iterable<LedgerRow>;
  /** Told once when nothing can be written any more. */
  readonly warn: (text: string) => void;
}

/** A notifier with a file to be closed. */
export interface Reasoning extends Notifier {
  /** Lines written since it was opened. */
  readonly written: number;
  close(): void;
}

/** Opens the folder for its one writer and catches up. Throws nothing: failures go to `warn`. */
export function openReasoning({ folder, rows = [], warn }: ReasoningOptions): Reasoning {
  const writer = new ReasoningWriter(folder, warn);
  for (const row of rows) writer.notify(row);
  return writer;
}

const encoder = new TextEncoder();

class ReasoningWriter implements Reasoning {
  written = 0;
  readonly #folder: string;
  readonly #warn: (text: string) => void;
  readonly #join = joinReasoning();
  /** Of the last line that is there. */
  #last = { seq: 0, n: 0 };
  #newest = -Infinity;
  #file: { readonly day: number; readonly handle: Deno.FsFile } | null = null;
  #broken = false;

  constructor(folder: string, warn: (text: string) => void) {
    this.#folder = folder;
    this.#warn = warn;
    this.#guarded(() => this.#findEnd());
  }

  notify(row: LedgerRow): void {
    const line = this.#join(row);
    if (line !== null && !this.#broken && this.#isNew(line)) this.#guarded(() => this.#add(line));
  }

  close(): void {
    this.#file?.handle.close();
    this.#file = null;
  }

  #isNew({ seq, n }: ReasoningLine): boolean {
    return seq > this.#last.seq || (seq === this.#last.seq && n > this.#last.n);
  }

  #findEnd(): void {
    Deno.mkdirSync(this.#folder, { recursive: true });
    const days = reasoningDays(this.#folder);
    this.#newest = days[0] ?? -Infinity;
    for (const day of days) {
      const path = reasoningFile(this.#folder, day);
      const line = repairEnd(path);
      if (line === null) continue;
      this.#last = rowOf(line, path);
      return;
    }
  }

  #add({ seq, n, day, text }: ReasoningLine): void {
    const to = Math.max(day, this.#newest);
    if (this.#file?.day !== to) {
      this.close();
      const path = reasoningFile(this.#folder, to);
      this.#file = { day: to, handle: Deno.openSync(path, { create: true, append: true }) };
      this.#newest = to;
    }
    writeAll(this.#file.handle, encoder.encode(`${text}\n`));
    this.#last = { seq, n };
    this.written++;
  }

  /** Whatever the disk refuses is a warning and the end of writing. */
  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#broken = true;
      this.close();
      const what = error instanceof Error ? error.message : String(error);
      this.#warn(
        `Cannot write the reasoning file in ${this.#folder}: ${what}; trading goes on, and the next ` +
          "start adds what is missing",
      );
    }
  }
}

/** The row that a line belongs to. Throws Error for a line that is not one of ours. */
function rowOf(line: string, path: string): { readonly seq: number; readonly n: number } {
  const { row } = JSON.parse(line) as { readonly row?: unknown };
  const match = /^(\d+)\.(\d+)$/.exec(String(row));
  if (match === null) throw new Error(`the last line of ${path} names no row`);
  return { seq: Number(match[1]), n: Number(match[2]) };
}
