// How the process that serves and the one that trades are doing at this moment. Nothing of it is in the
// ledger, so all of it is handed in; what the input was worth so far is the report `health`.
import { liveOrders } from "../core/risk/exposure.ts";
import type { Millis } from "../core/types/units.ts";
import type { ReportInput } from "./input.ts";
import type { FeedAge } from "./markets.ts";
import { type Cell, type Report, type Stat, table } from "./report.ts";

/** Bytes, as the runtime counts them. */
export interface MemoryFact {
  readonly rss: number;
  readonly heapUsed: number;
  readonly heapTotal: number;
}

/** How late timers came of late, ms. */
export interface LoopLag {
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly worstMs: number;
}

/** One permission of the process as the runtime answers when asked. */
export interface PermissionFact {
  readonly name: string;
  /** What it is limited to; null: all of the kind. */
  readonly scope: string | null;
  readonly state: "granted" | "prompt" | "denied";
}

/** What is known outside the ledger. */
export interface ProcessFacts {
  readonly feeds: readonly FeedAge[];
  /** Time on the tape, by the venue's clock: ages are as of it. */
  readonly tapeAt: Millis | null;
  readonly memory: MemoryFact;
  /** null: not measured yet. */
  readonly lag: LoopLag | null;
  readonly upMs: number;
  /** Errors since the start that were answered and not shown to the trader. */
  readonly errors: number;
  readonly permissions: readonly PermissionFact[];
}

/** The process, the connections, the account's agreement with the venue, and what it may touch. */
export function healthNow(input: ReportInput, process: ProcessFacts): readonly Report[] {
  return [
    processStats(process),
    feedsTable(process),
    reconcileStats(input),
    permissionsTable(process),
  ];
}

const MEGABYTE = 1_048_576;

function processStats({ memory, lag, upMs, errors }: ProcessFacts): Report {
  const megabytes = (bytes: number) => Math.round(bytes / MEGABYTE);
  const stats: Stat[] = [
    { key: "rss", label: "memory, MB", unit: "count", value: megabytes(memory.rss) },
    {
      key: "heapUsed",
      label: "  heap in use, MB",
      unit: "count",
      value: megabytes(memory.heapUsed),
    },
    { key: "heapTotal", label: "  heap, MB", unit: "count", value: megabytes(memory.heapTotal) },
    { key: "lagMedian", label: "loop lag, median", unit: "ms", value: lag?.medianMs ?? null },
    { key: "lagP99", label: "loop lag, 99 of 100 under", unit: "ms", value: lag?.p99Ms ?? null },
    { key: "lagWorst", label: "loop lag, worst", unit: "ms", value: lag?.worstMs ?? null },
    { key: "up", label: "serving for", unit: "ms", value: upMs },
    { key: "errors", label: "errors while serving", unit: "count", value: errors },
  ];
  const notes = [
    "Of the process that serves this page, which is not the trader's unless it was " +
    "started with `trade --serve`.",
  ];
  return { shape: "stats", name: "process", title: "This process", notes, stats };
}

function feedsTable({ feeds, tapeAt }: ProcessFacts): Report {
  const rows = feeds.map(({ link, markets, heardAt }): Cell[] => {
    const age = heardAt === null || tapeAt === null ? null : Math.max(0, tapeAt - heardAt);
    return [`connection ${link}`, markets, heardAt, age];
  });
  const notes = rows.length > 0
    ? ["As of the last time on the tape; a trader that stopped leaves it as it was."]
    : ["No connection carries a market: the feed is down, or the tape has not been read so far."];
  return table({ name: "feeds", title: "Feeds", notes }, [
    { key: "link", label: "connection", unit: "text" },
    { key: "markets", label: "markets", unit: "count" },
    { key: "heardAt", label: "last heard", unit: "time" },
    { key: "age", label: "age", unit: "ms" },
  ], rows);
}

function reconcileStats({ account, facts }: ReportInput): Report {
  const live = liveOrders(account);
  const unknown = live.filter(({ status }) => status === "submitted").length;
  const stats: Stat[] = [
    { key: "open", label: "orders in flight or resting", unit: "count", value: live.length },
    { key: "unknown", label: "  of them without an answer", unit: "count", value: unknown },
    {
      key: "positions",
      label: "positions",
      unit: "count",
      value: account.positions.size,
    },
    {
      key: "quarantine",
      label: "fills that fit nothing, not booked",
      unit: "count",
      value: account.quarantine.size,
    },
    { key: "rows", label: "ledger rows", unit: "count", value: facts.rows },
    { key: "last", label: "last row", unit: "time", value: facts.last },
  ];
  const notes = unknown === 0
    ? ["Every order has an answer of the venue."]
    : ["An order without an answer counts as exposure until the venue says what became of it."];
  return { shape: "stats", name: "reconcile", title: "Agreement with the venue", notes, stats };
}

function permissionsTable({ permissions }: ProcessFacts): Report {
  const rows = permissions.map(({ name, scope, state }): Cell[] => [name, scope ?? "all", state]);
  const notes = ["As the runtime answers when asked now; what is not granted cannot be had later."];
  return table({ name: "permissions", title: "Effective permissions", notes }, [
    { key: "name", label: "permission", unit: "text" },
    { key: "scope", label: "of", unit: "text" },
    { key: "state", label: "state", unit: "text" },
  ], rows);
}
