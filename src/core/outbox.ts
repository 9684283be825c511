import { evolve } from "./evolve.ts";
import type { LedgerBody, LedgerRow } from "./types/effect.ts";
import { type EngineEvent, isAccountEvent } from "./types/event.ts";
import type { EngineState } from "./types/state.ts";

/** Rows made about one event. Each is folded into the account at once, so that the second decision
 * of an event already counts the first one's order. */
export interface Outbox {
  readonly rows: readonly LedgerRow[];
  emit(body: LedgerBody): void;
  /** `<seq>.<n>` of the row `ahead` places after the next one. */
  id(ahead: number): string;
}

/** An outbox that holds the event's own row, number 0, where the event belongs in the ledger. */
export function openOutbox(state: EngineState, event: EngineEvent): Outbox {
  const out = new EventOutbox(state, event);
  if (isAccountEvent(event)) {
    const { seq: _seq, at: _at, ...body } = event;
    out.add(0, body);
  }
  return out;
}

const none: readonly LedgerRow[] = [];

// One is opened for every event and nearly all stay empty, so it costs one small object.
class EventOutbox implements Outbox {
  readonly #state: EngineState;
  readonly #event: EngineEvent;
  #rows: LedgerRow[] | null = null;
  #next = 1;

  constructor(state: EngineState, event: EngineEvent) {
    this.#state = state;
    this.#event = event;
  }

  get rows(): readonly LedgerRow[] {
    return this.#rows ?? none;
  }

  emit(body: LedgerBody): void {
    this.add(this.#next++, body);
  }

  id(ahead: number): string {
    return `${this.#event.seq}.${this.#next + ahead}`;
  }

  add(n: number, body: LedgerBody): void {
    const row: LedgerRow = { seq: this.#event.seq, n, at: this.#event.at, body };
    (this.#rows ??= []).push(row);
    this.#state.account = evolve(this.#state.account, row);
  }
}
