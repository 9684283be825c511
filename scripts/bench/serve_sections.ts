// W1: the dashboard, one function a row of docs/PERFORMANCE.md.
import { beside, type Figures, inTurn, type Job, ours, oursArgs, peer } from "./jobs.ts";
import type { Setting } from "./jobs.ts";
import { absolute, alone, compare, NODE, PYTHON } from "./sections.ts";
import { type Talking, whereOf, whileRunning } from "./serve_process.ts";
import type { Beside } from "./serve.ts";
import type { Goal, Line } from "./table.ts";

const CONNECTIONS = 4;
const PAGES = 50;
const LINKS = 40;
const RATE = 10_000;
const AUTOCANNON = "./dashboard/node_modules/autocannon/autocannon.js";

async function longLedger(setting: Setting, name: string): Promise<string> {
  const folder = `${setting.folder}/${name}`;
  await ours(setting, "make-ledger", folder, setting.quick ? "20000" : "1000000");
  return folder;
}

/** W1: ours with its guard, cookie and headers beside a bare server that writes out an object. */
export async function requests(setting: Setting): Promise<Line[]> {
  const folder = `${setting.folder}/served`;
  await ours(setting, "make-ledger", folder, "1");
  const rounds = await inTurn(setting.rounds, {
    ours: () =>
      whileRunning([Deno.execPath(), ...oursArgs(setting, "serve", folder)], async (server) => {
        const { url, cookie } = await whereOf(server);
        const more = ["-H", `Cookie=${cookie}`];
        return await load(setting, server, [...more, `${url}/api/report/now`]);
      }),
    fastify: fastify(setting),
  }, "requests.average");
  const goal: Goal = { kind: "atLeast", must: 1, stretch: 1.5 };
  const about = { id: "W1", what: "/api/report/now, 4 connections", unit: "requests/s" };
  // A ratio of rates: ours to theirs, so more is better.
  const line = compare(rounds, ["ours", "fastify"], { ...about, peer: "Fastify" }, null);
  const cost = { id: "W1", what: "  the server's CPU time for one", unit: "us", peer: "Fastify" };
  const own = rounds.of("ours", "cpu_us");
  const theirs = rounds.of("fastify", "cpu_us");
  const costs: Line = {
    ...cost,
    ours: own,
    theirs,
    figure: own === null || theirs === null ? null : own / theirs,
    figureText: "x theirs",
    goal: null,
  };
  const size = rounds.of("ours", "throughput.average");
  const rate = rounds.of("ours");
  return [
    { ...line, figureText: "x theirs", goal },
    costs,
    alone(
      { id: "W1", what: "  bytes of an answer, headers too", unit: "bytes" },
      size === null || rate === null ? null : size / rate,
      null,
    ),
  ];
}

function fastify(setting: Setting): Job {
  return async () => {
    const { peers } = setting;
    if (peers === null) return null;
    const port = `${(await ours(setting, "free-port"))["port"]}`;
    return await whileRunning([NODE, `${peers}/dashboard/fastify.mjs`, port], async (server) => {
      if (await server.line() === null) return null;
      return await load(setting, server, [`http://127.0.0.1:${port}/api/state`]);
    });
  };
}

/** Requests as fast as they are answered; `cpu_us` is the server's own time for one. */
async function load(
  setting: Setting,
  server: Talking,
  more: readonly string[],
): Promise<Figures | null> {
  const size = ["-c", `${CONNECTIONS}`, "-d", setting.quick ? "1" : "5"];
  const before = await server.cpuUs();
  const figures = await peer(setting, [NODE, AUTOCANNON, "-j", "-n", ...size, ...more]);
  if (figures === null) return null;
  const spent = await server.cpuUs() - before;
  return { ...figures, cpu_us: spent / Number(figures["requests.total"]) };
}

/** W1-reports: a million rows read for the first time, and every report of them made anew. */
export async function reports(setting: Setting): Promise<Line[]> {
  const folder = await longLedger(setting, "long");
  const figures = await ours(setting, "serve-reports", folder);
  const figure = (name: string) => Number(figures[name]);
  const about = { id: "W1", unit: "ms" };
  const limit: Goal = { kind: "atMost", must: 200 };
  const warm = Object.keys(figures).filter((name) => name.startsWith("warm "));
  return [
    alone({ id: "W1", what: "rows of the ledger", unit: "count" }, figure("rows"), null),
    alone({ id: "W1", what: "  first reading", unit: "s" }, figure("reading_s"), {
      kind: "atMost",
      must: 15,
    }),
    alone({ id: "W1", what: "  memory after it", unit: "MiB" }, figure("heap_mib"), {
      kind: "atMost",
      must: 300,
    }),
    ...warm.map((name) =>
      alone({ ...about, what: `  report ${name.slice("warm ".length)}` }, figure(name), limit)
    ),
  ];
}

/** W1-pages: fifty pages on such a ledger that gets a row a second, and the trader beside them. */
export async function pages(setting: Setting): Promise<Line[]> {
  const folder = await longLedger(setting, "paged");
  const feed = `${setting.folder}/feed.jsonl`;
  const size = setting.quick ? ["1000", "50000"] as const : ["10000", "200000"] as const;
  await ours(setting, "make-feed", feed, ...size);
  const seconds = setting.quick ? 3 : 12;
  const run = (how: Beside): Job => () =>
    trading(setting, { feed, folder, how, seconds, markets: size[0] });
  const rounds = await inTurn(
    setting.quick ? 1 : 2,
    { none: run("none"), thread: run("thread") },
    "p99_ms",
  );
  const line = (how: "none" | "thread", what: string, figure: string, goal: Goal | null = null) =>
    alone({ id: "W1", what, unit: "ms" }, rounds.of(how, figure), goal);
  const page: Goal = { kind: "atMost", must: 15 };
  const ways = [["none", "no dashboard"], ["thread", "a dashboard beside it"]] as const;
  return ways.flatMap(([how, words]) => [
    line(how, `${RATE} messages/s, ${words}: decision p50`, "p50_ms"),
    line(how, "  decision p99", "p99_ms"),
    line(how, "  trader's loop late, p50", "lag_p50_ms"),
    line(how, "  trader's loop late, p99", "lag_p99_ms"),
    line(how, "  trader's loop late, most", "lag_max_ms"),
    line(how, "  longest commit", "commit_max_ms"),
    ...how === "none" ? [] : [
      line(how, `  ${PAGES} pages, an answer p50`, "page_p50_ms"),
      line(how, `  ${PAGES} pages, an answer p99`, "page_p99_ms", page),
      line(how, `  ${PAGES} pages, slowest answer`, "page_max_ms"),
    ],
  ]);
}

interface Trading {
  readonly feed: string;
  readonly folder: string;
  readonly how: Beside;
  readonly seconds: number;
  readonly markets: string;
}

/** Snapshots come before what is measured, and pages are open until after it. */
const AROUND_S = 6;

function trading(
  setting: Setting,
  { feed, folder, how, seconds, markets }: Trading,
): Promise<Figures | null> {
  return withPort(setting, async (port) => {
    const sender = [absolute(feed), port, `${LINKS}`, `${RATE}`, `${seconds}`, markets];
    const place = [feed, port, markets, `${LINKS}`, folder, how, `${seconds}`];
    const trader = oursArgs(setting, "serve-beside", ...place);
    return await beside(
      setting,
      [PYTHON, "./ws/ws_paced.py", ...sender],
      () =>
        whileRunning([Deno.execPath(), ...trader], async (process) => {
          const { url, cookie } = await whereOf(process);
          const span = `${seconds + AROUND_S}`;
          const opened = how === "none"
            ? Promise.resolve({})
            : ours(setting, "serve-pages", url, cookie, `${PAGES}`, span);
          const last = await process.line();
          if (last === null) throw new Error("Cannot measure the trader: it has ended");
          return { ...JSON.parse(last) as Figures, ...prefixed(await opened) };
        }),
    );
  });
}

async function withPort<T>(setting: Setting, job: (port: string) => Promise<T>): Promise<T> {
  return await job(`${(await ours(setting, "free-port"))["port"]}`);
}

function prefixed(figures: Figures): Figures {
  return Object.fromEntries(Object.entries(figures).map(([key, value]) => [`page_${key}`, value]));
}
