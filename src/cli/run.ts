// argv to exit code. Configuration and environment are read first, then everything the command does
// not need is given up, then the command's code is loaded.
import { CommanderError } from "@commander-js/extra-typings";
import { readEnvironment } from "../config/dotenv.ts";
import { type ConfigIssue, issueLine } from "../config/issue.ts";
import type { LoadedConfig } from "../config/load.ts";
import { findKey, redact, secretHint } from "../config/secret.ts";
import type { Result } from "../core/types/result.ts";
import type { Needs } from "../ports.ts";
import { wrap } from "../report/brief.ts";
import { plain } from "../report/format.ts";
import type { CommandContext, CommandOptions, CommandTable } from "./context.ts";
import type { ListenPlace, ModelsPlace, Places } from "./context.ts";
import { CliError, cut, exitCode, toCliError } from "./exit.ts";
import { envelopeOf, errorEnvelope } from "./print.ts";
import { buildProgram, type GlobalFlags, type Invocation } from "./program.ts";
import { SERVE_HOST } from "./serve.ts";
import { mayColor, OutputClosed, type Terminal, textWidth } from "./terminal.ts";

/** Longest sentence about one mistake: it may quote a file that is no configuration at all. */
const MAX_ISSUE = 300;

/** They want of the configuration only where the ledger is. */
const withoutConfig: ReadonlySet<keyof CommandOptions> = new Set(
  ["status", "why", "report", "audit", "halt"] as const,
);

/** What the command line is made of; `main.ts` puts it together. */
export interface Parts {
  readonly version: string;
  readonly commands: CommandTable;
  /** What the process was started with. */
  readonly granted: Needs;
  /** Gives up what is not needed, or throws; returns what is, by its real names. */
  readonly narrow: (granted: Needs, needed: Needs) => Needs;
  readonly terminal: Terminal;
}

/** Runs one command and returns the exit code; every failure has been printed. */
export async function runProgram(argv: readonly string[], parts: Parts): Promise<number> {
  const { terminal, version } = parts;
  const said: string[] = [];
  const help = helpOutput(argv, parts);
  const output = { out: help.add, err: (text: string) => void said.push(text) };
  let code = exitCode.ok;
  let command = "";
  const program = buildProgram(version, output, async (invocation) => {
    command = invocation.command;
    code = await perform(invocation, parts);
  });
  try {
    refuseSecrets(argv);
    await program.parse(argv);
    help.end();
    return code;
  } catch (thrown) {
    if (thrown instanceof OutputClosed) return exitCode.ok;
    if (thrown instanceof CommanderError) {
      if (thrown.exitCode === 0) {
        help.end();
        return exitCode.ok;
      }
      if (argv.length === 0) {
        terminal.out(said.join(""));
        return exitCode.ok;
      }
      const error = usageError(thrown, said.join(""), program.named(argv));
      return fail(error, { argv, command, parts });
    }
    return fail(thrown, { argv, command, parts });
  }
}

/** Help and version: as they are, or with --json inside the one document. */
function helpOutput(argv: readonly string[], { terminal, version }: Parts) {
  if (!wantsJson(argv)) return { add: terminal.out, end: () => {} };
  const texts: string[] = [];
  return {
    add: (text: string) => void texts.push(text),
    end: () => {
      if (texts.length === 0) return;
      const answer = { command: "help", data: { text: texts.join("") } };
      const envelope = envelopeOf(answer, { version, now: terminal.now });
      terminal.out(`${JSON.stringify(envelope)}\n`);
    },
  };
}

function wantsJson(argv: readonly string[]): boolean {
  return beforeDashes(argv).includes("--json");
}

function beforeDashes(argv: readonly string[]): readonly string[] {
  return argv.slice(0, argv.includes("--") ? argv.indexOf("--") : argv.length);
}

/** a key on the command line is in the shell's history and in every process list. */
function refuseSecrets(argv: readonly string[]): void {
  argv.forEach((argument, i) => {
    const value = argument.slice(argument.indexOf("=") + 1);
    if (!/^(0x)?[0-9a-f]{64}$/i.test(value) || findKey(value) < 0) return;
    // Public hashes have the same shape: the ledger's head, and market ids.
    const isHead = argument.startsWith("--head=") || argv[i - 1] === "--head";
    const before = argv.slice(0, i);
    const isMarket = argument === value && (before.includes("why") || isAsked(before, value));
    if (isHead || isMarket) return;
    throw new CliError("usage", `Cannot take argument ${i + 1}: it looks like a private key`, {
      hint: secretHint,
    });
  });
}

/** It is sent to the venue, so it has to look like an id: a key alone comes without "0x", too. */
function isAsked(before: readonly string[], value: string): boolean {
  return before.includes("ai") && before.includes("ask") && value.startsWith("0x");
}

async function perform<Name extends keyof CommandOptions>(
  invocation: Invocation<Name>,
  parts: Parts,
): Promise<number> {
  const { flags, module, options, paths } = invocation;
  const { terminal } = parts;
  // Lazily: a parser and a schema library that --help and --version do without.
  const { loadConfig, overrideNames } = await import("../config/load.ts");
  const visible = terminal.environment();
  const source = { process: visible, dotenv: terminal.dotenv() };
  const environment = readEnvironment(overrideNames, source);
  const loaded = loadConfig({ file: flags.config ?? null, set: flags.set, environment });
  const isAboutConfig = module === "config";
  const dataDir = flags.dataDir ??
    (isAboutConfig ? "data" : orThrow(loaded, withoutConfig.has(module)).runtime.dataDir);

  const entry = parts.commands[module];
  const models = loaded.ok ? modelsOf(flags, loaded.value, options) : null;
  const needs = parts.narrow(
    parts.granted,
    entry.needs({ ...placesOf(dataDir, paths, options), models }),
  );
  const run = await entry.load();
  const load = () => orThrow(loaded, false);
  return await run(makeContext({ flags, dataDir, needs, visible, load }, parts), options);
}

/** Where models are: with a sandbox they are the sandbox's own. */
function modelsOf(
  { ai: asked }: GlobalFlags,
  { ai, engine }: LoadedConfig,
  options: object,
): ModelsPlace | null {
  if (!asked || !ai.enabled) return null;
  const venue = "venue" in options ? options.venue : "polymarket";
  const endpoint = venue === "polymarket" ? ai.endpoint : "sandbox";
  // A command that only reads the ledger reaches nobody.
  const isNeeded = "reask" in options
    ? options.reask === true
    : "action" in options || engine.ensemble.autonomy > 0;
  return isNeeded ? { region: ai.region, endpoint, news: ai.news !== "none" } : null;
}

function placesOf(
  dataDir: string,
  paths: readonly string[],
  options: object,
): Omit<Places, "models"> {
  const text = (value: unknown) => typeof value === "string" ? value : null;
  const scenario = "scenario" in options ? text(options.scenario) : null;
  return {
    dataDir,
    paths,
    venue: "venue" in options ? text(options.venue) : null,
    listen: listenOf(options),
    scenarioFile: scenario !== null && /[./\\]/.test(scenario) ? scenario : null,
  };
}

/** An address of its own, or a dashboard beside something else, on this machine. */
function listenOf(options: object): ListenPlace | null {
  if ("serve" in options) {
    const { control } = options.serve as { readonly control: boolean };
    return { host: SERVE_HOST, control };
  }
  if (!("host" in options && "control" in options)) return null;
  return { host: String(options.host), control: options.control === true };
}

function orThrow(
  loaded: Result<LoadedConfig, readonly ConfigIssue[]>,
  onlyDataDir: boolean,
): LoadedConfig {
  if (loaded.ok) return loaded.value;
  const issues = loaded.error;
  const count = issues.length === 1 ? "1 error" : `${issues.length} errors`;
  const lines = issues.map((issue) => cut(issueLine(issue), MAX_ISSUE));
  const message = [`Cannot use the configuration: ${count}`, ...lines].join("\n  ");
  const hint = onlyDataDir
    ? "with --data-dir DIR this command needs no configuration"
    : "`polybot config schema` describes every key";
  throw new CliError("config", message, { hint, data: { issues } });
}

interface Start {
  readonly flags: GlobalFlags;
  readonly dataDir: string;
  readonly needs: Needs;
  readonly visible: Readonly<Record<string, string>>;
  readonly load: () => LoadedConfig;
}

function makeContext(start: Start, { terminal, version }: Parts): CommandContext {
  const { flags, dataDir, needs, visible, load } = start;
  const color = mayColor(terminal.isTerminal, flags.color, visible);
  const line = (text: string) => text.endsWith("\n") ? text : `${text}\n`;
  return {
    globals: { ...flags, dataDir, color },
    version,
    needs,
    isTerminal: terminal.isTerminal,
    isErrTerminal: terminal.isErrTerminal,
    columns: textWidth(terminal.width(), visible["COLUMNS"]),
    term: visible["TERM"],
    errColumns: textWidth(terminal.errWidth(), visible["COLUMNS"]),
    screen: () => terminal.errSize() ?? { columns: 80, rows: 24 },
    out: (text) => terminal.out(line(text)),
    err: (text) => {
      if (!flags.quiet) terminal.err(line(text));
    },
    draw: (text) => terminal.err(text),
    now: () => terminal.now(),
    listenForStop: () => terminal.listenForStop(),
    loadConfig: load,
  };
}

/** Lines that fit, without what would steer a terminal: errors quote files and arguments. */
function safeText(text: string, columns: number): string {
  return text.split("\n").flatMap((line) => wrap(plain(line), columns))
    .map((line) => `${line}\n`).join("");
}

function usageError(thrown: CommanderError, said: string, named: string): CliError {
  if (thrown.code === "commander.help") {
    const usage = /^Usage: (.*?) \[/.exec(said)?.[1] ?? "polybot";
    const hint = `see ${usage} --help`;
    return new CliError("usage", `Cannot run ${usage}: a subcommand is missing`, { hint });
  }
  const [message = "", ...rest] = thrown.message.replace(/^error: /, "").split("\n");
  const hint = rest.join(" ").replace(/^\((.*)\)$/, "$1");
  return new CliError("usage", redact(message), {
    hint: hint === "" ? `see ${named} --help` : redact(hint),
  });
}

interface Failure {
  readonly argv: readonly string[];
  readonly command: string;
  readonly parts: Parts;
}

function fail(thrown: unknown, { argv, command, parts }: Failure): number {
  const { terminal, version } = parts;
  const error = toCliError(thrown);
  if (wantsJson(argv)) {
    const envelope = errorEnvelope(error, { command, version, now: terminal.now() });
    try {
      terminal.out(`${JSON.stringify(envelope)}\n`);
    } catch (closed) {
      if (!(closed instanceof OutputClosed)) throw closed;
    }
    return error.exitCode;
  }
  const columns = terminal.errWidth() ?? Infinity;
  terminal.err(safeText(`error: ${error.message}`, columns));
  if (error.hint !== null) terminal.err(safeText(`hint: ${error.hint}`, columns));
  const options = beforeDashes(argv);
  const isVerbose = options.includes("--verbose") || options.includes("-v");
  if (isVerbose && thrown instanceof Error && thrown.stack !== undefined) {
    terminal.err(`${redact(thrown.stack)}\n`);
  }
  return error.exitCode;
}
