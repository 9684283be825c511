// Several accounts over one reading of a source: every lane is an engine of its own with a paper venue of
// its own, and only what a market shows is worked out once. A lane that decides by itself makes the same
// rows as a run of it alone would.
import { createHash } from "node:crypto";
import { createPaperBroker } from "../../adapters/paper/broker.ts";
import { twiceMid } from "../../core/book.ts";
import { canonicalJson } from "../../core/canonical.ts";
import { isFinal } from "../../core/evolve.ts";
import { type Found, observe } from "../../core/observe.ts";
import { joinMarkets, laneStep } from "../../core/simulate/backtest/lane.ts";
import type { EntryRule } from "../../core/simulate/backtest/rules.ts";
import { SimClock } from "../../core/sim_clock.ts";
import { openEngine } from "../../core/step.ts";
import type { Account } from "../../core/types/account.ts";
import type { EngineConfig } from "../../core/types/config.ts";
import { isEffect, type LedgerRow } from "../../core/types/effect.ts";
import type { EngineEvent, Input } from "../../core/types/event.ts";
import type { FillId, OrderId, TokenId } from "../../core/types/ids.ts";
import type { Fill } from "../../core/types/order.ts";
import type { EngineState } from "../../core/types/state.ts";
import { type Millis, millis, type Seq, seq } from "../../core/types/units.ts";
import type { Broker, Source, Unfinished } from "../../ports.ts";
import { type ArmFold, openArmFold } from "../../report/arm_fold.ts";
import type { Trade } from "../../report/trade_fold.ts";
import { drive, type DriveEnd } from "../../runtime/drive.ts";
import { perform } from "../../runtime/perform.ts";
import { systemWall } from "../wall.ts";

/** One account: what it is called, its configuration, and who decides for it. */
export interface LaneSpec {
  readonly name: string;
  readonly config: EngineConfig;
  /** null: the strategy as configured. */
  readonly rule: EntryRule | null;
  /** Leaves no rows of refusals; see joinMarkets. */
  readonly silent: boolean;
}

/** What became of one account. */
export interface LaneResult {
  readonly name: string;
  readonly closed: readonly Trade[];
  readonly open: readonly Trade[];
  /** Signals it decided about; of a silent lane those that led to an order. */
  readonly decisions: number;
  /** What an order gave up against the mid of its moment, 1e-6 dollars; fills that failed left out. */
  readonly spreadOf: ReadonlyMap<OrderId, number>;
  readonly made: Made;
}

/** Rows of one account up to a moment: how many, and a hash of them all. */
export interface Made {
  readonly rows: number;
  readonly hash: string;
}

/** A moment on the way, and what each account had made before it. */
export interface Mark {
  readonly at: Millis;
  readonly made: readonly Made[];
}

/** What one reading gave. */
export interface LanesRun {
  readonly end: DriveEnd;
  readonly lanes: readonly LaneResult[];
  readonly inputs: number;
  readonly first: Millis | null;
  readonly last: Millis | null;
  /** The moment at which about a share of the inputs had come; null when there were too few. */
  markAt(share: number): Mark | null;
}

export interface LanesInput {
  readonly source: Source;
  readonly specs: readonly LaneSpec[];
  readonly seed: number;
  /** Stop here; rows at or after it do not count. */
  readonly until: Millis | null;
  readonly stopped: () => boolean;
  readonly progress: (fraction: number | null, at: Millis) => void;
}

/** After this many inputs the next moment is marked. */
const MARKED = 64;

/** Reads the source once through every lane. */
export async function runLanes(input: LanesInput): Promise<LanesRun> {
  const { source, seed, until } = input;
  const clock = new SimClock(millis(0));
  const watching = watchMarkets(input.specs, seed);
  const lanes = input.specs.map((spec) => new Lane(spec, watching.state, { clock, seed, until }));
  const marks: Mark[] = [];
  let inputs = 0;
  let marked = 0;
  let first: Millis | null = null;
  let last: Millis | null = null;
  const engine = {
    emit(given: Input) {
      const at = clock.now();
      first ??= at;
      if (inputs - marked >= MARKED && at !== last) {
        marks.push({ at, made: lanes.map((lane) => lane.madeBefore(at)) });
        marked = inputs;
      }
      inputs += 1;
      last = at;
      const found = watching.see(given, at);
      for (const lane of lanes) lane.hear(given, found);
    },
    lastSeq: (): Seq | 0 => 0,
    isOrdering: () => false,
  };
  const pastEnd = () => until !== null && clock.now() >= until;
  const end = await drive({
    source,
    engine,
    clock,
    rows: {
      append: (rows) => rows,
      commands: [],
      commandAfter: () => null,
      catchingUp: () => false,
    },
    tape: null,
    wall: systemWall,
    inbox: null,
    speed: Infinity,
    stopped: () => input.stopped() || pastEnd(),
    progress: (at) =>
      input.progress(source.size === null ? null : source.position() / source.size, at),
  });
  return {
    end: end === "stopped" && pastEnd() ? "ended" : end,
    lanes: lanes.map((lane) => lane.result()),
    inputs,
    first,
    last,
    markAt: (share) => marks[Math.floor(share * marks.length)] ?? null,
  };
}

/** The markets as all lanes see them; detectors run once, so every lane must want the same ones. */
function watchMarkets(specs: readonly LaneSpec[], seed: number) {
  const [first, ...others] = specs;
  if (first === undefined) throw new Error("Cannot run lanes: there is none");
  const detection = canonicalJson(first.config.detection);
  if (others.some(({ config }) => canonicalJson(config.detection) !== detection)) {
    throw new Error("Cannot run lanes together: their detectors differ");
  }
  const state = openEngine(first.config, seed);
  let last = 0;
  return {
    state,
    see(input: Input, at: Millis): readonly Found[] {
      last += 1;
      return observe(state, { ...input, seq: last, at } as EngineEvent);
    },
  };
}

interface LaneSetting {
  readonly clock: SimClock;
  readonly seed: number;
  readonly until: Millis | null;
}

const nothing: readonly Found[] = [];

/** One account with its venue. Events wait their turn as they do in the engine's own queue. */
class Lane {
  readonly #spec: LaneSpec;
  readonly #state: EngineState;
  readonly #clock: SimClock;
  readonly #broker: Broker;
  readonly #fold: ArmFold;
  readonly #until: Millis | null;
  readonly #costs = new Map<FillId, { readonly order: OrderId; readonly cost: number }>();
  readonly #queue: Input[] = [];
  readonly #emit = (input: Input): void => this.hear(input, nothing);
  #made: Made = { rows: 0, hash: "" };
  /** Before the first row of the moment of the last one. */
  #before: Made = { rows: 0, hash: "" };
  #madeAt = -Infinity;
  #decisions = 0;
  #working = false;

  constructor(spec: LaneSpec, first: EngineState, { clock, seed, until }: LaneSetting) {
    const { config, silent } = spec;
    this.#spec = spec;
    this.#clock = clock;
    this.#until = until;
    this.#state = joinMarkets(first, { config, seed, silent });
    this.#fold = openArmFold(config.initialCapital);
    this.#broker = createPaperBroker({
      config: config.paper,
      clock,
      seed,
      markets: (token) => marketOf(first, token),
    });
  }

  hear(input: Input, found: readonly Found[]): void {
    if (this.#working) return void this.#queue.push(input);
    this.#working = true;
    this.#work(input, found);
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      this.#work(next, nothing);
    }
    this.#working = false;
  }

  #work(input: Input, found: readonly Found[]): void {
    const state = this.#state;
    const at = this.#clock.now();
    const event = { ...input, seq: seq(state.lastSeq + 1), at } as EngineEvent;
    state.lastSeq = event.seq;
    const made = laneStep(state, event, found, this.#spec.rule);
    for (const row of made) this.#keep(row);
    for (const { body } of made) {
      if (isEffect(body)) perform(body, this.#hands(), this.#emit);
    }
    this.#broker.hear(event, this.#emit);
    if (event.kind === "started") this.#broker.reconcile(unfinished(state.account), this.#emit);
  }

  #hands() {
    return { broker: this.#broker, shadows: new Map(), advisor: null };
  }

  #keep(row: LedgerRow): void {
    const { seq, n, at, body } = row;
    if (this.#until !== null && at >= this.#until) return;
    if (at > this.#madeAt) this.#before = this.#made;
    this.#madeAt = at;
    const { rows, hash } = this.#made;
    const text = canonicalJson([seq, n, at, body]);
    this.#made = {
      rows: rows + 1,
      hash: createHash("sha256").update(hash).update(text).digest("hex"),
    };
    if (body.kind === "record" && body.decision.kind === "entry") this.#decisions += 1;
    this.#fold.add(body, at);
    if (body.kind === "orderFilled") this.#price(body.fill);
    if (body.kind === "fillReverted") this.#costs.delete(body.fill);
  }

  /** What the fill gave up against the mid at the moment of its match; without a mid nothing is known. */
  #price({ id, order, token, side, size, value }: Fill): void {
    const found = this.#state.tokens.get(token);
    const twice = found === undefined ? null : twiceMid(found.state.book);
    if (found === undefined || twice === null) return;
    const mid = found.outcome === "yes" ? twice / 2 : 1e6 - twice / 2;
    const fair = mid * size / 1e6;
    this.#costs.set(id, { order, cost: side === "buy" ? value - fair : fair - value });
  }

  /** What was made before `at`, which is now. */
  madeBefore(at: Millis): Made {
    return this.#madeAt < at ? this.#made : this.#before;
  }

  result(): LaneResult {
    const spreadOf = new Map<OrderId, number>();
    for (const { order, cost } of this.#costs.values()) {
      spreadOf.set(order, (spreadOf.get(order) ?? 0) + cost);
    }
    return {
      name: this.#spec.name,
      closed: this.#fold.trades.closed(),
      open: this.#fold.trades.open(),
      decisions: this.#decisions,
      spreadOf,
      made: this.#made,
    };
  }
}

function marketOf({ tokens }: EngineState, token: TokenId) {
  const found = tokens.get(token);
  if (found === undefined) return undefined;
  const { state: known, outcome } = found;
  const usable = known.up && !known.awaitingSnapshot;
  return { book: known.book, outcome, market: known.market, usable };
}

function unfinished({ orders, unsettled }: Account): Unfinished {
  return {
    orders: [...orders.values()].filter((o) => !isFinal(o.status)).map((o) => o.order.id),
    fills: [...unsettled.values()].map(({ fill }) => fill),
  };
}
