// What models were asked, what they said and what it cost. Prompts and verbatim texts stay in the
// ledger and in data/reasoning: reports read what was made of them.
import { answer, ask, decided, orphan } from "../core/advice/spend.ts";
import { openAccount } from "../core/evolve.ts";
import type { AbstainReason, Advice, AiSpend, Question, Sample } from "../core/types/advice.ts";
import type { LedgerBody, LedgerRow } from "../core/types/effect.ts";
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

/** All questions of a run, of whichever account. */
export interface AiFacts {
  readonly questions: ReadonlyMap<QuestionId, QuestionFact>;
  /** By the same rules as the account's. */
  readonly spend: AiSpend;
}

/** Builds {@link AiFacts}. */
export interface AiFold extends AiFacts {
  add(row: LedgerRow): void;
}

/** A fold that has seen no question. */
export function openAiFold(): AiFold {
  const questions = new Map<QuestionId, QuestionFact>();
  // An account that does nothing but ask, so that money is counted by the rules of the real one.
  let purse = openAccount(0 as Usdc);

  function change(id: QuestionId, to: Partial<QuestionFact>): void {
    const fact = questions.get(id);
    if (fact !== undefined) questions.set(id, { ...fact, ...to });
  }

  function hear(body: LedgerBody, at: Millis): void {
    switch (body.kind) {
      case "shadow":
        return hear(body.effect, at);
      case "ask":
        purse = ask(purse, body);
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
        if (body.decision.kind !== "entry") return;
        if (body.decision.ai?.question) purse = decided(purse, body.decision.ai.question);
        return;
      case "advised":
        return answered(body.advice, at);
      case "started":
        for (const { question, settled } of purse.asked.values()) {
          if (settled) continue;
          change(question.id, { charge: { at, cost: question.reserve, by: "restart" } });
        }
        purse = orphan(purse, at);
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
    purse = answer(purse, advice, at);
  }

  return {
    questions,
    get spend() {
      return purse.aiSpend;
    },
    add: ({ body, at }) => hear(body, at),
  };
}

/** Why a call gave no usable answer; null: it did. */
export function silenceOf({ failed, answer }: Call): AbstainReason | null {
  if (failed !== null) return failed;
  if (answer === null) return "malformed";
  if (answer.instructed) return "injection";
  return answer.abstains ? "model" : null;
}
