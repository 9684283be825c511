// Whether what is shown is true now. Silence counts as loss: a dead server sends no farewell.
import type { Head } from "./answer.ts";

/** The stream sends a head every two seconds; two and a half of them missing is silence. */
export const SILENCE_MS = 4_500;

/** live: the trader runs and we hear of it. Anything else is not live, and looks like it. */
export type Connection =
  | { readonly kind: "connecting" }
  | { readonly kind: "live" }
  /** The server says that no trader runs; what is shown is from `since`, the server's clock. */
  | { readonly kind: "stopped"; readonly since: number | null }
  /** Nothing came from the server since then, this machine's clock. */
  | { readonly kind: "silent"; readonly since: number };

/** What was heard, when, and when somebody began to listen; all this machine's clock but the head's. */
export interface Heard {
  readonly head: Head | null;
  readonly heardAt: number | null;
  readonly beganAt: number;
}

/** The state of the connection at `now`, this machine's clock. */
export function connectionOf({ head, heardAt, beganAt }: Heard, now: number): Connection {
  if (head === null || heardAt === null) {
    return now - beganAt > SILENCE_MS ? { kind: "silent", since: beganAt } : { kind: "connecting" };
  }
  if (now - heardAt > SILENCE_MS) return { kind: "silent", since: heardAt };
  return head.trader.alive ? { kind: "live" } : { kind: "stopped", since: head.trader.heardAt };
}
