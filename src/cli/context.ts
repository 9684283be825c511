// What a command is given. A command module exports `<name>Command(context, options)`, writes through
// the context, throws CliError for a failure it can name, and returns an exit code.
import type { LoadedConfig } from "../config/load.ts";
import type { Needs } from "../ports.ts";
import type { SimulateOptions } from "./simulate/options.ts";
import type { Stopping } from "./stopping.ts";
import type { SortKey } from "../report/opportunities.ts";

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
  /** May models be asked. */
  readonly ai: boolean;
}

/** Characters of a terminal. */
export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** What a command is given to do its work with. */
export interface CommandContext {
  readonly globals: Globals;
  /** Of polybot. */
  readonly version: string;
  /** What was kept when everything else was given up, by its real names. */
  readonly needs: Needs;
  /** Is stdout a terminal. */
  readonly isTerminal: boolean;
  /** Is stderr a terminal: progress is drawn there and nowhere else. */
  readonly isErrTerminal: boolean;
  /** Width of the terminal; Infinity when output goes elsewhere, so that nothing is cut. */
  readonly columns: number;
  /** TERM: what kind of terminal it is. */
  readonly term: string | undefined;
  /** The same of the terminal on stderr, where messages go. */
  readonly errColumns: number;
  /** The terminal on stderr as it is now: it may have been resized. */
  screen(): ScreenSize;
  /** Writes text to stdout, ending the line. Data only. */
  out(text: string): void;
  /** Writes text to stderr, ending the line. Messages; nothing with --quiet. */
  err(text: string): void;
  /** Writes to stderr as it is: for what redraws a line. */
  draw(text: string): void;
  /** Unix time in ms. */
  now(): number;
  /** From now on SIGINT and SIGTERM are a wish to stop, until it is released. */
  listenForStop(): Stopping;
  /** The configuration; throws CliError (exit 4) that lists everything wrong with it. */
  loadConfig(): LoadedConfig;
}

/** Which venue, for every command that talks to one. */
export interface VenueOptions {
  /** "polymarket", "sandbox" or an address. */
  readonly venue: string;
  readonly scenario?: string;
  readonly seed?: number;
  /** Times real time; a sandbox's only. */
  readonly speed?: number;
}

/** Which markets of it. */
export interface SelectOptions {
  readonly query?: string;
  readonly tag?: string;
  /** Dollars in 24 hours. */
  readonly minVolume?: number;
}

/** `scan` */
export interface ScanOptions extends VenueOptions, SelectOptions {
  readonly sort: SortKey;
  readonly limit: number;
}

/** `watch` */
export interface WatchOptions extends VenueOptions, SelectOptions {
  readonly maxRuntimeMs?: number;
}

/** `record [DIR]` */
export interface RecordOptions extends VenueOptions, SelectOptions {
  readonly dir?: string;
  readonly maxBytes: number;
  readonly maxRuntimeMs?: number;
}

/** `sandbox` */
export interface SandboxOptions {
  readonly port: number;
  readonly scenario: string;
  /** Who answers for the models; absent: the scenario says. */
  readonly forecaster?: string;
  readonly seed?: number;
  readonly speed: number;
  readonly faults?: string;
  readonly list: boolean;
  readonly maxRuntimeMs?: number;
}

/** `trade` */
export interface TradeOptions {
  /** The flag; without it trading.dry_run decides. */
  readonly dryRun: boolean;
  /** Recordings to trade on; empty for the configured feed. */
  readonly tape: readonly string[];
  /** Times real time. */
  readonly speed: number | "max";
  readonly venue: string;
  readonly scenario?: string;
  /** Who answers for the models; a sandbox's only. */
  readonly forecaster?: string;
  readonly once: boolean;
  /** Keep what the venue sent, byte for byte. */
  readonly record: boolean;
  readonly seed?: number;
  readonly maxRuntimeMs?: number;
  /** A dashboard in the same process, on this machine's own address; absent: none. */
  readonly serve?: { readonly port: number; readonly control: boolean };
}

/** `replay PATH...` */
export interface ReplayOptions {
  readonly paths: readonly string[];
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
  /** Ask the models again. */
  readonly reask: boolean;
  /** Whose models. */
  readonly venue: string;
}

/** `ai models`, `ai test`, `ai ask MARKET` */
export interface AiOptions {
  readonly action: "models" | "test" | "ask";
  /** A market's slug, id or address; ask only. */
  readonly market?: string;
  /** Whose models and markets. */
  readonly venue: string;
  readonly scenario?: string;
  readonly forecaster?: string;
  readonly seed?: number;
}

/** `serve` */
export interface ServeOptions {
  readonly host: string;
  readonly port: number;
  /** The page may put commands into the inbox. */
  readonly control: boolean;
  /** An address that other machines reach is meant. */
  readonly expose: boolean;
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
  readonly scan: ScanOptions;
  readonly watch: WatchOptions;
  readonly trade: TradeOptions;
  readonly record: RecordOptions;
  readonly sandbox: SandboxOptions;
  readonly replay: ReplayOptions;
  readonly status: StatusOptions;
  readonly why: WhyOptions;
  readonly report: ReportOptions;
  readonly ai: AiOptions;
  readonly simulate: SimulateOptions;
  readonly audit: AuditOptions;
  readonly serve: ServeOptions;
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
  /** Venue named on the command line; null for a command that talks to none. */
  readonly venue: string | null;
  /** A scenario that is a file; null when it is a name, or none. */
  readonly scenarioFile: string | null;
  /** Where models are asked; null: nowhere. */
  readonly models: ModelsPlace | null;
  /** Where it listens; null: nowhere. */
  readonly listen: ListenPlace | null;
}

/** A door of its own. */
export interface ListenPlace {
  readonly host: string;
  /** Whoever comes in may leave commands. */
  readonly control: boolean;
}

/** Models as a command may reach them: in a region of AWS, or on this machine. */
export interface ModelsPlace {
  readonly region: string;
  readonly endpoint: string;
  readonly news: boolean;
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
