import { blocks } from "./blocked.ts";
import { reasonOf } from "./decisions.ts";
import type { DecisionFact, Facts } from "./fold.ts";
import { count, duration } from "./format.ts";
import type { ReportInput } from "./input.ts";
import { equityStats, positions } from "./positions.ts";
import { type Report, runNotes, type Stat } from "./report.ts";

/** One reason is worth a warning when it made more than this share of the last signals fail. */
const ALIKE = 0.95;
const LOOK_BACK = 50;
/** After so long without an entry the reader is told. */
const SILENCE_MS = 3_600_000;

/** Where things stand after the last row; what is blocked comes before anything else. */
export function status(input: ReportInput): readonly Report[] {
  const { facts, account, run } = input;
  const [label = ""] = runNotes(run);
  const money = equityStats(input);
  const first: Report = {
    shape: "stats",
    name: "status",
    title: "Status",
    notes: [...blocks(input), label, ...money.notes, ...warnings(facts)],
    stats: [
      ...money.stats.filter(({ key }) => key === "equity"),
      ...today(input, money.stats),
      ...money.stats.filter(({ key }) => ["cash", "open", "worth", "markedAt"].includes(key)),
      ...recent(facts),
    ],
  };
  const held = account.positions.size > 0 ? positions(input).slice(1) : [];
  return [first, ...held];
}

/** Closed, open and total result of the day, each by name. */
function today({ account, facts }: ReportInput, money: readonly Stat[]): Stat[] {
  const equity = money.find(({ key }) => key === "equity")?.value;
  const { dayRealized, dayStartEquity } = account.risk;
  const total = typeof equity === "number" ? equity - dayStartEquity : null;
  const open = total === null ? null : total - dayRealized;
  if (facts.last === null) return [];
  return [
    { key: "dayTotal", label: "today (UTC), total", unit: "usd", value: total },
    {
      key: "dayClosed",
      label: "  realized, unconfirmed sales included",
      unit: "usd",
      value: dayRealized,
    },
    { key: "dayOpen", label: "  of open positions", unit: "usd", value: open },
  ];
}

function recent(facts: Facts): Stat[] {
  const all = [...facts.decisions.values()];
  const entered = all.findLast(({ decision }) => decision.verdict === "enter");
  const refused = all.findLast(({ decision }) => decision.verdict === "refused");
  return [
    { key: "lastDecision", label: "last decision", unit: "text", value: words(all.at(-1)) },
    { key: "lastDecisionAt", label: "  made", unit: "time", value: all.at(-1)?.at ?? null },
    { key: "lastEntry", label: "last entry", unit: "text", value: words(entered) },
    { key: "lastEntryAt", label: "  made", unit: "time", value: entered?.at ?? null },
    { key: "lastRefusal", label: "last refusal", unit: "text", value: words(refused) },
    { key: "lastRefusalAt", label: "  made", unit: "time", value: refused?.at ?? null },
    { key: "lastRow", label: "last row", unit: "time", value: facts.last },
  ];
}

function words(fact: DecisionFact | undefined): string | null {
  if (fact === undefined) return null;
  const { decision } = fact;
  return `${decision.id} ${decision.verdict}: ${reasonOf(decision)}`;
}

/** Long silence, and one reason that refuses everything. */
function warnings(facts: Facts): string[] {
  const notes: string[] = [];
  const entries = [...facts.decisions.values()].filter((f) => f.decision.kind === "entry");
  const lastEntry = entries.findLast(({ decision }) => decision.verdict === "enter");
  const since = lastEntry?.at ?? facts.first;
  if (since !== null && facts.last !== null && facts.last - since >= SILENCE_MS) {
    const later = entries.filter(({ at }) => at > since || lastEntry === undefined).length;
    const why = later === 0 ? "no signal came" : `${count(later)} signals, all refused`;
    notes.push(`No entry for ${duration(facts.last - since)}: ${why}.`);
  }
  const last = entries.slice(-LOOK_BACK);
  const reasons = new Map<string, number>();
  for (const { decision } of last) {
    const rule = decision.refusals[0]?.rule;
    if (rule !== undefined) reasons.set(rule, (reasons.get(rule) ?? 0) + 1);
  }
  for (const [rule, times] of reasons) {
    if (last.length < LOOK_BACK || times <= ALIKE * last.length) continue;
    notes.push(`WARNING: ${times} of the last ${last.length} signals were refused for ${rule}.`);
  }
  return notes;
}
