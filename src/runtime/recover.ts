// A live run is gone on with from what its ledger says: the account is a fold over the rows, and of
// markets nothing is known until the feed tells it again.
import { foldRow } from "../core/fold_row.ts";
import { openEngine } from "../core/step.ts";
import type { Arms } from "../core/types/advice.ts";
import type { EngineConfig } from "../core/types/config.ts";
import type { LedgerRow } from "../core/types/effect.ts";
import type { SessionInput } from "../core/types/event.ts";
import type { EngineState } from "../core/types/state.ts";
import type { Usdc } from "../core/types/units.ts";
import type { Ledger } from "../ports.ts";
import { commandIn, type RecordedCommand, type RowSink } from "./catch_up.ts";

/** An engine as its ledger left it. */
export interface Recovered {
  readonly state: EngineState;
  /** The last session's announcement; null before the first. */
  readonly session: SessionInput | null;
  /** Every command it has obeyed. */
  readonly commands: readonly RecordedCommand[];
}

/** Folds the ledger into an engine that runs on under `config`; `capital` is what it began with. */
export function recoverEngine(
  ledger: Ledger,
  { config, seed, capital, arms }: {
    readonly config: EngineConfig;
    readonly seed: number;
    readonly capital: Usdc;
    readonly arms?: Arms | undefined;
  },
): Recovered {
  const state = openEngine({ ...config, initialCapital: capital }, seed, arms);
  let session: SessionInput | null = null;
  const commands: RecordedCommand[] = [];
  for (const row of ledger.read()) {
    foldRow(state, row);
    state.lastSeq = row.seq;
    if (row.body.kind === "started") session = row.body;
    const command = commandIn(row);
    if (command !== null) commands.push(command);
  }
  return { state, session, commands };
}

/** A sink that writes on where the ledger ends; `commands` are those that recovery found in it. */
export function appendTo(ledger: Ledger, commands: readonly RecordedCommand[] = []): RowSink {
  return {
    append(rows: readonly LedgerRow[]) {
      ledger.append(rows);
      return rows;
    },
    commands,
    commandAfter: () => null,
    catchingUp: () => false,
  };
}
