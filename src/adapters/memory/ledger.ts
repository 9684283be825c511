import { createHash } from "node:crypto";
import { canonicalJson } from "../../core/canonical.ts";
import { type ChainedRow, type ChainEnd, chainRows } from "../../core/chain.ts";
import type { LedgerBody, LedgerRow } from "../../core/types/effect.ts";
import type { Millis, Seq } from "../../core/types/units.ts";
import type { Ledger, RunHeader } from "../../ports.ts";

/** A ledger that ends with the process; the same chain as the one on disk, so heads compare. */
export function memoryLedger(): Ledger {
  return new MemoryLedger();
}

class MemoryLedger implements Ledger {
  // Text, not objects: what is read is what would be read from disk, and nobody can change it.
  readonly #rows: ChainedRow[] = [];
  #header: string | null = null;
  #end: ChainEnd | null = null;

  begin(header: RunHeader): RunHeader {
    if (this.#header === null || this.#rows.length === 0) {
      this.#header = canonicalJson(header);
      this.#end = { head: sha256(this.#header), last: null };
    }
    return JSON.parse(this.#header) as RunHeader;
  }

  header(): RunHeader | null {
    return this.#header === null ? null : JSON.parse(this.#header) as RunHeader;
  }

  append(rows: readonly LedgerRow[]): void {
    const chained = chainRows(this.#begun(), rows, sha256);
    const last = chained.at(-1);
    if (last === undefined) return;
    for (const row of chained) this.#rows.push(row);
    this.#end = { head: last.hash, last };
  }

  *read(after?: Seq): Generator<LedgerRow> {
    for (let i = after === undefined ? 0 : this.#firstAfter(after); i < this.#rows.length; i++) {
      const row = this.#rows[i];
      if (row !== undefined) yield toLedgerRow(row);
    }
  }

  head(): string {
    return this.#begun().head;
  }

  count(): number {
    return this.#rows.length;
  }

  flush(): void {}

  close(): void {}

  #begun(): ChainEnd {
    if (this.#end === null) {
      throw new Error("Cannot use a ledger before begin: it has no run header");
    }
    return this.#end;
  }

  #firstAfter(seq: Seq): number {
    let low = 0;
    let high = this.#rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#rows[middle]?.seq ?? Infinity) > seq) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

function toLedgerRow({ seq, n, at, body }: ChainedRow): LedgerRow {
  return { seq: seq as Seq, n, at: at as Millis, body: JSON.parse(body) as LedgerBody };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
