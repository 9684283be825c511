import type { Millis } from "../core/types/units.ts";
import type { AiFacts } from "./ai_fold.ts";

/** Models that nobody named: a restart lost the answer, or the sum is of more than its calls. */
export const NO_MODEL = "(no model named)";

const DAY_MS = 86_400_000;

/** Money that went to models for what was asked since then, 1e-6 dollars; null: for all. */
export function aiBill({ questions }: AiFacts, since: Millis | null = null): number {
  let total = 0;
  for (const { charge, askedAt } of questions.values()) {
    if (since === null || askedAt >= since) total += charge?.cost ?? 0;
  }
  return total;
}

/** The bill, 1e-6 dollars: the sums of both are the bill, to the last micro-dollar. */
export interface BillSums {
  /** By days since 1970 in UTC of the row that spent it. */
  readonly byDay: ReadonlyMap<number, number>;
  readonly byModel: ReadonlyMap<string, number>;
}

/** The same by day and by model. */
export function billSums({ questions }: AiFacts): BillSums {
  const byDay = new Map<number, number>();
  const byModel = new Map<string, number>();
  for (const { charge, advice } of questions.values()) {
    if (charge === null) continue;
    const day = Math.floor(charge.at / DAY_MS);
    byDay.set(day, (byDay.get(day) ?? 0) + charge.cost);
    let named = 0;
    for (const { model, cost } of charge.by === "answer" ? advice?.samples ?? [] : []) {
      byModel.set(model, (byModel.get(model) ?? 0) + cost);
      named += cost;
    }
    if (charge.cost === named) continue;
    byModel.set(NO_MODEL, (byModel.get(NO_MODEL) ?? 0) + charge.cost - named);
  }
  return { byDay, byModel };
}
