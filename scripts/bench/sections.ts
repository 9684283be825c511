// The comparisons, one function a row of docs/PERFORMANCE.md.
import { inTurn, type Job, ours, peer, type Rounds, type Setting } from "./jobs.ts";
import type { Goal, Line } from "./table.ts";

/** vectorbt 0.28.4 and hftbacktest 1.8.4, ns a tick, as measured on another day on this hardware. */
const VECTORBT = 269;
const HFTBACKTEST = 3124;
const NODE = "node";
const PYTHON = "/usr/bin/python3";

interface Against {
  readonly id: string;
  readonly what: string;
  readonly unit: string;
  readonly peer: string;
}

/** Ours and theirs, with a goal on how many times theirs is ours or ours is theirs. */
function compare<Name extends string>(
  rounds: Rounds<Name>,
  [own, other]: readonly [Name, Name],
  about: Against,
  goal: Goal | null,
): Line {
  const faster = goal?.kind === "atLeast";
  return {
    ...about,
    ours: rounds.of(own),
    theirs: rounds.of(other),
    figure: faster ? rounds.ratio(other, own) : rounds.ratio(own, other),
    figureText: faster ? "x faster" : "x theirs",
    goal,
  };
}

/** A figure of ours with a bound of its own. */
function alone(about: Omit<Against, "peer">, figure: number | null, goal: Goal | null): Line {
  return { ...about, ours: figure, peer: "", theirs: null, figure, figureText: "", goal };
}

/** A figure of ours beside one that cannot be measured again here. */
function published(about: Against, own: number | null, theirs: number, must: number): Line {
  const figure = own === null ? null : theirs / own;
  const goal: Goal = { kind: "atLeast", must };
  return { ...about, ours: own, theirs, figure, figureText: "x faster", goal };
}

/** D1: price layers a sample. */
export async function detectors(setting: Setting): Promise<Line[]> {
  const count = setting.quick ? 1_000_000 : 2_000_000;
  const lines: Line[] = [];
  const costs = new Map<number, number>();
  for (const markets of setting.quick ? [1_000] : [1, 1_000, 20_000]) {
    const path = `${setting.folder}/ticks_${markets}.bin`;
    await ours(setting, "make-ticks", path, `${count}`, `${markets}`);
    const sizes = [`${markets}`, `${count}`] as const;
    const rounds = await inTurn(setting.rounds, {
      ours: () => ours(setting, "detectors", path, `${markets}`),
      gcc: () => peer(setting, ["./build/det_gcc", ...sizes]),
      clang: () => peer(setting, ["./build/det_clang", ...sizes]),
      npm: () =>
        peer(setting, [
          NODE,
          "./detector/det_npm.mjs",
          "trading-signals",
          `${markets}`,
          absolute(path),
        ]),
    });
    costs.set(markets, rounds.of("ours") ?? NaN);
    const about = { id: "D1", what: `detectors, ${markets} markets`, unit: "ns/sample" };
    const judged = markets === 1_000;
    const gcc: Goal | null = judged ? { kind: "atMost", must: 2, stretch: 1.2 } : null;
    const npm: Goal = judged ? { kind: "atLeast", must: 5, stretch: 7 } : { kind: "atLeast" };
    lines.push(compare(rounds, ["ours", "gcc"], { ...about, peer: "C, gcc -O3" }, gcc));
    lines.push(compare(rounds, ["ours", "clang"], { ...about, peer: "C, clang -O3" }, null));
    lines.push(compare(rounds, ["ours", "npm"], { ...about, peer: "trading-signals" }, npm));
  }
  const state = await ours(setting, "state");
  const bytes = { id: "D1", what: "detector state a market", unit: "bytes" };
  lines.push(alone(bytes, Number(state["bytes"]), { kind: "atMost", stretch: 160 }));
  const [one, most] = [costs.get(1), costs.get(20_000)];
  if (one !== undefined && most !== undefined) {
    const about = { id: "scaling", what: "detectors, 20,000 markets to 1", unit: "x" };
    lines.push(alone(about, most / one, { kind: "atMost", must: 2 }));
  }
  return lines;
}

/** R1: quotes of one market, no book. */
export async function quotes(setting: Setting): Promise<Line[]> {
  const count = setting.quick ? 1_000_000 : 5_000_000;
  const path = `${setting.folder}/quotes.bin`;
  await ours(setting, "make-ticks", path, `${count}`, "1");
  const engine = (part: string, stepTicks: number, ticks: number = count): Job => () =>
    ours(setting, "quotes", path, part, `${ticks}`, `${stepTicks}`);
  const rounds = await inTurn(setting.rounds, {
    full: engine("full", 10),
    strict: engine("full", 1, Math.min(count, 1_000_000)),
    trading: engine("trading", 10),
    deaf: engine("deaf", 10),
    quiet: engine("quiet", 10),
    read: engine("read", 10),
    kernel: () => ours(setting, "kernel", path),
    gcc: () => peer(setting, ["./build/replay_gcc", "1", path]),
    grademark: () => peer(setting, [NODE, "./replay/rp_grademark.mjs", absolute(path), "200000"]),
  });
  const about = { id: "R1", unit: "ns/tick" };
  const full = { ...about, what: "engine, a grid step every 10 ticks" };
  const strict = { ...about, what: "engine, a grid step every tick" };
  const kernel = { ...about, what: "reading and detectors only" };
  const grademark: Goal = { kind: "atLeast", must: 8 };
  const gcc: Goal = { kind: "atMost", stretch: 1.7 };
  return [
    published({ ...full, peer: "vectorbt 0.28.4 (published)" }, rounds.of("full"), VECTORBT, 2),
    compare(rounds, ["full", "grademark"], { ...full, peer: "grademark" }, grademark),
    compare(rounds, ["full", "gcc"], { ...full, peer: "C, gcc -O3" }, gcc),
    compare(rounds, ["strict", "grademark"], { ...strict, peer: "grademark" }, grademark),
    compare(rounds, ["kernel", "gcc"], { ...kernel, peer: "C, gcc -O3" }, gcc),
    ...parts("R1", rounds),
    alone(
      { id: "R1", what: "decisions in it", unit: "count" },
      Number(rounds.last("full")?.["decisions"]),
      null,
    ),
    alone(
      { id: "R1", what: "fills in it", unit: "count" },
      Number(rounds.last("full")?.["fills"]),
      null,
    ),
  ];
}

/** R2: a whole book, from a tape. */
export async function levels(setting: Setting): Promise<Line[]> {
  const ticks = setting.quick ? 300_000 : 2_000_000;
  const folder = `${setting.folder}/levels`;
  const made = await ours(setting, "make-levels", folder, `${ticks}`, "1000");
  const engine = (part: string): Job => () => ours(setting, "levels", folder, part, `${ticks}`);
  const rounds = await inTurn(setting.rounds, {
    full: engine("full"),
    trading: engine("trading"),
    deaf: engine("deaf"),
    read: engine("read"),
  });
  const about = { id: "R2", what: "whole book through the engine" };
  const peer = "hftbacktest 1.8.4 (published)";
  const count = { id: "R2", unit: "count" };
  return [
    published({ ...about, unit: "ns/tick", peer }, rounds.of("full"), HFTBACKTEST, 2),
    alone({ ...about, unit: "ns/event" }, rounds.of("full", "ns_event"), null),
    alone({ ...count, what: "events a tick" }, Number(made["events"]) / ticks, null),
    alone({ ...count, what: "decisions in it" }, Number(rounds.last("full")?.["decisions"]), null),
    alone({ ...count, what: "fills in it" }, Number(rounds.last("full")?.["fills"]), null),
    difference("R2", "reading the tape", rounds.of("read"), 0),
    difference("R2", "queue, book, clock, detectors", rounds.of("deaf"), rounds.of("read")),
    difference("R2", "decisions, broker, ledger", rounds.of("trading"), rounds.of("deaf")),
    difference("R2", "Monte Carlo of the stakes", rounds.of("full"), rounds.of("trading")),
  ];
}

function parts(id: string, rounds: Rounds<"read" | "quiet" | "deaf" | "trading" | "full">): Line[] {
  const [read, quiet] = [rounds.of("read"), rounds.of("quiet")];
  const [deaf, trading] = [rounds.of("deaf"), rounds.of("trading")];
  return [
    difference(id, "reading and making inputs", read, 0),
    difference(id, "queue, clock, book", quiet, read),
    difference(id, "heartbeats and detectors", deaf, quiet),
    difference(id, "decisions, broker, ledger", trading, deaf),
    difference(id, "Monte Carlo of the stakes", rounds.of("full"), trading),
  ];
}

function difference(id: string, what: string, more: number | null, less: number | null): Line {
  const figure = more === null || less === null ? null : more - less;
  return alone({ id, what: `  of which: ${what}`, unit: "ns/tick" }, figure, null);
}

/** R3: reading a recording. */
export async function tape(setting: Setting): Promise<Line[]> {
  const { folder } = setting;
  const count = setting.quick ? 100_000 : 500_000;
  const [short, long, columns] = [`${folder}/s.jsonl`, `${folder}/l.jsonl`, `${folder}/t.col`];
  const made = await ours(setting, "make-tape", `${folder}/tape`, `${count}`);
  await ours(setting, "make-lines", short, `${count}`, "short");
  await ours(setting, "make-lines", long, `${count}`, "long");
  await ours(setting, "make-columns", columns, `${count}`);
  const rounds = await inTurn(setting.rounds, {
    tape: () => ours(setting, "tape", `${folder}/tape`),
    short: () => ours(setting, "lines", short, "short"),
    long: () => ours(setting, "lines", long, "long"),
    numpy: () => peer(setting, [PYTHON, "./replay/read_py.py", "numpy-col", columns]),
  });
  const about = { id: "R3", what: "reading a tape", unit: "ns/event" };
  const json: Goal = { kind: "atLeast", must: 5 };
  const real = { ...about, peer: "JSON.parse, as the venue writes" };
  const named = { ...about, peer: "JSON.parse, shortest lines" };
  const numpy: Goal = { kind: "atMost", stretch: 0.6 };
  return [
    compare(rounds, ["tape", "long"], real, json),
    compare(rounds, ["tape", "short"], named, json),
    compare(rounds, ["tape", "numpy"], { ...about, peer: "numpy, columns" }, numpy),
    alone(
      { id: "R3", what: "size of a million events", unit: "MB" },
      Number(made["bytes"]) / count,
      { kind: "atMost", must: 15, stretch: 10 },
    ),
  ];
}

/** That more of a recording costs as much again, and no more memory. */
export async function scaling(setting: Setting): Promise<Line[]> {
  if (setting.quick) return [];
  const { folder } = setting;
  const path = `${folder}/scaling.bin`;
  await ours(setting, "make-ticks", path, "20000000", "1");
  await ours(setting, "make-tape", `${folder}/tape10`, "10000000");
  await ours(setting, "make-levels", `${folder}/levels3`, "3000000", "1000");
  const replay = (ticks: number): Job => () =>
    ours(setting, "quotes", path, "deaf", `${ticks}`, "10");
  const rounds = await inTurn(2, { five: replay(5_000_000), twenty: replay(20_000_000) });
  const reader = await ours(setting, "watch-tape", `${folder}/tape10`);
  const engine = await ours(setting, "watch-levels", `${folder}/levels3`);
  const about = { id: "scaling", unit: "x" };
  const memory = { id: "scaling", unit: "MiB" };
  const slower: Goal = { kind: "atMost", must: 1.1 };
  return [
    alone({ ...about, what: "replay, 20M ticks to 5M" }, rounds.ratio("twenty", "five"), slower),
    alone({ ...memory, what: "memory, reading 10M events" }, Number(reader["peak_mib"]), null),
    alone({ ...about, what: "memory, end to middle" }, Number(reader["growth"]), slower),
    alone({ ...memory, what: "memory, engine over 14M events" }, Number(engine["peak_mib"]), null),
    alone({ ...about, what: "memory, end to middle" }, Number(engine["growth"]), slower),
  ];
}

function absolute(path: string): string {
  return `${Deno.cwd()}/${path}`;
}
