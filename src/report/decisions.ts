import type { AiOpinion } from "../core/types/advice.ts";
import type { EntryDecision } from "../core/types/effect.ts";
import type { DecisionFact, Facts } from "./fold.ts";
import { cents, ratio } from "./format.ts";
import type { ReportInput } from "./input.ts";
import { withNames } from "./names.ts";
import { type Cell, type Column, type Report, table, type TableReport } from "./report.ts";
import { purposeWords, refusalWords } from "./words.ts";

/** Every decision with its main reason; `why <id>` has all of its numbers. */
export function decisions({ facts }: ReportInput): readonly Report[] {
  return [decisionsTable([...facts.decisions.values()], facts)];
}

/** The same of some decisions. */
export function decisionsTable(
  some: readonly DecisionFact[],
  { names }: Pick<Facts, "names">,
): TableReport {
  const head = { name: "decisions", title: "Each decision, first made first", notes: [] };
  return withNames(table(head, columns, some.map(decisionRow)), names);
}

const columns: readonly Column[] = [
  { key: "id", label: "decision", unit: "text" },
  { key: "at", label: "made", unit: "time", detail: true },
  { key: "kind", label: "kind", unit: "text", detail: true },
  { key: "market", label: "market", unit: "text", width: 18 },
  { key: "verdict", label: "verdict", unit: "text" },
  { key: "spike", label: "spike", unit: "price" },
  { key: "confidence", label: "conf.", unit: "ratio", of: "four layers", detail: true },
  { key: "stance", label: "stance", unit: "text", detail: true },
  { key: "edge", label: "edge", unit: "price", detail: true },
  { key: "ai", label: "models", unit: "text", detail: true },
  { key: "reason", label: "reason", unit: "text" },
  { key: "order", label: "order", unit: "text", detail: true },
];

function decisionRow({ at, decision }: DecisionFact): Cell[] {
  const { id, kind, market, verdict, order } = decision;
  const numbers = kind === "entry" ? entryNumbers(decision) : [null, null, null, null, null];
  return [id, at, kind, market, verdict, ...numbers, reasonOf(decision), order];
}

function entryNumbers({ signal, stance, edge, ai }: EntryDecision): Cell[] {
  const net = edge === null ? null : Math.round(edge.net * 1e6);
  return [spikeSize(signal), signal.confidence, stance, net, ai === undefined ? null : aiWords(ai)];
}

/** What models said of YES and of the move's cause, or why they said nothing. */
export function aiWords({ abstained, estimate }: AiOpinion): string {
  if (abstained !== null) return `no opinion: ${abstained}`;
  const said = (label: string, p: number | null | undefined) =>
    p === null || p === undefined ? [] : [`${label} ${ratio(p)}`];
  return [...said("YES", estimate?.probability), ...said("justified", estimate?.justified)]
    .join(", ");
}

/** Price of YES at the signal minus that at the spike's start, 1e-6. */
export function spikeSize({ mid, anchor }: EntryDecision["signal"]): number {
  return Math.round((mid - anchor) * 1e6);
}

/** The first refusal in words; else what was done. */
export function reasonOf(decision: DecisionFact["decision"]): string {
  const [main] = decision.refusals;
  if (main !== undefined) return refusalWords(main);
  if (decision.kind === "exit") return purposeWords[decision.purpose];
  const { stance, edge } = decision;
  return edge === null
    ? stance
    : `${stance}, ${cents(Math.round(edge.net * 1e6))} a share expected`;
}
