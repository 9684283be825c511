import assert from "node:assert/strict";
import type { Arms } from "../../../src/core/types/advice.ts";
import type { MarketId, TokenId } from "../../../src/core/types/ids.ts";
import { usdc } from "../../../src/core/types/units.ts";
import {
  answer,
  base,
  effects,
  entries,
  entriesBeside,
  jumped,
  withModels,
} from "../../support/asked.ts";
import { free } from "../../support/bold.ts";
import { aMarket } from "../../support/builders.ts";
import { parseDefaults } from "../../support/defaults.ts";
import { aBook, handFed } from "../../support/engine.ts";

const defaults = parseDefaults();

Deno.test("R-210 with the budget used up the rules go on alone, and say so", () => {
  const ai = { ...defaults.ai, budgetDay: usdc(1), budgetMonth: usdc(1) };
  const { engine } = jumped({ ai });
  assert.deepEqual(effects(engine.rows, "ask"), []);
  const [decision] = entries(engine.rows);
  assert.equal(decision?.ai?.abstained, "budget");
  assert.equal(decision?.verdict, "enter");
});

Deno.test("a refusal of the measured arm is recorded where the budget is used up, and only there", () => {
  const arms: Arms = { trading: "noAi", shadows: ["ai"] };
  const ai = { ...defaults.ai, budgetDay: usdc(1), budgetMonth: usdc(1) };
  // The rules have nothing to say: without an opinion nothing is bought.
  const { engine } = jumped({ ai, reversion: defaults.reversion }, arms);
  const beside = entriesBeside(engine.rows);
  assert.deepEqual(beside.map(({ verdict, ai }) => [verdict, ai?.question, ai?.abstained]), [
    ["refused", null, "budget"],
  ]);
  assert.deepEqual(effects(engine.rows, "ask"), []);
  // Nothing that models could have changed: the trading account's row is enough.
  const shut = jumped({ ai }, arms, aMarket({ ...free, volume24h: usdc(1_000_000) }));
  assert.equal(entries(shut.engine.rows).length, 1);
  assert.deepEqual(entriesBeside(shut.engine.rows), []);
});

Deno.test("R-220 fifty spikes at once against a budget for ten questions ask ten", () => {
  const reserve = 7_104;
  const budget = usdc(10 * reserve);
  const ai = { ...defaults.ai, budgetDay: budget, budgetMonth: budget };
  const engine = handFed({ ...base, ai }, 1, withModels);
  const markets = Array.from({ length: 50 }, (_, i) =>
    aMarket({
      ...free,
      id: `m${i}` as MarketId,
      yes: `m${i}:yes` as TokenId,
      no: `m${i}:no` as TokenId,
      slug: `m${i}`,
    }));
  for (const market of markets) engine.feed({ kind: "listed", market }, 0);
  for (let step = 1; step <= 363; step++) {
    const at = step * 10_000;
    const bid = step > 360 ? 55 : 40 + (step % 40 === 1 ? 1 : 0);
    for (const market of markets) engine.feed(aBook(bid, bid + 1, market), at);
    engine.feed({ kind: "heartbeat" }, at);
  }
  const questions = effects(engine.rows, "ask").map(({ question }) => question);
  assert.deepEqual(questions.map((question) => question.reserve), Array(10).fill(reserve));
  const without = entries(engine.rows).filter(({ ai }) => ai?.abstained === "budget");
  assert.equal(without.length, 40);
});

Deno.test("a trade must bring three times what its answers cost", () => {
  const decision = answer(jumped(), { yes: 0.4, justified: 0.1, cost: 60_000 });
  const [refusal] = decision.refusals;
  assert.equal(refusal?.rule, "aiCost");
  assert.equal(refusal?.limit, 3 * 120_000);
  assert.equal(answer(jumped(), { yes: 0.4, justified: 0.1 }).verdict, "enter");
});
