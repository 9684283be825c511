import { aiBill } from "./ai_bill.ts";
import { differences, differenceWords } from "./arms.ts";
import { count, usd } from "./format.ts";
import { funnel } from "./funnel.ts";
import { healthStats } from "./health.ts";
import type { ReportInput } from "./input.ts";
import { equityStats } from "./positions.ts";
import { type Report, type Stat, type StatsReport, table } from "./report.ts";
import { netOf } from "./trade_fold.ts";
import { sum, tradeStats } from "./trades.ts";
import { drawdownStats } from "./equity.ts";
import { verdictOf, verdictReason, verdictWords } from "./verdict.ts";

const REASONS = 5;

/** The closing report: what the data was worth, what was done with it, what came of it. */
export function summary(input: ReportInput): readonly Report[] {
  return [
    healthStats(input.facts),
    ...funnel(input).map(topReasons),
    result(input),
    verdict(input),
    reproduce(input),
  ];
}

function topReasons(report: Report): Report {
  if (report.shape !== "table" || report.name !== "refusals") return report;
  if (report.rows.length <= REASONS) return report;
  const { name, title, notes, columns, rows } = report;
  const more = `The ${REASONS} most frequent of ${rows.length} reasons; totals are of these.`;
  return table({ name, title, notes: [...notes, more] }, columns, rows.slice(0, REASONS));
}

/** Money: closed, open and together, gross and net by name. */
function result(input: ReportInput): StatsReport {
  const { facts, config } = input;
  const closed = tradeStats(facts);
  const account = equityStats(input);
  const equity = valueOf(account.stats, "equity");
  const fills = [...facts.orders.fills.values()];
  const standing = fills.filter((fact) => fact.status !== "reverted");
  const reverted = fills.length - standing.length;
  return {
    shape: "stats",
    name: "result",
    title: "Result",
    notes: [...account.notes, ...closed.notes],
    stats: [
      ...account.stats.filter(({ key }) => key === "equity"),
      {
        key: "total",
        label: "equity less capital (net)",
        unit: "usd",
        value: equity === null ? null : equity - config.initialCapital,
      },
      ...closed.stats,
      ...account.stats.filter(({ key }) => ["open", "worth", "openResult"].includes(key)),
      { key: "fills", label: "fills", unit: "count", value: standing.length },
      { key: "reverted", label: "fills that failed to settle", unit: "count", value: reverted },
      {
        key: "allFees",
        label: "fees of all fills",
        unit: "usd",
        value: sum(standing.map(({ fill }) => fill.fee)),
      },
      ...drawdownStats(input).filter(({ key }) => key.toLowerCase().includes("drawdown")),
    ],
  };
}

function valueOf(stats: readonly Stat[], key: string): number | null {
  const value = stats.find((stat) => stat.key === key)?.value;
  return typeof value === "number" ? value : null;
}

function verdict(input: ReportInput): StatsReport {
  const { facts } = input;
  const closed = facts.trades.closed();
  const found = verdictOf(closed);
  return {
    shape: "stats",
    name: "verdict",
    title: "Verdict",
    notes: [],
    stats: [
      { key: "verdict", label: "verdict", unit: "text", value: verdictWords(found) },
      { key: "because", label: "because", unit: "text", value: verdictReason(found) },
      { key: "trades", label: "closed trades", unit: "count", value: found.trades },
      { key: "groups", label: "independent markets", unit: "count", value: found.groups },
      { key: "net", label: "their net result", unit: "usd", value: sum(closed.map(netOf)) },
      { key: "t", label: "mean net / standard error", unit: "text", value: found.t },
      ...aiStats(input),
    ],
  };
}

/** What models cost, and whether they were worth it; nothing where none was asked. */
function aiStats(input: ReportInput): Stat[] {
  const { ai } = input.facts;
  if (ai.questions.size === 0) return [];
  const cost = `${usd(aiBill(ai))} for ${count(ai.questions.size)} questions`;
  const [first] = differences(input);
  const worth = first === undefined
    ? "no arm without models beside it"
    : `${first.arms.join(" - ")}: ${first.verdict} (${differenceWords(first)})`;
  return [{ key: "ai", label: "models", unit: "text", value: `${cost}; ${worth}` }];
}

/** What is needed to get the same bytes again. */
function reproduce({ run, facts }: ReportInput): StatsReport {
  return {
    shape: "stats",
    name: "reproduce",
    title: "Reproduce",
    notes: [],
    stats: [
      { key: "seed", label: "seed", unit: "text", value: run.seed },
      { key: "source", label: "source", unit: "text", value: run.source },
      { key: "config", label: "config", unit: "text", value: run.configHash },
      { key: "version", label: "version", unit: "text", value: run.version },
      { key: "head", label: "chain head", unit: "text", value: run.head },
      { key: "rows", label: "ledger rows", unit: "count", value: facts.rows },
    ],
  };
}
