import { assessEvents } from "../../core/simulate/search/judge.ts";
import { type EventResult, foldResults, outOfSample } from "../../core/simulate/search/events.ts";
import type { SearchTrial } from "../../core/simulate/search/trial.ts";
import { type Assessment } from "../../core/simulate/backtest/assess.ts";
import { searched, type Trial } from "../../core/simulate/backtest/trial.ts";
import { backtestVerdict, backtestVerdictWords } from "../../core/simulate/backtest/verdict.ts";
import type { SearchFrame } from "./search_answer.ts";
import type { Candidate } from "./search_space.ts";

interface About {
  readonly frame: SearchFrame;
  readonly at: number;
  /** What was tried before. */
  readonly registered: readonly Trial[];
}

/** What the registry keeps of a configuration that was run, or may not be. */
export function trialOf(
  { candidate, events }: {
    readonly candidate: Candidate;
    readonly events: readonly EventResult[];
  },
  { frame, at, registered }: About,
): SearchTrial {
  const { configHash, invalid, set } = candidate;
  const { attempt, line, plan, planText, strategy } = frame;
  const tested = outOfSample(events, plan);
  const tried = searched(registered, { ...attempt, configHash, events: tested.length });
  const assessment = assessEvents(tested, tried, attempt.seed);
  const said = backtestVerdictWords(backtestVerdict(assessment), tried.trials - 1);
  return {
    at,
    command: line,
    strategy,
    ...attempt,
    configHash,
    complete: true,
    ...measuresOf(assessment),
    verdict: invalid === null ? said : `invalid: ${invalid}`,
    search: {
      plan: planText,
      until: plan.testFrom,
      set,
      invalid,
      events,
      folds: foldResults(events, plan),
    },
  };
}

/** What of an assessment is registered. */
export function measuresOf({ trades, events, sample }: Assessment) {
  const { n, mean, sd, skew, kurtosis } = sample;
  return { trades, events, mean: n === 0 ? null : mean, sd, skew, kurtosis };
}
