// What models were asked, what they said and what it cost. Prompts and verbatim texts stay in the
// ledger and in data/reasoning: reports read what was made of them.
import { learn, nothingLearnt } from "../core/learn.ts";
import type { Learnt } from "../core/types/account.ts";
import type { AbstainReason, Advice, Question, Sample } from "../core/types/advice.ts";
import type { Decision, EntryDecision, LedgerBody, LedgerRow } from "../core/types/effect.ts";
import type { QuestionId } from "../core/types/ids.ts";
import type { Millis, Usdc } from "../core/types/units.ts";

/** A call without its verbatim text. */
export type Call = Omit<Sample, "text">;

/** An advice without its texts. */
export interface AdviceFact extends Omit<Advice, "prompts" | "samples"> {
  readonly samples: readonly Call[];
}

/** Money that went to models for one question. */
export interface Charge {
  readonly at: Millis;
  readonly cost: Usdc;
  /** restart: the process that asked has ended, and the worst case counts as spent. */
  readonly by: "answer" | "restart";
}

/** A question and what became of it. */
export interface QuestionFact {
  readonly question: Question;
  readonly askedAt: Millis;
  readonly dueAt: Millis;
  readonly answeredAt: Millis | null;
  readonly advice: AdviceFact | null;
  readonly charge: Charge | null;
}

/** A decision that a model took part in. */
export type AiDecision = EntryDecision & { readonly ai: NonNullable<EntryDecision["ai"]> };

/** All that models did in a run, for whichever account. */
export interface AiFacts {
  readonly questions: ReadonlyMap<QuestionId, QuestionFact>;
  /** In their order. */
  readonly decisions: readonly AiDecision[];
  /** By the same rules as the accounts'. */
  readonly learnt: Learnt;
}

/** Builds {@link AiFacts}. */
export interface AiFold extends AiFacts {
  add(row: LedgerRow): void;
}

/** A fold that has seen no question. */
export function openAiFold(): AiFold {
  const questions = new Map<QuestionId, QuestionFact>();
  const decisions: AiDecision[] = [];
  let learnt = nothingLearnt;

  function change(id: QuestionId, to: Partial<QuestionFact>): void {
    const fact = questions.get(id);
    if (fact !== undefined) questions.set(id, { ...fact, ...to });
  }

  function hear(body: LedgerBody, at: Millis): void {
    switch (body.kind) {
      case "shadow":
        return hear(body.effect, at);
      case "ask":
        questions.set(body.question.id, {
          question: body.question,
          askedAt: at,
          dueAt: body.dueAt,
          answeredAt: null,
          advice: null,
          charge: null,
        });
        return;
      case "record":
        if (usedModels(body.decision)) decisions.push(body.decision);
        return;
      case "advised":
        return answered(body.advice, at);
      case "started":
        for (const [id, cost] of learnt.aiSpend.open) {
          change(id, { charge: { at, cost, by: "restart" } });
        }
        return;
    }
  }

  function answered(advice: Advice, at: Millis): void {
    const { prompts: _prompts, samples, ...rest } = advice;
    const known = questions.get(advice.question);
    if (known === undefined || known.advice !== null) return;
    const slim = samples.map(({ text: _text, ...sample }) => sample);
    const charge: Charge = known.charge ?? { at, cost: advice.cost, by: "answer" };
    change(advice.question, { answeredAt: at, advice: { ...rest, samples: slim }, charge });
  }

  return {
    questions,
    decisions,
    get learnt() {
      return learnt;
    },
    add({ body, at }) {
      hear(body, at);
      learnt = learn(learnt, body, at);
    },
  };
}

function usedModels(decision: Decision): decision is AiDecision {
  return decision.kind === "entry" && decision.ai !== undefined;
}

/** Why a call gave no usable answer; null: it did. */
export function silenceOf({ failed, answer }: Call): AbstainReason | null {
  if (failed !== null) return failed;
  if (answer === null) return "malformed";
  if (answer.instructed) return "injection";
  return answer.abstains ? "model" : null;
}
