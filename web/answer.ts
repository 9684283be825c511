// What the server sends. The same shapes are told to every reader by /api/openapi.json.
import type { Picture } from "../src/report/picture.ts";
import type { Report } from "../src/report/report.ts";

/** One report with its pictures, as of the ledger's row `seq`. */
export interface ReportAnswer {
  readonly report: string;
  readonly seq: number;
  /** Event time of that row, Unix ms. */
  readonly at: number;
  /** It holds what is not in the ledger, too: to be asked for again after so long; null: it does not. */
  readonly maxAgeMs: number | null;
  readonly sections: readonly Report[];
  readonly pictures: readonly Picture[];
}

/** What the stream says at least every two seconds. What is of the ledger is null until it was read. */
export interface Head {
  readonly seq: number;
  /** Event time of the last row, Unix ms; null in a ledger without rows, too. */
  readonly at: number | null;
  /** The server's clock. */
  readonly now: number;
  readonly mode: "PAPER" | "LIVE" | "SANDBOX" | null;
  readonly control: boolean;
  readonly trader: { readonly alive: boolean; readonly heardAt: number | null };
  /** Not ok: what is shown is of the rows before. */
  readonly ledger: { readonly ok: boolean; readonly why: string | null };
  readonly state: {
    readonly word: "ACTIVE" | "REDUCING" | "HALTED";
    readonly reason: string | null;
    readonly who: string | null;
    readonly since: number | null;
  } | null;
  readonly version: string;
}

/** Who is logged in and what the page may do. */
export interface Session {
  readonly csrf: string;
  readonly control: boolean;
  readonly version: string;
}

/** Why the server did not answer, in words for a person. */
export interface Failure {
  /** 0: it could not be reached. */
  readonly status: number;
  readonly message: string;
  readonly hint: string | null;
}
