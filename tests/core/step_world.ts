// One engine among restless markets and a venue that answers late, twice or in another order, driven by
// the moves of a story.
import { foldRow } from "../../src/core/fold_row.ts";
import { openEngine, step } from "../../src/core/step.ts";
import type { Account } from "../../src/core/types/account.ts";
import type { Arm, Arms } from "../../src/core/types/advice.ts";
import type { EngineConfig } from "../../src/core/types/config.ts";
import type { ArmEffect, LedgerRow } from "../../src/core/types/effect.ts";
import type { BrokerInput, EngineEvent, Input } from "../../src/core/types/event.ts";
import type { FillId, OrderId, QuestionId, VenueOrderId } from "../../src/core/types/ids.ts";
import type { Outcome } from "../../src/core/types/market.ts";
import type { Fill, Order } from "../../src/core/types/order.ts";
import type { EngineState } from "../../src/core/types/state.ts";
import { cost, millis, price, seq, shares, usdc } from "../../src/core/types/units.ts";
import { anAdvice } from "../support/advice.ts";
import { configOf, marketOf, START } from "../sim/faults_world.ts";
import { bookOf, feedOf, pastOf, type Quoted } from "./step_markets.ts";
import type { Move, Story } from "./step_moves.ts";

/** Who follows a story. */
export interface Listen {
  /** After the row was folded. */
  readonly onRow?: (row: LedgerRow, world: StepWorld) => void;
  /** The state that ends with its process, and the one that the rows give. */
  readonly onRestart?: (before: EngineState, after: EngineState) => void;
}

/** Whose order it is: of the account that trades, or of an arm beside it. */
type Owner = Arm | "real";

interface Working {
  readonly order: Order;
  readonly owner: Owner;
  status: "sent" | "open" | "ended";
  left: number;
  fills: number;
}

interface Unsettled {
  readonly fill: Fill;
  readonly owner: Owner;
}

const MARKETS = 4;
const kept = ["noAi", "ai", "random"] as const;

/** Feeds an engine and keeps everything that came of it. */
export class StepWorld {
  state: EngineState;
  readonly config: EngineConfig;
  readonly rows: LedgerRow[] = [];
  readonly events: EngineEvent[] = [];
  #arms: Arms;
  readonly #seed: number;
  readonly #isHonest: boolean;
  readonly #mayChange: boolean;
  readonly #listen: Listen;
  readonly #markets: Quoted[];
  readonly #orders: Working[] = [];
  #unsettled: Unsettled[] = [];
  readonly #said: { readonly owner: Owner; readonly input: BrokerInput }[] = [];
  readonly #questions: QuestionId[] = [];
  #at: number = START;

  constructor({ seed, trading, isHonest, mayChange }: Story, listen: Listen) {
    const config = configOf(seed);
    this.config = trading === "ai" ? hopeful(config) : config;
    this.#seed = seed;
    this.#isHonest = isHonest;
    this.#mayChange = mayChange;
    this.#arms = armsOf(trading);
    this.#listen = listen;
    this.#markets = Array.from({ length: MARKETS }, (_, n) => {
      return { market: marketOf(n), bid: 40 + 5 * n, shape: "both", up: true, isOver: false };
    });
    this.state = this.open();
    this.#start();
  }

  play(move: Move): void {
    switch (move.kind) {
      case "wait":
        return this.#wait(move.seconds);
      case "jump": {
        const quoted = this.#market(move.market);
        quoted.shape = "both";
        if (!quoted.up) this.#feedOf(quoted, "up");
        quoted.bid = Math.min(88, Math.max(12, quoted.bid + move.ticks));
        return this.#wait(1);
      }
      case "book":
        this.#market(move.market).shape = move.shape;
        return this.#quote(this.#market(move.market));
      case "feed":
        return this.#feedOf(this.#market(move.market), move.what);
      case "venue":
        return this.#venue(move);
      case "answer":
        return this.#answer(move.question, move.percent);
      case "command":
        return this.feed({ kind: move.what, by: "dice", reason: "x", command: `c${this.#at}` });
      case "resolve":
        return this.#resolve(this.#market(move.market), move.winner);
      case "restart":
        return this.#restart(move);
    }
  }

  /** Everything is well again: books have two sides, and the venue does at once what it is asked. */
  quieten(seconds: number): void {
    this.feed({ kind: "resumeRequested", by: "dice", reason: "x", command: "last" });
    this.feed({ kind: "flattenRequested", by: "dice", reason: "x", command: "sell" });
    for (const quoted of this.#markets) {
      quoted.shape = "both";
      if (!quoted.up) this.#feedOf(quoted, "up");
    }
    for (let i = 0; i < seconds; i++) {
      for (const working of [...this.#orders]) this.#workOff(working);
      for (const one of [...this.#unsettled]) this.#settle(one, "fillSettled");
      this.#wait(1);
    }
  }

  feed(input: Input): void {
    const event = {
      ...input,
      seq: seq(this.state.lastSeq + 1),
      at: millis(this.#at),
    } as EngineEvent;
    this.state.lastSeq = event.seq;
    this.events.push(event);
    const made = step(this.state, event);
    for (const row of made) {
      this.rows.push(row);
      this.#listen.onRow?.(row, this);
      this.#perform(row);
    }
  }

  #perform({ body }: LedgerRow): void {
    if (body.kind === "shadow") this.#performFor(body.arm, body.effect);
    else if (body.kind === "place" || body.kind === "ask") {
      this.#performFor("real", body);
    }
  }

  #performFor(owner: Owner, effect: ArmEffect): void {
    if (effect.kind === "ask") this.#questions.push(effect.question.id);
    if (effect.kind !== "place") return;
    const { order } = effect;
    this.#orders.push({ order, owner, status: "sent", left: order.size, fills: 0 });
  }

  /** An engine that has seen nothing of it. */
  open(): EngineState {
    return openEngine(this.config, this.#seed, this.#arms);
  }

  #start(): void {
    this.feed({ kind: "started", version: "test", configHash: "x", config: null });
    for (const quoted of this.#markets) {
      this.feed({ kind: "listed", market: quoted.market });
      if (quoted.isOver) continue;
      this.feed(feedOf(quoted));
      this.feed({ kind: "history", token: quoted.market.yes, points: pastOf(quoted, this.#at) });
    }
  }

  #wait(seconds: number): void {
    for (let i = 0; i < seconds; i++) {
      this.#at += 1_000;
      for (const quoted of this.#markets) this.#quote(quoted);
      this.feed({ kind: "heartbeat" });
    }
  }

  #market(n: number): Quoted {
    return this.#markets[n % MARKETS] as Quoted;
  }

  #quote(quoted: Quoted): void {
    if (quoted.up && !quoted.isOver) this.feed(bookOf(quoted));
  }

  #feedOf(quoted: Quoted, what: "down" | "up" | "tick"): void {
    const { market } = quoted;
    if (quoted.isOver) return;
    if (what === "tick") {
      const tickSize = price(market.tickSize === 10_000 ? 1_000 : 10_000);
      quoted.market = { ...market, tickSize };
      return this.feed({ kind: "tickSize", token: market.no, tickSize });
    }
    quoted.up = what === "up";
    this.feed(feedOf(quoted));
  }

  /** Sends a message as its account hears it. */
  #tell(owner: Owner, input: Exclude<BrokerInput, { kind: "resolved" }>): void {
    this.feed(owner === "real" ? input : { kind: "shadowed", arm: owner, input });
  }

  #say(owner: Owner, input: Exclude<BrokerInput, { kind: "resolved" }>): void {
    this.#said.push({ owner, input });
    this.#tell(owner, input);
  }

  #venue({ order: n, what, part }: Extract<Move, { kind: "venue" }>): void {
    this.#at += 50;
    if (what === "repeat") {
      const again = this.#said[this.#said.length - 1 - n];
      if (again !== undefined) this.#tell(again.owner, again.input as never);
      return;
    }
    if (what === "settle" || what === "revert") {
      const one = this.#unsettled[n % this.#unsettled.length];
      if (one === undefined) return;
      return this.#settle(one, what === "settle" ? "fillSettled" : "fillReverted");
    }
    if (what === "strange") return this.#isHonest ? undefined : this.#strange(n, part);
    const live = this.#orders.filter(({ status }) => status !== "ended");
    const working = live[n % live.length];
    if (working !== undefined) this.#do(working, what, part);
  }

  #do(working: Working, what: "accept" | "reject" | "fill" | "cancel", part: number): void {
    const { order: { id: order }, owner, status } = working;
    switch (what) {
      case "accept":
        if (status !== "sent") return;
        working.status = "open";
        return this.#say(owner, {
          kind: "orderAccepted",
          order,
          venueId: `v${order}` as VenueOrderId,
        });
      case "reject":
        if (status !== "sent" || working.fills > 0) return;
        working.status = "ended";
        return this.#say(owner, { kind: "orderRejected", order, reason: `no ${part}` });
      case "cancel":
        working.status = "ended";
        return this.#say(owner, { kind: "orderCanceled", order, reason: "dice" });
      case "fill":
        return this.#fill(working, part === 4 ? working.left : Math.ceil(working.left * part / 4));
    }
  }

  /** At the limit, with the whole fee that was reserved for it: the worst that an order may come to. */
  #fill(working: Working, size: number): void {
    const { order, owner } = working;
    working.left -= size;
    working.fills += 1;
    // An order that is used up ends without a word of its own.
    if (working.left === 0) working.status = "ended";
    this.#fillOf(owner, order, `${owner}/${order.id}/${working.fills}`, size);
  }

  #fillOf(owner: Owner, order: Order, id: string, size: number): void {
    const fill: Fill = {
      id: id as FillId,
      order: order.id,
      market: order.market,
      token: order.token,
      side: order.side,
      price: order.price,
      size: shares(size),
      value: cost(order.price, shares(size), order.side === "buy" ? "up" : "down"),
      fee: usdc(Math.floor(order.maxFee * size / order.size)),
      role: "taker",
      takes: [{ price: order.price, size: shares(size) }],
    };
    this.#unsettled.push({ fill, owner });
    this.#say(owner, { kind: "orderFilled", fill });
  }

  #strange(n: number, part: number): void {
    const working = this.#orders[this.#orders.length - 1 - n];
    if (working === undefined) return;
    const { order, owner } = working;
    const size = shares(Math.ceil(order.size * part * 0.7));
    const market = this.#market(part).market;
    this.#fillOf(
      owner,
      {
        ...order,
        size,
        ...(n % 4 === 1 ? { side: order.side === "buy" ? "sell" : "buy" } : {}),
        ...(n % 4 === 2 ? { market: market.id, token: market.yes } : {}),
      },
      `${owner}/${order.id}/s${this.#at}`,
      size,
    );
  }

  #settle(one: Unsettled, kind: "fillSettled" | "fillReverted"): void {
    this.#forget((other) => other === one);
    this.#say(one.owner, { kind, fill: one.fill.id });
  }

  #forget(which: (one: Unsettled) => boolean): void {
    this.#unsettled = this.#unsettled.filter((one) => !which(one));
  }

  /** An honest venue: what rests is called back when that is asked, all else is filled. */
  #workOff(working: Working): void {
    if (working.status === "ended") return;
    const { order, owner } = working;
    if (working.status === "sent") this.#do(working, "accept", 1);
    const of = this.#accounts().get(owner);
    const asked = of?.orders.get(order.id)?.cancelRequestedAt ?? null;
    if (asked !== null) this.#do(working, "cancel", 1);
    else if (order.timeInForce === "FAK") this.#fill(working, working.left);
  }

  #answer(n: number, percent: number): void {
    const question = this.#questions[this.#questions.length - 1 - n % 4];
    if (question === undefined) return;
    this.#at += 100;
    const said = { yes: percent / 100, justified: 1 - percent / 100, cost: 50 };
    this.feed({ kind: "advised", advice: anAdvice(question, said) });
  }

  #resolve(quoted: Quoted, winner: Outcome | null): void {
    if (quoted.isOver) return;
    quoted.isOver = true;
    const { id: market } = quoted.market;
    this.#forget(({ fill }) => fill.market === market);
    this.feed({ kind: "resolved", market, winner });
    for (const working of this.#orders) {
      if (working.order.market === market && working.status !== "ended") {
        this.#do(working, "cancel", 1);
      }
    }
  }

  /** The next process knows what the rows say; the venue keeps the orders it had, or none. */
  #restart({ ended, wiped, gap, trading }: Extract<Move, { kind: "restart" }>): void {
    if (ended) this.feed({ kind: "ended" });
    const fresh = this.#recovered();
    this.#listen.onRestart?.(this.state, fresh);
    this.state = fresh;
    if (this.#mayChange && trading !== this.#arms.trading) this.#change(trading);
    this.#at += gap;
    this.#questions.length = 0;
    this.#start();
    if (wiped) { for (const working of this.#orders) working.status = "ended"; }
    for (const owner of this.#accounts().keys()) {
      const open = this.#orders.filter((one) => one.owner === owner && one.status !== "ended");
      this.#tell(owner, { kind: "reconciled", open: open.map(({ order }) => order.id as OrderId) });
    }
  }

  /** Somebody else trades from now on: accounts on paper begin anew, and nothing is left of their orders. */
  #change(trading: Arm): void {
    this.#arms = armsOf(trading);
    this.state = this.#recovered();
    for (const working of this.#orders) if (working.owner !== "real") working.status = "ended";
    this.#forget(({ owner }) => owner !== "real");
    this.#said.length = 0;
  }

  /** What the rows say, for whoever trades now. */
  #recovered(): EngineState {
    const fresh = this.open();
    for (const row of this.rows) foldRow(fresh, row);
    fresh.lastSeq = this.state.lastSeq;
    return fresh;
  }

  #accounts(): ReadonlyMap<Owner, Account> {
    const { account, shadows } = this.state;
    return new Map<Owner, Account>([
      ["real", account],
      ...shadows.map(({ arm, account }) => [arm, account] as const),
    ]);
  }
}

function armsOf(trading: Arm): Arms {
  return { trading, shadows: kept.filter((arm) => arm !== trading) };
}

/** Models that may say enough for a trade, and rules that leave them something to say. */
function hopeful(config: EngineConfig): EngineConfig {
  return {
    ...config,
    ensemble: { ...config.ensemble, autonomy: 0.5, weightAi: 0.8 },
    ai: { ...config.ai, minProfitMultiple: 0, deadlineMs: millis(8_000) },
  };
}
