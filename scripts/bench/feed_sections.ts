// The comparisons of the live feed, one function a row of docs/PERFORMANCE.md.
import { beside, type Figures, inTurn, type Job, ours, peer, type Rounds } from "./jobs.ts";
import type { Setting } from "./jobs.ts";
import { absolute, alone, compare, difference, NODE, PYTHON } from "./sections.ts";
import type { Goal, Line } from "./table.ts";

const LINKS = 40;

interface Size {
  readonly markets: number;
  readonly messages: number;
}

function sizeOf({ quick }: Setting): Size {
  return quick ? { markets: 1_000, messages: 50_000 } : { markets: 10_000, messages: 200_000 };
}

/** Makes the recording that ours and the peers read; its path. */
async function makeFeed(setting: Setting): Promise<string> {
  const { markets, messages } = sizeOf(setting);
  const path = `${setting.folder}/feed.jsonl`;
  await ours(setting, "make-feed", path, `${markets}`, `${messages}`);
  return path;
}

/** F1: reading messages and keeping books. */
export async function feedParse(setting: Setting): Promise<Line[]> {
  const path = await makeFeed(setting);
  const markets = `${sizeOf(setting).markets}`;
  const part = (name: string): Job => () => ours(setting, "feed", path, name, markets);
  const rounds = await inTurn(setting.rounds, {
    machine: part("machine"),
    npm: () => peer(setting, [NODE, "./ws/ws_npm.mjs", "poly-websockets", absolute(path), markets]),
    engine: part("engine"),
    simdjson: () => peer(setting, ["./build/ws_simdjson", absolute(path), markets]),
    parse: part("parse"),
    json: part("json"),
  }, "ns_msg");
  sameBooks(["engine", "npm", "simdjson"].map((name) => rounds.last(name as "engine")));
  const machine = { id: "F1", what: "reading and the adapter's books", unit: "ns/message" };
  const engine = { id: "F1", what: "the same with the engine", unit: "ns/message" };
  const npm = "poly-websockets 1.0.2";
  const simdjson = "C++, simdjson and tick books";
  const faster: Goal = { kind: "atLeast", must: 1.5, stretch: 8 };
  const theirs: Goal = { kind: "atMost", stretch: 0.7 };
  const of = (what: string, more: keyof Parts, less: keyof Parts) =>
    difference("F1", what, rounds.of(more), rounds.of(less), "ns/message");
  return [
    compare(rounds, ["machine", "npm"], { ...machine, peer: npm }, faster),
    compare(rounds, ["machine", "simdjson"], { ...machine, peer: simdjson }, theirs),
    compare(rounds, ["engine", "npm"], { ...engine, peer: npm }, faster),
    compare(rounds, ["engine", "simdjson"], { ...engine, peer: simdjson }, theirs),
    alone({ id: "F1", what: "  JSON.parse alone", unit: "ns/message" }, rounds.of("json"), null),
    alone({ id: "F1", what: "  of which: reading", unit: "ns/message" }, rounds.of("parse"), null),
    of("the adapter's books", "machine", "parse"),
    of("ticks, engine, detectors", "engine", "machine"),
  ];
}

type Parts = Readonly<Record<"parse" | "machine" | "engine", true>>;

/** Whoever has other books at the end has done other work. */
function sameBooks(all: readonly (Figures | null)[]): void {
  const checks = new Set(all.flatMap((figures) => figures?.["check"] ?? []));
  if (checks.size > 1) throw new Error(`Cannot compare: books differ (${[...checks].join(", ")})`);
}

type Ends = "ours" | "npm";

/** F2 and F3: the whole feed over sockets, and how long a message takes to be decided on. */
export async function feedLive(setting: Setting): Promise<Line[]> {
  const path = await makeFeed(setting);
  const normal = await paced(setting, path, { rate: 10_000, seconds: setting.quick ? 2 : 10 });
  const lines = [
    ...shareLines(normal, 10_000, { must: 30, stretch: 25 }),
    ...lossLines(normal, 10_000),
    ...latencyLines(normal),
  ];
  if (setting.quick) return lines;
  const burst = await paced(setting, path, { rate: 40_000, seconds: 5 });
  return [
    ...lines,
    ...shareLines(burst, 40_000, { stretch: 55 }),
    ...lossLines(burst, 40_000),
    latency(burst, { quantile: "p50", rate: 40_000, goal: null }),
    latency(burst, { quantile: "p99", rate: 40_000, goal: null }),
  ];
}

interface Paced {
  readonly rounds: Rounds<Ends>;
  readonly sent: number;
}

async function paced(
  setting: Setting,
  path: string,
  { rate, seconds }: { readonly rate: number; readonly seconds: number },
): Promise<Paced> {
  const markets = `${sizeOf(setting).markets}`;
  const links = `${LINKS}`;
  const job = (listen: (port: string) => Promise<Figures | null>): Job => async () => {
    const port = `${(await ours(setting, "free-port"))["port"]}`;
    const sender = [absolute(path), port, links, `${rate}`, `${seconds}`, markets];
    return await beside(
      setting,
      [PYTHON, "./ws/ws_paced.py", ...sender],
      () => listen(port),
    );
  };
  const rounds = await inTurn(setting.rounds, {
    ours: job((port) => ours(setting, "paced", path, port, markets, links)),
    npm: job((port) => peer(setting, [NODE, "./ws/paced_node.mjs", port, links])),
  }, "cpu_pct");
  return { rounds, sent: rate * seconds };
}

function shareLines(
  { rounds }: Paced,
  rate: number,
  limits: { readonly must?: number; readonly stretch?: number },
): Line[] {
  const about = { id: "F2", what: `live feed, ${rate} messages/s`, unit: "% of a core" };
  const goal: Goal | null = rate === 10_000 ? { kind: "atMost", must: 0.75 } : null;
  const peer = "Node, ws, poly-websockets";
  return [
    compare(rounds, ["ours", "npm"], { ...about, peer }, goal),
    alone({ ...about, what: "  by itself" }, rounds.of("ours"), { kind: "atMost", ...limits }),
  ];
}

function lossLines({ rounds, sent }: Paced, rate: number): Line[] {
  const came = rounds.of("ours", "messages");
  const lost = came === null ? null : sent - came;
  const about = { id: "F2", what: `  messages lost at ${rate}/s`, unit: "messages" };
  return [alone(about, lost, { kind: "atMost", must: 0 })];
}

function latencyLines(paced: Paced): Line[] {
  const rate = 10_000;
  const middle: Goal = { kind: "atMost", must: 0.3, stretch: 0.15 };
  const most: Goal = { kind: "atMost", must: 5, stretch: 2 };
  return [
    latency(paced, { quantile: "p50", rate, goal: middle }),
    latency(paced, { quantile: "p99", rate, goal: most }),
  ];
}

/** From the sender's clock to the engine's decision; the peer's is to its mid. */
function latency(
  { rounds }: Paced,
  { quantile, rate, goal }: {
    readonly quantile: "p50" | "p99";
    readonly rate: number;
    readonly goal: Goal | null;
  },
): Line {
  const own = rounds.of("ours", `${quantile}_ms`);
  const micros = rounds.of("npm", `lat_us.${quantile}`);
  return {
    id: "F3",
    what: `to the decision, ${quantile} at ${rate}/s`,
    unit: "ms",
    ours: own,
    peer: "Node, ws, poly-websockets",
    theirs: micros === null ? null : micros / 1e3,
    figure: own,
    figureText: " ms",
    goal,
  };
}

/** F4: what a market takes. */
export async function feedMemory(setting: Setting): Promise<Line[]> {
  const { markets } = sizeOf(setting);
  const messages = setting.quick ? 50_000 : 800_000;
  const kept = await ours(setting, "feed-memory", `${markets}`, `${messages}`);
  const about = { id: "F4", unit: "KB" };
  const limits: Goal = { kind: "atMost", must: 20, stretch: 10 };
  return [
    alone({ ...about, what: "a market after its snapshots" }, Number(kept["first_kb"]), limits),
    alone(
      { ...about, what: `a market after ${messages} messages` },
      Number(kept["last_kb"]),
      limits,
    ),
    alone(
      { id: "F4", what: "  end to middle", unit: "x" },
      Number(kept["growth"]),
      null,
    ),
  ];
}
