// The trader of the soak test: all that `trade --dry-run` runs, ledger and tape on disk, but for the
// screen. It is told "heap", "compare" and "end". Needs --expose-gc.
import { openLedger } from "../../src/adapters/sqlite/ledger.ts";
import { openTapeWriter } from "../../src/adapters/tape/writer.ts";
import { openLiveFeed, selectOf } from "../../src/commands/live_feed.ts";
import { paperHeader, paperRun } from "../../src/commands/paper_run.ts";
import { openVenue } from "../../src/commands/venue.ts";
import { systemWall } from "../../src/commands/wall.ts";
import { readEnvironment } from "../../src/config/dotenv.ts";
import { loadConfig, type LoadedConfig } from "../../src/config/load.ts";
import { openEngine } from "../../src/core/step.ts";
import type { Tape } from "../../src/ports.ts";
import { appendTo } from "../../src/runtime/recover.ts";
import { heapUsed } from "../bench/measure.ts";
import { compareBooks } from "./books.ts";
import { heardWords, say } from "./part.ts";

const LOOK_MS = 500;
/** Discovery finds markets in bursts, between which it asks for their past. */
const LOOKS_WITHOUT_NEWS = 40;

const [url = "", markets = "", folder = ""] = Deno.args;
const loaded = configWith([`venue.max_markets=${markets}`]);
const seed = 1;
const venue = await openVenue({ venue: url, seed });
const ending = new AbortController();
const frames = { received: 0 };
const feed = openLiveFeed({
  venue,
  loaded,
  version: "soak",
  select: selectOf({}),
  held: () => [],
  record: {
    write({ line }) {
      if (line.kind === "frame" && line.text !== "PONG") frames.received++;
    },
    flush: () => {},
    close: () => {},
  },
  signal: ending.signal,
  notice: (text) => void Deno.stderr.writeSync(new TextEncoder().encode(`${text}\n`)),
});
const config = loaded.engine;
Deno.mkdirSync(folder, { recursive: true });
const ledger = openLedger(`${folder}/ledger.db`, { durability: "commit" });
ledger.begin(paperHeader({ name: venue.name, config, seed }, { version: "soak", assumptions: [] }));
const state = openEngine(config, seed);
const tape = openTapeWriter(`${folder}/tape`, { resume: false });
const downs: Record<string, number> = {};
const run = paperRun({
  source: feed,
  config,
  seed,
  ledger,
  begin: { state, rows: appendTo(ledger) },
  tape: { tape: countingDowns(tape), events: 0 },
  inbox: null,
  notifiers: [],
  speed: Infinity,
  wall: systemWall,
  stopped: () => false,
  progress: () => {},
});

const words = heardWords();
await allUp();
const before = { ...downs };
say("ready", { up: feed.status().machine.up });
for (;;) {
  const { value, done } = await words.read();
  if (done || value === "end") break;
  if (value === "heap") say("heap", { mib: heapUsed() / 2 ** 20 });
  if (value !== "compare") continue;
  const { machine, links, dropped } = feed.status();
  const reconnects = links.reduce((sum, link) => sum + link.reconnects, 0);
  const books = await compareBooks(url, state);
  const { counts, resyncs, recycles } = machine;
  const since = Object.fromEntries(
    Object.entries(downs).map(([reason, count]) => [reason, count - (before[reason] ?? 0)]),
  );
  const rows = ledger.count();
  const status = { counts, resyncs, recycles, links: links.length };
  say("compared", { ...books, ...status, reconnects, dropped, rows, downs: since });
}
ending.abort();
await run;
tape.close();
ledger.close();
say("ended", { ...frames, events: state.lastSeq });
Deno.exit(0);

/** Waits until every market that is watched has a book, and no more are found. */
async function allUp(): Promise<void> {
  let seen = 0;
  let still = 0;
  while (still < LOOKS_WITHOUT_NEWS) {
    await systemWall.sleep(LOOK_MS);
    const { watched, up } = feed.status().machine;
    still = watched > 0 && watched === up && watched === seen ? still + 1 : 0;
    seen = watched;
  }
}

function countingDowns(to: Tape): Tape {
  return {
    append(event) {
      if (event.kind === "feedDown") downs[event.reason] = (downs[event.reason] ?? 0) + 1;
      to.append(event);
    },
    flush: () => to.flush(),
    close: () => to.close(),
  };
}

function configWith(set: readonly string[]): LoadedConfig {
  const environment = readEnvironment([], { process: {}, dotenv: null });
  const read = loadConfig({ file: null, set, environment });
  if (!read.ok) throw new Error(`Cannot configure the trader: ${JSON.stringify(read.error)}`);
  return read.value;
}
