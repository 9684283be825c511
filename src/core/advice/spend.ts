// Money for models, as a fold over what was asked and answered. What a question may cost at most is
// taken off the budget in the row that asks, so that no crash and no crowd of questions can spend more.
import { civilDate } from "../math/calendar.ts";
import type { Advice, AiSpend, Question } from "../types/advice.ts";
import type { AiConfig } from "../types/config.ts";
import type { Millis, Usdc } from "../types/units.ts";

const DAY_MS = 86_400_000;

/** Nothing spent. */
export const noSpend: AiSpend = {
  day: 0,
  month: 0,
  daySpent: 0 as Usdc,
  monthSpent: 0 as Usdc,
  open: new Map(),
};

/** Spending with one more open question: its worst case is reserved. */
export function reserve(spend: AiSpend, question: Question): AiSpend {
  return { ...spend, open: new Map(spend.open).set(question.id, question.reserve) };
}

/** Spending after an answer: the reserve is free, the cost is spent. A second answer adds nothing. */
export function settle(
  spend: AiSpend,
  { question, cost }: Pick<Advice, "question" | "cost">,
  at: Millis,
): AiSpend {
  if (!spend.open.has(question)) return spend;
  const now = turned(spend, at);
  const open = new Map(spend.open);
  open.delete(question);
  return {
    ...now,
    open,
    daySpent: (now.daySpent + cost) as Usdc,
    monthSpent: (now.monthSpent + cost) as Usdc,
  };
}

/** A process that asked has ended. What it may have spent counts as spent: nobody knows better. */
export function orphan(spend: AiSpend, at: Millis): AiSpend {
  let next = spend;
  for (const [question, cost] of spend.open) next = settle(next, { question, cost }, at);
  return next;
}

/** What open questions may cost together. */
export function reservedOf({ open }: AiSpend): Usdc {
  let sum = 0;
  for (const reserve of open.values()) sum += reserve;
  return sum as Usdc;
}

/** What may still be spent on models at `at`: the least of what day and month leave. */
export function budgetLeft(spend: AiSpend, config: AiConfig, at: Millis): Usdc {
  const { daySpent, monthSpent } = turned(spend, at);
  const reserved = reservedOf(spend);
  const day = config.budgetDay - daySpent - reserved;
  const month = config.budgetMonth - monthSpent - reserved;
  return Math.max(0, Math.min(day, month)) as Usdc;
}

/** Spending as it stands at `at`: a new UTC day or month begins with nothing. */
export function turned(spend: AiSpend, at: Millis): AiSpend {
  const day = Math.floor(at / DAY_MS);
  const month = monthOf(day);
  return {
    ...spend,
    day,
    month,
    daySpent: day === spend.day ? spend.daySpent : 0 as Usdc,
    monthSpent: month === spend.month ? spend.monthSpent : 0 as Usdc,
  };
}

/** Months since January of the year 0 for days since 1970, by the calendar. */
export function monthOf(day: number): number {
  const { year, month } = civilDate(day);
  return year * 12 + month - 1;
}
