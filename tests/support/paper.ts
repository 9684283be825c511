// A whole paper run in memory, wired as the commands wire it.
import { memoryLedger } from "../../src/adapters/memory/ledger.ts";
import { withHeartbeats } from "../../src/adapters/replay/heartbeats.ts";
import { syntheticSource } from "../../src/adapters/synthetic/source.ts";
import { type Begin, beginAgain, paperHeader, paperRun } from "../../src/commands/paper_run.ts";
import type { EngineConfig } from "../../src/core/types/config.ts";
import type { LedgerRow } from "../../src/core/types/effect.ts";
import type { EngineState } from "../../src/core/types/state.ts";
import { millis } from "../../src/core/types/units.ts";
import type { Advisor, Inbox, Ledger, Source, Tape, TimedInput } from "../../src/ports.ts";
import type { Wall } from "../../src/runtime/drive.ts";
import { parseDefaults } from "./defaults.ts";
import type { Arms } from "../../src/core/types/advice.ts";

/** What a run left. */
export interface Ran {
  readonly ledger: Ledger;
  readonly rows: readonly LedgerRow[];
  readonly state: EngineState;
  readonly head: string;
}

export interface RunOptions {
  readonly config?: EngineConfig;
  readonly seed?: number;
  readonly ledger?: Ledger;
  readonly tape?: Tape;
  readonly inbox?: Inbox;
  readonly speed?: number;
  readonly wall?: Wall;
  readonly stopped?: () => boolean;
  /** Who trades; default: the rules alone, and nobody beside them. */
  readonly arms?: Arms;
  readonly advisor?: Advisor;
  /** How the engine begins; default: the run found in the ledger is made again. */
  readonly begin?: (config: EngineConfig, ledger: Ledger) => Begin;
}

/** Rules only, so that a silent model costs no autonomy. */
export function rulesOnly(): EngineConfig {
  const defaults = parseDefaults();
  return { ...defaults, ensemble: { ...defaults.ensemble, autonomy: 0 } };
}

/** Time that passes only while somebody sleeps. */
export function fakeWall(): Wall {
  let now = 0;
  return {
    now: () => now,
    sleep: (ms) => {
      now += ms;
      return Promise.resolve();
    },
  };
}

/** Made-up markets on which the rules come to trade: seven hours of sixteen. */
export function tradedSource(): Source {
  return withHeartbeats(syntheticSource({ seed: 1, markets: 16, hours: 7 }), millis(1000));
}

/** Runs a source to its end, or until stopped. */
export async function run(source: Source, options: RunOptions = {}): Promise<Ran> {
  const config = options.config ?? rulesOnly();
  const seed = options.seed ?? 1;
  const ledger = options.ledger ?? memoryLedger();
  const arms = options.arms ?? { trading: "noAi", shadows: [] };
  ledger.begin(
    paperHeader({ name: source.info.name, config, seed }, { version: "test", assumptions: [] }),
  );
  const { state } = await paperRun({
    source,
    config,
    seed,
    ledger,
    begin: options.begin?.(config, ledger) ?? beginAgain({ config, arms }, seed, ledger),
    tape: options.tape === undefined ? null : { tape: options.tape, events: 0 },
    inbox: options.inbox ?? null,
    notifiers: [],
    advisor: options.advisor ?? null,
    speed: options.speed ?? Infinity,
    wall: options.wall ?? fakeWall(),
    stopped: options.stopped ?? (() => false),
    progress: () => {},
  });
  return { ledger, rows: [...ledger.read()], state, head: ledger.head() };
}

/** Everything a source says, for changing it. */
export async function inputsOf(source: Source): Promise<TimedInput[]> {
  const inputs: TimedInput[] = [];
  for await (const batch of source.read()) inputs.push(...batch);
  return inputs;
}
