// A run over a recording is a function of the recording, the configuration and the seed. So one that
// was killed is not patched together from what it left: it is made again from the start, each row
// compared with the one on disk, and goes on writing where the disk ends. A difference stops it.
import { canonicalJson } from "../core/canonical.ts";
import type { LedgerBody, LedgerRow } from "../core/types/effect.ts";
import type { CommandInput } from "../core/types/event.ts";
import type { Millis, Seq } from "../core/types/units.ts";
import type { Ledger } from "../ports.ts";

/** Where the engine's rows go. */
export interface RowSink {
  /** Returns the rows that were not there before. */
  append(rows: readonly LedgerRow[]): readonly LedgerRow[];
  /** Every command that the ledger had when it was opened. */
  readonly commands: readonly RecordedCommand[];
  /** The first command of a person that the ledger has after `seq`, or null when there is none. */
  commandAfter(seq: number): RecordedCommand | null;
  /** True while rows are compared with what is on disk. */
  catchingUp(): boolean;
}

/** A command as the ledger has it: it comes back at its own place in the order. */
export interface RecordedCommand {
  readonly seq: Seq;
  readonly at: Millis;
  readonly input: CommandInput;
}

/** What was written before differs from what the same input gives now. */
export class DivergedError extends Error {
  override readonly name = "DivergedError";
  constructor(seq: Seq, stored: string, made: string) {
    super(
      `Cannot continue the run: at event ${seq} the ledger has ${stored}, its input now gives ${made}`,
    );
  }
}

/** A sink that compares rows with those the ledger holds, and appends what comes after them. */
export function catchUp(ledger: Ledger): RowSink {
  const stored = ledger.read()[Symbol.iterator]();
  const commands: RecordedCommand[] = [];
  for (const row of ledger.read()) {
    const command = commandIn(row);
    if (command !== null) commands.push(command);
  }
  let ahead = advance(stored);

  function append(rows: readonly LedgerRow[]): readonly LedgerRow[] {
    let at = 0;
    while (ahead !== null && at < rows.length) {
      compare(ahead, rows[at++] as LedgerRow);
      ahead = advance(stored);
    }
    const added = at === 0 ? rows : rows.slice(at);
    if (added.length > 0) ledger.append(added);
    return added;
  }

  return {
    append,
    commands,
    commandAfter: (seq) => commands.find((command) => command.seq > seq) ?? null,
    catchingUp: () => ahead !== null,
  };
}

/** The command that a row is; null where it is none. */
export function commandIn({ seq, n, at, body }: LedgerRow): RecordedCommand | null {
  return n === 0 && isCommand(body) ? { seq, at, input: body } : null;
}

function advance(rows: Iterator<LedgerRow>): LedgerRow | null {
  const next = rows.next();
  return next.done === true ? null : next.value;
}

function compare(stored: LedgerRow, made: LedgerRow): void {
  const was = text(stored);
  const is = text(made);
  if (was !== is) throw new DivergedError(made.seq, was, is);
}

function text(row: LedgerRow): string {
  return canonicalJson([row.seq, row.n, row.at, row.body]);
}

function isCommand(body: LedgerBody): body is CommandInput {
  return "command" in body;
}
