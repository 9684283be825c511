import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { evolve, openAccount } from "../../src/core/evolve.ts";
import { netOf } from "../../src/report/trade_fold.ts";
import { scenarios } from "../../src/sandbox/world/scenarios.ts";
import { runArms } from "../support/arms_world.ts";
import { addArmTrades, aiRun, beside, withModels } from "../support/ai_rows.ts";
import { accountOf, addTrade, CAPITAL, defaults, factsOf, rowLog, usd } from "../support/rows.ts";
import type { MarketId } from "../../src/core/types/ids.ts";
import * as rows from "../support/rows.ts";

Deno.test("R-260 trades of every arm add up to the cash of its account", () => {
  const all = aiRun();
  const { shadows } = factsOf(all);
  deepStrictEqual([...shadows.keys()], ["noAi", "random"]);
  for (const { trades, account } of shadows.values()) {
    const net = [...trades.closed(), ...trades.open()].reduce((sum, one) => sum + netOf(one), 0);
    strictEqual(account.cash, CAPITAL + net);
  }
});

Deno.test("an account beside is what its rows alone would make of it", () => {
  const mixed = rowLog();
  addArmTrades(mixed, "m1", { ai: 0.55, noAi: 0.52, random: 0.45 });
  const alone = rowLog();
  addTrade(alone, { market: "m1", buy: 0.5, sell: 0.52, fee: 0 });
  const account = factsOf(mixed.rows).shadows.get("noAi")?.account;
  ok(account !== undefined);
  const expected = alone.rows.reduce(evolve, openAccount(CAPITAL));
  deepStrictEqual([account.cash, account.positions], [expected.cash, expected.positions]);
});

Deno.test("arms do not touch the orders, trades and decisions of the account that trades", () => {
  const log = rowLog();
  addTrade(withModels(log), { market: "m1", buy: 0.5, sell: 0.53 });
  const before = factsOf(log.rows);
  const cash = accountOf(log.rows).cash;
  addTrade(beside(log, "noAi"), { market: "m1", buy: 0.5, sell: 0.4 });
  const after = factsOf(log.rows);
  deepStrictEqual(after.trades.closed(), before.trades.closed());
  deepStrictEqual([...after.orders.byId], [...before.orders.byId]);
  deepStrictEqual([...after.decisions], [...before.decisions]);
  strictEqual(after.signals, before.signals);
  strictEqual(accountOf(log.rows).cash, cash);
});

Deno.test("a market that resolves pays out in every arm", () => {
  const log = rowLog();
  for (const one of [log, beside(log, "noAi")]) {
    one.add(rows.place("o1"));
    one.add(rows.filled("f1", "o1"));
  }
  log.add({ kind: "resolved", market: "m1" as MarketId, winner: "no" });
  const { trades, shadows, resolved } = factsOf(log.rows);
  deepStrictEqual(trades.closed().map(netOf), [usd(9.9)]);
  deepStrictEqual(shadows.get("noAi")?.trades.closed().map(netOf), [usd(9.9)]);
  strictEqual(shadows.get("noAi")?.account.cash, CAPITAL + usd(9.9));
  deepStrictEqual([...resolved], [["m1", "no"]]);
});

Deno.test("an order of one arm cannot be filled by a row of another", () => {
  const log = rowLog();
  beside(log, "noAi").add(rows.place("o1"));
  beside(log, "random").add(rows.filled("f1", "o1"));
  log.add(rows.filled("f1", "o1"));
  const { trades, shadows } = factsOf(log.rows);
  deepStrictEqual(trades.open(), []);
  for (const one of shadows.values()) deepStrictEqual(one.trades.open(), []);
});

Deno.test("over a real run the accounts of the report are those of the engine, all three", () => {
  const scenario = scenarios["demo"];
  if (scenario === undefined) throw new Error("Cannot find the scenario demo");
  const { rows: made, state } = runArms({
    scenario,
    forecaster: "informed",
    config: { ...defaults, ensemble: { ...defaults.ensemble, autonomy: 1 } },
    arms: { trading: "ai", shadows: ["noAi", "random"] },
    seed: 5,
    hours: 0.5,
  });
  const { shadows, ai, arm } = factsOf(made);
  strictEqual(arm, "ai");
  for (const { arm, account } of state.shadows) deepStrictEqual(shadows.get(arm)?.account, account);
  deepStrictEqual(ai.learnt.aiSpend, state.account.learnt.aiSpend);
  ok(ai.questions.size > 0 && (shadows.get("random")?.orders.fills.size ?? 0) > 0);
});
