// Whether what is shown is true now. Silence counts as loss: a dead server sends no farewell.
import type { Head } from "./answer.ts";

/** The stream sends a head every two seconds; two and a half of them missing is silence. */
export const SILENCE_MS = 4_500;
/** How often a hidden page asks for a head. */
export const HIDDEN_POLL_MS = 30_000;
/** Of a hidden page, whose timers browsers may let run once a minute only. */
export const HIDDEN_SILENCE_MS = HIDDEN_POLL_MS + 65_000;

/** live: the trader runs and we see what it writes. Anything else is not live, and looks like it. */
export type Connection =
  | { readonly kind: "connecting" }
  /** The trader runs, and the server has not read its ledger to the end yet. */
  | { readonly kind: "reading" }
  | { readonly kind: "live" }
  /** The server says that no trader runs; what is shown is from `since`, the server's clock. */
  | { readonly kind: "stopped"; readonly since: number | null }
  /** The server cannot read the ledger further: what is shown is of the rows before. */
  | { readonly kind: "unread"; readonly why: string | null }
  /** Nothing came from the server since then, this machine's clock. */
  | { readonly kind: "silent"; readonly since: number };

/** What was heard, when, and when somebody began to listen; all this machine's clock but the head's. */
export interface Heard {
  readonly head: Head | null;
  readonly heardAt: number | null;
  /** For the first time, or again after the page was hidden or the machine asleep. */
  readonly beganAt: number;
  readonly isHidden: boolean;
}

/** The state of the connection at `now`, this machine's clock. */
export function connectionOf({ head, heardAt, beganAt, isHidden }: Heard, now: number): Connection {
  const patience = isHidden ? HIDDEN_SILENCE_MS : SILENCE_MS;
  if (head !== null && heardAt !== null && now - heardAt <= patience) {
    return heardOf(head);
  }
  // Whoever has only begun to listen could not hear anything yet.
  if (now - beganAt <= patience) return { kind: "connecting" };
  return { kind: "silent", since: heardAt ?? beganAt };
}

function heardOf({ trader, ledger, mode }: Head): Connection {
  if (!ledger.ok) return { kind: "unread", why: ledger.why };
  if (!trader.alive) return { kind: "stopped", since: trader.heardAt };
  return mode === null ? { kind: "reading" } : { kind: "live" };
}

/** Whether what is shown may be otherwise by now; who has not heard yet is given the time to. */
export function isOld({ kind }: Connection): boolean {
  return kind === "stopped" || kind === "unread" || kind === "silent";
}
