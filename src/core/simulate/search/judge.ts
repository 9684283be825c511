// What a search may say: every configuration by its results out of sample, what choosing by the past
// would have earned, and how much of the best is luck.
import type { Seed } from "../../math/rng.ts";
import { assess, type Assessment, linearised, withLoss } from "../backtest/assess.ts";
import { type Searched, searched, type Trial } from "../backtest/trial.ts";
import { type BacktestVerdict, backtestVerdict, isEnough } from "../backtest/verdict.ts";
import { backtestOverfitting, type Overfitting } from "../statistics/overfitting.ts";
import { sampleOf } from "../statistics/sample.ts";
import type { Tried } from "../statistics/sharpe.ts";
import {
  type EventResult,
  type FoldResult,
  foldResults,
  inFold,
  observed,
  outOfSample,
  totalOf,
  trainedOn,
} from "./events.ts";
import { type Plan, stretchAt } from "./plan.ts";
import type { SearchTrial } from "./trial.ts";

/** One configuration. */
export interface JudgedRow {
  readonly trial: SearchTrial;
  readonly folds: readonly FoldResult[];
  /** Out of sample; `trades` counts trades, everything else is by event. */
  readonly assessment: Assessment;
}

/** One step of choosing by the past: what looked best before a fold, and what it did in it. */
export interface Pick {
  /** null: nothing had been traded that was over by then. */
  readonly trial: SearchTrial | null;
  /** Net per dollar staked before the fold. */
  readonly train: number | null;
  readonly test: FoldResult;
}

/** A search, judged. */
export interface Judged {
  /** The best out of sample first; without a trade last, then what is invalid. */
  readonly rows: readonly JudgedRow[];
  /** The first that traded; null: none did. */
  readonly chosen: JudgedRow | null;
  readonly picks: readonly Pick[];
  /** What all picks came to. */
  readonly walk: Assessment;
  /** null: fewer than two configurations traded. */
  readonly overfitting: Overfitting | null;
  readonly searched: Searched;
  readonly verdict: BacktestVerdict;
}

export interface JudgeInput {
  readonly trials: readonly SearchTrial[];
  /** Everything that was ever tried, these included. */
  readonly registered: readonly Trial[];
  readonly plan: Plan;
  /** The longest that any of them may hold a position. */
  readonly embargoMs: number;
  readonly seed: Seed;
  /** Rows, from the best, that get intervals and all that is drawn for them; 50. */
  readonly assessed?: number;
}

const MOST_ASSESSED = 50;

const untried: Searched = { trials: 0, variance: 0, before: 0 };

/** Judges the trials that there are. */
export function judge(input: JudgeInput): Judged {
  const { trials, registered, plan, embargoMs, seed, assessed = MOST_ASSESSED } = input;
  const rows = ranked(
    trials.map((trial) => ({ trial, events: outOfSample(trial.search.events, plan) })),
  ).map(({ trial, events }, i): JudgedRow => {
    const tried = searched(registered, { ...trial, events: events.length });
    const assessment = i < assessed ? assessEvents(events, tried, seed) : sumsOf(events, tried);
    return { trial, folds: foldResults(trial.search.events, plan), assessment };
  });
  const [first] = rows;
  const chosen = first === undefined || first.assessment.trades === 0 ? null : first;
  const ran = trials.filter(({ search }) => search.invalid === null);
  const picks = Array.from({ length: plan.folds }, (_, fold) => {
    return picked(ran, plan, { fold, embargoMs });
  });
  const walked = picks.flatMap(({ trial }, fold) =>
    trial === null ? [] : inFold(trial.search.events, plan, fold)
  );
  const overfitting = overfittingOf(ran, plan);
  const about = chosen?.trial ?? trials[0];
  const counted = about === undefined
    ? untried
    : searched(registered, { ...about, events: chosen?.assessment.events ?? 0 });
  return {
    rows,
    chosen,
    picks,
    walk: assessEvents(walked, counted, seed),
    overfitting,
    searched: counted,
    // PBO has no say: where all are equally good, choosing among them is luck and the edge is not.
    verdict: chosen === null ? "noTrades" : backtestVerdict(chosen.assessment),
  };
}

/** Assesses events, each one observation. */
export function assessEvents(
  events: readonly EventResult[],
  tried: Tried,
  seed: Seed,
): Assessment {
  const { trades } = totalOf(events);
  return { ...assess(observed(events), tried, seed), trades, withLoss: withLoss(events) };
}

/** What needs no drawing: of a row far down nobody asks how far down it may be. */
function sumsOf(events: readonly EventResult[], tried: Tried): Assessment {
  const { trades, stake, net } = totalOf(events);
  return {
    ...assess([], tried, 0),
    trades,
    events: events.length,
    net,
    stake,
    perDollar: { value: stake > 0 ? net / stake : null, interval: null },
    sample: sampleOf(events.map((event) => event.net / event.stake)),
  };
}

interface Tested {
  readonly trial: SearchTrial;
  readonly events: readonly EventResult[];
}

/** The best first; equals in the order of their settings, so that the order of the trials says nothing. */
function ranked(all: readonly Tested[]): readonly Tested[] {
  return all.map((tested) => ({ tested, ...standingOf(tested) }))
    .toSorted((a, b) =>
      b.rank - a.rank || b.worth - a.worth || (a.set < b.set ? -1 : Number(a.set > b.set))
    )
    .map(({ tested }) => tested);
}

/** A higher rank goes before; within a rank the higher worth. */
interface Standing {
  readonly rank: number;
  readonly worth: number;
  readonly set: string;
}

/**
 * With enough trades by the lower end of net per dollar, which is what can be claimed of it: net per
 * dollar itself is highest where there are fewest trades, and a DSR says how sure and not how much, and
 * is the same 1 for all that are sure. Too few trades have no end worth the name, and come after.
 */
function standingOf({ trial: { search }, events }: Tested): Standing {
  const { trades, stake, net } = totalOf(events);
  const set = search.set.join(" ");
  if (stake === 0) return { rank: search.invalid === null ? 1 : 0, worth: 0, set };
  const perDollar = net / stake;
  const interval = isEnough({ trades, events: events.length })
    ? linearised(events, perDollar)
    : null;
  return interval === null
    ? { rank: 2, worth: perDollar, set }
    : { rank: 3, worth: interval.low, set };
}

function picked(
  trials: readonly SearchTrial[],
  plan: Plan,
  at: { readonly fold: number; readonly embargoMs: number },
): Pick {
  const [best] = ranked(
    trials.map((trial) => ({ trial, events: trainedOn(trial.search.events, plan, at) })),
  );
  if (best === undefined || best.events.length === 0) {
    return { trial: null, train: null, test: totalOf([]) };
  }
  const { stake, net } = totalOf(best.events);
  const tested = inFold(best.trial.search.events, plan, at.fold);
  return { trial: best.trial, train: net / stake, test: totalOf(tested) };
}

/**
 * CSCV over all that traded. A block's result is the net of its events on the configuration's mean stake
 * of a block, so that the mean over all blocks is its net per dollar.
 */
function overfittingOf(trials: readonly SearchTrial[], plan: Plan): Overfitting | null {
  const columns = trials.flatMap(({ search: { events } }) => {
    const { stake } = totalOf(events);
    if (stake === 0) return [];
    const nets = Array<number>(plan.blocks).fill(0);
    for (const { from, net } of events) {
      const block = stretchAt(plan.blockCuts, from);
      nets[block] = (nets[block] ?? 0) + net;
    }
    return [nets.map((net) => net * plan.blocks / stake)];
  });
  if (columns.length < 2) return null;
  const results = Array.from({ length: plan.blocks }, (_, block) => {
    return columns.map((column) => column[block] as number);
  });
  return backtestOverfitting(results, { blocks: plan.blocks, criterion: "mean" });
}
