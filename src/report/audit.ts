// The chain of the ledger for a page: its head, what the last check found, and rows that hold a word.
import { canonicalJson } from "../core/canonical.ts";
import type { LedgerRow } from "../core/types/effect.ts";
import type { Millis } from "../core/types/units.ts";
import type { ReportInput } from "./input.ts";
import { line } from "./line.ts";
import { type Cell, type Report, type Stat, table } from "./report.ts";

/** What a check of the chain found; times are of the machine that checked. */
export interface VerifyFact {
  readonly at: Millis;
  readonly tookMs: number;
  readonly ok: boolean;
  /** Rows that were good. */
  readonly rows: number;
  readonly head: string | null;
  /** What is wrong, in words; null when nothing is. */
  readonly problem: string | null;
}

/** Rows that were looked for, newest first. */
export interface FoundRows {
  /** Empty: the newest rows. */
  readonly query: string;
  readonly rows: readonly LedgerRow[];
  /** Rows looked at, the newest of the ledger. */
  readonly scanned: number;
  /** All of the ledger was looked at. */
  readonly whole: boolean;
}

/** What is not in the fold of the ledger; null: not asked for yet. */
export interface AuditFacts {
  readonly verify: VerifyFact | null;
  readonly found: FoundRows | null;
}

/** Head of the chain, the last check of it, and rows. */
export function audit({ run, facts }: ReportInput, extra: AuditFacts): readonly Report[] {
  const { verify, found } = extra;
  const stats: Stat[] = [
    { key: "head", label: "chain head", unit: "text", value: run.head },
    { key: "rows", label: "rows", unit: "count", value: facts.rows },
    { key: "first", label: "first row", unit: "time", value: facts.first },
    { key: "last", label: "last row", unit: "time", value: facts.last },
    { key: "verify", label: "last check", unit: "text", value: wordsOf(verify) },
    { key: "verifyAt", label: "  made", unit: "time", value: verify?.at ?? null },
    { key: "verifyRows", label: "  good rows", unit: "count", value: verify?.rows ?? null },
    { key: "verifyHead", label: "  head then", unit: "text", value: verify?.head ?? null },
    { key: "verifyTook", label: "  took", unit: "ms", value: verify?.tookMs ?? null },
    { key: "configHash", label: "configuration", unit: "text", value: run.configHash },
    { key: "version", label: "version", unit: "text", value: run.version },
  ];
  const notes = [
    "Each row's hash covers the one before it: a row that is changed, moved or taken out is found. " +
    "Keep the head elsewhere; with it a check finds rows cut off the end, too.",
  ];
  const head: Report = { shape: "stats", name: "audit", title: "Ledger", notes, stats };
  return found === null ? [head] : [head, rowsTable(found)];
}

function wordsOf(verify: VerifyFact | null): string | null {
  if (verify === null) return null;
  return verify.ok ? "ok: every row as it was written" : `BROKEN: ${verify.problem ?? "unknown"}`;
}

function rowsTable({ query, rows, scanned, whole }: FoundRows): Report {
  const what = query === "" ? "The newest rows" : `Rows that hold "${query}"`;
  const where = whole ? "all rows" : `the newest ${scanned} rows`;
  const notes = [`${what}, newest first; looked at ${where}. The export holds every row.`];
  return table({ name: "rows", title: "Rows", notes }, [
    { key: "row", label: "row", unit: "text" },
    { key: "at", label: "time", unit: "time" },
    { key: "kind", label: "kind", unit: "text" },
    { key: "words", label: "in words", unit: "text" },
    { key: "body", label: "as written", unit: "text", detail: true },
  ], rows.map(rowCells));
}

function rowCells(row: LedgerRow): Cell[] {
  const { seq, n, at, body } = row;
  return [`${seq}.${n}`, at, body.kind, line(row, true), canonicalJson(body)];
}

/** Whether a row holds every word of a query, in its words or as it was written; case aside. */
export function holds(row: LedgerRow, query: string): boolean {
  const wanted = query.toLowerCase().split(/\s+/).filter((word) => word !== "");
  if (wanted.length === 0) return true;
  const text = `${row.seq}.${row.n} ${line(row, true) ?? ""} ${canonicalJson(row.body)}`
    .toLowerCase();
  return wanted.every((word) => text.includes(word));
}
