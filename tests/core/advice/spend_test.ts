import assert from "node:assert/strict";
import { openAccount } from "../../../src/core/evolve.ts";
import {
  answer,
  ask,
  budgetLeft,
  decided,
  monthOf,
  orphan,
  turned,
} from "../../../src/core/advice/spend.ts";
import type { PendingQuestion } from "../../../src/core/types/account.ts";
import type { QuestionId } from "../../../src/core/types/ids.ts";
import { type Millis, millis, usdc } from "../../../src/core/types/units.ts";
import { NOON } from "../../support/builders.ts";
import { parseDefaults } from "../../support/defaults.ts";

const { ai } = parseDefaults();
const DAY = 86_400_000;

function question(
  id: string,
  reserve: number,
): Omit<PendingQuestion, "settled" | "decided"> {
  return {
    question: { id: id as QuestionId, reserve: usdc(reserve) },
    signal: {},
    dueAt: NOON,
    spike: null,
  } as unknown as Omit<PendingQuestion, "settled" | "decided">;
}

const answered = (id: string, cost: number) => ({ question: id as QuestionId, cost: usdc(cost) });

Deno.test("a question reserves its worst case, its answer frees that and spends what it cost", () => {
  const before = openAccount(usdc(75_000_000));
  const open = ask(before, question("1.1", 7_000));
  assert.equal(open.aiSpend.reserved, 7_000);
  assert.equal(budgetLeft(open.aiSpend, ai, NOON), 250_000 - 7_000);
  const done = answer(open, answered("1.1", 2_000), NOON);
  assert.deepEqual([done.aiSpend.reserved, done.aiSpend.daySpent, done.aiSpend.monthSpent], [
    0,
    2_000,
    2_000,
  ]);
  // Told twice, it is paid once.
  assert.equal(answer(done, answered("1.1", 2_000), NOON), done);
});

Deno.test("a question is forgotten when it is both paid and decided, in either order", () => {
  const open = ask(openAccount(usdc(1)), question("1.1", 7_000));
  const first = decided(open, "1.1" as QuestionId);
  assert.equal(first.asked.size, 1);
  assert.equal(answer(first, answered("1.1", 1), NOON).asked.size, 0);
  const other = answer(open, answered("1.1", 1), NOON);
  assert.equal(other.asked.size, 1);
  assert.equal(decided(other, "1.1" as QuestionId).asked.size, 0);
});

Deno.test("what a process that ended may have spent counts as spent", () => {
  const open = ask(ask(openAccount(usdc(1)), question("1.1", 7_000)), question("2.1", 5_000));
  const after = orphan(answer(open, answered("1.1", 1_000), NOON), NOON);
  assert.deepEqual([after.aiSpend.reserved, after.aiSpend.daySpent], [0, 6_000]);
  assert.equal(orphan(after, NOON).aiSpend.daySpent, 6_000);
});

Deno.test("R-209 at UTC midnight the day's budget is whole again, the month's at its end", () => {
  const spent = answer(
    ask(openAccount(usdc(1)), question("1.1", 7_000)),
    answered("1.1", 250_000),
    millis(NOON),
  ).aiSpend;
  assert.equal(budgetLeft(spent, ai, NOON), 0);
  const midnight = millis(Math.ceil(NOON / DAY) * DAY);
  assert.equal(budgetLeft(spent, ai, millis(midnight - 1)), 0);
  assert.equal(budgetLeft(spent, ai, midnight), 250_000);
  assert.equal(turned(spent, midnight).monthSpent, 250_000);
  const july = millis(Date.UTC(2026, 6, 1));
  assert.equal(turned(spent, july).monthSpent, 0);
  assert.equal(turned(spent, millis(july - 1)).monthSpent, 250_000);
});

Deno.test("months follow the calendar on every day of 400 years", () => {
  let last = monthOf(0);
  for (let day = 1; day < 146_097; day++) {
    const date = new Date(day * DAY);
    const turns = date.getUTCDate() === 1;
    const month = monthOf(day);
    assert.equal(month - last, turns ? 1 : 0, date.toISOString());
    last = month;
  }
});

Deno.test("the budget is what day and month leave, less what is reserved", () => {
  const spend = {
    ...openAccount(usdc(1)).aiSpend,
    day: Math.floor(NOON / DAY),
    month: monthOf(Math.floor(NOON / DAY)),
    daySpent: usdc(10_000),
    monthSpent: usdc(2_900_000),
    reserved: usdc(30_000),
  };
  assert.equal(budgetLeft(spend, ai, NOON), 70_000);
  assert.equal(budgetLeft({ ...spend, monthSpent: usdc(5_000_000) }, ai, NOON), 0);
  assert.equal(budgetLeft({ ...spend, monthSpent: usdc(0) }, ai, NOON as Millis), 210_000);
});
