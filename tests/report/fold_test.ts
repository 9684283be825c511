import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import { evolve, openAccount } from "../../src/core/evolve.ts";
import type { Account } from "../../src/core/types/account.ts";
import type { LedgerBody } from "../../src/core/types/effect.ts";
import type { FillId, MarketId, OrderId, TokenId } from "../../src/core/types/ids.ts";
import { price, shares, type Usdc } from "../../src/core/types/units.ts";
import { foldRows, openFold } from "../../src/report/fold.ts";
import { openMarkFold } from "../../src/report/mark_fold.ts";
import { grossOf, heldOf, netOf } from "../../src/report/trade_fold.ts";
import * as rows from "../support/rows.ts";
import { addTrade, CAPITAL, factsOf, rowLog, usd } from "../support/rows.ts";

/** What may happen next, as numbers that are read against the account of the moment. */
const anyStep = fc.record({
  what: fc.constantFrom("buy", "buy", "sell", "sell", "settle", "settle", "revert", "resolve"),
  market: fc.constantFrom("m1", "m2"),
  cents: fc.integer({ min: 1, max: 99 }),
  size: fc.integer({ min: 1, max: 30_000_000 }),
  fee: fc.integer({ min: 0, max: 300_000 }),
  pick: fc.nat(20),
});
type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;

/** The rows of one step, or none where it is impossible now. */
function bodiesOf(step: Step, account: Account, id: number): LedgerBody[] {
  const market = step.market as MarketId;
  const token = `${step.market}-no` as TokenId;
  const of = { market, token, price: price(step.cents * 10_000) };
  const waiting = [...account.unsettled.keys()];
  const picked = waiting[step.pick % Math.max(1, waiting.length)];
  switch (step.what) {
    case "buy": {
      const size = shares(step.size);
      const fill = { ...of, size, fee: usd(step.fee / 1e6) };
      return [rows.place(`o${id}`, { ...of, size }), rows.filled(`f${id}`, `o${id}`, fill)];
    }
    case "sell": {
      const held = account.positions.get(token);
      const free = held === undefined ? 0 : held.shares - held.unsettled;
      if (free <= 0) return [];
      // Some sales leave a third of the share step, which cannot be sold.
      const most = step.pick % 3 === 0 && free > 3_333 ? free - 3_333 : free;
      const size = shares(step.pick > 10 ? most : Math.min(most, step.size));
      const sale = { ...of, side: "sell", size } as const;
      return [
        rows.place(`o${id}`, { ...sale, purpose: "target", plan: null }),
        rows.filled(`f${id}`, `o${id}`, { ...sale, fee: usd(step.fee / 1e6) }),
      ];
    }
    case "settle":
      return picked === undefined ? [] : [{ kind: "fillSettled", fill: picked }];
    case "revert":
      return picked === undefined ? [] : [{ kind: "fillReverted", fill: picked }];
    default:
      return [{
        kind: "resolved",
        market,
        winner: (["yes", "no", null] as const)[step.pick % 3] ?? null,
      }];
  }
}

Deno.test("R-260 trades add up to the account's cash and positions, whatever happens", () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 40 }), (steps) => {
      const log = rowLog();
      const fold = openFold(CAPITAL);
      let account = openAccount(CAPITAL);
      steps.forEach((step, i) => {
        for (const body of bodiesOf(step, account, i)) {
          log.add(body);
          const row = log.rows.at(-1);
          if (row === undefined) throw new Error("Cannot happen: a row was added");
          account = evolve(account, row);
          fold.add(row);
        }
      });
      const { trades } = fold.facts;
      const all = [...trades.closed(), ...trades.open()];
      strictEqual(CAPITAL + all.reduce((sum, trade) => sum + netOf(trade), 0), account.cash);
      deepStrictEqual(
        trades.open().map((trade) => [trade.token, heldOf(trade)]).sort(),
        [...account.positions].map(([token, { shares }]) => [token, shares]).sort(),
      );
    }),
    { numRuns: 300 },
  );
});

Deno.test("a closed trade's net is its gross less its fees, to the micro-dollar", () => {
  const log = rowLog();
  addTrade(log, { market: "m1", buy: 0.5, sell: 0.53, fee: 0.123456 });
  const [trade] = factsOf(log.rows).trades.closed();
  ok(trade !== undefined);
  strictEqual(grossOf(trade), usd(0.6));
  strictEqual(trade.fees, usd(0.246912));
  strictEqual(netOf(trade), usd(0.353088));
  strictEqual(trade.end, "target");
});

Deno.test("a trade is closed when its last sale settles, not when it matches", () => {
  const log = rowLog();
  addTrade(log, { market: "m1", buy: 0.5, sell: 0.53 });
  const before = factsOf(log.rows.slice(0, -1)).trades;
  strictEqual(before.closed().length, 0);
  strictEqual(before.open().length, 1);
  strictEqual(factsOf(log.rows).trades.closed().length, 1);
});

Deno.test("a purchase that fails to settle is no trade, and is counted", () => {
  const log = rowLog();
  log.add(rows.place("o1"));
  log.add(rows.filled("f1", "o1"));
  log.add({ kind: "fillReverted", fill: "f1" as FillId });
  const { trades, orders } = factsOf(log.rows);
  strictEqual(trades.closed().length + trades.open().length, 0);
  strictEqual(trades.voided(), 1);
  const order = orders.byId.get("o1" as OrderId);
  deepStrictEqual([order?.filled, order?.fee, order?.status], [0, 0, "canceled"]);
});

Deno.test("a repeated fill, or one of a stranger's order, adds nothing", () => {
  const log = rowLog();
  log.add(rows.place("o1"));
  log.add(rows.filled("f1", "o1"));
  log.add(rows.filled("f1", "o1"));
  log.add(rows.filled("f2", "unknown"));
  const { orders, trades } = factsOf(log.rows);
  strictEqual(orders.fills.size, 1);
  strictEqual(trades.open()[0]?.bought, 20_000_000);
});

Deno.test("a sale of what was never bought stops the report", () => {
  const log = rowLog();
  log.add(rows.place("o1", { side: "sell" }));
  log.add(rows.filled("f1", "o1", { side: "sell" }));
  throws(() => factsOf(log.rows), /Cannot report sale f1/);
});

Deno.test("a resolution pays the winner's shares and half of each when it is void", () => {
  const outcomes = [["no", 20], ["yes", 0], [null, 10]] as const;
  for (const [winner, dollars] of outcomes) {
    const log = rowLog();
    log.add(rows.place("o1"));
    log.add(rows.filled("f1", "o1"));
    log.add({ kind: "resolved", market: "m1" as MarketId, winner });
    const [trade] = factsOf(log.rows).trades.closed();
    strictEqual(trade?.payout, usd(dollars));
    strictEqual(trade?.end, "resolution");
  }
});

Deno.test("an order ends once: a cancellation after the fill changes nothing", () => {
  const log = rowLog();
  const order = "o1" as OrderId;
  log.add(rows.place("o1"));
  log.add(rows.filled("f1", "o1"));
  log.add({ kind: "orderCanceled", order, reason: "late" });
  log.add({ kind: "reconciled", open: [] });
  const fact = factsOf(log.rows).orders.byId.get(order);
  deepStrictEqual([fact?.status, fact?.reason], ["filled", null]);
});

Deno.test("orders the venue does not know after a reconciliation are over", () => {
  const log = rowLog();
  log.add(rows.place("o1"));
  log.add({ kind: "reconciled", open: [] });
  strictEqual(factsOf(log.rows).orders.byId.get("o1" as OrderId)?.status, "canceled");
});

Deno.test("R-185 every refusal is counted, the first one apart, with an example", () => {
  const log = rowLog();
  const spread = rows.refusal("spread");
  log.add(rows.entry("1.1", { refusals: [spread, rows.refusal("edge"), spread] }));
  log.add(rows.entry("2.1", { refusals: [rows.refusal("edge")] }));
  const { entryRefusals } = factsOf(log.rows);
  deepStrictEqual(entryRefusals.get("spread"), { main: 1, named: 1, example: "1.1" });
  deepStrictEqual(entryRefusals.get("edge"), { main: 1, named: 2, example: "2.1" });
});

Deno.test("tallies add up", () => {
  const log = rowLog();
  const tally = {
    from: rows.START,
    events: { book: 3 },
    skipped: { torn: 1 },
    samples: { ok: 5, constructor: 2 },
    gaps: 1,
    layers: {},
    markets: 4,
  };
  log.add({ kind: "tally", tally });
  log.add({ kind: "tally", tally: { ...tally, markets: 3 } });
  const sum = factsOf(log.rows).tally;
  deepStrictEqual([sum.gaps, sum.markets, sum.tallies], [2, 4, 2]);
  deepStrictEqual([...sum.samples], [["ok", 10], ["constructor", 4]]);
});

Deno.test("max drawdown is the same however much the curve was thinned", () => {
  const anyCurve = fc.array(fc.integer({ min: 1, max: 2e9 }), { maxLength: 300 });
  fc.assert(fc.property(anyCurve, (curve) => {
    const thin = openMarkFold(CAPITAL, 8);
    let peak = CAPITAL as number;
    let worst = 0;
    curve.forEach((equity, i) => {
      thin.add(i as never, equity as Usdc, equity as Usdc);
      peak = Math.max(peak, equity);
      worst = Math.max(worst, (peak - equity) / peak);
    });
    strictEqual(thin.drawdown().share, worst);
    strictEqual(thin.count(), curve.length);
    ok(thin.points().length <= 8);
    if (curve.length === 0) return;
    strictEqual(thin.points().at(-1)?.equity, curve.at(-1));
    strictEqual(Math.min(...thin.points().map(({ low }) => low)), Math.min(...curve));
    strictEqual(Math.max(...thin.points().map(({ high }) => high)), Math.max(...curve));
  }));
});

Deno.test("R-264 facts after any number of rows are those of a fresh fold of the same rows", () => {
  const all = rows.fullRun();
  const live = openFold(CAPITAL);
  all.forEach((row, i) => {
    live.add(row);
    const fresh = foldRows(all.slice(0, i + 1), CAPITAL);
    deepStrictEqual([...live.facts.orders.byId], [...fresh.orders.byId]);
    deepStrictEqual(live.facts.trades.closed(), fresh.trades.closed());
    deepStrictEqual(live.facts.tally, fresh.tally);
    strictEqual(live.facts.signals, fresh.signals);
  });
});
