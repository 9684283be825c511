// The comparisons, one function a row of docs/PERFORMANCE.md.
import { type Figures, inTurn, type Job, ours, peer, type Rounds, type Setting } from "./jobs.ts";
import type { Goal, Line } from "./table.ts";

/** Measured on another day on such a machine, ns a tick; docs/PERFORMANCE.md says how. */
const VECTORBT = 269;
const HFTBACKTEST = 3124;
/** Programs that peers are written for. */
export const NODE = "node";
/** The system's own: a virtual environment may lack what peers need. */
export const PYTHON = "/usr/bin/python3";

/** What a comparison is about. */
export interface Against {
  readonly id: string;
  readonly what: string;
  readonly unit: string;
  readonly peer: string;
}

/** Ours and theirs, with a goal on how many times theirs is ours or ours is theirs. */
export function compare<Name extends string>(
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
export function alone(
  about: Omit<Against, "peer">,
  figure: number | null,
  goal: Goal | null,
): Line {
  return { ...about, ours: figure, peer: "", theirs: null, figure, figureText: "", goal };
}

/** A figure of ours beside one that is not measured again here. */
function published(about: Against, own: number | null, then: number, goal: Goal | null): Line {
  const figure = own === null ? null : then / own;
  return { ...about, ours: own, theirs: then, figure, figureText: "x faster", goal };
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
    const about = {
      id: "D1",
      what: `detectors, ${markets} market${markets === 1 ? "" : "s"}`,
      unit: "ns/sample",
    };
    const judged = markets === 1_000;
    const gcc: Goal | null = judged ? { kind: "atMost", must: 2, stretch: 1.2 } : null;
    const npm: Goal = judged ? { kind: "atLeast", must: 5, stretch: 7 } : { kind: "atLeast" };
    lines.push(compare(rounds, ["ours", "gcc"], { ...about, peer: "C, gcc -O3" }, gcc));
    lines.push(compare(rounds, ["ours", "clang"], { ...about, peer: "C, clang -O3" }, null));
    lines.push(compare(rounds, ["ours", "npm"], { ...about, peer: "trading-signals" }, npm));
  }
  const ordered = { id: "D1", what: "detectors, 20000 markets in their order", unit: "ns/sample" };
  const inOrder = await ours(setting, "detectors-in-order", "20000");
  lines.push(alone(ordered, Number(inOrder["ns_tick"]), null));
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
  const deaf = { ...about, what: "the same without decisions" };
  const strict = { ...about, what: "engine, a grid step every tick" };
  const kernel = { ...about, what: "reading and detectors only" };
  const twice: Goal = { kind: "atLeast", must: 2, stretch: 4 };
  const eight: Goal = { kind: "atLeast", must: 8 };
  const gcc: Goal = { kind: "atMost", stretch: 1.7 };
  const [batch, bars, c] = ["vectorbt 0.28.4 (published)", "grademark", "C, gcc -O3"] as const;
  return [
    published({ ...full, peer: batch }, rounds.of("full"), VECTORBT, twice),
    compare(rounds, ["full", "grademark"], { ...full, peer: bars }, eight),
    compare(rounds, ["full", "gcc"], { ...full, peer: c }, gcc),
    published({ ...deaf, peer: batch }, rounds.of("deaf"), VECTORBT, twice),
    compare(rounds, ["deaf", "grademark"], { ...deaf, peer: bars }, eight),
    published({ ...strict, peer: batch }, rounds.of("strict"), VECTORBT, twice),
    compare(rounds, ["kernel", "gcc"], { ...kernel, peer: c }, gcc),
    ...parts("R1", rounds),
    ...traded("R1", rounds.last("full")),
  ];
}

function traded(id: string, figures: Figures | null): Line[] {
  return ["decisions", "fills"].map((name) =>
    alone({ id, what: `${name} in it`, unit: "count" }, Number(figures?.[name]), null)
  );
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
  const about = { id: "R2", unit: "ns/tick", peer: "hftbacktest 1.8.4 (published)" };
  const full = { ...about, what: "whole book through the engine" };
  const deaf = { ...about, what: "the same without decisions" };
  const goal: Goal = { kind: "atLeast", must: 2, stretch: 15 };
  const perEvent = { id: "R2", unit: "ns/event", what: deaf.what };
  const events = { id: "R2", unit: "count", what: "events a tick" };
  return [
    published(full, rounds.of("full"), HFTBACKTEST, goal),
    published(deaf, rounds.of("deaf"), HFTBACKTEST, goal),
    alone(perEvent, rounds.of("deaf", "ns_event"), null),
    alone(events, Number(made["events"]) / ticks, null),
    difference("R2", "reading the tape", rounds.of("read"), 0),
    difference("R2", "queue, book, clock, detectors", rounds.of("deaf"), rounds.of("read")),
    difference("R2", "decisions, broker, ledger", rounds.of("trading"), rounds.of("deaf")),
    difference("R2", "Monte Carlo of the stakes", rounds.of("full"), rounds.of("trading")),
    ...traded("R2", rounds.last("full")),
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

/** What one part costs more than another. */
export function difference(
  id: string,
  what: string,
  more: number | null,
  less: number | null,
  unit = "ns/tick",
): Line {
  const figure = more === null || less === null ? null : more - less;
  return alone({ id, what: `  of which: ${what}`, unit }, figure, null);
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

/** A path that programs of another folder can use. */
export function absolute(path: string): string {
  return `${Deno.cwd()}/${path}`;
}
