import { CliError } from "./exit.ts";
import { listenForStop, type Stopping } from "./stopping.ts";

/** Whoever read stdout has gone, as `head` does: no failure, and nothing more can be said. */
export class OutputClosed extends Error {
  override readonly name = "OutputClosed";
}

/** The process as the command line sees it: two streams and what stands in its surroundings. */
export interface Terminal {
  readonly isTerminal: boolean;
  readonly isErrTerminal: boolean;
  /** Everything of the environment this process may see. Throws CliError when it may see none. */
  environment(): Readonly<Record<string, string>>;
  /** Text of `.env` in the working directory; null without one. Throws CliError when not allowed. */
  dotenv(): string | null;
  /** Columns of the terminal; null when there is none. */
  width(): number | null;
  errWidth(): number | null;
  /** The terminal on stderr now; null when there is none. */
  errSize(): { readonly columns: number; readonly rows: number } | null;
  /** Throws {@link OutputClosed}. */
  out(text: string): void;
  /** A message that nobody can hear is dropped: it is never a reason to stop trading. */
  err(text: string): void;
  now(): number;
  /** From now on SIGINT and SIGTERM are a wish to stop, until it is released. */
  listenForStop(): Stopping;
}

/** The real one. */
export const systemTerminal: Terminal = {
  isTerminal: Deno.stdout.isTerminal(),
  isErrTerminal: Deno.stderr.isTerminal(),
  environment: visibleEnvironment,
  dotenv: readDotenv,
  width: () => Deno.stdout.isTerminal() ? Deno.consoleSize().columns : null,
  errWidth: () => Deno.stderr.isTerminal() ? Deno.consoleSize().columns : null,
  errSize: () => Deno.stderr.isTerminal() ? Deno.consoleSize() : null,
  out: (text) => {
    if (!write(Deno.stdout, text)) throw new OutputClosed("Cannot print: stdout is closed");
  },
  err: (text) => void write(Deno.stderr, text),
  now: () => Date.now(),
  listenForStop,
};

/** May text be coloured: a terminal or FORCE_COLOR, and nobody said no (no-color.org). */
export function mayColor(
  isTerminal: boolean,
  flag: boolean,
  environment: Readonly<Record<string, string>>,
): boolean {
  const refused = !flag || (environment["NO_COLOR"] ?? "") !== "";
  const forced = (environment["FORCE_COLOR"] ?? "") !== "";
  return !refused && (forced || (isTerminal && environment["TERM"] !== "dumb"));
}

/** Width for tables: COLUMNS, else the terminal's; Infinity elsewhere, so that nothing is cut. */
export function textWidth(width: number | null, asked: string | undefined): number {
  const columns = Number(asked ?? "");
  if (Number.isInteger(columns) && columns >= 20) return columns;
  return width ?? Infinity;
}

function visibleEnvironment(): Record<string, string> {
  try {
    return Deno.env.toObject();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    throw startedWrong("environment variables");
  }
}

function readDotenv(): string | null {
  try {
    return Deno.readTextFileSync(".env");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    if (error instanceof Deno.errors.NotCapable) throw startedWrong(".env");
    const found = error instanceof Deno.errors.IsADirectory
      ? "it is a folder"
      : error instanceof Deno.errors.PermissionDenied
      ? "its permissions forbid it"
      : null;
    if (found === null) throw error;
    throw new CliError("config", `Cannot read .env: ${found}`, {
      hint: "make it a file that you can read, or take it away",
    });
  }
}

function startedWrong(what: string): CliError {
  return new CliError("config", `Cannot read ${what}: polybot was started without the permission`, {
    hint: "start it by `deno task polybot`",
  });
}

/** False when nobody reads the stream any more. */
function write(stream: { writeSync(bytes: Uint8Array): number }, text: string): boolean {
  let bytes = new TextEncoder().encode(text);
  try {
    while (bytes.length > 0) bytes = bytes.subarray(stream.writeSync(bytes));
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe) return false;
    throw error;
  }
}
