// From what was run to what is shown and registered.
import {
  assess,
  type Assessment,
  differenceOf,
  type Traded,
} from "../../core/simulate/backtest/assess.ts";
import {
  type Attempt,
  type Searched,
  searched,
  type Trial,
} from "../../core/simulate/backtest/trial.ts";
import { backtestVerdict, backtestVerdictWords } from "../../core/simulate/backtest/verdict.ts";
import { subSeed } from "../../core/math/rng.ts";
import type { Stat } from "../../report/report.ts";
import type { BacktestRow, BacktestView, Costs, NullRow } from "../../report/simulate_backtest.ts";
import { grossOf, netOf, type Trade } from "../../report/trade_fold.ts";
import type { LaneResult } from "./backtest_lanes.ts";
import type { WithModels } from "./backtest_models.ts";
import { HEADLINE, latencies, latencyName, type Study } from "./backtest_study.ts";

/** What a trial is registered with, but for its results. */
export type TrialHead = Pick<Trial, "at" | "command" | Exclude<keyof Attempt, "configHash">>;

/** A strategy that counts as tried: its account, and the hash of what it is. */
export interface Counted {
  readonly name: string;
  readonly strategy: string;
  readonly configHash: string;
}

/** Closed trades as statistics take them. */
export function tradedOf(closed: readonly Trade[]): readonly Traded[] {
  return closed.map((trade) => ({
    group: trade.group,
    closedAt: trade.closedAt ?? trade.openedAt,
    stake: trade.spent,
    net: netOf(trade),
  }));
}

/** One line of the registry for each strategy that was tried. */
export function trialsOf(
  study: Study,
  head: TrialHead,
  counted: readonly Counted[],
  before: readonly Trial[],
): readonly Trial[] {
  const trials: Trial[] = [];
  for (const { name, strategy, configHash } of counted) {
    const lane = laneOf(study, name);
    const traded = tradedOf(lane.closed);
    const about = { ...head, configHash, events: eventsIn(traded) };
    const found = searched([...before, ...trials], about);
    const assessment = assess(traded, found, head.seed);
    const { n, mean, sd, skew, kurtosis } = assessment.sample;
    trials.push({
      ...head,
      strategy,
      configHash,
      complete: study.complete,
      trades: assessment.trades,
      events: assessment.events,
      mean: n === 0 ? null : mean,
      sd,
      skew,
      kurtosis,
      verdict: wordsOf(study, assessment, found),
    });
  }
  return trials;
}

/** Nothing is better that may have known its future: what was not checked has not been tested. */
function wordsOf({ lookAhead }: Study, assessment: Assessment, { trials }: Searched): string {
  const said = backtestVerdict(assessment);
  const isTested = lookAhead?.passed === true;
  return backtestVerdictWords(said === "better" && !isTested ? "unclear" : said, trials - 1);
}

export interface ViewInput {
  readonly study: Study;
  readonly seed: number;
  readonly notes: readonly string[];
  /** Every trial there is, those of this run included. */
  readonly trials: readonly Trial[];
  /** How many of them there were before. */
  readonly before: number;
  /** The headline's. */
  readonly attempt: Attempt;
  readonly reproduce: readonly Stat[];
}

/** Everything a report of the study shows. */
export function viewOf(input: ViewInput): BacktestView {
  const { study, seed, notes, reproduce } = input;
  const rowOf = (name: string, about: string) => {
    const lane = laneOf(study, name);
    return rowFor(lane, about, searchOf(lane, input), seed);
  };
  const headline = rowOf(HEADLINE, "the account, the headline");
  const search = searchOf(laneOf(study, HEADLINE), input);
  const has = (name: string) => study.run.lanes.some((lane) => lane.name === name);
  const ours = tradedOf(laneOf(study, HEADLINE).closed);
  return {
    notes,
    verdict: wordsOf(study, headline.assessment, search),
    headline,
    searched: { ...search, before: input.before },
    venues: [
      headline,
      rowOf("realistic", "the account at the realistic venue"),
      rowOf("optimistic", "the account at the optimistic venue"),
      ...has("as configured")
        ? [rowOf("as configured", "the account at the configured venue")]
        : [],
      ...study.models === null ? [] : [modelsRow(study.models, input)],
    ],
    hypotheses: [
      rowOf("fade", "every signal, against the move"),
      rowOf("follow", "every signal, with the move"),
      rowOf("coin", "every signal, by a coin"),
      rowOf("any time", "10 minutes to 2 hours after every signal, by a coin"),
    ],
    nulls: nullNames.map(([name, about]) => rowOf(name, about)),
    latency: latencies.map((latencyMs) => ({
      latencyMs,
      assessment: rowOf(latencyName(latencyMs), "").assessment,
    })),
    against: nullNames.map(([name], i) => ({
      name,
      figure: differenceOf(ours, tradedOf(laneOf(study, name).closed), subSeed(seed, 100 + i)),
    })),
    martingale: [HEADLINE, "fade", "follow"].map((name) => nullRow(study, name)),
    lookAhead: study.lookAhead,
    reproduce,
  };
}

const nullNames: readonly (readonly [string, string])[] = [
  ["random entry", "a coin at every signal that passes the gates"],
  ["random time", "the same markets at moments that are none, by a coin"],
  ["random side", "the strategy's entries, the side by a coin"],
  ["one step later", "decided one step of the detector's grid later"],
  ["a minute later", "decided 60 s later"],
];

function laneOf({ run: { lanes } }: Study, name: string): LaneResult {
  const found = lanes.find((lane) => lane.name === name);
  if (found === undefined) throw new Error(`Cannot show ${name}: it was not run`);
  return found;
}

function searchOf({ closed }: LaneResult, { trials, attempt }: ViewInput): Searched {
  return searched(trials, { ...attempt, events: eventsIn(tradedOf(closed)) });
}

function eventsIn(traded: readonly Traded[]): number {
  return new Set(traded.map(({ group }) => group)).size;
}

function rowFor(lane: LaneResult, about: string, search: Searched, seed: number): BacktestRow {
  const assessment: Assessment = assess(tradedOf(lane.closed), search, seed);
  return {
    name: lane.name,
    about,
    signals: lane.decisions,
    open: lane.open.length,
    assessment,
    costs: costsOf(lane),
  };
}

/** Where the money of the closed trades went; see {@link Costs}. */
export function costsOf({ closed, spreadOf }: Pick<LaneResult, "closed" | "spreadOf">): Costs {
  let [spread, fees, gross] = [0, 0, 0];
  for (const trade of closed) {
    for (const order of trade.orders) spread += spreadOf.get(order) ?? 0;
    fees += trade.fees;
    gross += grossOf(trade);
  }
  const given = Math.round(spread);
  return { gross: gross + given, spread: given, fees, bill: 0, net: gross - fees };
}

/** The bill is spread over the trades, so that it counts in every figure. */
function modelsRow({ closed, open, decisions, bill }: WithModels, input: ViewInput): BacktestRow {
  const share = closed.length === 0 ? 0 : bill / closed.length;
  const traded = tradedOf(closed).map((trade) => ({ ...trade, net: trade.net - share }));
  const { trials, attempt, seed } = input;
  const search = searched(trials, { ...attempt, events: eventsIn(traded) });
  const fees = closed.reduce((sum, trade) => sum + trade.fees, 0);
  const net = closed.reduce((sum, trade) => sum + netOf(trade), 0) - bill;
  return {
    name: "with models",
    about: "the account that heard the recorded answers, at the configured venue",
    signals: decisions,
    open,
    assessment: assess(traded, search, seed),
    costs: { gross: null, spread: null, fees, bill, net },
  };
}

function nullRow(study: Study, name: string): NullRow {
  const perDollar = (lane: LaneResult | undefined) => {
    const traded = tradedOf(lane?.closed ?? []);
    const stake = traded.reduce((sum, trade) => sum + trade.stake, 0);
    return stake > 0 ? traded.reduce((sum, trade) => sum + trade.net, 0) / stake : null;
  };
  const paths = study.nulls.map((lanes) => lanes.find((lane) => lane.name === name));
  return {
    name,
    recorded: perDollar(laneOf(study, name)),
    paths: paths.map(perDollar),
    trades: paths.map((lane) => lane?.closed.length ?? 0),
  };
}
