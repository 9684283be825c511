// The ledger as it grows, folded once for all pages.
//
// 1. What is shown is always whole events: between two slices the fold stands at an event's end.
// 2. A slice is a few milliseconds, so that requests, and the trader in the same process, get their turn.
// 3. A ledger that is replaced by another is read from its beginning.
// 4. A row that cannot be folded ends the following: what is half folded is never folded again. What
//    cannot be read is read again with the next poll, and no row is told twice or left out.
import type { LedgerRow } from "../core/types/effect.ts";
import type { Seq } from "../core/types/units.ts";
import type { ReportInput } from "../report/input.ts";
import { openRunFold, type RunFold } from "../report/run_fold.ts";
import type { LedgerHealth, LedgerRows, LedgerSource, RowPosition } from "./contract.ts";

/** Rows read so far, of those there were when reading began. */
export interface Reading {
  readonly rows: number;
  readonly of: number;
}

/** One fold of the ledger for everybody. */
export interface LedgerFollower {
  /**
   * Reads what is new, in slices; the same promise while it does. Rejects with what the source threw,
   * and once with the row that cannot be folded.
   */
  poll(): Promise<void>;
  /** How the last poll ended. */
  health(): LedgerHealth;
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
  /** Folded since the beginning was read, and told to nobody yet. */
  fresh: LedgerRow[];
  /** Why there is no further row: one could not be folded. */
  over: string | null;
}

const START: RowPosition = { seq: 0, n: 0 };
/** Rows kept for the listener of one poll; more are handed over in several goes. */
const MOST_FRESH = 500;

/** A follower that has read nothing. */
export function openFollower(following: Following): LedgerFollower {
  const { source, onReplaced } = following;
  let open: Open | null = null;
  let working: Promise<void> | null = null;
  let trouble: string | null = null;
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
    if (open.run?.over === null) await advance(open.reader, open.run, following, () => closed);
  }

  async function watched(): Promise<void> {
    try {
      await poll();
      trouble = null;
    } catch (error) {
      trouble = wordsOf(error);
      throw error;
    }
  }

  return {
    poll: () => working ??= watched().finally(() => working = null),
    health: () => {
      const why = open?.run?.over ?? trouble;
      return { ok: why === null, why };
    },
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
    fresh: [],
    over: null,
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
  const tell = () => {
    const rows = run.fresh;
    run.fresh = [];
    if (rows.length > 0) onRows(rows);
  };
  for (;;) {
    for (const row of reader.readAfter(run.position)) {
      if (row.seq !== run.position.seq) {
        if (run.fresh.length >= MOST_FRESH) tell();
        if (now() - begun >= sliceMs) {
          await pause();
          if (closed()) return;
          begun = now();
        }
      }
      take(run, row);
    }
    // The hash must be that of these rows, and the ledger may have grown meanwhile.
    const head = reader.head() ?? "";
    if (head === run.head) break;
    run.head = head;
  }
  run.whole = true;
  tell();
}

/** Folds one row. Throws when it cannot be, as that of a newer version: the run is over with it. */
function take(run: Run, row: LedgerRow): void {
  try {
    run.fold.add(row);
  } catch (error) {
    run.over = `row ${row.seq}.${row.n} cannot be folded: ${wordsOf(error)}`;
    throw new Error(run.over);
  }
  run.position = { seq: row.seq, n: row.n };
  if (run.whole) run.fresh.push(row);
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
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
