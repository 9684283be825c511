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
  const rows: LedgerRow[] = [];
  let next = 1;
  const add = (n: number, body: LedgerBody) => {
    const row: LedgerRow = { seq: event.seq, n, at: event.at, body };
    rows.push(row);
    state.account = evolve(state.account, row);
  };
  if (isAccountEvent(event)) {
    const { seq: _seq, at: _at, ...body } = event;
    add(0, body);
  }
  return {
    rows,
    emit: (body) => add(next++, body),
    id: (ahead) => `${event.seq}.${next + ahead}`,
  };
}
