// Measurements as processes: ours and the peers', run in turn so that a busy machine slows all alike.
import { median } from "./measure.ts";

/** One line of JSON that a process printed. */
export type Figures = Readonly<Record<string, number | string>>;

/** Something to run; null where it cannot be run here. */
export type Job = () => Promise<Figures | null>;

/** Where things lie. */
export interface Setting {
  /** Scratch folder, below the project. */
  readonly folder: string;
  /** The compiled peers; null when none were given. */
  readonly peers: string | null;
  readonly rounds: number;
  readonly quick: boolean;
}

/** A measurement of ours, in its own process with leave to read the project and write its scratch. */
export async function ours(
  { folder }: Setting,
  name: string,
  ...args: readonly string[]
): Promise<Figures> {
  const flags = ["--no-prompt", "--no-check", "--allow-read=.", `--allow-write=${folder}`];
  const v8 = name === "state" ? ["--v8-flags=--expose-gc"] : [];
  const script = ["scripts/bench/child.ts", name, ...args];
  const figures = await run(Deno.execPath(), ["run", ...flags, ...v8, ...script]);
  if (figures === null) throw new Error(`Cannot measure ${name} ${args.join(" ")}: no figures`);
  return figures;
}

/** A peer's program; a path in it that begins with `./` lies in the folder of the peers. */
export async function peer(
  { peers, folder }: Setting,
  [program, ...args]: readonly [string, ...string[]],
): Promise<Figures | null> {
  if (peers === null) return null;
  const place = (path: string) => path.startsWith("./") ? `${peers}${path.slice(1)}` : path;
  const env = { NPMPEERS: `${peers}/npm/`, DATA: folder };
  return await run(place(program), args.map(place), env);
}

async function run(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Figures | null> {
  try {
    const stdio = { stdout: "piped", stderr: "inherit" } as const;
    const command = new Deno.Command(program, { args: [...args], env, ...stdio });
    const { stdout, success } = await command.output();
    const text = new TextDecoder().decode(stdout).trim();
    return success && text.startsWith("{") ? JSON.parse(text) as Figures : null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** What each of some jobs gave in each round. */
export interface Rounds<Name extends string> {
  /** Median of a figure; null for a job that cannot be run here. */
  of(name: Name, figure?: string): number | null;
  /** Median over the rounds of one job's figure divided by another's in the same round. */
  ratio(name: Name, base: Name): number | null;
  /** The last figures of a job. */
  last(name: Name): Figures | null;
}

/** Runs jobs in turn, A B C A B C. */
export async function inTurn<Name extends string>(
  rounds: number,
  jobs: Readonly<Record<Name, Job>>,
): Promise<Rounds<Name>> {
  const results = new Map<string, (Figures | null)[]>();
  for (let round = 0; round < rounds; round++) {
    for (const [name, job] of Object.entries<Job>(jobs)) {
      const before = results.get(name) ?? [];
      // What could not be run once is not tried again.
      const figures = before.at(-1) === null ? null : await job();
      results.set(name, [...before, figures]);
    }
  }
  const values = (name: string, figure: string) =>
    (results.get(name) ?? []).map((figures) => Number(figures?.[figure] ?? NaN));
  const known = (value: number) => Number.isNaN(value) ? null : value;
  return {
    of: (name, figure = "ns_tick") => known(median(values(name, figure))),
    ratio: (name, base) => {
      const bases = values(base, "ns_tick");
      return known(median(values(name, "ns_tick").map((value, i) => value / (bases[i] ?? NaN))));
    },
    last: (name) => results.get(name)?.at(-1) ?? null,
  };
}
