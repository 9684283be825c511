// Builders of ledger rows: whole rows from the few fields that a test is about.
import { evolve, openAccount } from "../../src/core/evolve.ts";
import type { Account } from "../../src/core/types/account.ts";
import type { Arm } from "../../src/core/types/advice.ts";
import type {
  EntryDecision,
  ExitDecision,
  LedgerBody,
  LedgerRow,
} from "../../src/core/types/effect.ts";
import type {
  DecisionId,
  FillId,
  GroupId,
  MarketId,
  OrderId,
  TokenId,
} from "../../src/core/types/ids.ts";
import type { Approved, Fill, Order } from "../../src/core/types/order.ts";
import type { Refusal, RefusalRule } from "../../src/core/types/refusal.ts";
import {
  cost,
  type Millis,
  price,
  probability,
  type Seq,
  shares,
  type Usdc,
} from "../../src/core/types/units.ts";
import { type Facts, foldRows } from "../../src/report/fold.ts";
import type { ReportInput } from "../../src/report/input.ts";
import type { RunInfo } from "../../src/report/report.ts";
import { parseDefaults } from "./defaults.ts";
import type { EngineConfig } from "../../src/core/types/config.ts";

/** 2026-11-22T00:00:00Z: day 20779. */
export const START = Date.UTC(2026, 10, 22) as Millis;

export const CAPITAL = 1_000_000_000 as Usdc;

/** The default configuration, but with {@link CAPITAL}. */
export const defaults: EngineConfig = { ...parseDefaults(), initialCapital: CAPITAL };

export const run: RunInfo = {
  version: "0.1.0",
  mode: "paper",
  source: "made-up rows",
  configHash: "c0ffee",
  seed: 7,
  assumptions: ["spreads of one tick"],
  head: "abc123",
};

/** Dollars to micro-dollars. */
export function usd(dollars: number): Usdc {
  return Math.round(dollars * 1e6) as Usdc;
}

/** A ledger in the making: rows get seq, n and time in order; one second apart. */
export interface RowLog {
  readonly rows: LedgerRow[];
  /** Adds a body as the first row of a new event. Returns its `<seq>.<n>`. */
  add(body: LedgerBody, atMs?: number): string;
}

/** An empty log that starts at {@link START}. */
export function rowLog(): RowLog {
  const rows: LedgerRow[] = [];
  let seq = 0;
  let at = START as number;
  return {
    rows,
    add(body, atMs) {
      seq++;
      at = atMs ?? at + 1_000;
      rows.push({ seq: seq as Seq, n: 1, at: at as Millis, body });
      return `${seq}.1`;
    },
  };
}

/** A session in which `trading` trades and the other two are on paper. */
export function started(trading: Arm = "ai"): LedgerBody {
  const all: readonly Arm[] = ["ai", "noAi", "random"];
  const arms = { trading, shadows: all.filter((arm) => arm !== trading) };
  return { kind: "started", version: "0.1.0", configHash: "c0ffee", config: null, arms };
}

/** A refusal of `rule` with numbers that fit nothing in particular. */
export function refusal(rule: RefusalRule, change: Partial<Refusal> = {}): Refusal {
  return { rule, value: 60_000, limit: 30_000, unit: "price", ...change };
}

/** A refused entry for a spike up of 5 cents; override what the test is about. */
export function entry(id: string, change: Partial<EntryDecision> = {}): LedgerBody {
  const market = change.market ?? "m1" as MarketId;
  const at = (START + Number(id.split(".")[0]) * 1_000) as Millis;
  const decision: EntryDecision = {
    kind: "entry",
    id: id as DecisionId,
    market,
    slug: `slug-of-${market}`,
    verdict: "refused",
    refusals: [refusal("spread")],
    signal: {
      market,
      at,
      direction: 1,
      confidence: 0.75,
      layers: [
        { layer: "cusum", fired: true, direction: 1, value: 6.2, threshold: 5 },
        { layer: "ewma_band", fired: true, direction: 1, value: 3.4, threshold: 3 },
        { layer: "roc", fired: false, direction: 0, value: 0.01, threshold: 0.05 },
        { layer: "liquidity", fired: true, direction: 0, value: 60_000, threshold: 30_000 },
      ],
      mid: probability(0.5),
      anchor: probability(0.45),
      tickSize: price(10_000),
    },
    stance: "fade",
    posterior: { category: "crypto", spikes: 12, mean: 0.31, se: 0.1 },
    token: null,
    top: null,
    estimate: null,
    edge: null,
    plan: null,
    sizing: null,
    spike: null,
    order: null,
    ...change,
  };
  return { kind: "record", decision };
}

/** An entry that became order `order`, with every stage's numbers. */
export function entered(
  id: string,
  order: string,
  change: Partial<EntryDecision> = {},
): LedgerBody {
  return entry(id, {
    verdict: "enter",
    refusals: [],
    token: "m1-no" as TokenId,
    top: {
      bid: price(490_000),
      bidSize: shares(400_000_000),
      ask: price(500_000),
      askSize: shares(300_000_000),
      ageMs: 350 as Millis,
    },
    estimate: {
      market: probability(0.5),
      fair: probability(0.47),
      se: 0.01,
      contributions: [{ name: "technical", logOdds: -0.02 }, {
        name: "meanReversion",
        logOdds: -0.1,
      }],
    },
    edge: { gross: 0.03, entryCost: 0.01, exitCost: 0.01, net: 0.012, needed: 0.01 },
    plan: { kind: "spike", target: price(530_000), stop: price(460_000), until: null },
    sizing: {
      costPerShare: 0.51,
      kelly: 0.08,
      kellyStake: usd(20),
      stake: usd(10.2),
      shares: shares(20_000_000),
      ruin: 0.01,
      dayLoss: 0.02,
    },
    order: order as OrderId,
    ...change,
  });
}

/** An exit that became order `order`. */
export function exited(id: string, order: string, change: Partial<ExitDecision> = {}): LedgerBody {
  const decision: ExitDecision = {
    kind: "exit",
    id: id as DecisionId,
    market: "m1" as MarketId,
    token: "m1-no" as TokenId,
    verdict: "exit",
    purpose: "target",
    refusals: [],
    top: null,
    shares: shares(20_000_000),
    side: "sell",
    order: order as OrderId,
    ...change,
  };
  return { kind: "record", decision };
}

/** An order row; 20 shares of m1-no bought at 0.50 unless changed. */
export function place(id: string, change: Partial<Order> = {}): LedgerBody {
  const order: Order = {
    id: id as OrderId,
    decision: "1.1" as DecisionId,
    market: "m1" as MarketId,
    group: "g1" as GroupId,
    token: "m1-no" as TokenId,
    outcome: "no",
    side: "buy",
    price: price(500_000),
    size: shares(20_000_000),
    timeInForce: "FAK",
    postOnly: false,
    expiresAt: null,
    purpose: "entry",
    tickSize: price(10_000),
    maxFee: usd(0.5),
    plan: { kind: "spike", target: price(530_000), stop: price(460_000), until: null },
    ...change,
  };
  // A test stands in for core/risk/check.ts, the only place that may say this of an order.
  return { kind: "place", order: order as Approved<Order> };
}

/** A fill of the whole of such an order, at its price, for a fee of 10 cents. */
export function filled(id: string, order: string, change: Partial<Fill> = {}): LedgerBody {
  const side = change.side ?? "buy";
  const at = change.price ?? price(500_000);
  const size = change.size ?? shares(20_000_000);
  const fill: Fill = {
    id: id as FillId,
    order: order as OrderId,
    market: "m1" as MarketId,
    token: "m1-no" as TokenId,
    side,
    price: at,
    size,
    value: cost(at, size, side === "buy" ? "up" : "down"),
    fee: usd(0.1),
    role: "taker",
    takes: [{ price: at, size }],
    ...change,
  };
  return { kind: "orderFilled", fill };
}

/** What a closed trade is to look like. */
export interface TradeShape {
  readonly market: string;
  readonly buy: number;
  readonly sell: number;
  readonly fee?: number;
}

/** Adds signal, orders, fills and settlements of one closed trade of 20 shares. */
export function addTrade(log: RowLog, { market, buy, sell, fee = 0.1 }: TradeShape): void {
  const id = `${log.rows.length + 1}.1`;
  const of = { market: market as MarketId, token: `${market}-no` as TokenId };
  const group = `g-${market}` as GroupId;
  const entryOrder = `${market}.${id}.in`;
  const exitOrder = `${market}.${id}.out`;
  const fees = { fee: usd(fee) };
  log.add(entered(id, entryOrder, of));
  log.add(
    place(entryOrder, {
      ...of,
      group,
      decision: id as DecisionId,
      price: price(Math.round(buy * 1e6)),
    }),
  );
  log.add(
    filled(`${entryOrder}.f`, entryOrder, { ...of, ...fees, price: price(Math.round(buy * 1e6)) }),
  );
  log.add({ kind: "fillSettled", fill: `${entryOrder}.f` as FillId });
  const exitId = `${log.rows.length + 1}.1`;
  log.add(exited(exitId, exitOrder, of));
  const sale = { ...of, side: "sell", price: price(Math.round(sell * 1e6)) } as const;
  log.add(
    place(exitOrder, {
      ...sale,
      group,
      decision: exitId as DecisionId,
      purpose: "target",
      plan: null,
    }),
  );
  log.add(filled(`${exitOrder}.f`, exitOrder, { ...sale, ...fees }));
  log.add({ kind: "fillSettled", fill: `${exitOrder}.f` as FillId });
}

/** The account after the rows. */
export function accountOf(rows: readonly LedgerRow[]): Account {
  return rows.reduce(evolve, openAccount(CAPITAL));
}

/** The facts of the rows. */
export function factsOf(rows: readonly LedgerRow[]): Facts {
  return foldRows(rows, CAPITAL);
}

/** Everything a report may read of the rows, with the default configuration and 1,000 dollars. */
export function inputOf(rows: readonly LedgerRow[]): ReportInput {
  return { run, facts: factsOf(rows), account: accountOf(rows), config: defaults };
}

/** A run with everything in it: refusals, two closed trades, an open one, a tally, a halt. */
export function fullRun(): LedgerRow[] {
  const log = rowLog();
  log.add({ kind: "mark", equity: CAPITAL, cash: CAPITAL, newDay: true });
  for (const rule of ["spread", "spread", "edge", "dailyLoss", "kelly"] as const) {
    log.add(entry(`${log.rows.length + 1}.1`, { refusals: [refusal(rule), refusal("volume")] }));
  }
  addTrade(log, { market: "m2", buy: 0.5, sell: 0.53 });
  addTrade(log, { market: "m3", buy: 0.6, sell: 0.55 });
  const id = `${log.rows.length + 1}.1` as DecisionId;
  log.add(entered(id, "o9"));
  log.add(place("o9", { decision: id }));
  log.add(filled("f9", "o9"));
  log.add({ kind: "mark", equity: usd(999.1), cash: usd(989.1), newDay: false });
  log.add({
    kind: "halt",
    halt: {
      mode: "reducing",
      reason: "dailyLoss",
      by: "risk",
      at: START,
      value: usd(31),
      limit: usd(30),
      note: null,
    },
  });
  log.add({
    kind: "tally",
    tally: {
      from: START,
      events: { level: 1200, book: 70 },
      skipped: { duplicate: 4, torn: 1 },
      samples: { ok: 900, stale: 60, oneSided: 30, crossed: 10, ended: 50 },
      gaps: 2,
      layers: { cusum: 31, roc: 12 },
      markets: 12,
    },
  });
  return log.rows;
}
