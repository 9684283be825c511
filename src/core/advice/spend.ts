// Money for models, as a fold over what was asked and answered. What a question may cost at most is
// taken off the budget in the row that asks, so that no crash and no crowd of questions can spend more.
import { civilDate } from "../math/calendar.ts";
import type { Account, PendingQuestion } from "../types/account.ts";
import type { Advice, AiSpend, Question } from "../types/advice.ts";
import type { AiConfig } from "../types/config.ts";
import type { QuestionId } from "../types/ids.ts";
import type { Millis, Usdc } from "../types/units.ts";

const DAY_MS = 86_400_000;

/** Nothing spent. */
export const noSpend: AiSpend = {
  day: 0,
  month: 0,
  daySpent: 0 as Usdc,
  monthSpent: 0 as Usdc,
  reserved: 0 as Usdc,
};

/** The account with one more open question; its worst case is reserved, its spike logged. */
export function ask(
  account: Account,
  { question, signal, dueAt, spike }: Omit<PendingQuestion, "settled" | "decided">,
): Account {
  const pending = { question, signal, dueAt, spike, settled: false, decided: false };
  const { aiSpend } = account;
  return {
    ...account,
    spikes: spike === null ? account.spikes : [...account.spikes, spike],
    asked: new Map(account.asked).set(question.id, pending),
    aiSpend: { ...aiSpend, reserved: (aiSpend.reserved + question.reserve) as Usdc },
  };
}

/** The account with an answer: its reserve is free, its cost is spent. A second answer adds nothing. */
export function answer(
  account: Account,
  { question, cost }: Pick<Advice, "question" | "cost">,
  at: Millis,
): Account {
  const pending = account.asked.get(question);
  if (pending === undefined || pending.settled) return account;
  const aiSpend = settle(account.aiSpend, pending.question, cost, at);
  return changeAsked({ ...account, aiSpend }, question, { ...pending, settled: true });
}

/** The account with a decision about a question, answered or not. */
export function decided(account: Account, question: QuestionId): Account {
  const pending = account.asked.get(question);
  return pending === undefined
    ? account
    : changeAsked(account, question, { ...pending, decided: true });
}

/** A process that asked has ended. What it may have spent counts as spent: nobody knows better. */
export function orphan(account: Account, at: Millis): Account {
  let next = account;
  for (const { question: { id, reserve }, settled } of account.asked.values()) {
    if (!settled) next = answer(next, { question: id, cost: reserve }, at);
  }
  return next;
}

function changeAsked(account: Account, id: QuestionId, pending: PendingQuestion): Account {
  const asked = new Map(account.asked);
  if (pending.settled && pending.decided) asked.delete(id);
  else asked.set(id, pending);
  return { ...account, asked };
}

/** What may still be spent on models at `at`: the least of what day and month leave. */
export function budgetLeft(spend: AiSpend, config: AiConfig, at: Millis): Usdc {
  const { daySpent, monthSpent, reserved } = turned(spend, at);
  const day = config.budgetDay - daySpent - reserved;
  const month = config.budgetMonth - monthSpent - reserved;
  return Math.max(0, Math.min(day, month)) as Usdc;
}

/** Spending as it stands at `at`: a new UTC day or month begins with nothing. */
export function turned(spend: AiSpend, at: Millis): AiSpend {
  const day = Math.floor(at / DAY_MS);
  const month = monthOf(day);
  return {
    day,
    month,
    daySpent: day === spend.day ? spend.daySpent : 0 as Usdc,
    monthSpent: month === spend.month ? spend.monthSpent : 0 as Usdc,
    reserved: spend.reserved,
  };
}

function settle(spend: AiSpend, { reserve }: Question, cost: Usdc, at: Millis): AiSpend {
  const now = turned(spend, at);
  return {
    ...now,
    reserved: Math.max(0, now.reserved - reserve) as Usdc,
    daySpent: (now.daySpent + cost) as Usdc,
    monthSpent: (now.monthSpent + cost) as Usdc,
  };
}

/** Months since January of the year 0 for days since 1970, by the calendar. */
export function monthOf(day: number): number {
  const { year, month } = civilDate(day);
  return year * 12 + month - 1;
}
