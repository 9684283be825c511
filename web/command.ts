// A command on its way: sent once, then asked about until the trader has taken it. What is not known is
// said to be: a person who reads that a halt was not sent sends another, or believes that trading goes on.
import type { Failure } from "./answer.ts";
import type { Reply } from "./api.ts";

export type Command = "halt" | "reduce" | "resume" | "flatten";

/** What became of a command. */
export type Fate =
  | { readonly kind: "sending" }
  /** The server said no: it is not in the inbox. */
  | { readonly kind: "refused"; readonly failure: Failure }
  /** The answer was lost, and whether it is in the inbox is not known yet. */
  | { readonly kind: "doubtful"; readonly failure: Failure }
  /** The answer was lost, and it is not in the inbox. */
  | { readonly kind: "absent" }
  | { readonly kind: "waiting" }
  /** In the inbox for longer than a trader that runs leaves it there. */
  | { readonly kind: "late" }
  /** In the inbox, and the server did not say whether it still is. */
  | { readonly kind: "unknown"; readonly failure: Failure }
  | { readonly kind: "taken" };

/** The world of a command. */
export interface CommandPorts {
  post(path: string, body: unknown): Promise<Reply<{ readonly id: string }>>;
  get(path: string): Promise<Reply<{ readonly status: string }>>;
  wait(ms: number): Promise<void>;
  /** A UUID that was never used. */
  newId(): string;
  show(fate: Fate): void;
  /** No other command was sent since. */
  isLast(): boolean;
}

const OFTEN_MS = 500;
const SELDOM_MS = 5_000;
const LATE_MS = 20_000;

/** A request that was given up may still arrive; after so long it will not. */
const ARRIVE_MS = 5_000;

/** Sends a command and shows what becomes of it, until it was taken or another one was sent. */
export async function sendCommand(
  { command, reason }: { readonly command: Command; readonly reason: string },
  { post, get, wait, newId, show, isLast }: CommandPorts,
): Promise<void> {
  show({ kind: "sending" });
  const id = newId();
  const sent = await post("/api/command", { id, command, reason, confirm: command });
  if (!isLast()) return;
  if (!sent.ok && isRefusal(sent.failure)) return show({ kind: "refused", failure: sent.failure });
  let isThere = sent.ok;
  show(sent.ok ? { kind: "waiting" } : { kind: "doubtful", failure: sent.failure });
  for (let waited = 0; isLast();) {
    const asked = await get(`/api/command/${id}`);
    if (!isLast()) return;
    isThere ||= asked.ok;
    if (asked.ok && asked.value.status === "taken") return show({ kind: "taken" });
    const late = waited >= LATE_MS;
    if (asked.ok) show({ kind: late ? "late" : "waiting" });
    else if (isThere) show({ kind: "unknown", failure: asked.failure });
    else if (asked.failure.status === 404 && waited >= ARRIVE_MS) return show({ kind: "absent" });
    else show({ kind: "doubtful", failure: asked.failure });
    const ms = late ? SELDOM_MS : OFTEN_MS;
    await wait(ms);
    waited += ms;
  }
}

/** Only a refusal tells that nothing was done: a server that failed may have done it before. */
function isRefusal({ status }: Failure): boolean {
  return status >= 400 && status < 500;
}

/** What became of it, for a person. */
export function fateWords(command: Command, fate: Fate): string {
  const name = nameOf(command);
  const look = "Look at the state on Now, or run polybot status.";
  switch (fate.kind) {
    case "sending":
      return `${name}: sending.`;
    case "refused":
      return `${name} was NOT sent. ${failureWords(fate.failure)}`;
    case "doubtful":
      return `${name} may have been sent or not. ${failureWords(fate.failure)} ${look} ` +
        "The page goes on asking.";
    case "absent":
      return `${name} was NOT sent: the server was reached again, and does not have it.`;
    case "waiting":
      return `${name}: in the inbox; the trader has not taken it yet.`;
    case "late":
      return `${name}: in the inbox, and not taken for 20 seconds. Is the trader running?`;
    case "unknown":
      return `${name} was sent, and what became of it is not known. ` +
        `${failureWords(fate.failure)} ${look} The page goes on asking.`;
    case "taken":
      return `${name}: taken by the trader.`;
  }
}

function failureWords({ message, hint }: Failure): string {
  return `${message}${hint === null ? "" : ` (${hint})`}.`;
}

/** "Halt". */
export function nameOf(command: Command): string {
  return command.slice(0, 1).toUpperCase() + command.slice(1);
}
