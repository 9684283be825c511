// Which module does a command, and what that command may touch. Modules are loaded after the process
// gave up everything else, so nothing a command imports can reach further than this table says.
import { resolve } from "node:path";
import { needs as clock } from "../adapters/clock/needs.ts";
import { needs as evidence, needsOf as evidenceNeeds } from "../adapters/evidence/needs.ts";
import { publicHosts } from "../adapters/evidence/hosts.ts";
import { needs as haltFile } from "../adapters/halt_file/needs.ts";
import { needs as llm, needsIn } from "../adapters/llm/needs.ts";
import { needs as memory } from "../adapters/memory/needs.ts";
import { needs as notify } from "../adapters/notify/needs.ts";
import { needs as paper } from "../adapters/paper/needs.ts";
import { needs as polymarket } from "../adapters/polymarket/needs.ts";
import { needs as reasoning } from "../adapters/reasoning/needs.ts";
import { needs as replay } from "../adapters/replay/needs.ts";
import { needs as spend } from "../adapters/spend/needs.ts";
import { needs as sqlite } from "../adapters/sqlite/needs.ts";
import { needs as synthetic } from "../adapters/synthetic/needs.ts";
import { needs as trials } from "../adapters/trials/needs.ts";
import { needs as tape } from "../adapters/tape/needs.ts";
import { shardVariables } from "../core/simulate/search/shards.ts";
import type { CommandTable, Places } from "../cli/context.ts";
import { union } from "../cli/permissions.ts";
import type { Needs } from "../ports.ts";
import { placesIn } from "./places.ts";

/** Needs of every adapter by folder; scripts/permissions.ts fails when one is missing. */
export const adapterNeeds: Readonly<Record<string, Needs>> = {
  clock,
  evidence,
  halt_file: haltFile,
  llm,
  memory,
  notify,
  paper,
  polymarket,
  reasoning,
  replay,
  spend,
  sqlite,
  synthetic,
  tape,
  trials,
};

/** Environment variables by section: a wildcard lets a mistyped one be seen and refused. */
const overrides = [
  "CONFIG",
  ...["TRADING", "MONEY", "RISK", "SIZING", "DETECTION", "UNIVERSE", "REVERSION", "ENSEMBLE"],
  ...["AI", "ENTRY", "EXIT", "PAPER", "VENUE", "RUNTIME"],
].map((name) => name === "CONFIG" ? "POLYBOT_CONFIG" : `POLYBOT_${name}_*`);

/** Every port of it. */
const thisMachine = "127.0.0.1";
const everyAddress = "0.0.0.0";
/** Threads read their code when they start, wherever the process was started. */
const ownCode = resolve(import.meta.dirname ?? "src/commands", "..");
/** A dashboard makes way for the trader. */
const lowerPriority: readonly string[] = ["getPriority", "setPriority"];

/**
 * What the process starts with: the checkout, the directory beside it where recordings may lie, and
 * data by their own names so that each can be kept when the rest is given up.
 */
export const granted: Required<Needs> = union([
  {
    read: [".", "..", "config", "data", "data/replay", "src"],
    write: [".", "data", "data/replay", ...inboxFiles("data")],
    // A sandbox, and whoever talks to one; a dashboard, on every address only when told so.
    net: [thisMachine, everyAddress],
    sys: lowerPriority,
    // A job of an array reads there which part it is.
    env: ["NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS", ...shardVariables, ...overrides],
  },
  ...Object.values(adapterNeeds),
]);

/** Commands by module. */
export const commands: CommandTable = {
  scan: {
    load: async () => (await import("./scan.ts")).scanCommand,
    needs: (places) => union([venueOf(places), { read: places.paths }]),
  },
  watch: {
    load: async () => (await import("./watch.ts")).watchCommand,
    needs: (places) => union([placed([clock, memory, notify], places), venueOf(places)]),
  },
  record: {
    load: async () => (await import("./record.ts")).recordCommand,
    needs: (places) => {
      const folder = places.paths[0] ?? places.dataDir;
      return union([venueOf(places), { read: [folder], write: [folder] }]);
    },
  },
  sandbox: {
    load: async () => (await import("./sandbox.ts")).sandboxCommand,
    needs: (places) => union([venueOf({ ...places, venue: "sandbox" }), { read: places.paths }]),
  },
  trade: {
    load: async () => (await import("./trade.ts")).tradeCommand,
    needs: (places) =>
      union([
        placed([clock, haltFile, notify, paper, replay, sqlite, synthetic, tape], places),
        // A recording needs no network.
        ...places.paths.length > 0 ? [{ read: places.paths }] : [venueOf(places), modelsOf(places)],
        doorOf(places),
      ]),
  },
  replay: {
    load: async () => (await import("./replay.ts")).replayCommand,
    // Its ledger can be made again; the real one, a folder above, is out of its reach.
    needs: (places) =>
      union([
        placed([clock, notify, paper, replay, sqlite], {
          ...places,
          dataDir: `${places.dataDir}/replay`,
        }),
        { read: places.paths },
      ]),
  },
  status: {
    load: async () => (await import("./status.ts")).statusCommand,
    needs: readsData,
  },
  why: {
    load: async () => (await import("./why.ts")).whyCommand,
    needs: (places) => union([readsData(places), modelsOf(places), spendOf(places)]),
  },
  report: {
    load: async () => (await import("./report.ts")).reportCommand,
    needs: readsData,
  },
  serve: {
    load: async () => (await import("./serve.ts")).serveCommand,
    // It reads, and with --control it may write into the inbox and nowhere else.
    needs: (places) => union([readsData(places), doorOf(places)]),
  },
  audit: {
    load: async () => (await import("./audit.ts")).auditCommand,
    needs: readsData,
  },
  ai: {
    load: async () => (await import("./ai.ts")).aiCommand,
    needs: (places) => union([venueOf(places), modelsOf(places), spendOf(places)]),
  },
  simulate: {
    load: async () => (await import("./simulate/simulate.ts")).simulateCommand,
    // Results, pages and the register of trials lie below the data directory, or where --html says. No
    // network.
    needs: (places) =>
      union([
        placed([clock, notify, paper, replay, sqlite, tape, trials], places),
        { read: [".", ownCode, ...places.paths], write: ["."], env: shardVariables },
      ]),
  },
  config: {
    load: async () => (await import("./config.ts")).configCommand,
    needs: () => ({}),
  },
  halt: {
    load: async () => (await import("./halt.ts")).haltCommand,
    needs: (places) => placed([haltFile, sqlite], places),
  },
};

/** A dashboard: the address it listens on, its threads' code, and the inbox it may write to. */
function doorOf({ listen, dataDir }: Places): Needs {
  if (listen === null) return {};
  const { host, control } = listen;
  const write = control ? inboxFiles(dataDir) : [];
  return { net: [host], read: [ownCode], write, sys: lowerPriority };
}

/** The inbox with what SQLite keeps beside it. */
function inboxFiles(dataDir: string): readonly string[] {
  return ["", "-wal", "-shm", "-journal"].map((end) => `${placesIn(dataDir).inbox}${end}`);
}

/** The hosts of the venue that was named, and no others. */
function venueOf({ venue, scenarioFile }: Places): Needs {
  if (venue === "polymarket") return polymarket;
  return { net: [thisMachine], read: scenarioFile === null ? [] : [scenarioFile] };
}

/** Where models and what they may read are reached; a stand-in is on this machine. */
function modelsOf({ models }: Places): Needs {
  if (models === null) return {};
  const hosts = models.news ? publicHosts : { ...publicHosts, news: null };
  if (models.endpoint === "sandbox") return { net: [thisMachine] };
  const { net } = evidenceNeeds(hosts);
  const aws = needsIn(models.region);
  const here = models.endpoint === "aws" ? aws : { ...aws, net: [thisMachine] };
  return union([here, { net: net ?? [] }]);
}

/** Where what is asked by hand is paid from; a sandbox's models cost nothing. */
function spendOf(places: Places): Needs {
  const { models } = places;
  return models === null || models.endpoint === "sandbox" ? {} : placed([spend], places);
}

/** Needs of adapters, where `data` stands for the data directory. */
function placed(parts: readonly Needs[], { dataDir }: Places): Needs {
  const all = union(parts);
  const move = (paths: readonly string[]) => paths.map((path) => path === "data" ? dataDir : path);
  return { ...all, read: move(all.read), write: move(all.write) };
}

function readsData({ dataDir }: Places): Needs {
  return { read: [dataDir] };
}
