// An engine over ports that write down what they are asked, for tests of the order of things.
import { SimClock } from "../../src/core/sim_clock.ts";
import { memoryLedger } from "../../src/adapters/memory/ledger.ts";
import type { LedgerRow } from "../../src/core/types/effect.ts";
import type { EngineEvent } from "../../src/core/types/event.ts";
import type { EngineState } from "../../src/core/types/state.ts";
import { millis } from "../../src/core/types/units.ts";
import type { Broker, Inbox, InboxCommand, Ledger, RunHeader, Tape } from "../../src/ports.ts";
import { catchUp, type RowSink } from "../../src/runtime/catch_up.ts";
import { createEngine, type Engine, type Wiring } from "../../src/runtime/run.ts";
import { openEngine } from "../../src/core/step.ts";
import { NOON } from "../support/builders.ts";
import { parseDefaults } from "../support/defaults.ts";

export const header: RunHeader = {
  version: "test",
  mode: "paper",
  source: "made-up",
  configHash: "0",
  seed: 1,
  config: "{}",
  assumptions: [],
};

/** A ledger that has begun, with these rows. */
export function aLedger(rows: readonly LedgerRow[] = []): Ledger {
  const ledger = memoryLedger();
  ledger.begin(header);
  if (rows.length > 0) ledger.append(rows);
  return ledger;
}

export interface Rig {
  readonly engine: Engine;
  readonly clock: SimClock;
  readonly state: EngineState;
  readonly ledger: Ledger;
  readonly rows: RowSink;
  /** What happened, in order. */
  readonly log: string[];
}

/** An engine at noon. `broker` replaces what its broker does; the log is written all the same. */
export function aRig(
  broker: Partial<Broker> = {},
  change: Partial<Wiring> = {},
  ledger: Ledger = aLedger(),
): Rig {
  const log: string[] = [];
  const clock = new SimClock(millis(NOON));
  const state = change.state ?? openEngine(parseDefaults(), 1);
  const sink = catchUp(ledger);
  const rows: RowSink = {
    ...sink,
    append(made) {
      log.push(`ledger ${made.map(({ body }) => body.kind).join(" ")}`);
      return sink.append(made);
    },
  };
  const tape: Tape = {
    append: (event: EngineEvent) => void log.push(`tape ${event.kind}`),
    flush: () => void log.push("flush"),
    close: () => {},
  };
  const engine = createEngine({
    state,
    clock,
    rows,
    tape,
    notifiers: [{ notify: (row) => void log.push(`notify ${row.body.kind}`) }],
    broker: {
      place(order, emit) {
        log.push(`place ${order.id}`);
        broker.place?.(order, emit);
      },
      cancel(order, emit) {
        log.push(`cancel ${order}`);
        broker.cancel?.(order, emit);
      },
      reconcile: () => {},
      hear: (event, emit) => broker.hear?.(event, emit),
    },
    ...change,
  });
  return { engine, clock, state, ledger, rows, log };
}

/** An inbox as the one on disk: what is not confirmed is handed out again by the next process. */
export class StickyInbox implements Inbox {
  readonly waiting: InboxCommand[] = [];
  readonly taken = new Map<string, number>();
  readonly #handedOut = new Set<string>();
  polls = 0;

  poll(): readonly InboxCommand[] {
    this.polls += 1;
    const fresh = this.waiting.filter(({ id }) => !this.#handedOut.has(id) && !this.taken.has(id));
    for (const { id } of fresh) this.#handedOut.add(id);
    return fresh;
  }

  confirm(id: string, seq: number): void {
    this.taken.set(id, seq);
  }

  /** The same file, opened by a new process. */
  reopened(): StickyInbox {
    const next = new StickyInbox();
    next.waiting.push(...this.waiting);
    for (const [id, seq] of this.taken) next.taken.set(id, seq);
    return next;
  }
}

/** A command of a person. */
export function halt(id: string): InboxCommand {
  return { id, input: { kind: "haltRequested", by: "me", reason: "lunch", command: id } };
}
