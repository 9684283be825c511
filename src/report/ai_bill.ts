import type { AiFacts, QuestionFact } from "./ai_fold.ts";

/** Models that nobody named: a restart lost the answer, or the sum is of more than its calls. */
export const NO_MODEL = "(no model named)";

/** A part of what a question cost. */
export interface BillRow {
  readonly question: QuestionFact;
  readonly model: string;
  /** Days since 1970 in UTC of the row that spent it. */
  readonly day: number;
  /** 1e-6 dollars. */
  readonly cost: number;
}

const DAY_MS = 86_400_000;

/** All money that went to models, 1e-6 dollars. */
export function aiBill({ questions }: AiFacts): number {
  let total = 0;
  for (const { charge } of questions.values()) total += charge?.cost ?? 0;
  return total;
}

/** The same by question and model; the sum of the rows is the bill, to the last micro-dollar. */
export function billRows({ questions }: AiFacts): BillRow[] {
  return [...questions.values()].flatMap((question) => {
    const { charge, advice } = question;
    if (charge === null) return [];
    const day = Math.floor(charge.at / DAY_MS);
    const byModel = new Map<string, number>();
    for (const { model, cost } of charge.by === "answer" ? advice?.samples ?? [] : []) {
      byModel.set(model, (byModel.get(model) ?? 0) + cost);
    }
    const named = [...byModel.values()].reduce((sum, cost) => sum + cost, 0);
    if (charge.cost !== named) byModel.set(NO_MODEL, charge.cost - named);
    return [...byModel].map(([model, cost]): BillRow => ({ question, model, day, cost }));
  });
}
