// From trials to what is printed; a search that ran whole and one that was merged go the same way.
import type { CommandContext } from "../../cli/context.ts";
import type { Attempt, Trial } from "../../core/simulate/backtest/trial.ts";
import {
  type BacktestVerdict,
  backtestVerdictWords,
} from "../../core/simulate/backtest/verdict.ts";
import { judge } from "../../core/simulate/search/judge.ts";
import type { Plan } from "../../core/simulate/search/plan.ts";
import { openings, sawLocked, type SearchTrial } from "../../core/simulate/search/trial.ts";
import { searchPictures, searchSections } from "../../report/simulate_search.ts";
import type { Locked } from "./search_locked.ts";
import { answerStudy, quoted } from "./study_answer.ts";

/** What a search is: equal in all its parts. */
export interface SearchFrame {
  /** The line that makes the whole. */
  readonly line: string;
  /** What every trial of it has in common. */
  readonly attempt: Omit<Attempt, "configHash">;
  readonly strategy: string;
  readonly plan: Plan;
  /** How it was asked to be cut, and by which version: equal texts, comparable results. */
  readonly planText: string;
  readonly embargoMs: number;
  /** What the hash of the configuration is over: the engine's, and the space. */
  readonly config: unknown;
  /** Combinations that were asked for. */
  readonly asked: number;
  readonly notes: readonly string[];
}

export interface SearchAnswer {
  readonly frame: SearchFrame;
  readonly trials: readonly SearchTrial[];
  /** Everything that was ever tried, these included. */
  readonly registered: readonly Trial[];
  /** null: it was not opened. */
  readonly locked: Locked | null;
  readonly complete: boolean;
  readonly html: string | undefined;
}

/** Judges and prints a search. */
export function answerSearch(context: CommandContext, answer: SearchAnswer): void {
  const { frame, trials, registered, locked, complete, html } = answer;
  const { plan, embargoMs, attempt, line, config } = frame;
  const { seed, dataHash, selection } = attempt;
  const judged = judge({ trials, registered, plan, embargoMs, seed });
  const verdict = finalVerdict(judged.verdict, locked);
  const words = backtestVerdictWords(verdict, judged.searched.trials - 1);
  const chosen = judged.chosen === null ? null : setLine(judged.chosen.trial.search.set);
  const view = {
    judged,
    plan,
    embargoMs,
    verdict: words,
    chosen,
    asked: frame.asked,
    locked: locked === null
      ? null
      : { ...locked, verdict: backtestVerdictWords(locked.verdict, locked.looked - 1) },
    opened: openings(registered, attempt).length,
    seen: sawLocked(registered, { ...attempt, testFrom: plan.testFrom }).length,
    notes: [
      ...complete ? [] : [
        `STOPPED before its end: ${trials.length} configurations are known, the others are not; the ` +
        "same line goes on where this one ended.",
      ],
      ...frame.notes,
    ],
  };
  answerStudy(context, {
    command: "simulate search",
    title: "polybot: search",
    sections: searchSections(view),
    pictures: searchPictures(judged),
    config,
    seed,
    dataHash,
    selection,
    line,
    complete,
    html,
    more: {
      verdict: words,
      chosen,
      opened: view.opened,
      seen: view.seen,
      overfitting: judged.overfitting?.probability ?? null,
      trials: judged.rows.map(({ trial: { configHash, search: { set, invalid } }, ...row }) => {
        return { set, configHash, invalid, folds: row.folds, assessment: row.assessment };
      }),
    },
  });
}

/** Better only where both say so: the locked set was seen by fewer, and decides against. */
function finalVerdict(searched: BacktestVerdict, locked: Locked | null): BacktestVerdict {
  if (locked === null) return searched;
  return locked.verdict === "better" && searched !== "better" ? "unclear" : locked.verdict;
}

/** As flags of any command. */
function setLine(set: readonly string[]): string {
  return set.map((one) => `--set ${quoted(one)}`).join(" ");
}
