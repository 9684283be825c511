// The queue between the ports and the core.
//
// 1. An input gets its seq and at once, here; nothing else orders events or reads the clock.
// 2. For every event: tape, step, ledger, then perform. No order leaves before its row is on disk.
// 3. An input emitted while another is being worked on waits its turn.
// 4. An exception from tape, ledger or step ends the run: an engine that cannot write must not act.
import { isFinal } from "../core/evolve.ts";
import { liveOrders } from "../core/risk/exposure.ts";
import { step } from "../core/step.ts";
import type { Account } from "../core/types/account.ts";
import type { Arm } from "../core/types/advice.ts";
import { isEffect, type LedgerRow } from "../core/types/effect.ts";
import { type EngineEvent, type Input, isTaped } from "../core/types/event.ts";
import type { EngineState } from "../core/types/state.ts";
import { type Millis, type Seq, seq } from "../core/types/units.ts";
import type { Advisor, Broker, Clock, Notifier, Tape, Unfinished } from "../ports.ts";
import { beside, perform } from "./perform.ts";
import type { RowSink } from "./catch_up.ts";

const QUEUE_LIMIT = 100_000;

/** What an engine is wired to. */
export interface Wiring {
  readonly state: EngineState;
  readonly clock: Clock;
  readonly broker: Broker;
  /** Paper venues of the accounts beside the real one, one for each of the state's shadows. */
  readonly shadows?: ReadonlyMap<Arm, Broker>;
  /** Absent: answers come with the source, or not at all. */
  readonly advisor?: Advisor | null;
  readonly rows: RowSink;
  readonly tape: Tape | null;
  readonly notifiers: readonly Notifier[];
}

/** A running engine. `emit` works the input off before it returns, unless one is being worked on. */
export interface Engine {
  emit(input: Input): void;
  /** Seq of the last event worked off; 0 before the first. */
  lastSeq(): Seq | 0;
  /** True while an order of any account is without an end. */
  isOrdering(): boolean;
}

/** Joins the ports to the core. */
export function createEngine(wiring: Wiring): Engine {
  const { state, clock, broker, rows, tape, notifiers } = wiring;
  const shadows = wiring.shadows ?? new Map<Arm, Broker>();
  const hands = { broker, shadows, advisor: wiring.advisor ?? null };
  const besides = [...shadows].map(([arm, venue]) => ({ venue, answer: beside(arm, emit), arm }));
  const queue: Input[] = [];
  let head = 0;
  let working = false;

  function emit(input: Input): void {
    if (working) return wait(input);
    // No finally: after an exception the engine stays at work, and nothing more is ever done.
    working = true;
    // Not by way of the queue, which is nearly always empty: that cost more than the work.
    work(input);
    while (head < queue.length) work(next());
    working = false;
  }

  function wait(input: Input): void {
    if (queue.length - head >= QUEUE_LIMIT) {
      throw new Error(`Cannot queue ${input.kind}: ${QUEUE_LIMIT} inputs are waiting`);
    }
    queue.push(input);
  }

  function next(): Input {
    const input = queue[head++] as Input;
    if (head === queue.length) {
      queue.length = 0;
      head = 0;
    }
    return input;
  }

  function work(input: Input): void {
    const event = stamp(input, seq(state.lastSeq + 1), clock.now());
    state.lastSeq = event.seq;
    if (tape !== null && isTaped(event)) tape.append(event);
    const made = step(state, event);
    if (made.length > 0) settle(made);
    broker.hear(event, emit);
    for (const { venue, answer } of besides) venue.hear(event, answer);
    if (event.kind === "started") reconcile();
  }

  function reconcile(): void {
    broker.reconcile(unfinished(state.account), emit);
    for (const { venue, answer, arm } of besides) {
      const shadow = state.shadows.find((one) => one.arm === arm);
      if (shadow !== undefined) venue.reconcile(unfinished(shadow.account), answer);
    }
  }

  function settle(made: readonly LedgerRow[]): void {
    const added = rows.append(made);
    for (const row of made) if (isEffect(row.body)) perform(row.body, hands, emit);
    for (const row of added) for (const notifier of notifiers) notifier.notify(row);
  }

  function isOrdering(): boolean {
    return [state, ...state.shadows].some(({ account }) => liveOrders(account).length > 0);
  }

  return { emit, lastSeq: () => state.lastSeq, isOrdering };
}

function unfinished({ orders, unsettled }: Account): Unfinished {
  return {
    orders: [...orders.values()].filter((o) => !isFinal(o.status)).map((o) => o.order.id),
    fills: [...unsettled.values()].map(({ fill }) => fill),
  };
}

/** Spelt out for the kinds that come by the million: a spread takes twice the memory and time. */
function stamp(input: Input, seq: Seq, at: Millis): EngineEvent {
  switch (input.kind) {
    case "level": {
      const { kind, token, side, price, size } = input;
      return { kind, token, side, price, size, seq, at };
    }
    case "quote": {
      const { kind, token, bid, bidSize, ask, askSize } = input;
      return { kind, token, bid, bidSize, ask, askSize, seq, at };
    }
    default:
      return { ...input, seq, at };
  }
}
