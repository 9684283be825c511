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
  | "clock"
  | "storage"
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
  clock: 9,
  storage: 10,
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
  problems: "a check found problems, or a file is not what it should be",
  refused: "refused: another bot or a HALT file is there, a port is taken, or a budget used up",
  ambiguous: "state is ambiguous; see to it before going on",
  clock: "nobody could say what time it is; start again, which asks anew",
  storage: "a disk is full, or takes no writes",
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

/** Longest message of an error that quotes what it found, UTF-16 units. */
const MAX_QUOTE = 240;

/** Any thrown value as a CliError: the code comes from the error's name, else it is a runtime error. */
export function toCliError(thrown: unknown): CliError {
  if (thrown instanceof CliError) return thrown;
  // Texts from elsewhere may quote anything; our own may name hashes, which look like keys.
  if (!(thrown instanceof Error)) return new CliError("runtime", redact(String(thrown)));
  const message = redact(thrown.message);
  switch (thrown.name) {
    case "NotCapable":
      return new CliError("config", message, {
        hint: "this command gave up that permission, or polybot was started without it",
      });
    case "StorageError":
    case "RecordingError":
      return unusable(thrown, message);
    case "DivergedError":
      return new CliError("ambiguous", cut(message, MAX_QUOTE), {
        hint:
          "nothing was written; give the input, options and version the ledger was made with, " +
          "or another --data-dir",
      });
    default:
      return cannotWrite.test(message)
        ? new CliError("storage", message, { hint: freeDisk })
        : new CliError(byName[thrown.name] ?? "runtime", message);
  }
}

/** ENOSPC, EROFS, EDQUOT and EIO, as the system and as SQLite say them. */
const cannotWrite = /\(os error (?:28|30|122|5)\)|disk is full|readonly database|disk I\/O error/;

const freeDisk = "make room on the disk, or let it be written; what was written before is whole";

/** What both kinds of unusable file say of themselves. */
function foundAt(error: Error): { path?: string; found?: string; wanted?: string } {
  const { path, found, wanted } = error as { path?: string; found?: string; wanted?: string };
  return { ...(path && { path }), ...(found && { found }), ...(wanted && { wanted }) };
}

function unusable(error: Error, message: string): CliError {
  const data = foundAt(error);
  const { found = "" } = data;
  if (cannotWrite.test(found)) return new CliError("storage", message, { data, hint: freeDisk });
  if (found === "nothing") return new CliError("notFound", message, { data });
  if (/permission|os error 13/i.test(found)) return new CliError("config", message, { data });
  if (!found.startsWith("a writer already")) return new CliError("problems", message, { data });
  const hint = "`polybot status` shows what it does; stop it first, or give another --data-dir";
  return new CliError("refused", message, { data, hint });
}

/** The message with no more than `most` UTF-16 units of what it quotes. */
export function cut(message: string, most: number): string {
  return message.length <= most ? message : `${message.slice(0, most).toWellFormed()}...`;
}
