// A sandbox, the live feed and the engine in one process, over real HTTP and WebSocket. Venue, feed
// and REST client share one clock that the test moves, so a minute takes two seconds and a busy
// machine changes how long a test takes, not what it finds.
import assert from "node:assert/strict";
import { memoryLedger } from "../../src/adapters/memory/ledger.ts";
import { type Feed, openFeed } from "../../src/adapters/polymarket/feed.ts";
import { hostsAt } from "../../src/adapters/polymarket/hosts.ts";
import { createRest } from "../../src/adapters/polymarket/rest.ts";
import type { Wall } from "../../src/adapters/polymarket/wall.ts";
import { selectOf, watchOf } from "../../src/commands/live_feed.ts";
import { paperHeader, type PaperRun, paperRun } from "../../src/commands/paper_run.ts";
import { systemWall } from "../../src/commands/wall.ts";
import type { LoadedConfig } from "../../src/config/load.ts";
import { rng } from "../../src/core/math/rng.ts";
import { openEngine, rulesOnly } from "../../src/core/step.ts";
import type { LedgerRow } from "../../src/core/types/effect.ts";
import type { EngineState } from "../../src/core/types/state.ts";
import { millis } from "../../src/core/types/units.ts";
import type { Ledger } from "../../src/ports.ts";
import { appendTo } from "../../src/runtime/recover.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/server.ts";
import type { Scenario, TimetableEntry } from "../../src/sandbox/world/scenario.ts";
import { scenarios } from "../../src/sandbox/world/scenarios.ts";
import { BookWatch } from "./book_watch.ts";
import { loaded } from "./config.ts";
import { type Judged, TruthLog } from "./truth_log.ts";

/** What differs from the usual rig. */
export interface LiveOptions {
  readonly scenario?: Partial<Scenario>;
  /** `key=value` on top of the rig's own configuration. */
  readonly set?: readonly string[];
}

/** Venue time of one step of the clock, ms. */
export const STEP_MS = 100;
const START = millis(Date.UTC(2026, 10, 22, 12));
const SEED = 3;
const MARKETS = 6;

/**
 * Watch times are the defaults, but for the check of quiet books, which would take a minute. Limits
 * are wide and beliefs strong, so that every spike is entered where nothing speaks against it.
 */
const usual = `
venue: { asset_check: 10s }
detection: { grid: 1s, refractory_ticks: 3 }
reversion: { prior_mean: 0.8, prior_spikes: 50 }
entry: { edge_sigmas: 0, min_edge: 0.0001 }
exit: { max_hold: 8s, min_stop_ticks: 1, stop_fraction: 0.2 }
paper: { latency: 100ms, adverse_ticks: 0, settle: 2s, revert_rate: 0 }
risk:
  max_position_size: 6
  max_market_exposure: 6
  max_group_exposure: 40
  max_daily_loss: 40
  max_window_loss: 40
  max_consecutive_losses: 100
  max_open_positions: 20
  max_orders_per_minute: 200
`;

/** From a second on a market's price jumps every other second, and comes back. */
export function spikes(first: number): readonly TimetableEntry[] {
  return Array.from({ length: 30 }, (_, i) => ({
    at: first + 2 * i,
    kind: "overreaction",
    market: i % MARKETS,
    size: (i % 4 < 2 ? 1 : -1) * 0.14,
    reverts: 1,
    riseSeconds: 0.5,
    halfLifeSeconds: 3,
  }));
}

/** A few liquid markets whose prices jump and come back, every other second. */
export function spikyScenario(change: Partial<Scenario> = {}): Scenario {
  const { demo } = scenarios;
  assert.ok(demo !== undefined);
  const { news, overreaction, sweep } = demo.moves;
  return {
    ...demo,
    markets: MARKETS,
    categories: { geopolitics: 1 },
    tickSizes: { "0.01": 1 },
    books: { tight: 1 },
    negRisk: 0,
    quiet: 1,
    prices: [0.35, 0.65],
    volume24h: { median: 400_000, spread: 0.1, least: 90_000 },
    messagesPerSecond: 20,
    moves: {
      news: { ...news, perHour: 0 },
      overreaction: { ...overreaction, perHour: 0 },
      sweep: { ...sweep, perHour: 0 },
    },
    timetable: spikes(5),
    ...change,
  };
}

/** Runs a test in a rig whose books are all there; everything is closed afterwards. */
export async function inLiveRig(
  options: LiveOptions,
  test: (rig: LiveRig) => Promise<void>,
): Promise<void> {
  const sandbox = await startSandbox({
    port: 0,
    scenario: spikyScenario(options.scenario),
    seed: SEED,
    manual: true,
    startAt: START,
  });
  const rig = new LiveRig(sandbox, loaded({ yaml: usual, set: options.set ?? [] }));
  try {
    await rig.untilRight(5_000);
    rig.watch.begin();
    await test(rig);
  } finally {
    await rig.close();
  }
}

/** The rig. Nothing moves but in {@link run} and {@link untilRight}. */
export class LiveRig {
  readonly sandbox: Sandbox;
  readonly config: LoadedConfig;
  readonly feed: Feed;
  readonly state: EngineState;
  readonly ledger: Ledger = memoryLedger();
  readonly watch: BookWatch;
  readonly truth: TruthLog;
  /** What the feed said to people, and when. */
  readonly notices: { readonly at: number; readonly text: string }[] = [];
  /** Paths that its REST client asked for, each try, and when. */
  readonly asked: { readonly at: number; readonly path: string }[] = [];
  readonly #stop = new AbortController();
  readonly #run: Promise<PaperRun>;
  #failure: unknown = null;

  constructor(sandbox: Sandbox, config: LoadedConfig) {
    this.sandbox = sandbox;
    this.config = config;
    const engine = rulesOnly(config.engine);
    this.state = openEngine(engine, SEED);
    this.truth = new TruthLog(sandbox);
    this.watch = new BookWatch(sandbox.url, this.state, this.truth);
    this.feed = this.#openFeed();
    const source = { name: this.feed.info.name, config: engine, seed: SEED };
    this.ledger.begin(paperHeader(source, { version: "test", assumptions: [] }));
    this.#run = paperRun({
      source: this.feed,
      config: engine,
      seed: SEED,
      ledger: this.ledger,
      begin: { state: this.state, rows: appendTo(this.ledger) },
      tape: null,
      inbox: null,
      notifiers: [],
      speed: Infinity,
      wall: systemWall,
      stopped: () => false,
      progress: () => {},
    });
    this.#run.catch((error) => this.#failure = error);
  }

  get now(): number {
    return this.sandbox.clock.now();
  }

  get rows(): readonly LedgerRow[] {
    return [...this.ledger.read()];
  }

  /** Switches a fault on, at the sandbox's own door. */
  async fault(fault: Readonly<Record<string, unknown>> & { readonly name: string }): Promise<void> {
    const body = JSON.stringify(fault);
    const answer = await fetch(`${this.sandbox.url}/sandbox/faults`, { method: "POST", body });
    assert.equal(answer.status, 200, await answer.text());
  }

  async clear(name: string): Promise<void> {
    const method = "DELETE";
    const answer = await fetch(`${this.sandbox.url}/sandbox/faults/${name}`, { method });
    assert.deepEqual(await answer.json(), { cleared: [name] });
  }

  /** How often a fault struck. */
  acted(name: string): number {
    return this.#fault(name)?.acted ?? 0;
  }

  isOn(name: string): boolean {
    return this.#fault(name)?.on === true;
  }

  #fault(name: string) {
    return this.sandbox.faults.list().find((fault) => fault.name === name);
  }

  /** Holds every order of the run against the books that the sandbox had. */
  judge(): Judged {
    const { maxBookAgeMs } = this.config.engine.detection;
    return this.truth.judge(this.rows, this.watch.spells, maxBookAgeMs);
  }

  /** Lets venue time pass. */
  async run(ms: number): Promise<void> {
    for (const end = this.now + ms; this.now < end;) await this.#step();
  }

  /** Lets venue time pass until every book is right at two looks; returns how long it took. */
  async untilRight(mostMs: number): Promise<number> {
    const from = this.now;
    for (let looks = 0; looks < 2;) {
      await this.#step();
      looks = this.watch.allRight ? looks + 1 : 0;
      assert.ok(
        this.now - from <= mostMs + 2 * STEP_MS,
        `${this.watch.wrongNow.join("; ")} after ${this.now - from} ms; ` +
          this.notices.map(({ text }) => text).join("; "),
      );
    }
    return Math.max(0, this.now - from - 2 * STEP_MS);
  }

  /** Ends the run as a command does; the rows that it left. */
  async end(): Promise<readonly LedgerRow[]> {
    this.#stop.abort();
    const { end } = await this.#run;
    assert.equal(end, "ended");
    const rows = this.rows;
    // Only the ends of the orders that were called back come after them.
    const closing = rows.findLast(({ body }) => !body.kind.startsWith("order"));
    assert.equal(closing?.body.kind, "tally", "the closing rows are missing");
    return rows;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.truth.stop();
    // Its failure is told by whoever waits for it.
    await this.#run.catch(() => {});
    await this.sandbox.close();
  }

  async #step(): Promise<void> {
    this.sandbox.advance(STEP_MS);
    await this.watch.look(this.now);
    if (this.#failure !== null) throw this.#failure;
  }

  #openFeed(): Feed {
    const { config, sandbox } = this;
    const { venue, runtime } = config;
    const { signal } = this.#stop;
    const hosts = hostsAt(sandbox.url);
    const clock = clockOf(sandbox);
    const notice = (text: string) => void this.notices.push({ at: this.now, text });
    return openFeed({
      name: "rehearsal",
      hosts,
      rest: createRest({
        hosts,
        wall: clock,
        fetch: (url, init) => {
          this.asked.push({ at: this.now, path: new URL(url).pathname });
          return fetch(url, init);
        },
        timeoutMs: venue.requestTimeoutMs,
        patienceMs: venue.patienceMs,
        userAgent: "polybot/test",
        signal,
        onNotice: notice,
      }),
      watch: watchOf(config, { speed: 1 }),
      clock,
      select: selectOf({}),
      maxMarkets: venue.maxMarkets,
      held: () => [],
      heartbeatMs: runtime.heartbeatMs,
      idsPerLink: venue.idsPerConnection,
      idsPerFrame: 100,
      historyMs: venue.warmupMs,
      truthTtlMs: venue.truthTtlMs,
      discoveryEveryMs: venue.discoveryMs,
      resolutionEveryMs: venue.resolutionMs,
      patienceMs: venue.patienceMs,
      signal,
      notice,
    });
  }
}

/** The sandbox's clock as the feed uses one. */
function clockOf({ clock }: Sandbox): Wall {
  const chance = rng(SEED);
  return {
    now: () => clock.now(),
    random: () => chance.next(),
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const timer = clock.after(millis(Math.ceil(ms)), end);
        function end(): void {
          timer.cancel();
          signal?.removeEventListener("abort", end);
          resolve();
        }
        signal?.addEventListener("abort", end);
      }),
  };
}
