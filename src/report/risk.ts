// Every limit with what it measures, and when it last stood in the way of something.
import type { RuleName } from "../core/risk/registry.ts";
import type { RefusalRule } from "../core/types/refusal.ts";
import { blocks, limitCodes } from "./blocked.ts";
import type { Facts } from "./fold.ts";
import type { ReportInput } from "./input.ts";
import { limits } from "./limits.ts";
import { line } from "./line.ts";
import { type Cell, type Column, type LogLine, type Report, table } from "./report.ts";
import { haltReason, refusalWords } from "./words.ts";

/** Halts, trips and commands that are shown. */
const MOST_LINES = 200;

/** What is blocked, the limits with their last trips, then halts and commands, newest first. */
export function risk(input: ReportInput): readonly Report[] {
  return [limitsWithTrips(input, blocks(input)), controlLog(input.facts)];
}

interface Trip {
  readonly at: number;
  /** Made at last: a long run has many trips that are not the latest. */
  readonly words: () => string;
  readonly decision: string | null;
}

function limitsWithTrips(input: ReportInput, notes: readonly string[]): Report {
  const [first] = limits(input);
  if (first?.shape !== "table") return { ...emptyHead, notes };
  const trips = lastTrips(input.facts);
  const { columns, rows } = first;
  const names = columns.findIndex(({ key }) => key === "limit");
  const raw = { value: indexOf(columns, "value"), limit: indexOf(columns, "limitValue") };
  const more = rows.map((row): Cell[] => {
    const trip = trips.get(String(row[names]));
    const [value, limit] = [row[raw.value], row[raw.limit]];
    return [
      ...row,
      usedOf(String(row[names]), value, limit),
      trip?.at ?? null,
      trip?.words() ?? null,
      trip?.decision ?? null,
    ];
  });
  // In a terminal the formulas stand in `limits`: here they would leave no room for the names.
  const known = columns.map((column): Column =>
    column.key === "formula" ? { ...column, detail: true } : column
  );
  return table({ name: "limits", title: "Limits", notes }, [
    ...known,
    {
      key: "used",
      label: "used",
      unit: "ratio",
      of: "the limit, or a floor of what is above it",
      detail: true,
    },
    { key: "trippedAt", label: "last trip", unit: "time" },
    { key: "trip", label: "what it said", unit: "text", detail: true },
    { key: "decision", label: "decision", unit: "text" },
  ], more);
}

const emptyHead = { shape: "stats", name: "limits", title: "Limits", stats: [] } as const;

function indexOf(columns: readonly Column[], wanted: string): number {
  return columns.findIndex(({ key }) => key === wanted);
}

/** What may not be fallen below; the others may not be exceeded. */
const floors: ReadonlySet<string> = new Set<RuleName>(["capitalFloor", "cash"]);
/** Their numbers are a time or of one order: no share of them says how near they are. */
const noShare: ReadonlySet<string> = new Set<RuleName>(["breaker", "timeLeft", "mode"]);

/** How near a limit is, 1 where it is reached; a gain uses nothing of a limit on losses. */
function usedOf(name: string, value: Cell | undefined, limit: Cell | undefined): number | null {
  if (typeof value !== "number" || typeof limit !== "number" || noShare.has(name)) return null;
  const [part, whole] = floors.has(name) ? [limit, value] : [value, limit];
  return whole > 0 ? Math.max(0, part / whole) : null;
}

/** The latest refusal, halt or trip by limit. */
function lastTrips(facts: Facts): ReadonlyMap<string, Trip> {
  const limitOf = new Map<RefusalRule, string>();
  for (const [name, rules] of Object.entries(limitCodes)) {
    for (const rule of rules) limitOf.set(rule, name);
  }
  const last = new Map<string, Trip>();
  const keep = (name: string, trip: Trip) => {
    if (trip.at >= (last.get(name)?.at ?? -Infinity)) last.set(name, trip);
  };
  for (const { at, decision } of facts.decisions.values()) {
    for (const refusal of decision.refusals) {
      const name = limitOf.get(refusal.rule);
      if (name !== undefined) {
        keep(name, { at, words: () => refusalWords(refusal), decision: decision.id });
      }
    }
  }
  for (const row of facts.control) {
    const { at, body } = row;
    if (body.kind === "halt") {
      keep(body.halt.reason, { at, words: () => haltReason(body.halt), decision: null });
    } else if (body.kind === "trip") {
      keep(body.rule, { at, words: () => line(row) ?? body.rule, decision: null });
    }
  }
  return last;
}

function controlLog({ control }: Facts): Report {
  const lines = control.slice(-MOST_LINES).flatMap((row): LogLine[] => {
    const text = line(row);
    return text === null ? [] : [{ at: row.at, text }];
  });
  const notes = control.length > MOST_LINES ? [`The last ${MOST_LINES} of ${control.length}.`] : [];
  return {
    shape: "log",
    name: "control",
    title: "Halts, trips and commands, newest first",
    notes,
    lines: lines.reverse(),
  };
}
