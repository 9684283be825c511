// The limits on losses over time, from closed trades to halt and breaker.
import assert from "node:assert/strict";
import fc from "fast-check";
import { evolve, openAccount } from "../../../src/core/evolve.ts";
import { limitStates, type RuleName } from "../../../src/core/risk/registry.ts";
import type { EngineConfig, RiskConfig } from "../../../src/core/types/config.ts";
import type { LedgerRow } from "../../../src/core/types/effect.ts";
import type { FillId, OrderId } from "../../../src/core/types/ids.ts";
import {
  type Millis,
  millis,
  price,
  type Seq,
  shares,
  usdc,
} from "../../../src/core/types/units.ts";
import { aFill, aMarket, NOON } from "../../support/builders.ts";
import { parseDefaults } from "../../support/defaults.ts";
import { aBook, type HandFed, handFed } from "../../support/engine.ts";
import { elsewhere, loose } from "./view.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Trades bought at .50 and settled at 1 or 0, every row kept as in a ledger. */
class Trades {
  readonly engine: HandFed;
  readonly ledger: LedgerRow[] = [];
  #count = 0;

  constructor(risk: Partial<RiskConfig> = {}, change: Partial<EngineConfig> = {}) {
    this.engine = handFed({ ...change, risk: { ...loose, ...risk } });
  }

  /** A trade opened and closed at once; returns the rows its end led to. */
  close(cents: number, atMs: number): readonly LedgerRow[] {
    this.open(cents, atMs);
    return this.resolve(cents > 0 ? "yes" : "no", atMs);
  }

  /** Buys what gains or loses so many cents when its market resolves. */
  open(cents: number, atMs: number): void {
    const n = ++this.#count;
    const id = `${1_000_000 + n}.2` as OrderId;
    const size = shares(Math.abs(cents) * 20_000);
    const order = elsewhere(n, { id, price: price(500_000), size });
    for (const body of [{ kind: "place", order }, { kind: "orderFilled", fill: aFill(order) }]) {
      this.#put({ seq: 1 as Seq, n: 0, at: millis(NOON + atMs), body } as LedgerRow);
    }
  }

  resolve(winner: "yes" | "no", atMs: number): readonly LedgerRow[] {
    const { market } = elsewhere(this.#count);
    return this.feed({ kind: "resolved", market, winner }, atMs);
  }

  feed(input: Parameters<HandFed["feed"]>[0], atMs: number): readonly LedgerRow[] {
    const rows = this.engine.feed(input, atMs);
    this.ledger.push(...rows);
    return rows;
  }

  blocking(rule: RuleName, atMs: number): boolean | null | undefined {
    const { account, config } = this.engine.state;
    const states = limitStates(account, config, millis(NOON + atMs));
    return states.find((state) => state.rule === rule)?.blocking;
  }

  #put(row: LedgerRow): void {
    this.ledger.push(row);
    this.engine.state.account = evolve(this.engine.state.account, row);
  }
}

function trips(rows: readonly LedgerRow[]) {
  return rows.flatMap(({ body }) => body.kind === "trip" ? [body] : []);
}

function halts(rows: readonly LedgerRow[]) {
  return rows.flatMap(({ body }) => body.kind === "halt" ? [body.halt] : []);
}

Deno.test("the third loss in a row trips the breaker for thirty minutes, not the second", () => {
  const trades = new Trades();
  assert.deepStrictEqual(trips(trades.close(-10, 0)), []);
  assert.deepStrictEqual(trips(trades.close(-10, MINUTE)), []);
  assert.equal(trades.blocking("breaker", MINUTE), false);
  const rows = trades.close(-10, 2 * MINUTE);
  const until = millis(NOON + 32 * MINUTE);
  assert.deepStrictEqual(trips(rows), [
    { kind: "trip", rule: "consecutiveLosses", value: 3, limit: 3, until },
  ]);
  assert.equal(trades.blocking("breaker", 32 * MINUTE - 1), true);
  assert.equal(trades.blocking("breaker", 32 * MINUTE), false);
});

Deno.test("a win between the losses starts the count anew", () => {
  const trades = new Trades();
  const rows = [-10, -10, 1, -10, -10].flatMap((cents, i) => trades.close(cents, i * MINUTE));
  assert.deepStrictEqual(trips(rows), []);
});

Deno.test("after a trip it takes three losses again", () => {
  const trades = new Trades();
  const rows = Array.from({ length: 6 }, (_, i) => trips(trades.close(-10, i * MINUTE)).length);
  assert.deepStrictEqual(rows, [0, 0, 1, 0, 0, 1]);
});

Deno.test("R-170 the breaker survives a restart with its own end: inside, at and after it", () => {
  const trades = new Trades();
  for (let i = 0; i < 3; i++) trades.close(-10, i * MINUTE);
  const restarted = trades.ledger.reduce(evolve, openAccount(usdc(75_000_000)));
  assert.deepStrictEqual(restarted, trades.engine.state.account);
  const { config } = trades.engine.state;
  const blocking = (atMs: number) =>
    limitStates(restarted, config, millis(NOON + atMs))
      .find(({ rule }) => rule === "breaker")?.blocking;
  assert.equal(blocking(20 * MINUTE), true);
  assert.equal(blocking(32 * MINUTE - 1), true);
  assert.equal(blocking(32 * MINUTE), false);
  assert.equal(blocking(7 * DAY), false);
  const fresh = limitStates(openAccount(usdc(1)), config, NOON);
  assert.equal(fresh.find(({ rule }) => rule === "breaker")?.blocking, false);
});

Deno.test("R-171 a restart keeps the day's loss to the cent and the losses in a row", () => {
  const trades = new Trades();
  trades.close(-17, 0);
  trades.close(-21, MINUTE);
  const restarted = trades.ledger.reduce(evolve, openAccount(usdc(75_000_000)));
  assert.equal(restarted.risk.dayRealized, -380_000);
  assert.equal(restarted.risk.consecutiveLosses, 2);
});

Deno.test("R-188 loss, loss, tiny win, loss, loss trips it by the sum of the window", () => {
  const trades = new Trades({ maxWindowLoss: usdc(2_000_000) });
  const results = [-60, -60, 1, -40, -41].map((cents, i) => trips(trades.close(cents, i * HOUR)));
  assert.deepStrictEqual(results.map((rows) => rows.length), [0, 0, 0, 0, 1]);
  const [trip] = results[4] ?? [];
  assert.deepStrictEqual([trip?.rule, trip?.value, trip?.limit], [
    "windowLoss",
    2_000_000,
    2_000_000,
  ]);
});

Deno.test("a cent less in the window does not trip it, nor does a loss that left the window", () => {
  const short = new Trades({ maxWindowLoss: usdc(2_000_000) });
  assert.deepStrictEqual(trips([-100, 1, -100].flatMap((c, i) => short.close(c, i))), []);
  const late = new Trades({ maxWindowLoss: usdc(2_000_000), maxConsecutiveLosses: 99 });
  const rows = [...late.close(-100, 0), ...late.close(-100, 6 * HOUR)];
  assert.deepStrictEqual(trips(rows), []);
  const inside = new Trades({ maxWindowLoss: usdc(2_000_000), maxConsecutiveLosses: 99 });
  inside.close(-100, 0);
  assert.equal(trips(inside.close(-100, 6 * HOUR - 1)).length, 1);
});

Deno.test("nor does a message that closes no trade, after an older win left the window", () => {
  const trades = new Trades({ maxWindowLoss: usdc(2_000_000), maxConsecutiveLosses: 99 });
  trades.close(200, 0);
  trades.close(-300, HOUR);
  const later = trades.feed({ kind: "fillSettled", fill: "x/1" as FillId }, 6 * HOUR + MINUTE);
  assert.deepStrictEqual(trips(later), []);
});

Deno.test("R-186 a win does not trip a breaker because an older win left the window", () => {
  const trades = new Trades({ maxWindowLoss: usdc(2_000_000), maxConsecutiveLosses: 99 });
  trades.close(200, 0);
  trades.close(-300, HOUR);
  // The sum over the window is now a loss of $2.90, but what just happened is a gain.
  assert.deepStrictEqual(trips(trades.close(10, 6 * HOUR + MINUTE)), []);
  assert.equal(trips(trades.close(-1, 6 * HOUR + 2 * MINUTE)).length, 1);
});

Deno.test("R-186 a gain never trips or prolongs a limit on losses", () => {
  const trade = fc.record({
    cents: fc.integer({ min: -150, max: 150 }).filter((cents) => cents !== 0),
    gap: fc.integer({ min: 1, max: 5 * HOUR }),
  });
  let gains = 0;
  fc.assert(
    fc.property(fc.array(trade, { maxLength: 25 }), (list) => {
      const trades = new Trades(parseDefaults().risk);
      let at = 0;
      for (const { cents, gap } of list) {
        at += gap;
        const before = trades.engine.state.account.risk;
        const rows = trades.close(cents, at);
        trades.feed({ kind: "heartbeat" }, at + 1);
        if (cents < 0) continue;
        gains += 1;
        const { breakerUntil } = trades.engine.state.account.risk;
        assert.deepStrictEqual([...trips(rows), ...halts(rows)], []);
        assert.equal(breakerUntil, before.breakerUntil);
      }
    }),
    { seed: 1, numRuns: 150 },
  );
  assert.ok(gains > 100);
});

Deno.test("the day's loss halts entries at its limit, with the numbers in the row, once", () => {
  const trades = new Trades({ maxDailyLoss: usdc(2_000_000), maxConsecutiveLosses: 99 });
  assert.deepStrictEqual(halts(trades.close(-199, 0)), []);
  const rows = trades.close(-1, 1);
  assert.deepStrictEqual(halts(rows), [{
    mode: "reducing",
    reason: "dailyLoss",
    by: "risk",
    at: millis(NOON + 1),
    value: 2_000_000,
    limit: 2_000_000,
    note: null,
  }]);
  assert.deepStrictEqual(halts(trades.close(-1, 2)), []);
});

Deno.test("R-172 midnight in UTC lifts the day's halt, restart or not", () => {
  const trades = new Trades({ maxDailyLoss: usdc(2_000_000), maxConsecutiveLosses: 99 });
  trades.close(-250, 0);
  trades.feed({ kind: "haltRequested", by: "me", reason: "lunch", command: "c" }, 1);
  trades.feed({ kind: "heartbeat" }, 12 * HOUR - 1);
  assert.equal(trades.blocking("dailyLoss", 12 * HOUR - 1), true);
  trades.feed({ kind: "heartbeat" }, 12 * HOUR);
  assert.equal(trades.blocking("dailyLoss", 12 * HOUR), false);
  const restarted = trades.ledger.reduce(evolve, openAccount(usdc(75_000_000)));
  for (const account of [restarted, trades.engine.state.account]) {
    assert.deepStrictEqual(account.risk.halts.map(({ reason }) => reason), ["command"]);
    assert.equal(account.risk.dayRealized, 0);
    assert.equal(account.risk.dayStartEquity, 72_500_000);
  }
});

Deno.test("what was sold yesterday and fails today is not today's loss", () => {
  const trades = new Trades({ maxDailyLoss: usdc(2_000_000) });
  const order = elsewhere(0, { price: price(500_000) });
  const sale = elsewhere(0, {
    id: "2.2" as OrderId,
    side: "sell",
    price: price(900_000),
    purpose: "target",
    plan: null,
  });
  const put = (body: LedgerRow["body"], at: Millis) => {
    const row = { seq: 1 as Seq, n: 0, at, body };
    trades.engine.state.account = evolve(trades.engine.state.account, row);
  };
  put({ kind: "place", order }, NOON);
  put({ kind: "orderFilled", fill: aFill(order) }, NOON);
  put({ kind: "fillSettled", fill: aFill(order).id }, NOON);
  put({ kind: "place", order: sale }, NOON);
  put({ kind: "orderFilled", fill: aFill(sale) }, NOON);
  const today = trades.engine.state.account;
  assert.equal(today.risk.dayRealized, 1_600_000);
  put({ kind: "fillReverted", fill: aFill(sale).id }, millis(NOON + HOUR));
  assert.equal(trades.engine.state.account.risk.dayRealized, 0);
  trades.engine.state.account = today;
  put({ kind: "fillReverted", fill: aFill(sale).id }, millis(NOON + 13 * HOUR));
  const { account } = trades.engine.state;
  assert.equal(account.risk.dayRealized, 0);
  assert.equal(account.cash, 73_000_000);
});

/** A hundred shares of aMarket() at .50, settled, at NOON. */
function holdingHundred(risk: Partial<RiskConfig>): Trades {
  const trades = new Trades(risk);
  const market = aMarket();
  trades.feed({ kind: "listed", market }, 0);
  trades.feed(aBook(50, 51), 0);
  trades.feed({ kind: "heartbeat" }, 0);
  const order = {
    ...elsewhere(0, { price: price(500_000), size: shares(100_000_000) }),
    market: market.id,
    token: market.yes,
    plan: { kind: "spike", target: null, stop: null, until: null },
  } as ReturnType<typeof elsewhere>;
  const rows = [{ kind: "place", order }, { kind: "orderFilled", fill: aFill(order) }] as const;
  for (const body of rows) {
    const row = { seq: 1 as Seq, n: 0, at: NOON, body };
    trades.engine.state.account = evolve(trades.engine.state.account, row);
  }
  return trades;
}

Deno.test("R-182 R-187 an open loss counts as much as a closed one: day, drawdown and floor", () => {
  // At .44 and a fee of .04 x .44 x .56 a share the hundred shares bring 43.01, $6.99 less.
  for (
    const [risk, reason] of [
      [{ maxDailyLoss: usdc(6_980_000) }, "dailyLoss"],
      [{ maxDrawdown: 0.09 }, "drawdown"],
      [{ capitalFloor: 0.91 }, "capitalFloor"],
    ] as const
  ) {
    const trades = holdingHundred(risk);
    trades.feed(aBook(49, 50), 30_000);
    assert.deepStrictEqual(halts(trades.feed({ kind: "heartbeat" }, 60_000)), []);
    trades.feed(aBook(44, 45), 90_000);
    const found = halts(trades.feed({ kind: "heartbeat" }, 120_000));
    assert.deepStrictEqual(found.map((halt) => [halt.mode, halt.reason]), [["reducing", reason]]);
  }
});

Deno.test("R-182 a gain given back is a drawdown although nothing of the capital is lost", () => {
  const trades = holdingHundred({ maxDrawdown: 0.2 });
  trades.feed(aBook(90, 91), 30_000);
  trades.feed({ kind: "heartbeat" }, 60_000);
  const { peakEquity } = trades.engine.state.account.risk;
  assert.ok(peakEquity > 114_000_000);
  trades.feed(aBook(60, 61), 90_000);
  const [halt] = halts(trades.feed({ kind: "heartbeat" }, 120_000));
  assert.equal(halt?.reason, "drawdown");
  assert.ok(trades.engine.state.account.risk.equity > 80_000_000);
});

Deno.test("R-186 a rise of what is held halts nothing", () => {
  const trades = holdingHundred({ maxDrawdown: 0.01, maxDailyLoss: usdc(10_000) });
  trades.engine.state.account = {
    ...trades.engine.state.account,
    risk: { ...trades.engine.state.account.risk, halts: [], dayStartEquity: usdc(1) },
  };
  for (let cents = 52, at = 1; cents < 98; cents++, at++) {
    trades.feed(aBook(cents, cents + 1), at * MINUTE - 1);
    assert.deepStrictEqual(halts(trades.feed({ kind: "heartbeat" }, at * MINUTE)), []);
  }
});

Deno.test("R-180 without fills and positions no limit on losses trips, whatever prices do", () => {
  const losses: RuleName[] = [
    "breaker",
    "dailyLoss",
    "lossBudget",
    "drawdown",
    "capitalFloor",
    "cash",
  ];
  const moves = fc.array(fc.integer({ min: 2, max: 97 }), { minLength: 10, maxLength: 200 });
  fc.assert(
    fc.property(moves, fc.integer({ min: 1_000, max: HOUR }), (cents, gap) => {
      const trades = new Trades(parseDefaults().risk);
      trades.feed({ kind: "listed", market: aMarket() }, 0);
      cents.forEach((bid, i) => {
        trades.feed(aBook(bid, bid + 1), i * gap);
        trades.feed({ kind: "heartbeat" }, i * gap);
        for (const rule of losses) assert.equal(trades.blocking(rule, i * gap), false, rule);
      });
      const kinds = new Set(trades.ledger.map(({ body }) => body.kind));
      assert.ok(!kinds.has("halt") && !kinds.has("trip"));
    }),
    { numRuns: 25 },
  );
});
