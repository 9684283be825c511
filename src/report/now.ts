// The first page: what is blocked, what the day has cost of what it may, what is held, and why nothing
// happens. All of it from the ledger; connections and memory are in "health-now".
import { reservedOf, turned } from "../core/advice/spend.ts";
import { dayResult, mode } from "../core/risk/exposure.ts";
import type { AiConfig } from "../core/types/config.ts";
import { blocks, meaningOf } from "./blocked.ts";
import type { DecisionFact, Facts } from "./fold.ts";
import type { ReportInput } from "./input.ts";
import { equityStats, positions } from "./positions.ts";
import { reasonOf } from "./decisions.ts";
import { type Report, runNotes, share, type Stat, type StatsReport } from "./report.ts";
import { haltReason } from "./words.ts";

/** What a person wants to see first. */
export function now(input: ReportInput): readonly Report[] {
  return [
    moneyStats(input),
    stateStats(input),
    ...positions(input).slice(1),
    lastStats(input.facts),
    ...aiStats(input),
  ];
}

function moneyStats(input: ReportInput): StatsReport {
  const money = equityStats(input);
  const equity = money.stats.find(({ key }) => key === "equity")?.value;
  const { account, config } = input;
  const { dayRealized, dayStartEquity } = account.risk;
  const { maxDailyLoss } = config.risk;
  const begun = input.facts.last !== null;
  const total = begun && typeof equity === "number" ? equity - dayStartEquity : null;
  // As the limit itself measures: closed trades or marked equity, whichever is worse.
  const lost = begun ? Math.max(0, -dayResult(account)) : null;
  return {
    shape: "stats",
    name: "money",
    title: "Account",
    notes: [...runNotes(input.run), ...money.notes],
    stats: [
      ...money.stats.filter(({ key }) => key === "equity"),
      { key: "dayTotal", label: "today (UTC), total", unit: "usd", value: total },
      {
        key: "dayClosed",
        label: "  realized, unconfirmed sales included",
        unit: "usd",
        value: dayRealized,
      },
      {
        key: "dayOpen",
        label: "  of open positions",
        unit: "usd",
        value: total === null ? null : total - dayRealized,
      },
      { key: "dayLost", label: "counts against the daily limit", unit: "usd", value: lost },
      { key: "dayLimit", label: "daily loss limit", unit: "usd", value: maxDailyLoss },
      {
        key: "dayUsed",
        label: "daily limit used",
        unit: "ratio",
        value: lost === null ? null : share(lost, maxDailyLoss),
        of: "the daily loss limit",
      },
      ...money.stats.filter(({ key }) =>
        ["cash", "open", "settling", "worth", "openResult", "unsettled", "markedAt"].includes(key)
      ),
    ],
  };
}

function stateStats(input: ReportInput): StatsReport {
  const { account } = input;
  const word = mode(account);
  // The strictest decides; of equal ones the first is since when it is so.
  const { halts } = account.risk;
  const halt = halts.find((one) => one.mode === word) ?? null;
  return {
    shape: "stats",
    name: "state",
    title: "State",
    notes: blocks(input).slice(1),
    stats: [
      { key: "state", label: "state", unit: "text", value: word.toUpperCase() },
      { key: "meaning", label: "which means", unit: "text", value: meaningOf(input) },
      {
        key: "reason",
        label: "reason",
        unit: "text",
        value: halt === null ? null : haltReason(halt),
      },
      { key: "by", label: "by", unit: "text", value: halt?.by ?? null },
      { key: "since", label: "since", unit: "time", value: halt?.at ?? null },
      { key: "breaker", label: "breaker until", unit: "time", value: account.risk.breakerUntil },
    ],
  };
}

function lastStats({ decisions, names, last }: Facts): StatsReport {
  const all = [...decisions.values()];
  const made = all.findLast(({ decision }) => decision.verdict !== "refused");
  const refused = all.findLast(({ decision }) => decision.verdict === "refused");
  return {
    shape: "stats",
    name: "last",
    title: "Last decisions",
    notes: [],
    stats: [
      ...decisionStats({ key: "made", label: "last decision to act", names }, made),
      ...decisionStats({ key: "refused", label: "last decision not to", names }, refused),
      { key: "lastRow", label: "last row of the ledger", unit: "time", value: last },
    ],
  };
}

interface Naming {
  readonly key: string;
  readonly label: string;
  readonly names: ReadonlyMap<string, string>;
}

function decisionStats({ key, label, names }: Naming, fact: DecisionFact | undefined): Stat[] {
  const decision = fact?.decision ?? null;
  return [
    { key, label, unit: "text", value: decision?.id ?? null },
    { key: `${key}At`, label: "  at", unit: "time", value: fact?.at ?? null },
    {
      key: `${key}What`,
      label: "  what",
      unit: "text",
      value: decision === null ? null : decision.verdict,
    },
    {
      key: `${key}Market`,
      label: "  market",
      unit: "text",
      value: decision === null ? null : names.get(decision.market) ?? decision.market,
    },
    {
      key: `${key}Why`,
      label: "  why",
      unit: "text",
      value: decision === null ? null : reasonOf(decision),
    },
  ];
}

/** None for a run that was recorded before there were models. */
function aiStats({ facts, config }: ReportInput): StatsReport[] {
  const ai: AiConfig | undefined = config.ai;
  if (ai === undefined || facts.last === null) return [];
  const { aiSpend } = facts.ai.learnt;
  const { daySpent, monthSpent } = turned(aiSpend, facts.last);
  const reserved = reservedOf(aiSpend);
  const part = (key: string, label: string, spent: number, limit: number): Stat[] => [
    { key, label, unit: "usd", value: spent },
    { key: `${key}Limit`, label: "  of a budget of", unit: "usd", value: limit },
    {
      key: `${key}Used`,
      label: "  used, open questions included",
      unit: "ratio",
      value: share(spent + reserved, limit),
      of: "the budget",
    },
  ];
  return [{
    shape: "stats",
    name: "ai",
    title: "Models",
    notes: ai.enabled ? [] : ["No models are asked: they are off in the configuration."],
    stats: [
      ...part("day", "spent today (UTC)", daySpent, ai.budgetDay),
      ...part("month", "spent this month", monthSpent, ai.budgetMonth),
      { key: "reserved", label: "reserved for open questions", unit: "usd", value: reserved },
      {
        key: "questions",
        label: "questions so far",
        unit: "count",
        value: facts.ai.questions.size,
      },
    ],
  }];
}
