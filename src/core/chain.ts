// The hash chain of a ledger, without the hash: adapters bring SHA-256, the core says of what.
//
// 1. The head of an empty ledger is the hash of its run header as canonical JSON.
// 2. The hash of a row is that of the UTF-8 text `["<previous hash>",<seq>,<n>,<at>,<body>]`, body in
//    canonical JSON. A header starts with `{` and a row with `[`, and JSON arrays have one reading,
//    so no two ledgers share a text.
// 3. (seq, n) strictly grows.
import { canonicalJson } from "./canonical.ts";
import type { LedgerRow } from "./types/effect.ts";

/** SHA-256 of the UTF-8 bytes of a text, 64 hex digits. */
export type Sha256 = (text: string) => string;

/** Which row: `88340.1` in messages. */
export interface RowName {
  readonly seq: number;
  readonly n: number;
}

/** Where a chain stands: its last hash, and its last row unless there is none. */
export interface ChainEnd {
  readonly head: string;
  readonly last: RowName | null;
}

/** A row as it is stored. */
export interface ChainedRow extends RowName {
  readonly at: number;
  /** Canonical JSON. */
  readonly body: string;
  readonly previous: string;
  readonly hash: string;
}

/** The text of which a row's hash is made. */
export function rowText(row: Omit<ChainedRow, "hash">): string {
  return `["${row.previous}",${row.seq},${row.n},${row.at},${row.body}]`;
}

/** Links rows to the end of a chain. Throws, and links none, when one is out of order or not JSON. */
export function chainRows(
  end: ChainEnd,
  rows: readonly LedgerRow[],
  sha256: Sha256,
): ChainedRow[] {
  const chained: ChainedRow[] = [];
  let { head, last } = end;
  for (const { seq, n, at, body } of rows) {
    mustFollow(last, { seq, n });
    if (!Number.isSafeInteger(at)) throw new RangeError(`Cannot append row ${seq}.${n}: at ${at}`);
    const row = { seq, n, at, body: canonicalJson(body), previous: head };
    head = sha256(rowText(row));
    last = row;
    chained.push({ ...row, hash: head });
  }
  return chained;
}

/** True when `a` comes before `b` in a ledger. */
export function isBefore(a: RowName, b: RowName): boolean {
  return a.seq < b.seq || (a.seq === b.seq && a.n < b.n);
}

function mustFollow(last: RowName | null, row: RowName): void {
  const { seq, n } = row;
  if (!Number.isSafeInteger(seq) || seq < 1 || !Number.isSafeInteger(n) || n < 0) {
    throw new RangeError(`Cannot append row ${seq}.${n}: not a row number`);
  }
  if (last !== null && !isBefore(last, row)) {
    throw new RangeError(`Cannot append row ${seq}.${n}: the ledger is at ${last.seq}.${last.n}`);
  }
}
