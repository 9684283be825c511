// Commands that talk to a venue: their names, options and help.
import { Option } from "@commander-js/extra-typings";
import { durationForm } from "../config/duration.ts";
import { sortKeys } from "../report/opportunities.ts";
import { examples, parseAmount, parseCount, parsePath, parseSeed } from "./arguments.ts";
import { parseBytes, parsePort, parseSpan, parseSpeed, parseTimes } from "./arguments.ts";
import type { SelectOptions, VenueOptions } from "./context.ts";
import { CliError } from "./exit.ts";
import { SERVE_PORT } from "./serve.ts";
import type { Call, Root } from "./program.ts";

const venueOption = () =>
  new Option("--venue <name>", "polymarket, sandbox, or the address of a running sandbox")
    .default("polymarket");
const scenarioOption = () =>
  new Option(
    "--scenario <name>",
    "with --venue sandbox: a scenario's name or file; polybot sandbox --list",
  );
const seedOption = () =>
  new Option("--seed <n>", "seed of everything drawn by chance").argParser(parseSeed);
const runtimeOption = () =>
  new Option("--max-runtime <duration>", `stop after ${durationForm}`).argParser(parseSpan);
const forecasterOption = () =>
  new Option(
    "--forecaster <name>",
    "with --venue sandbox: who answers for the models; polybot sandbox --list",
  );
const speedOption = () =>
  new Option("--speed <n>", "with --venue sandbox: times real time").argParser(parseTimes);
const queryOption = () => new Option("--query <text>", "only markets whose text has this in it");
const tagOption = () => new Option("--tag <category>", "only markets of this category");
const volumeOption = () =>
  new Option("--min-volume <dollars>", "only markets that traded this much in 24 hours")
    .argParser(parseAmount);

interface Given {
  readonly venue: string;
  readonly scenario?: string | undefined;
  readonly seed?: number | undefined;
  readonly speed?: number | undefined;
  readonly query?: string | undefined;
  readonly tag?: string | undefined;
  readonly minVolume?: number | undefined;
}

function venueOf({ venue, scenario, seed, speed }: Given): VenueOptions {
  return {
    venue,
    ...(scenario === undefined ? {} : { scenario }),
    ...(seed === undefined ? {} : { seed }),
    ...(speed === undefined ? {} : { speed }),
  };
}

function selectOf({ query, tag, minVolume }: Given): SelectOptions {
  return {
    ...(query === undefined ? {} : { query }),
    ...(tag === undefined ? {} : { tag }),
    ...(minVolume === undefined ? {} : { minVolume }),
  };
}

/** `scan`: one look at the venue. */
export function addScan(root: Root, call: Call): void {
  root.command("scan")
    .description("One look at the venue: which markets can be traded, at what cost, and why not.")
    .addOption(venueOption())
    .addOption(scenarioOption())
    .addOption(seedOption())
    .addOption(queryOption())
    .addOption(tagOption())
    .addOption(volumeOption())
    .addOption(
      new Option("--sort <key>", "best first by").choices(sortKeys).default("volume" as const),
    )
    .option("--limit <n>", "markets printed", parseCount, 20)
    .addHelpText(
      "after",
      examples([
        "scan",
        "scan --tag politics --sort hurdle",
        "scan --query election --min-volume 100000 --limit 5",
        "scan --venue sandbox --json",
      ]),
    )
    .action((options) =>
      call("scan", "scan", {
        ...venueOf(options),
        ...selectOf(options),
        sort: options.sort,
        limit: options.limit,
      })
    );
}

/** `watch`: the feed in a table. */
export function addWatch(root: Root, call: Call): void {
  root.command("watch")
    .description("Watch markets live: prices, layers and signals. Places no orders.")
    .addOption(venueOption())
    .addOption(scenarioOption())
    .addOption(seedOption())
    .addOption(speedOption())
    .addOption(queryOption())
    .addOption(tagOption())
    .addOption(volumeOption())
    .addOption(runtimeOption())
    .addHelpText(
      "after",
      examples([
        "watch",
        "watch --tag politics",
        "watch --venue sandbox --speed 10",
        "watch --json > signals.ndjson",
      ]),
    )
    .action((options) =>
      call("watch", "watch", {
        ...venueOf(options),
        ...selectOf(options),
        ...(options.maxRuntime === undefined ? {} : { maxRuntimeMs: options.maxRuntime }),
      })
    );
}

/** `trade`: on the live feed or on recordings. */
export function addTrade(root: Root, call: Call): void {
  root.command("trade")
    .description("Trade: read the market, decide, place orders on the paper venue.")
    .option("--dry-run", "paper orders only (the default, see trading.dry_run)")
    .option("--live", "trade real money (does not exist yet)")
    .addOption(venueOption())
    .addOption(scenarioOption())
    .addOption(forecasterOption())
    .option("--tape <path...>", "trade on recordings, in their own time")
    .option(
      "--speed <n>",
      "with --tape: times real time, or max; with --venue sandbox: times real time",
      parseSpeed,
      1 as number | "max",
    )
    .option("--once", "one look at the market, then stop: for cron")
    .option("--record", "keep what the venue sent, byte for byte, beside the tape")
    .option("--serve", "show it to a browser from the same process, as polybot serve does")
    .option("--port <n>", "with --serve: port on 127.0.0.1; 0 takes a free one", parsePort)
    .option("--control", "with --serve: let the page halt, reduce, resume and flatten")
    .addOption(seedOption())
    .addOption(runtimeOption())
    .addHelpText(
      "after",
      examples([
        "trade --dry-run",
        "trade --dry-run --once",
        "trade --dry-run --serve",
        "trade --dry-run --venue sandbox --speed 10 --max-runtime 1m --data-dir data/rehearsal",
        "trade --tape data/demo --speed max --data-dir data/on-tape",
        "trade --tape data/demo --set risk.max_daily_loss=1 --no-ai --data-dir data/tighter",
      ]),
    )
    .action(({ live, dryRun, tape = [], once, record, maxRuntime, ...rest }) => {
      const { serve, port, control } = rest;
      if (!serve && (port !== undefined || control)) {
        const given = port === undefined ? "--control" : "--port";
        throw new CliError("usage", `Cannot use ${given}: there is no --serve`);
      }
      if (live) {
        throw new CliError("usage", "Cannot trade live: this version only trades on paper", {
          hint: "leave --live out; every order then goes to the paper venue",
        });
      }
      const { speed, seed, venue, scenario, forecaster } = rest;
      return call("trade", "trade", {
        dryRun: dryRun ?? false,
        tape,
        speed,
        venue,
        once: once ?? false,
        record: record ?? false,
        ...(scenario === undefined ? {} : { scenario }),
        ...(forecaster === undefined ? {} : { forecaster }),
        ...(seed === undefined ? {} : { seed }),
        ...(maxRuntime === undefined ? {} : { maxRuntimeMs: maxRuntime }),
        ...(serve ? { serve: { port: port ?? SERVE_PORT, control: control ?? false } } : {}),
      }, tape);
    });
}

/** `record`: what the venue sends, byte for byte. */
export function addRecord(root: Root, call: Call): void {
  root.command("record")
    .description("Record what the venue sends, byte for byte; replay makes the same run of it.")
    .argument("[dir]", "folder of the recording; default: record in the data directory", parsePath)
    .addOption(venueOption())
    .addOption(scenarioOption())
    .addOption(seedOption())
    .addOption(speedOption())
    .addOption(queryOption())
    .addOption(tagOption())
    .addOption(volumeOption())
    .option("--max-size <bytes>", "stop when the folder is this large", parseBytes, 2 ** 30)
    .addOption(runtimeOption())
    .addHelpText(
      "after",
      examples([
        "record --max-runtime 1h",
        "record data/politics --tag politics --max-size 500MB",
        "replay data/record",
      ]),
    )
    .action((dir, options) =>
      call("record", "record", {
        ...venueOf(options),
        ...selectOf(options),
        ...(dir === undefined ? {} : { dir }),
        maxBytes: options.maxSize,
        ...(options.maxRuntime === undefined ? {} : { maxRuntimeMs: options.maxRuntime }),
      }, dir === undefined ? [] : [dir])
    );
}

/** `sandbox`: a venue of one's own. */
export function addSandbox(root: Root, call: Call): void {
  root.command("sandbox")
    .description("Run a venue of your own on this machine: Polymarket's protocol, made-up markets.")
    .option("--port <n>", "port on 127.0.0.1; 0 takes a free one", parsePort, 8400)
    .option("--scenario <name>", "a scenario's name or file", "default")
    .option("--forecaster <name>", "who answers for the models; default: the scenario's")
    .addOption(seedOption())
    .option("--speed <n>", "times real time", parseTimes, 1)
    .option("--faults <file>", "switch on the faults that a YAML or JSON file lists", parsePath)
    .option("--list", "scenarios, forecasters and faults, with what they do")
    .addOption(runtimeOption())
    .addHelpText(
      "after",
      examples([
        "sandbox",
        "sandbox --list",
        "sandbox --scenario reverting --speed 10 --seed 7",
        "trade --dry-run --venue http://127.0.0.1:8400",
      ]),
    )
    .action(({ port, scenario, forecaster, seed, speed, faults, list, maxRuntime }) =>
      call("sandbox", "sandbox", {
        port,
        scenario,
        speed,
        list: list ?? false,
        ...(forecaster === undefined ? {} : { forecaster }),
        ...(seed === undefined ? {} : { seed }),
        ...(faults === undefined ? {} : { faults }),
        ...(maxRuntime === undefined ? {} : { maxRuntimeMs: maxRuntime }),
      }, faults === undefined ? [] : [faults])
    );
}
