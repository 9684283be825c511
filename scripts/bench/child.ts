// One measurement in a process of its own, so that no other has warmed or spoilt it. Prints one line
// of JSON, as the peers do.
import { stateBytes, timeDetectors, timeInOrder } from "./detectors.ts";
import { writeFeed } from "./feed_file.ts";
import { feedMemory } from "./feed_memory.ts";
import { type FeedPart, timeFeed } from "./feed_parse.ts";
import { pacedFeed } from "./feed_paced.ts";
import { timeJsonLines, timeTape, watchTape } from "./formats.ts";
import { writeColumns, writeJsonLines, writeQuoteTape } from "./formats.ts";
import { l2Inputs } from "./l2.ts";
import { type Pragmas, timeLedger, timePlain } from "./ledger.ts";
import { type Part, timeKernel, timeLevels, timeQuotes, watchLevels } from "./replays.ts";
import { timeAccounts, timeSimulation } from "./monte_carlo.ts";
import { type Beside, makeLedger, serveAlone, serveBeside } from "./serve.ts";
import { openPages } from "./serve_pages.ts";
import { timeReports } from "./serve_reports.ts";
import { bytesOf, writeTape } from "./tapes.ts";
import { makeTicks, writeTicks } from "./ticks.ts";

type Answer = Readonly<Record<string, number | string>>;

const cases: Readonly<Record<string, (args: readonly string[]) => Answer | Promise<Answer>>> = {
  "make-ticks": ([path = "", count, markets]) => {
    writeTicks(path, makeTicks(Number(count), Number(markets)));
    return {};
  },
  "make-levels": ([folder = "", ticks, tickMs]) => {
    const options = { ticks: Number(ticks), tickMs: Number(tickMs) };
    const events = writeTape(folder, l2Inputs(options));
    return { events, bytes: bytesOf(folder) };
  },
  "make-tape": ([folder = "", count]) => {
    writeQuoteTape(folder, Number(count));
    return { bytes: bytesOf(folder) };
  },
  "make-lines": ([path = "", count, ids]) => ({
    bytes: writeJsonLines(path, Number(count), ids === "long" ? "long" : "short"),
  }),
  "make-columns": ([path = "", count]) => {
    writeColumns(path, Number(count));
    return {};
  },
  "make-feed": ([path = "", markets, messages]) => {
    writeFeed(path, { markets: Number(markets), messages: Number(messages) });
    return { bytes: Deno.statSync(path).size };
  },
  "feed": ([path = "", part, markets]) => timeFeed(path, part as FeedPart, Number(markets)),
  "feed-memory": ([markets, messages]) =>
    feedMemory({ markets: Number(markets), messages: Number(messages) }),
  "free-port": () => {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr;
    listener.close();
    return { port };
  },
  "paced": ([path = "", port, markets, links]) =>
    pacedFeed({ path, port: Number(port), markets: Number(markets), links: Number(links) }),
  "detectors": ([path = "", markets]) => timeDetectors(path, Number(markets)),
  "detectors-in-order": ([markets]) => timeInOrder(Number(markets)),
  "state": () => stateBytes(),
  "accounts": ([runs, stakes]) => timeAccounts(Number(runs), stakes === "flat"),
  "simulation": ([runs, workers]) => timeSimulation(Number(runs), Number(workers)),
  "ledger": ([folder = "", pragmas, count]) =>
    timeLedger(folder, pragmas as Pragmas, Number(count)),
  "ledger-plain": ([folder = "", pragmas, batch, count]) =>
    timePlain(folder, pragmas as Pragmas, { batch: Number(batch), count: Number(count) }),
  "make-ledger": ([folder = "", rows]) => makeLedger(folder, Number(rows)),
  "serve": ([folder = ""]) => serveAlone(folder),
  "serve-reports": ([folder = ""]) => timeReports(`${folder}/ledger.db`),
  "serve-pages": ([url = "", cookie = "", pages, seconds]) =>
    openPages({ url, cookie, pages: Number(pages), seconds: Number(seconds) }),
  "serve-beside": ([path = "", port, markets, links, dataDir = "", how, seconds]) =>
    serveBeside(
      { path, port: Number(port), markets: Number(markets), links: Number(links) },
      { dataDir, how: how as Beside, seconds: Number(seconds) },
    ),
  "kernel": ([path = ""]) => timeKernel(path),
  "quotes": ([path = "", part, count, stepTicks]) =>
    timeQuotes(path, { part: part as Part, count: Number(count), stepTicks: Number(stepTicks) }),
  "levels": ([folder = "", part, ticks]) =>
    timeLevels(folder, { part: part as Part, ticks: Number(ticks) }),
  "watch-levels": ([folder = ""]) => watchLevels(folder),
  "watch-tape": ([folder = ""]) => watchTape(folder),
  "tape": ([folder = ""]) => timeTape(folder),
  "lines": ([path = "", ids]) => timeJsonLines(path, ids === "long" ? "long" : "short"),
};

const [name = "", ...args] = Deno.args;
const run = cases[name];
if (run === undefined) throw new Error(`Cannot measure ${name}: no such case`);
const answer = JSON.stringify(await run(args));
await Deno.stdout.write(new TextEncoder().encode(`${answer}\n`));
