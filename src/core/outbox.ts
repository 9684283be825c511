import { foldRow } from "./fold_row.ts";
import type { ArmEffect, LedgerBody, LedgerRow } from "./types/effect.ts";
import type { Arm, Arms } from "./types/advice.ts";
import { type EngineEvent, isAccountEvent } from "./types/event.ts";
import type { EngineState } from "./types/state.ts";

/** Where decisions put what is to be done. */
export interface Out {
  emit(body: ArmEffect): void;
  /** `<seq>.<n>` of the row `ahead` places after the next one. */
  id(ahead: number): string;
}

/**
 * Rows made about one event. Each is folded into the accounts at once, so that the second decision of
 * an event already counts the first one's order. Effects are numbered from 1; 0 is the event's own
 * row, where the event belongs in the ledger.
 */
export class Outbox implements Out {
  readonly #state: EngineState;
  readonly #event: EngineEvent;
  readonly #rows: LedgerRow[] = [];
  #next = 1;

  constructor(state: EngineState, event: EngineEvent) {
    this.#state = state;
    this.#event = event;
    if (isAccountEvent(event)) {
      const { seq: _seq, at: _at, ...body } = event;
      this.#add(0, body.kind === "started" ? { ...body, arms: armsOf(state) } : body);
    }
  }

  get rows(): readonly LedgerRow[] {
    return this.#rows;
  }

  emit(body: LedgerBody): void {
    this.#add(this.#next++, body);
  }

  id(ahead: number): string {
    return `${this.#event.seq}.${this.#next + ahead}`;
  }

  /** The same box for an account beside the real one: its rows say whose they are. */
  shadow(arm: Arm): Out {
    return {
      emit: (effect) => this.emit({ kind: "shadow", arm, effect }),
      id: (ahead) => this.id(ahead),
    };
  }

  #add(n: number, body: LedgerBody): void {
    const { seq, at } = this.#event;
    const row: LedgerRow = { seq, n, at, body };
    this.#rows.push(row);
    foldRow(this.#state, row);
  }
}

function armsOf({ arm, shadows }: EngineState): Arms {
  return { trading: arm, shadows: shadows.map((shadow) => shadow.arm) };
}
