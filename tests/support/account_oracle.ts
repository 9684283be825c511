// One simulated account the slow way: the engine's own account, rules, breaker and halts, row by row.
// The kernel of core/simulate must agree with it to the last bit.
import { evolve, openAccount } from "../../src/core/evolve.ts";
import { capFor } from "../../src/core/entry/order.ts";
import { haltOnLimits, tripBreaker } from "../../src/core/marks.ts";
import { rules } from "../../src/core/risk/registry.ts";
import type { OrderRule, RiskView, SubjectRule } from "../../src/core/risk/rule.ts";
import { type AccountSpec, profitOf } from "../../src/core/simulate/account.ts";
import { costOfSteps, kellyStakeOf, stepsFor } from "../../src/core/size/size.ts";
import type { Account } from "../../src/core/types/account.ts";
import type { EngineConfig } from "../../src/core/types/config.ts";
import type { LedgerBody } from "../../src/core/types/effect.ts";
import type { DecisionId, FillId, OrderId } from "../../src/core/types/ids.ts";
import type { Order } from "../../src/core/types/order.ts";
import type { EngineState } from "../../src/core/types/state.ts";
import {
  MICRO,
  type Millis,
  type Price,
  price,
  type Seq,
  type Shares,
  shares,
  usdc,
} from "../../src/core/types/units.ts";
import { aMarket, anOrder } from "./builders.ts";
import { parseDefaults } from "./defaults.ts";

const DAY_MS = 86_400_000;

/** What the path came to, and equity after each offer. */
export interface OracleResult {
  readonly trace: Float64Array;
  readonly taken: number;
  readonly trips: number;
  readonly guardedDays: number;
  /** Days that began before any halt that only a person ends. */
  readonly openDays: number;
  readonly halt: string;
}

const market = aMarket({ fee: null });

/** Walks one path. */
export function walkOracle(spec: AccountSpec, returns: ArrayLike<number>): OracleResult {
  const config: EngineConfig = {
    ...parseDefaults(),
    initialCapital: spec.capital,
    risk: spec.risk,
    shareStep: spec.shareStep,
  };
  const books = new Books(openAccount(spec.capital), config);
  const trace = new Float64Array(spec.trades);
  let openDays = 0;
  for (let t = 0; t < spec.trades; t++) {
    const [day, slot] = [Math.floor(t / spec.tradesPerDay), t % spec.tradesPerDay];
    const at = (day * DAY_MS + slot * spec.spacingMs) as Millis;
    if (slot === 0) {
      books.mark(at, true);
      if (books.halt() === "none") openDays++;
    }
    const order = books.allowed(at) ? books.order(spec, at) : null;
    if (order !== null) books.trade(order, at, { spec, ret: returns[t] ?? 0 });
    trace[t] = books.account.cash;
  }
  const { taken, trips, guardedDays } = books;
  return { trace, taken, trips, guardedDays, openDays, halt: books.halt() };
}

/** The account with everything the engine would write about it. */
class Books {
  account: Account;
  taken = 0;
  trips = 0;
  guardedDays = 0;
  readonly #config: EngineConfig;
  #seq = 0;

  constructor(account: Account, config: EngineConfig) {
    this.account = account;
    this.#config = config;
  }

  view(at: Millis): RiskView {
    const { account } = this;
    // Only the limits on money are asked, and they look at no more of a market than this.
    return { account, config: this.#config, at, market: { market } as RiskView["market"] };
  }

  halt(): string {
    const halts = this.account.risk.halts.map(({ reason }) => reason);
    return ["drawdown", "capitalFloor"].find((reason) => halts.includes(reason)) ?? "none";
  }

  allowed(at: Millis): boolean {
    const subject = { market: market.id, token: market.yes, group: market.group, purpose: "entry" };
    const { mode, breaker, dailyLoss, drawdown, capitalFloor } = rules;
    return [mode, breaker, dailyLoss, drawdown, capitalFloor].every((rule: SubjectRule) =>
      rule.measure(subject as Parameters<SubjectRule["measure"]>[0], this.view(at)).passed
    );
  }

  order(spec: AccountSpec, at: Millis): Order | null {
    const { stakes, costPerShare, shareStep, risk } = spec;
    const view = this.view(at);
    const intent = { view, outcome: "yes" as const };
    const cap = capFor(costPerShare, spec.stop, intent).amount;
    const wanted = stakes.kind === "flat"
      ? stakes.stake
      : kellyStakeOf(stakes.kelly, stakes.fraction, this.account.cash);
    const limit = Math.min(wanted, cap);
    const stepCost = costPerShare * shareStep;
    const steps = stepsFor(limit, stepCost);
    const staked = costOfSteps(steps, stepCost, limit);
    if (steps === 0 || staked < risk.minPositionSize) return null;
    // A price of nothing and the stake as a fee: what an order costs is exactly what is staked.
    const order = anOrder({
      id: `o${++this.#seq}` as OrderId,
      decision: `d${this.#seq}` as DecisionId,
      market: market.id,
      group: market.group,
      token: market.yes,
      price: 0 as Price,
      size: shares(steps * shareStep),
      maxFee: usdc(staked),
      plan: { kind: "spike", target: null, stop: spec.stop, until: null },
    });
    const { lossBudget, positionSize, cash, marketExposure, groupExposure } = rules;
    const passes = [lossBudget, positionSize, cash, marketExposure, groupExposure].every((
      rule: OrderRule,
    ) => rule.measure(order, view).passed);
    return passes ? order : null;
  }

  trade(order: Order, at: Millis, { spec, ret }: { spec: AccountSpec; ret: number }): void {
    this.taken++;
    const closed = (at + spec.holdMs) as Millis;
    const staked = order.maxFee;
    this.#fill(order, { value: 0, fee: staked, at });
    const sale = { ...order, id: `${order.id}s` as OrderId, side: "sell" as const, plan: null };
    this.#fill({ ...sale, maxFee: usdc(0) }, {
      value: staked + profitOf(staked, ret),
      fee: 0,
      at: closed,
    });
    tripBreaker(this.#state(), closed, this.#out(closed));
    this.mark(closed, false);
  }

  mark(at: Millis, newDay: boolean): void {
    const { cash } = this.account;
    this.#write({ kind: "mark", equity: cash, cash, newDay }, at);
    haltOnLimits(this.#state(), at, this.#out(at));
  }

  #fill(order: Order, { value, fee, at }: { value: number; fee: number; at: Millis }): void {
    const id = `${order.id}.f` as FillId;
    const { side, token, size } = order;
    const what = { order: order.id, market: order.market, token, side, size };
    // A test stands in for core/risk/check.ts, the only place that may say this of an order.
    this.#write({ kind: "place", order } as LedgerBody, at);
    this.#write({
      kind: "orderFilled",
      fill: {
        ...what,
        id,
        price: price(0.5 * MICRO),
        value: usdc(value),
        fee: usdc(fee),
        role: "taker",
        takes: [],
      },
    }, at);
    this.#write({ kind: "fillSettled", fill: id }, at);
  }

  #state(): EngineState {
    // The breaker and the halts read nothing else.
    return { account: this.account, config: this.#config } as EngineState;
  }

  #out(at: Millis) {
    return {
      id: () => "",
      emit: (body: LedgerBody) => {
        if (body.kind === "trip") this.trips++;
        if (body.kind === "halt" && body.halt.reason === "dailyLoss") this.guardedDays++;
        this.#write(body, at);
      },
    };
  }

  #write(body: LedgerBody, at: Millis): void {
    this.account = evolve(this.account, { seq: this.#seq as Seq, n: 1, at, body });
  }
}

/** Money of a spec in dollars. */
export function accountOf(
  change: Partial<AccountSpec> & { readonly risk?: AccountSpec["risk"] } = {},
): AccountSpec {
  const { risk, shareStep } = parseDefaults();
  return {
    capital: usdc(75 * MICRO),
    stakes: { kind: "flat", stake: usdc(2 * MICRO) },
    costPerShare: 1,
    shareStep,
    stop: null,
    trades: 100,
    tradesPerDay: 5,
    spacingMs: 1_800_000 as Millis,
    holdMs: 1_799_000 as Millis,
    risk,
    ...change,
  };
}

/** An account without any limit and with a grid of one micro-share at a dollar: money as it is. */
export function freeAccount(change: Partial<AccountSpec> = {}): AccountSpec {
  const { risk } = parseDefaults();
  const all = usdc(1e9 * MICRO);
  return accountOf({
    shareStep: 1 as Shares,
    stop: MICRO as Price,
    risk: {
      ...risk,
      maxDailyLoss: all,
      lossBudgetMode: "stop_plus_gap",
      gapReserve: 0,
      maxPositionSize: all,
      minPositionSize: usdc(1),
      maxConsecutiveLosses: 1e9,
      maxWindowLoss: all,
      maxDrawdown: 2,
      capitalFloor: 0,
      maxMarketExposure: all,
      maxGroupExposure: all,
    },
    ...change,
  });
}
