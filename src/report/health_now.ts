// How the trader and the server that shows it are doing at this moment. Nothing of it is in the ledger,
// so all of it is handed in; what the input was worth so far is the report `health`.
import { liveOrders } from "../core/risk/exposure.ts";
import type { Millis } from "../core/types/units.ts";
import type { ReportInput } from "./input.ts";
import { type Cell, type Report, type Stat, table } from "./report.ts";
import { type TapeReading, tapeWords } from "./markets.ts";

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

/** What the trader last said of itself. */
export interface TraderPulse {
  /** Unix ms. */
  readonly at: number;
  /** How late its timers are, ms: the largest of the last minute. */
  readonly lagMs: number;
  /** Bytes. */
  readonly rss: number;
  /** Its connections; absent: it trades on a recording. */
  readonly feeds?: readonly {
    readonly name: string;
    /** Since its last message of data; null: none came yet. */
    readonly ageMs: number | null;
  }[];
}

/** What is known of the trader. */
export interface TraderFacts {
  readonly alive: boolean;
  /** null: it said nothing yet. */
  readonly pulse: TraderPulse | null;
}

/** What is known of the server. */
export interface ServerFacts {
  /** Why the ledger is not followed; null: it is. */
  readonly ledgerTrouble: string | null;
  /** null: nobody asked for the tape, or there is no ledger to say with which configuration. */
  readonly tape: { readonly at: Millis | null; readonly reading: TapeReading } | null;
  readonly memory: MemoryFact;
  /** null: not measured yet. */
  readonly lag: LoopLag | null;
  readonly upMs: number;
  /** Errors since the start that were answered and not shown to the trader. */
  readonly errors: number;
  /** Of the process: the trader's own where it serves. */
  readonly permissions: readonly PermissionFact[];
}

/** What is known outside the ledger. */
export interface HealthFacts {
  readonly trader: TraderFacts;
  readonly server: ServerFacts;
}

/** The trader, its connections, the server, the account's agreement with the venue, permissions. */
export function healthNow(input: ReportInput, { trader, server }: HealthFacts): readonly Report[] {
  return [
    traderStats(trader),
    feedsTable(trader),
    serverStats(server),
    reconcileStats(input),
    permissionsTable(server),
  ];
}

const MEGABYTE = 1_048_576;

function megabytes(bytes: number): number {
  return Math.round(bytes / MEGABYTE);
}

function traderStats({ alive, pulse }: TraderFacts): Report {
  const known = alive ? pulse : null;
  const rss = known === null ? null : megabytes(known.rss);
  const stats: Stat[] = [
    { key: "running", label: "running", unit: "text", value: alive ? "yes" : "no" },
    { key: "heard", label: "last heard of", unit: "time", value: pulse?.at ?? null },
    {
      key: "lagWorst",
      label: "loop lag, worst of a minute",
      unit: "ms",
      value: known?.lagMs ?? null,
    },
    { key: "rss", label: "memory, MB", unit: "count", value: rss },
  ];
  const notes = alive ? ["As it says itself each second."] : ["It is not running, or hangs."];
  return { shape: "stats", name: "trader", title: "The trader", notes, stats };
}

function serverStats(server: ServerFacts): Report {
  const { ledgerTrouble, tape, memory, lag, upMs, errors } = server;
  const stats: Stat[] = [
    { key: "ledger", label: "ledger", unit: "text", value: ledgerTrouble ?? "followed" },
    {
      key: "tape",
      label: "tape",
      unit: "text",
      value: tape === null ? "not looked at" : tapeWords(tape.reading),
    },
    { key: "tapeAt", label: "  read to", unit: "time", value: tape?.at ?? null },
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
    "Loop and heap are the server's own. With `trade --serve` memory is that of the trader's process, " +
    "of which the server is a thread.",
  ];
  return { shape: "stats", name: "server", title: "This server", notes, stats };
}

function feedsTable({ alive, pulse }: TraderFacts): Report {
  const feeds = alive && pulse !== null ? pulse.feeds : [];
  const rows = (feeds ?? []).map(({ name, ageMs }): Cell[] => [
    `connection ${name}`,
    pulse === null || ageMs === null ? null : pulse.at - ageMs,
    ageMs,
  ]);
  return table({ name: "feeds", title: "Feeds", notes: feedNotes(feeds, alive) }, [
    { key: "link", label: "connection", unit: "text" },
    { key: "heardAt", label: "last heard", unit: "time" },
    { key: "age", label: "age", unit: "ms" },
  ], rows);
}

function feedNotes(feeds: TraderPulse["feeds"], alive: boolean): readonly string[] {
  if (!alive) return ["The trader is not running: it has no connection."];
  if (feeds === undefined) return ["It trades on a recording, or has not begun: no connection."];
  return [
    feeds.length > 0 ? "As the trader says each second." : "There is no connection: no data.",
  ];
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

function permissionsTable({ permissions }: ServerFacts): Report {
  const rows = permissions.map(({ name, scope, state }): Cell[] => [name, scope ?? "all", state]);
  const notes = [
    "As the runtime answers when asked now, of all that this command needs; what is not granted " +
    "cannot be had later.",
  ];
  return table({ name: "permissions", title: "Effective permissions", notes }, [
    { key: "name", label: "permission", unit: "text" },
    { key: "scope", label: "of", unit: "text" },
    { key: "state", label: "state", unit: "text" },
  ], rows);
}
