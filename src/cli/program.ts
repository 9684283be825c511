// The command line: names, options, help. No work is done here; each action hands its options over.
import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { addAi } from "./ai_commands.ts";
import { addSimulate } from "./simulate/commands.ts";
import { suggest } from "../config/suggest.ts";
import { collect, examples, parseAmount, parseSeed, parseSpan } from "./arguments.ts";
import { parseHash, parsePath, parseSpread } from "./arguments.ts";
import type { CommandOptions, HaltOptions } from "./context.ts";
import { addServe } from "./serve.ts";
import { addRecord, addSandbox, addScan, addTrade, addWatch } from "./venue_commands.ts";
import { CliError, exitCode, exitMeaning } from "./exit.ts";

/** Global options as given; see Globals for what becomes of them. */
export interface GlobalFlags {
  readonly config?: string;
  readonly dataDir?: string;
  readonly set: readonly string[];
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
  readonly ai: boolean;
}

/** What an action asks for. `paths` are recordings the command must be able to read. */
export interface Invocation<Name extends keyof CommandOptions> {
  readonly module: Name;
  /** As typed, for the JSON envelope: "audit verify". */
  readonly command: string;
  readonly options: CommandOptions[Name];
  readonly flags: GlobalFlags;
  readonly paths: readonly string[];
}

/** Does what was asked for; its failure is thrown. */
export type Invoke = <Name extends keyof CommandOptions>(
  invocation: Invocation<Name>,
) => Promise<void>;

/** Where commander's own text goes. */
export interface Output {
  out(text: string): void;
  err(text: string): void;
}

/** A parser of argv. Throws CommanderError for help, version and usage. */
export interface Program {
  parse(argv: readonly string[]): Promise<void>;
  /** The command that a line means, as it is typed: "polybot ai ask". */
  named(argv: readonly string[]): string;
}

/** Builds the program; it ends neither the process nor writes but through `output`. */
export function buildProgram(version: string, output: Output, invoke: Invoke): Program {
  const root = rootCommand(version, output);
  const flags = (): GlobalFlags => {
    const { config, dataDir, set, json, quiet, verbose, color, ai } = root.opts();
    return {
      ...(config === undefined ? {} : { config }),
      ...(dataDir === undefined ? {} : { dataDir }),
      set: set ?? [],
      json: json ?? false,
      quiet: quiet ?? false,
      verbose: verbose ?? false,
      color,
      ai,
    };
  };
  const call: Call = (module, command, options, paths = []) =>
    invoke({ module, command, options, flags: flags(), paths });
  addScan(root, call);
  addWatch(root, call);
  addTrade(root, call);
  addRecord(root, call);
  addReplay(root, call);
  addReaders(root, call);
  addAudit(root, call);
  addServe(root, call);
  addSimulate(root, call);
  addAi(root, call);
  addConfig(root, call);
  addHalts(root, call);
  addSandbox(root, call);
  addHelp(root, output);
  return {
    parse: async (argv) => void (await root.parseAsync([...argv], { from: "user" })),
    named: (argv) => namedIn(root, argv),
  };
}

function namedIn(root: Root, argv: readonly string[]): string {
  let found: CommandUnknownOpts = root;
  const names = ["polybot"];
  for (const word of argv) {
    const next = found.commands.find((command) => command.name() === word);
    if (next === undefined) continue;
    names.push(word);
    found = next;
  }
  return names.join(" ");
}

/** The program while commands are added to it. */
export type Root = ReturnType<typeof rootCommand>;
/** What an action ends in. */
export type Call = <Name extends keyof CommandOptions>(
  module: Name,
  command: string,
  options: CommandOptions[Name],
  paths?: readonly string[],
) => Promise<void>;

function rootCommand(version: string, output: Output) {
  return new Command("polybot")
    .description(
      "Trades short-lived price spikes on Polymarket, on paper: real money is not built yet.",
    )
    .option(
      "--config <file>",
      "configuration file (default: config/config.yaml, may be absent)",
      parsePath,
    )
    .option(
      "--data-dir <dir>",
      "ledger and recordings (default: runtime.data_dir, data)",
      parsePath,
    )
    .option("--set <key=value>", "override a configuration key; may be repeated", collect)
    .option("--json", "print one JSON document on stdout, errors too")
    .option("-q, --quiet", "no messages, only data and errors")
    .option("-v, --verbose", "say more, with stack traces on errors")
    .option("--no-ai", "never ask a model, whatever the configuration says")
    .option("--no-color", "no colours; NO_COLOR does the same")
    .version(version, "--version", "print the version")
    .helpCommand(false)
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: output.out,
      writeErr: output.err,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .exitOverride()
    .addHelpText(
      "after",
      examples([
        "scan",
        "trade --dry-run",
        "trade --dry-run --venue sandbox",
        "serve",
        "status",
        "why",
        "report --list",
        "halt --reason lunch",
      ]),
    )
    .addHelpText("after", "\nMore: polybot help exit-codes");
}

function addReplay(root: Root, call: Call): void {
  root.command("replay")
    .description("Run the engine over recordings as fast as it goes, and print what came of it.")
    .argument("<path...>", "recordings: files or directories")
    .option("--seed <n>", "seed of everything drawn by chance", parseSeed)
    .option("--assume-spread <dollars>", "spread where the recording has none", parseSpread)
    .option(
      "--assume-depth <shares>",
      "size at each price where the recording has none",
      parseAmount,
    )
    .option("--assume-volume <dollars>", "24-hour volume where there is none", parseAmount)
    .addHelpText(
      "after",
      examples([
        "replay data/demo",
        "replay prices.csv --assume-spread 0.02 --assume-depth 500 --json",
      ]),
    )
    .action((paths, options) => call("replay", "replay", { paths, ...options }, paths));
}

function addReaders(root: Root, call: Call): void {
  root.command("status")
    .description("What the bot holds and does now.")
    .addHelpText("after", examples(["status", "status --json", "status --data-dir runs/monday"]))
    .action(() => call("status", "status", {}));

  root.command("why")
    .description("Why a trade was made, or was not.")
    .argument("[market-or-decision]", "a market, a decision such as 88340.1; default: the last one")
    .option("--none", "why nothing is traded: what stopped the candidates")
    .option("--reask", "ask the models again with the prompts of then, and show what differs")
    .option(
      "--venue <name>",
      "with --reask: polymarket with AWS, or a running sandbox",
      "polymarket",
    )
    .addHelpText(
      "after",
      examples(["why", "why 88340.1", "why --none", "why 88340.1 --reask"]),
    )
    .action((id, { none, reask, venue }) =>
      call("why", "why", {
        ...(id === undefined ? {} : { id }),
        none: none ?? false,
        reask: reask ?? false,
        venue,
      })
    );

  root.command("report")
    .description("Print a report computed from the ledger.")
    .argument("[name]", "name of the report; default: summary")
    .option("--list", "names of all reports")
    .addHelpText("after", examples(["report", "report --list", "report equity --json"]))
    .action((name, { list }) =>
      call("report", "report", { ...(name === undefined ? {} : { name }), list: list ?? false })
    );
}

function addAudit(root: Root, call: Call): void {
  const audit = root.command("audit")
    .helpCommand(false)
    .description("Check or export the ledger: every decision and order, chained by hash.")
    .addHelpText("after", examples(["audit verify", "audit export > ledger.jsonl"]));
  audit.command("verify")
    .description(
      "Recompute the hash chain; exits 6 when the ledger was changed. A chain that lost its last " +
        "rows is still whole: give a head kept elsewhere to find that. Any earlier head will do, " +
        "also of a run that has gone on since.",
    )
    .option("--head <hash>", "head of any earlier verify: finds rows cut off since", parseHash)
    .addHelpText("after", examples(["audit verify", "audit verify --head $(cat head.txt)"]))
    .action(({ head }) =>
      call("audit", "audit verify", { action: "verify", ...(head === undefined ? {} : { head }) })
    );
  audit.command("export")
    .description("Print every row as a line of JSON.")
    .addHelpText("after", examples(["audit export > ledger.jsonl"]))
    .action(() => call("audit", "audit export", { action: "export" }));
}

function addConfig(root: Root, call: Call): void {
  const config = root.command("config")
    .helpCommand(false)
    .description("Check, print or describe the configuration.")
    .addHelpText("after", examples(["config validate", "config show"]));
  const actions = [
    [
      "validate",
      "Check the configuration; exits 6 and lists everything that is wrong.",
      "--config my.yaml",
    ],
    [
      "show",
      "Print every key, its default, and where its value comes from.",
      "--set risk.max_daily_loss=1",
    ],
    ["schema", "Print the JSON schema of the file.", "> config.schema.json"],
  ] as const;
  for (const [action, description, example] of actions) {
    config.command(action)
      .description(description)
      .addHelpText("after", examples([`config ${action}`, `config ${action} ${example}`]))
      .action(() => call("config", `config ${action}`, { action }));
  }
}

function addHalts(root: Root, call: Call): void {
  const actions: readonly (readonly [HaltOptions["action"], string, string])[] = [
    ["halt", "Stop: no order but those of flatten until resumed.", "looks wrong"],
    ["reduce", "Stop entries; positions are still closed as planned.", "before the news"],
    ["flatten", "Sell everything, also when halted; no entries until resumed.", "done for today"],
    ["resume", "Go on after halt, reduce or flatten; needs a reason.", "checked"],
  ];
  for (const [action, description, reason] of actions) {
    root.command(action)
      .description(description)
      .option("--reason <text>", "why; it is kept in the ledger")
      .option("--by <name>", "who asks", "cli")
      .addOption(
        new Option("--wait <duration>", "wait this long until the bot has obeyed")
          .argParser(parseSpan).default(5000, "5s"),
      )
      .addHelpText(
        "after",
        examples([`${action} --reason "${reason}"`, `${action} --reason "${reason}" --wait 30s`]),
      )
      .action(({ reason, by, wait }) =>
        call("halt", action, {
          action,
          by,
          waitMs: wait,
          ...(reason === undefined ? {} : { reason }),
        })
      );
  }
}

function addHelp(root: Root, output: Output): void {
  root.command("help")
    .description("Help on a command, or on exit-codes.")
    .argument("[topic...]", "a command, or exit-codes")
    .addHelpText("after", examples(["help trade", "help audit verify", "help exit-codes"]))
    .action((topic) => {
      if (topic[0] === "exit-codes") return output.out(exitCodesText());
      let found: { commands: readonly unknown[] } = root;
      for (const name of topic) found = subcommand(found, name);
      (found as Root).outputHelp();
    });
}

function subcommand(parent: { commands: readonly unknown[] }, name: string): Root {
  const commands = parent.commands as readonly Root[];
  const found = commands.find((command) => command.name() === name);
  if (found !== undefined) return found;
  const near = suggest(name, [...commands.map((command) => command.name()), "exit-codes"]);
  const hint = near === null ? "polybot --help lists the commands" : `did you mean ${near}?`;
  throw new CliError("usage", `Cannot help with '${name}': no such topic`, { hint });
}

/** Text of `help exit-codes`. */
export function exitCodesText(): string {
  const lines = Object.entries(exitMeaning).map(([name, meaning]) => {
    const code = exitCode[name as keyof typeof exitMeaning];
    return `  ${String(code).padStart(3)}  ${name.padEnd(12)} ${meaning}`;
  });
  return ["Exit codes (with --json the name is error.code):", "", ...lines, ""].join("\n");
}
