// Were the models right? Every forecast is scored against the price of its moment, traded on or not:
// being right where the price was right already is worth nothing.
import {
  brier,
  brierSkill,
  calibrationError,
  logScore,
  murphy,
  reliabilityTable,
  spiegelhalterZ,
} from "../core/advice/calibration.ts";
import { fitPlatt, noPlatt } from "../core/advice/platt.ts";
import { earned, MIN_SCORED } from "../core/advice/skill.ts";
import type { Interval } from "../core/math/interval.ts";
import type { Scored, Track } from "../core/types/advice.ts";
import type { MarketId } from "../core/types/ids.ts";
import { bootstrapInterval, gathered, seedOf } from "./cluster_interval.ts";
import type { Facts } from "./fold.ts";
import { count, decimal } from "./format.ts";
import type { ReportInput } from "./input.ts";
import { type Cell, type Column, type Report, table } from "./report.ts";
import { MIN_GROUPS } from "./verdict.ts";

/** Scores of resolved forecasts, their calibration, and what the record has earned. */
export function calibration(input: ReportInput): readonly Report[] {
  const found = forecastsOf(input.facts);
  return [
    scoresTable(input, found),
    binsTable(found),
    tracksTable(input),
  ].filter((report) => report.shape !== "table" || report.rows.length > 0);
}

interface Judged extends Scored {
  readonly market: MarketId;
}

interface Found {
  /** Forecasts by who made them, with the price of the same moment. */
  readonly by: Readonly<Record<Source, readonly Judged[]>>;
  readonly forecasts: number;
  readonly waiting: number;
  /** Of markets that ended at half and half. */
  readonly undecided: number;
}

const sources = ["blind", "aware", "together", "pooled", "price"] as const;
type Source = typeof sources[number];

const sourceWords: Readonly<Record<Source, string>> = {
  blind: "without the price",
  aware: "with the price",
  together: "both",
  pooled: "price moved by it",
  price: "price alone",
};

function forecastsOf(facts: Facts): Found {
  const by: Record<Source, Judged[]> = {
    blind: [],
    aware: [],
    together: [],
    pooled: [],
    price: [],
  };
  let forecasts = 0;
  let waiting = 0;
  let undecided = 0;
  for (const { ai, market, estimate, signal } of facts.ai.decisions) {
    if (ai.estimate === null) continue;
    forecasts++;
    const winner = facts.resolved.get(market);
    if (winner === undefined) waiting++;
    if (winner === null) undecided++;
    if (winner === undefined || winner === null) continue;
    const base = estimate?.market ?? signal.mid;
    const y = winner === "yes" ? 1 : 0;
    const { blind, aware, probability } = ai.estimate;
    const said = { blind, aware, together: probability, pooled: ai.pooled, price: base };
    for (const source of sources) {
      const p = said[source];
      if (p !== null) by[source].push({ market, p, base, y });
    }
  }
  return { by, forecasts, waiting, undecided };
}

/** Skill against the price with its interval by market, and what may be said of it. */
export interface SkillFound {
  readonly skill: number | null;
  readonly interval: Interval | null;
  readonly markets: number;
  readonly verdict: SkillVerdict;
}

export type SkillVerdict =
  | "no forecasts"
  | "not proven"
  | "better"
  | "worse";

function skillOf(list: readonly Judged[], seed: ReturnType<typeof seedOf>): SkillFound {
  const byMarket = new Map<MarketId, { above: number; below: number }>();
  for (const { market, p, base, y } of list) {
    const known = byMarket.get(market);
    const sums = known ?? { above: 0, below: 0 };
    if (known === undefined) byMarket.set(market, sums);
    sums.above += (base - y) ** 2 - (p - y) ** 2;
    sums.below += (base - y) ** 2;
  }
  const markets = byMarket.size;
  // 1 - Brier / Brier of the base is the quotient of these sums.
  const interval = bootstrapInterval(gathered([...byMarket.values()]), seed);
  const skill = brierSkill(list);
  return { skill, interval, markets, verdict: skillVerdict(interval, markets) };
}

function skillVerdict(interval: Interval | null, clusters: number): SkillVerdict {
  if (clusters === 0) return "no forecasts";
  if (interval === null || clusters < MIN_GROUPS) return "not proven";
  if (interval.low > 0) return "better";
  return interval.high < 0 ? "worse" : "not proven";
}

const scoreColumns: readonly Column[] = [
  { key: "source", label: "forecast", unit: "text" },
  { key: "count", label: "n", unit: "count" },
  { key: "markets", label: "markets", unit: "count", detail: true },
  { key: "brier", label: "Brier", unit: "text" },
  { key: "log", label: "log", unit: "text" },
  { key: "skill", label: "skill", unit: "ratio", of: "the price's Brier score" },
  { key: "low", label: "from", unit: "ratio", of: "the price's Brier score" },
  { key: "high", label: "to", unit: "ratio", of: "the price's Brier score" },
  { key: "error", label: "calibration error", unit: "text", detail: true },
  { key: "reliability", label: "reliability", unit: "text", detail: true },
  { key: "resolution", label: "resolution", unit: "text", detail: true },
  { key: "uncertainty", label: "uncertainty", unit: "text", detail: true },
  { key: "z", label: "z", unit: "text", detail: true },
  { key: "verdict", label: "verdict", unit: "text" },
];

function scoresTable({ run }: ReportInput, found: Found): Report {
  const { by, forecasts, waiting, undecided } = found;
  const notes = [
    `${count(forecasts)} forecasts: ${count(forecasts - waiting - undecided)} resolved, ` +
    `${count(waiting)} wait for their market's end, ${count(undecided)} of markets that ended at ` +
    "half and half are left out.",
    "Brier and logarithmic score (nats, probabilities kept 1e-6 from 0 and 1): lower is better.",
    "Skill: 1 - Brier / the price's on the same forecasts, with 95 % by drawing markets anew; not " +
    `proven where that includes zero or is of fewer than ${MIN_GROUPS} markets.`,
    "z: of Spiegelhalter; beyond 1.96 either way the forecasts are not calibrated.",
  ];
  const rows = sources.map((source, i): Cell[] => {
    const list = by[source];
    const isBase = source === "price";
    const { skill, interval, markets, verdict } = skillOf(list, seedOf(run.seed, 100 + i));
    const parts = murphy(list);
    return [
      sourceWords[source],
      list.length,
      markets,
      brier(list),
      logScore(list),
      isBase ? null : skill,
      isBase ? null : interval?.low ?? null,
      isBase ? null : interval?.high ?? null,
      calibrationError(list),
      parts?.reliability ?? null,
      parts?.resolution ?? null,
      parts?.uncertainty ?? null,
      spiegelhalterZ(list),
      isBase ? "the base" : verdict,
    ];
  });
  return table({ name: "scores", title: "Forecasts of the outcome", notes }, scoreColumns, rows);
}

const binColumns: readonly Column[] = [
  { key: "source", label: "forecast", unit: "text" },
  { key: "said", label: "said between", unit: "text" },
  { key: "count", label: "n", unit: "count" },
  { key: "mean", label: "said, mean", unit: "ratio", of: "certainty" },
  { key: "happened", label: "came true", unit: "ratio", of: "n" },
  { key: "low", label: "from", unit: "ratio", of: "n" },
  { key: "high", label: "to", unit: "ratio", of: "n" },
];

function binsTable({ by }: Found): Report {
  const shown = ["blind", "pooled", "price"] as const;
  const rows = shown.flatMap((source) =>
    reliabilityTable(by[source]).filter((bin) => bin.count > 0).map((bin): Cell[] => [
      sourceWords[source],
      `${decimal(bin.from)} and ${decimal(bin.to)}`,
      bin.count,
      bin.said,
      bin.happened,
      bin.interval.low,
      bin.interval.high,
    ])
  );
  const notes = ["From and to: 95 % for the share that came true (Wilson)."];
  return table({ name: "reliability", title: "Reliability", notes }, binColumns, rows);
}

const trackColumns: readonly Column[] = [
  { key: "track", label: "record", unit: "text" },
  { key: "count", label: "n", unit: "count" },
  { key: "brier", label: "Brier", unit: "text" },
  { key: "base", label: "of the base", unit: "text", detail: true },
  { key: "skill", label: "skill", unit: "ratio", of: "the base's Brier score" },
  { key: "low", label: "from", unit: "ratio", of: "the base's Brier score" },
  { key: "high", label: "to", unit: "ratio", of: "the base's Brier score" },
  { key: "weight", label: "weight", unit: "ratio", of: "belief in model and base", detail: true },
  { key: "earned", label: "earned", unit: "ratio", of: "the configured weight" },
  { key: "intercept", label: "Platt intercept", unit: "text", detail: true },
  { key: "slope", label: "Platt slope", unit: "text", detail: true },
  { key: "verdict", label: "verdict", unit: "text" },
];

function tracksTable(input: ReportInput): Report {
  const { outcome, justified } = input.facts.ai.learnt.aiSkill;
  const { seed } = input.run;
  const notes = [
    "What the engine goes by: the latest 500 scores. The base of the outcome is the price; that of " +
    "a justified move (less than half of it undone at its horizon) is how often moves were before.",
    `Forecasts are corrected from ${count(MIN_SCORED)} scores on (Platt, ridge 1). Not proven: ` +
    `from and to include zero, or there are fewer than ${MIN_GROUPS} scores.`,
  ];
  return table({ name: "records", title: "What the record has earned", notes }, trackColumns, [
    trackRow("outcome", outcome, seedOf(seed, 200)),
    trackRow("move justified", justified, seedOf(seed, 201)),
  ]);
}

function trackRow(name: string, track: Track, seed: ReturnType<typeof seedOf>): Cell[] {
  const { scored, logWeights: [, model] } = track;
  const interval = bootstrapInterval(
    scored.map(({ p, base, y }) => ({
      above: (base - y) ** 2 - (p - y) ** 2,
      below: (base - y) ** 2,
    })),
    seed,
  );
  const platt = scored.length < MIN_SCORED ? noPlatt : fitPlatt(scored);
  return [
    name,
    scored.length,
    brier(scored),
    brier(scored.map(({ base, y }) => ({ p: base, y }))),
    brierSkill(scored),
    interval?.low ?? null,
    interval?.high ?? null,
    Math.exp(model),
    earned(track),
    platt.intercept,
    platt.slope,
    skillVerdict(interval, scored.length),
  ];
}
