// The ledger as it grows, folded once for all pages.
//
// 1. What is shown is always whole events: between two slices the fold stands at an event's end.
// 2. A slice is a few milliseconds, so that requests, and the trader in the same process, get their turn.
// 3. A ledger that is replaced by another is read from its beginning.
import type { LedgerRow } from "../core/types/effect.ts";
import type { Seq } from "../core/types/units.ts";
import type { ReportInput } from "../report/input.ts";
import { openRunFold, type RunFold } from "../report/run_fold.ts";
import type { LedgerRows, LedgerSource, RowPosition } from "./contract.ts";

/** Rows read so far, of those there were when reading began. */
export interface Reading {
  readonly rows: number;
  readonly of: number;
}

/** One fold of the ledger for everybody. */
export interface LedgerFollower {
  /** Reads what is new, in slices; the same promise while it does. Rejects with StorageError. */
  poll(): Promise<void>;
  /** Resolves when no slice is under way. */
  settled(): Promise<void>;
  /** null: no ledger, or it was not read to its end yet. */
  input(): ReportInput | null;
  /** How far the first reading has come; null: there is no ledger. */
  reading(): Reading | null;
  /** The last row folded. */
  position(): RowPosition;
  /** Whole events after `seq`, at most about `most` rows, none that `position` is not past. */
  rowsAfter(seq: Seq | 0, most: number): readonly LedgerRow[];
  close(): void;
}

/** How a follower works. */
export interface Following {
  readonly source: LedgerSource;
  /** Told of new rows, whole events, once the ledger was read to its end. */
  readonly onRows: (rows: readonly LedgerRow[]) => void;
  /** Told that another ledger is in its place. */
  readonly onReplaced: () => void;
  /** Longest slice, ms. */
  readonly sliceMs: number;
  /** Time between slices is given to others. */
  readonly pause: () => Promise<void>;
  /** Milliseconds of any clock. */
  readonly now: () => number;
}

interface Open {
  readonly identity: string;
  readonly reader: LedgerRows;
  readonly of: number;
  run: Run | null;
}

interface Run {
  readonly fold: RunFold;
  position: RowPosition;
  head: string;
  whole: boolean;
}

const START: RowPosition = { seq: 0, n: 0 };
/** Rows kept for the listener of one poll; more are handed over in several goes. */
const MOST_FRESH = 500;

/** A follower that has read nothing. */
export function openFollower(following: Following): LedgerFollower {
  const { source, onReplaced } = following;
  let open: Open | null = null;
  let working: Promise<void> | null = null;
  let closed = false;

  async function poll(): Promise<void> {
    const identity = source.identity();
    if (open !== null && open.identity !== identity) {
      open.reader.close();
      open = null;
      onReplaced();
    }
    if (open === null && identity !== null) {
      const reader = source.open();
      if (reader !== null) open = { identity, reader, of: reader.count(), run: null };
    }
    if (open === null) return;
    open.run ??= begin(open.reader);
    if (open.run !== null) await advance(open.reader, open.run, following, () => closed);
  }

  return {
    poll: () => working ??= poll().finally(() => working = null),
    settled: async () => await working?.catch(() => {}),
    input: () => open?.run?.whole === true ? open.run.fold.input(open.run.head) : null,
    reading: () => open === null ? null : { rows: open.run?.fold.facts.rows ?? 0, of: open.of },
    position: () => open?.run?.position ?? START,
    rowsAfter: (seq, most) => {
      const run = open?.run ?? null;
      if (open === null || run === null) return [];
      return wholeEvents(open.reader, { after: seq, to: run.position, most });
    },
    close: () => {
      closed = true;
      open?.reader.close();
      open = null;
    },
  };
}

function begin(reader: LedgerRows): Run | null {
  const header = reader.header();
  if (header === null) return null;
  return {
    fold: openRunFold(header),
    position: START,
    head: reader.head() ?? "",
    whole: false,
  };
}

/** Folds what is there, event by event, and tells of it when the beginning was read before. */
async function advance(
  reader: LedgerRows,
  run: Run,
  { onRows, sliceMs, pause, now }: Following,
  closed: () => boolean,
): Promise<void> {
  let begun = now();
  let fresh: LedgerRow[] = [];
  for (;;) {
    for (const row of reader.readAfter(run.position)) {
      if (row.seq !== run.position.seq) {
        if (fresh.length >= MOST_FRESH) {
          onRows(fresh);
          fresh = [];
        }
        if (now() - begun >= sliceMs) {
          await pause();
          if (closed()) return;
          begun = now();
        }
      }
      run.fold.add(row);
      run.position = { seq: row.seq, n: row.n };
      if (run.whole) fresh.push(row);
    }
    // The hash must be that of these rows, and the ledger may have grown meanwhile.
    const head = reader.head() ?? "";
    if (head === run.head) break;
    run.head = head;
  }
  run.whole = true;
  if (fresh.length > 0) onRows(fresh);
}

interface Stretch {
  readonly after: Seq | 0;
  readonly to: RowPosition;
  readonly most: number;
}

function wholeEvents(reader: LedgerRows, { after, to, most }: Stretch): readonly LedgerRow[] {
  const rows: LedgerRow[] = [];
  for (const row of reader.readAfter({ seq: after, n: Number.MAX_SAFE_INTEGER })) {
    if (row.seq > to.seq) break;
    if (rows.length >= most && row.seq !== rows.at(-1)?.seq) break;
    rows.push(row);
  }
  return rows;
}
