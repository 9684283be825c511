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

/** What a measurement needs beyond reading the project and writing its scratch. */
const needs: Readonly<Record<string, readonly string[]>> = {
  "state": ["--v8-flags=--expose-gc"],
  "feed-memory": ["--v8-flags=--expose-gc"],
  "free-port": ["--allow-net=127.0.0.1"],
  "paced": ["--allow-net=127.0.0.1", "--allow-ffi"],
  "serve": ["--allow-net=127.0.0.1"],
  "serve-pages": ["--allow-net=127.0.0.1"],
  "serve-beside": ["--allow-net=127.0.0.1", "--allow-ffi", "--allow-sys=getPriority,setPriority"],
};

/** A measurement of ours, in its own process with leave to read the project and write its scratch. */
export async function ours(
  setting: Setting,
  name: string,
  ...args: readonly string[]
): Promise<Figures> {
  const figures = await run(Deno.execPath(), oursArgs(setting, name, ...args));
  if (figures === null) throw new Error(`Cannot measure ${name} ${args.join(" ")}: no figures`);
  return figures;
}

/** What Deno is started with for a measurement of ours. */
export function oursArgs(
  { folder }: Setting,
  name: string,
  ...args: readonly string[]
): readonly string[] {
  const flags = ["--no-prompt", "--no-check", "--allow-read=.", `--allow-write=${folder}`];
  const own = needs[name] ?? [];
  return ["run", ...flags, ...own, "scripts/bench/child.ts", name, ...args];
}

/** A peer's program; a path in it that begins with `./` lies in the folder of the peers. */
export async function peer(
  { peers, folder }: Setting,
  [program, ...args]: readonly [string, ...string[]],
): Promise<Figures | null> {
  if (peers === null) return null;
  const place = placeIn(peers);
  const env = { NPMPEERS: `${peers}/npm/`, DATA: folder };
  return await run(place(program), args.map(place), env);
}

function placeIn(peers: string): (path: string) => string {
  return (path) => path.startsWith("./") ? `${peers}${path.slice(1)}` : path;
}

/**
 * A job beside a program of the peers that it talks to, begun when that has said "ready". Null where
 * there is no such program.
 */
export async function beside(
  { peers }: Setting,
  [program, ...args]: readonly [string, ...string[]],
  job: Job,
): Promise<Figures | null> {
  if (peers === null) return null;
  const place = placeIn(peers);
  const stdio = { stdout: "piped", stderr: "inherit" } as const;
  const server = new Deno.Command(place(program), { args: args.map(place), ...stdio }).spawn();
  const [words, rest] = server.stdout.tee();
  const drained = rest.pipeTo(new WritableStream());
  let ready = false;
  for await (const text of words.pipeThrough(new TextDecoderStream())) {
    ready = text.includes("ready");
    if (ready) break;
  }
  const figures = ready ? await job() : null;
  if (figures === null && ready) server.kill();
  await Promise.all([server.status, drained]);
  return figures;
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
    return success && text.startsWith("{") ? flat(JSON.parse(text)) : null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** `{ a: { b: 1 } }` as `{ "a.b": 1 }`. */
function flat(value: Readonly<Record<string, unknown>>): Figures {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) =>
      typeof inner === "object" && inner !== null
        ? Object.entries(inner).map(([key, figure]) => [`${name}.${key}`, figure])
        : [[name, inner]]
    ),
  );
}

/** What each of some jobs gave in each round. */
export interface Rounds<Name extends string> {
  /** Median of a figure, the main one where none is named; null for a job that cannot be run here. */
  of(name: Name, figure?: string): number | null;
  /** Median over the rounds of one job's main figure divided by another's in the same round. */
  ratio(name: Name, base: Name): number | null;
  /** The last figures of a job. */
  last(name: Name): Figures | null;
}

/** Runs jobs in turn, A B C A B C; `main` is the figure that is compared. */
export async function inTurn<Name extends string>(
  rounds: number,
  jobs: Readonly<Record<Name, Job>>,
  main = "ns_tick",
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
    of: (name, figure = main) => known(median(values(name, figure))),
    ratio: (name, base) => {
      const bases = values(base, main);
      return known(median(values(name, main).map((value, i) => value / (bases[i] ?? NaN))));
    },
    last: (name) => results.get(name)?.at(-1) ?? null,
  };
}
