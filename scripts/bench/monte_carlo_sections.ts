// The comparisons of simulated accounts, one function a row of docs/PERFORMANCE.md.
import { type Figures, inTurn, type Job, ours, peer, type Setting } from "./jobs.ts";
import { alone, compare, PYTHON } from "./sections.ts";
import type { Goal, Line } from "./table.ts";

/** Offered trades of a run, here as at the peers. */
const SLOTS = 250;
const NUMPY = ["./mc/mc_numpy.py", "16384"] as const;

function numpy(setting: Setting, runs: number): Job {
  const [script, block] = NUMPY;
  return () => peer(setting, [PYTHON, script, `${runs}`, block]);
}

/** M1: the kernel alone on one thread, and with everything that is worked out of it. */
export async function kernel(setting: Setting): Promise<Line[]> {
  const runs = setting.quick ? 20_000 : 100_000;
  const rounds = await inTurn(setting.rounds, {
    kernel: () => ours(setting, "accounts", `${runs}`, "kelly"),
    flat: () => ours(setting, "accounts", `${runs}`, "flat"),
    whole: () => ours(setting, "simulation", `${runs}`, "1"),
    numpy: numpy(setting, runs),
    python: () => peer(setting, [PYTHON, "./mc/mc_python.py", "5000"]),
    c: () => peer(setting, ["./build/mc_scalar", `${runs}`]),
  }, "ns_slot");
  const about = { id: "M1", what: "accounts, kernel", unit: "ns/slot" };
  const whole = { ...about, what: "accounts with every figure" };
  const [array, loop, plain] = ["numpy, blocks of 16,384", "Python loop", "C, gcc -O3"] as const;
  return [
    compare(rounds, ["kernel", "numpy"], { ...about, peer: array }, {
      kind: "atLeast",
      must: 1.4,
      stretch: 4.5,
    }),
    compare(rounds, ["kernel", "python"], { ...about, peer: loop }, { kind: "atLeast", must: 8 }),
    compare(rounds, ["kernel", "c"], { ...about, peer: plain }, { kind: "atMost", stretch: 0.85 }),
    compare(
      rounds,
      ["flat", "numpy"],
      { ...about, what: "the same, flat stakes", peer: array },
      null,
    ),
    compare(rounds, ["whole", "numpy"], { ...whole, peer: array }, null),
    alone(
      { id: "M1", what: "trades taken a slot", unit: "share" },
      figure(rounds.last("kernel"), "taken"),
      null,
    ),
    alone(
      { id: "M1", what: "the same of C", unit: "share" },
      figure(rounds.last("c"), "taken"),
      null,
    ),
  ];
}

/** M2: two threads, wall time; and whether more runs cost as much each, and no more memory. */
export async function threads(setting: Setting): Promise<Line[]> {
  const [few, many] = setting.quick ? [10_000, 50_000] : [100_000, 1_000_000];
  const rounds = await inTurn(setting.quick ? 1 : Math.min(2, setting.rounds), {
    one: () => ours(setting, "simulation", `${many}`, "1"),
    two: () => ours(setting, "simulation", `${many}`, "2"),
    few: () => ours(setting, "simulation", `${few}`, "1"),
    numpy: async () => {
      const start = performance.now();
      const figures = await numpy(setting, many)();
      // It counts CPU time, which is no wall time where others work as well. Its start is 1 % of this.
      const wall_slot = ((performance.now() - start) * 1e6) / many / SLOTS;
      return figures === null ? null : { wall_slot };
    },
  }, "wall_slot");
  const about = { id: "M2", unit: "ns/slot", peer: "numpy, one thread" };
  const goal: Goal = { kind: "atLeast", must: 2.5, stretch: 5 };
  const two = { ...about, what: `two threads, ${many} runs, wall` };
  const memory = { id: "M2", unit: "MiB" };
  return [
    compare(rounds, ["two", "numpy"], two, goal),
    compare(rounds, ["one", "numpy"], { ...about, what: "one thread, wall" }, null),
    alone(
      { id: "M2", what: `a slot of ${many} runs to one of ${few}`, unit: "x" },
      rounds.ratio("one", "few"),
      { kind: "atMost", must: 1.05 },
    ),
    alone({ ...memory, what: `memory, ${few} runs` }, rounds.of("few", "peak_mib"), null),
    alone({ ...memory, what: `memory, ${many} runs` }, rounds.of("one", "peak_mib"), null),
  ];
}

/** M3: a whole process from start to end, wall time. */
export async function process(setting: Setting): Promise<Line[]> {
  const { folder, peers } = setting;
  const hello = `${folder}/hello.ts`;
  Deno.writeTextFileSync(hello, 'console.log("hello");\n');
  const flags = await permissions();
  const simulate = ["main.ts", "simulate", "--runs", "5000", "--trades", "250", "--from", "model"];
  const rounds = await inTurn(setting.quick ? 1 : 5 * setting.rounds, {
    ours: () => timed(Deno.execPath(), ["run", ...flags, ...simulate, "--data-dir", folder]),
    hello: () => timed(Deno.execPath(), ["run", hello]),
    python: async () => {
      return peers === null ? null : await timed(PYTHON, [`${peers}/mc/mc_python.py`, "5000"]);
    },
  }, "ms");
  const about = { id: "M3", what: "simulate --runs 5000, process", unit: "ms" };
  return [
    compare(rounds, ["ours", "hello"], { ...about, peer: "deno run hello" }, {
      kind: "atMost",
      must: 6,
      stretch: 4,
    }),
    compare(rounds, ["ours", "python"], { ...about, peer: "Python loop" }, {
      kind: "atLeast",
      must: 1,
      stretch: 4,
    }),
  ];
}

async function permissions(): Promise<readonly string[]> {
  const args = ["run", "--allow-read=.", "scripts/permissions.ts"];
  const { stdout } = await new Deno.Command(Deno.execPath(), { args }).output();
  return new TextDecoder().decode(stdout).trim().split(/\s+/).map((flag) =>
    flag.replaceAll("'", "")
  );
}

/** Wall time of a process; null where it cannot be run or fails. */
async function timed(program: string, args: readonly string[]): Promise<Figures | null> {
  const start = performance.now();
  const stdio = { stdout: "null", stderr: "null" } as const;
  try {
    const { success } = await new Deno.Command(program, { args: [...args], ...stdio }).output();
    return success ? { ms: performance.now() - start } : null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

function figure(figures: Figures | null, name: string): number | null {
  const value = Number(figures?.[name]);
  return Number.isNaN(value) ? null : value;
}
