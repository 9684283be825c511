// What a command is given. A command module exports `<name>Command(context, options)`, writes through
// the context, throws CliError for a failure it can name, and returns an exit code.
import type { LoadedConfig } from "../config/load.ts";
import type { Needs } from "../ports.ts";

/** Options that every command understands. */
export interface Globals {
  readonly config?: string;
  /** Flag, else runtime.data_dir. */
  readonly dataDir: string;
  /** `key=value` overrides of the configuration. */
  readonly set: readonly string[];
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** May text on stdout be coloured. */
  readonly color: boolean;
}

/** What a command is given to do its work with. */
export interface CommandContext {
  readonly globals: Globals;
  /** Of polybot. */
  readonly version: string;
  /** Is stdout a terminal. */
  readonly isTerminal: boolean;
  /** Is stderr a terminal: progress is drawn there and nowhere else. */
  readonly isErrTerminal: boolean;
  /** Width of the terminal; Infinity when output goes elsewhere, so that nothing is cut. */
  readonly columns: number;
  /** The same of the terminal on stderr, where messages go. */
  readonly errColumns: number;
  /** Writes text to stdout, ending the line. Data only. */
  out(text: string): void;
  /** Writes text to stderr, ending the line. Messages; nothing with --quiet. */
  err(text: string): void;
  /** Writes to stderr as it is: for what redraws a line. */
  draw(text: string): void;
  /** Unix time in ms. */
  now(): number;
  /** The configuration; throws CliError (exit 4) that lists everything wrong with it. */
  loadConfig(): LoadedConfig;
}

/** `trade` */
export interface TradeOptions {
  /** The flag; without it trading.dry_run decides. */
  readonly dryRun: boolean;
  /** Recordings to trade on; empty for the configured feed. */
  readonly tape: readonly string[];
  /** Times real time. */
  readonly speed: number | "max";
  readonly ai: boolean;
  readonly once: boolean;
  readonly seed?: number;
  readonly maxRuntimeMs?: number;
}

/** `replay PATH...` */
export interface ReplayOptions {
  readonly paths: readonly string[];
  readonly ai: boolean;
  readonly seed?: number;
  /** Dollars a share. */
  readonly assumeSpread?: number;
  /** Shares at each price. */
  readonly assumeDepth?: number;
  /** Dollars in 24 hours. */
  readonly assumeVolume?: number;
}

/** `status` */
export type StatusOptions = Record<never, never>;

/** `why [MARKET_OR_DECISION]` */
export interface WhyOptions {
  readonly id?: string;
  /** Why nothing was traded. */
  readonly none: boolean;
}

/** `report [NAME]` */
export interface ReportOptions {
  readonly name?: string;
  readonly list: boolean;
}

/** `audit verify`, `audit export` */
export interface AuditOptions {
  readonly action: "verify" | "export";
  /** Hex hash that the last row must have; verify only. */
  readonly head?: string;
}

/** `config validate`, `config show`, `config schema` */
export interface ConfigOptions {
  readonly action: "validate" | "show" | "schema";
}

/** `halt`, `resume`, `reduce`, `flatten` */
export interface HaltOptions {
  readonly action: "halt" | "resume" | "reduce" | "flatten";
  readonly reason?: string;
  readonly by: string;
  /** How long to wait until the engine has taken the command; 0 does not wait. */
  readonly waitMs: number;
}

/** Options by command module: `halt` serves resume, reduce and flatten too. */
export interface CommandOptions {
  readonly trade: TradeOptions;
  readonly replay: ReplayOptions;
  readonly status: StatusOptions;
  readonly why: WhyOptions;
  readonly report: ReportOptions;
  readonly audit: AuditOptions;
  readonly config: ConfigOptions;
  readonly halt: HaltOptions;
}

/** A command's function. */
export type Command<Name extends keyof CommandOptions> = (
  context: CommandContext,
  options: CommandOptions[Name],
) => Promise<number>;

/** Places a command was told to use. */
export interface Places {
  readonly dataDir: string;
  /** Recordings named on the command line. */
  readonly paths: readonly string[];
}

/** One command: how to load it, and what it keeps when everything else is given up. */
export interface CommandEntry<Name extends keyof CommandOptions> {
  load(): Promise<Command<Name>>;
  needs(places: Places): Needs;
}

/** Every command. */
export type CommandTable = {
  readonly [Name in keyof CommandOptions]: CommandEntry<Name>;
};
