import { redact } from "../config/secret.ts";

/** Name of an exit code; also `error.code` of the JSON envelope. */
export type ExitName =
  | "ok"
  | "runtime"
  | "usage"
  | "notFound"
  | "config"
  | "venue"
  | "problems"
  | "refused"
  | "ambiguous"
  | "interrupted";

/** Exit codes; they are documented and do not change their meaning. */
export const exitCode: Readonly<Record<ExitName, number>> = {
  ok: 0,
  runtime: 1,
  usage: 2,
  notFound: 3,
  config: 4,
  venue: 5,
  problems: 6,
  refused: 7,
  ambiguous: 8,
  interrupted: 130,
};

/** What each code means, for `help exit-codes`. */
export const exitMeaning: Readonly<Record<ExitName, string>> = {
  ok: "done",
  runtime: "an error while running",
  usage: "wrong command line",
  notFound: "not found, or not running",
  config: "configuration, permissions or credentials",
  venue: "venue unreachable, or timeout",
  problems: "a check found problems",
  refused: "refused or stopped by risk limits",
  ambiguous: "state is ambiguous; reconcile before going on",
  interrupted: "interrupted; orders cancelled and ledger closed",
};

/** A failure with a name, for people: what, and what to do about it. */
export class CliError extends Error {
  override readonly name = "CliError";
  readonly exit: ExitName;
  readonly hint: string | null;
  /** More about it for --json. */
  readonly data: unknown;

  constructor(exit: ExitName, message: string, more: { hint?: string; data?: unknown } = {}) {
    super(message);
    this.exit = exit;
    this.hint = more.hint ?? null;
    this.data = more.data ?? null;
  }

  get exitCode(): number {
    return exitCode[this.exit];
  }
}

const byName: Readonly<Record<string, ExitName>> = {
  NotFound: "notFound",
  NotCapable: "config",
  PermissionDenied: "config",
  ConnectionRefused: "venue",
  ConnectionReset: "venue",
  ConnectionAborted: "venue",
  NetworkUnreachable: "venue",
  TimedOut: "venue",
  TimeoutError: "venue",
  Interrupted: "interrupted",
  AbortError: "interrupted",
};

/** Any thrown value as a CliError: the code comes from the error's name, else it is a runtime error. */
export function toCliError(thrown: unknown): CliError {
  if (thrown instanceof CliError) return thrown;
  // Texts from elsewhere may quote anything; our own may name hashes, which look like keys.
  if (!(thrown instanceof Error)) return new CliError("runtime", redact(String(thrown)));
  const exit = byName[thrown.name] ?? "runtime";
  const more = thrown.name === "NotCapable"
    ? { hint: "this command gave up that permission, or polybot was started without it" }
    : {};
  return new CliError(exit, redact(thrown.message), more);
}
