// What markets and models teach, as a fold over the rows of every account: what a model has spent and
// how often it was right does not change with whoever trades, nor what became of a spike.
import { judgeMove, judgeOutcome, remember } from "./advice/forecasts.ts";
import { noSkill } from "./advice/skill.ts";
import { noSpend, orphan, reserve, settle } from "./advice/spend.ts";
import { learn as learnShare } from "./signal/reversion.ts";
import type { Learnt, PendingSpike } from "./types/account.ts";
import type { EntryDecision, LedgerBody } from "./types/effect.ts";
import type { Millis } from "./types/units.ts";

/** Before the first row. */
export const nothingLearnt: Learnt = {
  spikes: [],
  reversion: new Map(),
  aiSpend: noSpend,
  forecasts: [],
  aiSkill: noSkill,
};

/** What is learnt after one more row; itself when the row teaches nothing. */
export function learn(learnt: Learnt, body: LedgerBody, at: Millis): Learnt {
  switch (body.kind) {
    case "shadow":
      return learn(learnt, body.effect, at);
    case "ask":
      return { ...logged(learnt, body.spike), aiSpend: reserve(learnt.aiSpend, body.question) };
    case "advised":
      return { ...learnt, aiSpend: settle(learnt.aiSpend, body.advice, at) };
    case "started":
      return { ...learnt, aiSpend: orphan(learnt.aiSpend, at) };
    case "record":
      return body.decision.kind === "entry" ? decided(learnt, body.decision, at) : learnt;
    case "measure":
      return measured(learnt, body.spike, body.undone);
    case "resolved":
      return judgeOutcome(learnt, body.market, body.winner);
    default:
      return learnt;
  }
}

function decided(learnt: Learnt, decision: EntryDecision, at: Millis): Learnt {
  const { spike, ai } = decision;
  // A spike that was asked about is logged since then, and may have been measured by now.
  const isLogged = ai !== undefined && ai.question !== null;
  return remember(isLogged ? learnt : logged(learnt, spike), decision, at);
}

/** Accounts beside the real one decide about the same spike: it is logged once. */
function logged(learnt: Learnt, spike: PendingSpike | null): Learnt {
  if (spike === null || learnt.spikes.some(({ market }) => market === spike.market)) return learnt;
  return { ...learnt, spikes: [...learnt.spikes, spike] };
}

function measured(learnt: Learnt, spike: PendingSpike, undone: number | null): Learnt {
  const spikes = learnt.spikes.filter(({ market }) => market !== spike.market);
  const judged = judgeMove({ ...learnt, spikes }, spike, undone);
  if (undone === null) return judged;
  const stats = learnShare(learnt.reversion.get(spike.category), undone);
  return { ...judged, reversion: new Map(learnt.reversion).set(spike.category, stats) };
}
