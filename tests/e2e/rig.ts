// The program as people use it: a process with the permissions of the `polybot` task, in a directory
// of its own below the checkout's data, with a small tape made from a seed.
import { permissionFlags } from "../../scripts/permissions.ts";
import { withHeartbeats } from "../../src/adapters/replay/heartbeats.ts";
import { openLedgerReader } from "../../src/adapters/sqlite/reader.ts";
import { syntheticSource } from "../../src/adapters/synthetic/source.ts";
import { writeAbout } from "../../src/adapters/tape/about.ts";
import { openTape } from "../../src/adapters/tape/reader.ts";
import { openTapeWriter } from "../../src/adapters/tape/writer.ts";
import type { LedgerRow } from "../../src/core/types/effect.ts";
import { millis, seq } from "../../src/core/types/units.ts";
import type { TimedInput } from "../../src/ports.ts";
import { textOf } from "../support/stream_text.ts";

const root = new URL("../../", import.meta.url);

/** Two hours of six markets in which something is bought, sold, refused and lost. */
const tapeOptions = { seed: 3, markets: 6, hours: 2 };

const config = `
reversion: { prior_mean: 0.8, prior_spikes: 50 }
risk:
  max_position_size: 6
  max_market_exposure: 6
  max_group_exposure: 20
  max_daily_loss: 10
  max_window_loss: 20
  max_consecutive_losses: 1
  breaker: 10m
detection: { grid: 5s }
entry: { edge_sigmas: 0, min_edge: 0.0001 }
exit: { max_hold: 20m, stop_fraction: 0.05, min_stop_ticks: 1 }
`;

/** How a process ended. */
export interface Ended {
  readonly code: number;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
}

/** A process that runs. */
export interface Running {
  readonly pid: number;
  kill(signal: Deno.Signal): void;
  /** Resolves when the pattern has appeared on stderr; throws when the process ended without it. */
  heard(pattern: RegExp): Promise<void>;
  ended(): Promise<Ended>;
}

/** A directory like a checkout's, and polybot in it. */
export interface Place {
  readonly cwd: string;
  start(args: readonly string[], env?: Readonly<Record<string, string>>): Running;
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>;
  /** Runs with --json and returns the one document. */
  json(args: readonly string[]): Promise<Document>;
  rows(dataDir?: string): readonly LedgerRow[];
  head(dataDir?: string): string | null;
}

/** What --json prints. */
export interface Document {
  readonly code: number;
  readonly ok: boolean;
  readonly command: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly meta: Readonly<Record<string, unknown>>;
  readonly error?: { readonly code: string; readonly message: string; readonly hint: string };
}

/** Runs a test in a place with the tape at `tape`; everything is removed and stopped afterwards. */
export async function inPlace(test: (place: Place) => Promise<void>): Promise<void> {
  const data = new URL("data", root).pathname;
  Deno.mkdirSync(data, { recursive: true });
  const cwd = Deno.makeTempDirSync({ dir: data, prefix: "test-" });
  const running = new Set<Running>();
  try {
    Deno.mkdirSync(`${cwd}/config`);
    Deno.writeTextFileSync(`${cwd}/config/config.yaml`, config);
    await writeTape(`${cwd}/tape`);
    await test(placeIn(cwd, running));
  } finally {
    for (const process of running) process.kill("SIGKILL");
    await Promise.all([...running].map((process) => process.ended()));
    Deno.removeSync(cwd, { recursive: true });
  }
}

/** Writes the tape; `change` may replace or leave out inputs. */
export async function writeTape(
  folder: string,
  change: (input: TimedInput, index: number) => TimedInput | null = (input) => input,
): Promise<void> {
  const source = withHeartbeats(syntheticSource(tapeOptions), millis(1_000));
  const tape = openTapeWriter(folder, { resume: false });
  let index = 0;
  let events = 0;
  for await (const batch of source.read()) {
    for (const timed of batch) {
      const kept = change(timed, index++);
      if (kept === null) continue;
      tape.append({ ...kept.input, at: kept.at, seq: seq(++events) });
      // As a run does: what is cut off loses its end, not all of it.
      if (events % 2_000 === 0) tape.flush();
    }
  }
  tape.close();
  writeAbout(folder, source.info);
}

/** Everything on a tape. */
export async function tapeInputs(folder: string): Promise<readonly TimedInput[]> {
  const inputs: TimedInput[] = [];
  for await (const batch of openTape(folder).read()) inputs.push(...batch);
  return inputs;
}

function placeIn(cwd: string, running: Set<Running>): Place {
  const start: Place["start"] = (args, env = {}) => {
    const process = launch(cwd, args, env);
    running.add(process);
    void process.ended().then(() => running.delete(process));
    return process;
  };
  const run: Place["run"] = async (args, env) => await start(args, env).ended();
  const reader = (dataDir: string) => openLedgerReader(`${cwd}/${dataDir}/ledger.db`);
  return {
    cwd,
    start,
    run,
    json: async (args) => {
      const { code, out } = await run([...args, "--json"]);
      return { code, ...JSON.parse(out) };
    },
    rows: (dataDir = "data") => {
      const ledger = reader(dataDir);
      try {
        return [...ledger.read()];
      } finally {
        ledger.close();
      }
    },
    head: (dataDir = "data") => {
      const ledger = reader(dataDir);
      try {
        return ledger.head();
      } finally {
        ledger.close();
      }
    },
  };
}

/** The program in a directory, as `deno task polybot` starts it, with all it says in pipes. */
export function polybot(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Deno.Command {
  const main = new URL("main.ts", root).pathname;
  const project = `--config=${new URL("deno.json", root).pathname}`;
  // What has threads reads their code, which is not here as it is in a checkout.
  const hasThreads = args[0] === "serve" || args[0] === "simulate" || args.includes("--serve");
  const flags = permissionFlags(hasThreads ? { read: [new URL("src", root).pathname] } : {})
    // A dashboard that makes way would wait for every other test.
    .filter((flag) => !flag.startsWith("--allow-sys="));
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", project, ...flags, main, ...args],
    cwd,
    clearEnv: true,
    env: { ...cacheEnv(), ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

function launch(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Running {
  const child = polybot(cwd, args, env).spawn();
  let isGone = false;
  void child.status.then(() => isGone = true);
  const err = listen(child.stderr);
  const out = listen(child.stdout);
  const end = Promise.all([child.status, out.closed, err.closed]).then(([status]) => ({
    code: status.code,
    signal: status.signal,
    out: out.text(),
    err: err.text(),
  }));
  return {
    pid: child.pid,
    kill: (signal) => {
      if (!isGone) child.kill(signal);
    },
    heard: (pattern) => err.heard(pattern),
    ended: () => end,
  };
}

interface Listener {
  readonly closed: Promise<void>;
  text(): string;
  heard(pattern: RegExp): Promise<void>;
}

function listen(stream: ReadableStream<Uint8Array>): Listener {
  let text = "";
  let isClosed = false;
  let waiting: (() => void)[] = [];
  const wake = () => {
    for (const go of waiting.splice(0)) go();
  };
  const closed = (async () => {
    for await (const part of textOf(stream)) {
      text += part;
      wake();
    }
    isClosed = true;
    wake();
  })();
  return {
    closed,
    text: () => text,
    async heard(pattern) {
      while (!pattern.test(text)) {
        if (isClosed) throw new Error(`Cannot hear ${pattern}, only:\n${text}`);
        await new Promise<void>((resolve) => waiting = [...waiting, resolve]);
      }
    },
  };
}

/** Where Deno finds its module cache; nothing else of this process's surroundings is passed on. */
function cacheEnv(): Record<string, string> {
  const names = ["HOME", "PATH", "DENO_DIR", "XDG_CACHE_HOME"];
  const found = names.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  });
  return { ...Object.fromEntries(found), DENO_NO_UPDATE_CHECK: "1" };
}
