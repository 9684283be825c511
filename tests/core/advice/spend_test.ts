import assert from "node:assert/strict";
import {
  budgetLeft,
  monthOf,
  noSpend,
  orphan,
  reserve,
  reservedOf,
  settle,
  turned,
} from "../../../src/core/advice/spend.ts";
import type { Question } from "../../../src/core/types/advice.ts";
import type { QuestionId } from "../../../src/core/types/ids.ts";
import { type Millis, millis, usdc } from "../../../src/core/types/units.ts";
import { NOON } from "../../support/builders.ts";
import { parseDefaults } from "../../support/defaults.ts";

const { ai } = parseDefaults();
const DAY = 86_400_000;

function question(id: string, most: number): Question {
  return { id: id as QuestionId, reserve: usdc(most) } as unknown as Question;
}

const answered = (id: string, cost: number) => ({ question: id as QuestionId, cost: usdc(cost) });

Deno.test("a question reserves its worst case, its answer frees that and spends what it cost", () => {
  const open = reserve(noSpend, question("1.1", 7_000));
  assert.equal(reservedOf(open), 7_000);
  assert.equal(budgetLeft(open, ai, NOON), 250_000 - 7_000);
  const done = settle(open, answered("1.1", 2_000), NOON);
  assert.deepEqual([reservedOf(done), done.daySpent, done.monthSpent], [0, 2_000, 2_000]);
  // Told twice, it is paid once.
  assert.equal(settle(done, answered("1.1", 2_000), NOON), done);
});

Deno.test("what a process that ended may have spent counts as spent", () => {
  const open = reserve(reserve(noSpend, question("1.1", 7_000)), question("2.1", 5_000));
  const after = orphan(settle(open, answered("1.1", 1_000), NOON), NOON);
  assert.deepEqual([reservedOf(after), after.daySpent], [0, 6_000]);
  assert.equal(orphan(after, NOON).daySpent, 6_000);
});

Deno.test("R-209 at UTC midnight the day's budget is whole again, the month's at its end", () => {
  const spent = settle(
    reserve(noSpend, question("1.1", 7_000)),
    answered("1.1", 250_000),
    millis(NOON),
  );
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
    ...noSpend,
    day: Math.floor(NOON / DAY),
    month: monthOf(Math.floor(NOON / DAY)),
    daySpent: usdc(10_000),
    monthSpent: usdc(2_900_000),
    open: new Map([["1.1" as QuestionId, usdc(30_000)]]),
  };
  assert.equal(budgetLeft(spend, ai, NOON), 70_000);
  assert.equal(budgetLeft({ ...spend, monthSpent: usdc(5_000_000) }, ai, NOON), 0);
  assert.equal(budgetLeft({ ...spend, monthSpent: usdc(0) }, ai, NOON as Millis), 210_000);
});
