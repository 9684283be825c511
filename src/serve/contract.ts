// What the server says to the page, and what it is handed to say it with. The page knows these shapes;
// openapi.ts describes them to everybody else.
import type { LedgerRow } from "../core/types/effect.ts";
import type { Seq } from "../core/types/units.ts";
import type { RunHeader } from "../ports.ts";
import type { TraderPulse } from "../report/health_now.ts";
import type { ReportInput } from "../report/input.ts";
import type { Picture } from "../report/picture.ts";
import type { Report } from "../report/report.ts";

/** Answer of `/api/report/:name`. */
export interface ReportAnswer {
  readonly report: string;
  /** Last ledger row that it holds. */
  readonly seq: number;
  /** Unix ms, event time of that row; 0 in a ledger without rows. */
  readonly at: number;
  /** It holds what is not in the ledger, too: worth asking for again after so long; null: it does not. */
  readonly maxAgeMs: number | null;
  readonly sections: readonly Report[];
  readonly pictures: readonly Picture[];
}

/** Whether somebody writes the ledger now. */
export interface TraderState {
  readonly alive: boolean;
  /** Server's clock, Unix ms, when the trader was last heard of; null: never. */
  readonly heardAt: number | null;
}

/** Whether the ledger is followed; when it is not, all that is shown is of the rows before. */
export interface LedgerHealth {
  readonly ok: boolean;
  /** null: it is. */
  readonly why: string | null;
}

/** Event "head" of `/api/stream`. What is of the ledger is null until it was read. */
export interface Head {
  readonly seq: number;
  /** Event time of the last row, Unix ms; null in a ledger without rows, too. */
  readonly at: number | null;
  /** Server's clock, Unix ms. */
  readonly now: number;
  readonly mode: "PAPER" | "LIVE" | "SANDBOX" | null;
  readonly control: boolean;
  readonly trader: TraderState;
  readonly ledger: LedgerHealth;
  readonly state: {
    readonly word: "ACTIVE" | "REDUCING" | "HALTED";
    readonly reason: string | null;
    readonly who: string | null;
    /** Unix ms. */
    readonly since: number | null;
  } | null;
  readonly version: string;
}

/** What a report may be asked for beside its name. */
export interface ReportArgs {
  readonly arm?: "main" | "noAi" | "random";
  readonly window?: "1h" | "24h" | "7d";
  readonly id?: string;
  /** Every row, for a file; a page is given the latest. */
  readonly whole?: true;
}

/** Sections and pictures of one report. */
export type Built = Pick<ReportAnswer, "sections" | "pictures">;

/** One report of the dashboard. */
export interface Builder {
  readonly about: string;
  /** null: there is nothing of that id, or not of that arm. May throw TryAgain. */
  build(input: ReportInput, args: ReportArgs): Built | null | Promise<Built | null>;
  /** Holds what is not in the ledger, too, and is made anew when it is older than this, ms. */
  readonly maxAgeMs?: number;
}

/** A ledger that is read beside its writer; each call sees what is committed by then. */
export interface LedgerRows {
  header(): RunHeader | null;
  /** Rows after that one, in order. */
  readAfter(row: RowPosition): Iterable<LedgerRow>;
  head(): string | null;
  count(): number;
  close(): void;
}

/** Name of a row. */
export interface RowPosition {
  readonly seq: Seq | 0;
  readonly n: number;
}

/** Where the ledger is. */
export interface LedgerSource {
  /** null while there is none. */
  open(): LedgerRows | null;
  /** Changes when the file is replaced; null while there is none. */
  identity(): string | null;
}

/** What the trader's process says of itself each second. */
export interface Pulse extends TraderPulse {
  readonly pid: number;
}

/** What is known of the trader beside its ledger. */
export interface TraderWatch {
  /** Looked at once a second at least; cheap. */
  state(): TraderState;
  /** The last that it said; null: never, or in an older version. */
  pulse(): Pulse | null;
}

export type ControlWord = "halt" | "reduce" | "resume" | "flatten";

/** The inbox as the page sees it. */
export interface Control {
  /** Returns the command's id; `id` null: a new one. The same id twice is one. Throws CommandRefused. */
  put(command: ControlWord, reason: string, id: string | null): string;
  status(id: string): { readonly status: "unknown" | "waiting" | "taken" };
}

/** Why a command was not put into the inbox. */
export class CommandRefused extends Error {
  override readonly name = "CommandRefused";
}

/** Why something was not made that may be asked for again. */
export class TryAgain extends Error {
  override readonly name = "TryAgain";
}

/** What `/api/simulate` is asked for. */
export interface SimulationInput {
  readonly runs: number;
  readonly days: number;
  readonly seed: number;
}

/** A simulation as the page sees it. */
export interface SimulationState {
  readonly done: boolean;
  readonly runs: number;
  readonly of: number;
  readonly result?: Built;
  /** It came to nothing; in words. */
  readonly failed?: string;
}

/** Simulations on threads of their own, one at a time. */
export interface Simulations {
  /** null: another one is running. */
  start(input: SimulationInput): string | null;
  /** null: no such id, or long ago. Whoever is not asked about for a minute is stopped. */
  state(id: string): SimulationState | null;
  stop(): void;
}
