// Every gate that an entry had to pass, with its number and its threshold as far as the ledger has
// them: all that an order was measured by, and of a decision without one the stages it reached. Where
// no number is known, none is made up.
import type { EntryDecision } from "../core/types/effect.ts";
import type { EngineConfig } from "../core/types/config.ts";
import type { RefusalRule } from "../core/types/refusal.ts";
import { cell } from "./format.ts";
import { type Cell, type Column, table, type TableReport, type Unit } from "./report.ts";
import { refusalWords, type Stage, stages } from "./words.ts";

/** What came of a gate; "not reached": an earlier one had stopped it. */
export type GateVerdict = "pass" | "fail" | "not reached";

/** One gate of one decision. */
export interface Gate {
  readonly rule: RefusalRule;
  readonly stage: Stage;
  readonly value: number | null;
  readonly limit: number | null;
  readonly unit: Unit;
  readonly wants: "at least" | "at most" | "";
  readonly verdict: GateVerdict;
}

/** The gates in the order in which they are asked, as a table. */
export function gatesTable(decision: EntryDecision, config: EngineConfig): TableReport {
  const gates = gatesOf(decision, config);
  const words = new Map(decision.refusals.map((one) => [one.rule, refusalWords(one)]));
  const rows = gates.map((gate): Cell[] => [
    gate.rule,
    gate.stage,
    gate.verdict,
    text(gate.value, gate.unit),
    gate.limit === null ? "-" : `${gate.wants} ${text(gate.limit, gate.unit)}`.trim(),
    gate.verdict === "fail" ? words.get(gate.rule) ?? null : null,
    gate.value,
    gate.limit,
    gate.unit,
  ]);
  const notes = [
    "Some gates have no number: they ask whether something is so. Where no order was made, the " +
    "numbers are those of the gates that refused and of the stages that the decision reached.",
  ];
  return table({ name: "gates", title: "Gates", notes }, columns, rows);
}

const columns: readonly Column[] = [
  { key: "rule", label: "gate", unit: "text" },
  { key: "stage", label: "stage", unit: "text" },
  { key: "verdict", label: "verdict", unit: "text" },
  { key: "number", label: "number", unit: "text" },
  { key: "threshold", label: "threshold", unit: "text" },
  { key: "because", label: "because", unit: "text" },
  { key: "value", label: "number, raw", unit: "text", detail: true },
  { key: "limit", label: "threshold, raw", unit: "text", detail: true },
  { key: "unit", label: "unit", unit: "text", detail: true },
];

function text(value: number | null, unit: Unit): string {
  return cell(value, unit);
}

/** What a passed gate had measured. */
type Known = Pick<Gate, "value" | "limit" | "unit" | "wants">;

const order: readonly RefusalRule[] = [
  ...["bookMissing", "bookOneSided", "bookCrossed", "feedDown", "bookAge", "spread"] as const,
  ...["entryDepth", "exitDepth", "volume", "priceRange", "timeLeft", "category"] as const,
  ...["slug", "notAccepting", "feeUnknown", "confidence"] as const,
  ...["leaveAlone", "aiPending", "aiNotWorth", "spikeGone", "aiInjection", "aiVeto"] as const,
  ...["edge", "edgeCeiling", "kelly", "monteCarloRuin", "monteCarloDayLoss"] as const,
  ...["monteCarloGrowth", "configMinimum", "venueMinimum", "exitMinimum", "offGrid"] as const,
  ...["aiCost", "halted", "reducing", "marketBusy", "unsettled", "breaker"] as const,
  ...["rejections", "dailyLoss", "lossBudget", "drawdown", "capitalFloor"] as const,
  ...["positionSize", "cash", "marketExposure", "groupExposure", "openPositions"] as const,
  ...["orderRate", "notSellable"] as const,
];

/** Asked of the market before any work goes into a trade, and once more of the order. */
const early: ReadonlySet<RefusalRule> = new Set<RefusalRule>([
  ...["halted", "reducing", "marketBusy", "unsettled", "breaker", "rejections"] as const,
  ...["dailyLoss", "drawdown", "capitalFloor", "openPositions", "orderRate"] as const,
]);

/** Of models only, or only ever named when they fail. */
const onlyWhenNamed: ReadonlySet<RefusalRule> = new Set<RefusalRule>([
  ...["aiPending", "aiNotWorth", "spikeGone", "monteCarloGrowth", "notSellable"] as const,
]);
const ofModels: ReadonlySet<RefusalRule> = new Set<RefusalRule>([
  ...["aiInjection", "aiVeto", "aiCost"] as const,
]);

/** The gates in the order in which they are asked. */
export function gatesOf(decision: EntryDecision, config: EngineConfig): readonly Gate[] {
  const failed = new Map(decision.refusals.map((refusal) => [refusal.rule, refusal]));
  const known = { ...knownOf(decision, config), ...measuredOf(decision) };
  return order.flatMap((rule): Gate[] => {
    const refusal = failed.get(rule);
    const stage = stages[rule];
    if (refusal !== undefined) {
      const { value, limit, unit } = refusal;
      const wants = value === null ? "" : wantsOf(rule, value, limit);
      return [{ rule, stage, value, limit, unit, wants, verdict: "fail" }];
    }
    if (onlyWhenNamed.has(rule)) return [];
    if (ofModels.has(rule) && decision.ai === undefined) return [];
    const verdict = isReached(rule, decision) ? "pass" : "not reached";
    const numbers = known[rule] ?? { value: null, limit: null, unit: "text", wants: "" };
    // A number of a stage that was not reached says nothing.
    const shown = verdict === "pass" ? numbers : { ...numbers, value: null };
    return [{ rule, stage, ...shown, verdict }];
  });
}

/** Gates that want at least their threshold; the others want no more than it. */
const floors: ReadonlySet<RefusalRule> = new Set<RefusalRule>([
  ...["entryDepth", "exitDepth", "volume", "timeLeft", "confidence", "leaveAlone", "edge"] as const,
  ...["kelly", "monteCarloGrowth", "configMinimum", "venueMinimum", "exitMinimum"] as const,
  ...["aiCost", "aiNotWorth", "capitalFloor"] as const,
]);

function wantsOf(rule: RefusalRule, value: number, limit: number | null): Gate["wants"] {
  // On the grid is neither above nor below it, and the range of prices has two ends.
  if (limit === null || rule === "offGrid") return "";
  if (rule === "priceRange") return value > limit ? "at most" : "at least";
  return floors.has(rule) ? "at least" : "at most";
}

/** What the gates measured that an order passed. */
function measuredOf({ passed = [] }: EntryDecision): Partial<Record<RefusalRule, Known>> {
  return Object.fromEntries(passed.map(({ rule, value, limit, unit }) => {
    const wants = value === null ? "" : wantsOf(rule, value, limit);
    return [rule, { value, limit, unit, wants }];
  }));
}

/** How far a decision came: 0 gates, 1 belief and models, 2 edge, 3 size, 4 the order's limits. */
function depthOf({ verdict, refusals, edge, sizing }: EntryDecision): number {
  const [main] = refusals;
  if (verdict === "enter") return 5;
  if (main === undefined) return 0;
  const stage = stages[main.rule];
  if (sizing !== null) return main.rule === "aiCost" || main.rule === "exitMinimum" ? 3.5 : 4;
  if (stage === "size") return 3;
  if (main.rule === "edge" || main.rule === "edgeCeiling") return 2;
  // The room left under a limit may be what stops a stake from being found.
  if (stage === "risk" && edge !== null) return 3;
  return stage === "belief" || stage === "ai" ? 1 : 0;
}

function isReached(rule: RefusalRule, decision: EntryDecision): boolean {
  const depth = depthOf(decision);
  if (rule === "edge" || rule === "edgeCeiling") return depth >= 2;
  if (rule === "aiCost") return depth >= 3.5;
  switch (stages[rule]) {
    case "market":
      return isMarketAsked(decision);
    case "belief":
    case "ai":
      return depth > 1;
    case "size":
      return depth > 3;
    case "risk":
      return early.has(rule) ? isMarketAsked(decision) : depth >= 4;
  }
}

/** False where nothing is known of the book any more: after a restart in the middle of a question. */
function isMarketAsked({ top, token, refusals }: EntryDecision): boolean {
  return token !== null || top !== null || refusals.some(({ rule }) => stages[rule] === "market");
}

function knownOf(
  decision: EntryDecision,
  config: EngineConfig,
): Partial<Record<RefusalRule, Known>> {
  const { signal, top, posterior, edge, sizing, ai } = decision;
  const { detection, universe, entry } = config;
  const spread = top === null || top.ask === null || top.bid === null ? null : top.ask - top.bid;
  const widest = Math.max(detection.maxSpreadTicks * signal.tickSize, detection.maxSpread);
  const mid = Math.round(signal.mid * 1e6);
  const isLow = mid - universe.minPrice < universe.maxPrice - mid;
  return {
    bookAge: atMost(top?.ageMs ?? null, detection.maxBookAgeMs, "ms"),
    spread: atMost(spread, widest, "cents"),
    priceRange: isLow
      ? atLeast(mid, universe.minPrice, "price")
      : atMost(mid, universe.maxPrice, "price"),
    confidence: atLeast(signal.confidence, detection.minConfidence, "ratio"),
    leaveAlone: atLeast(
      Math.abs(posterior.mean),
      config.reversion.minSigmas * posterior.se,
      "ratio",
    ),
    ...edge === null ? {} : {
      edge: atLeast(Math.round(edge.net * 1e6), Math.round(edge.needed * 1e6), "cents"),
      edgeCeiling: atMost(Math.round(edge.net * 1e6), entry.maxEdge, "cents"),
    },
    ...sizing === null ? {} : {
      kelly: { value: sizing.kelly, limit: 0, unit: "ratio", wants: "at least" },
      monteCarloRuin: atMost(sizing.ruin, config.sizing.maxRuinProbability, "ratio"),
      monteCarloDayLoss: atMost(sizing.dayLoss, config.sizing.maxDayLossProbability, "ratio"),
      configMinimum: atLeast(sizing.stake, config.risk.minPositionSize, "usd"),
    },
    // What the record lets count of it is kept where it came to an order or a veto.
    ...ai === undefined ? {} : { aiVeto: atMost(null, config.ai.veto, "ratio") },
  };
}

function atLeast(value: number | null, limit: number, unit: Unit): Known {
  return { value, limit, unit, wants: "at least" };
}

function atMost(value: number | null, limit: number, unit: Unit): Known {
  return { value, limit, unit, wants: "at most" };
}
