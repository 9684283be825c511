// The reports that need more than the ledger's fold, as the server asks for them.
import { openLedgerReader } from "../../adapters/sqlite/reader.ts";
import type { EngineConfig } from "../../core/types/config.ts";
import { audit, type VerifyFact } from "../../report/audit.ts";
import { healthNow, type PermissionFact, type ProcessFacts } from "../../report/health_now.ts";
import type { FeedAge } from "../../report/markets.ts";
import { findSignal } from "../../report/signal_fact.ts";
import { spike } from "../../report/spike.ts";
import type { Builder } from "../../serve/contract.ts";
import { keepFollowing, openTapeFollower, type TapeFollower } from "./follower.ts";
import { checkChain, findRows } from "./ledger_check.ts";
import type { LagMeter } from "./loop_lag.ts";

/** A check of the chain goes no further than this; a page is no place to wait for an hour. */
const CHECK_MS = 60_000;
/** A check that was made so lately is not made again. */
const CHECKED_MS = 10_000;
const FRESH_MS = 1_000;

/** Where it looks, and what it is told of its process. */
export interface ObserverInput {
  readonly ledger: string;
  readonly tape: string;
  readonly lag: Pick<LagMeter, "read">;
  readonly permissions: () => readonly PermissionFact[];
  /** Errors that were answered since the start. */
  readonly errors: () => number;
  /** Unix ms. */
  readonly now: () => number;
  /** Told what stopped the reading of the tape. */
  readonly warn: (words: string) => void;
}

/** The four reports, and what keeps them going. */
export interface Observers {
  readonly builders: Readonly<Record<"markets" | "spike" | "audit" | "health-now", Builder>>;
  /** Starts to follow the tape; once, and by itself when one of the reports is asked for. */
  begin(config: EngineConfig): void;
  /** Connections by the tape; none before it was begun. */
  feeds(): { readonly at: number | null; readonly feeds: readonly FeedAge[] };
  close(): Promise<void>;
}

/** Nothing is opened before it is begun or asked. */
export function openObservers(input: ObserverInput): Observers {
  const stop = new AbortController();
  const check = openCheck(input, stop.signal);
  const started = input.now();
  let follower: TapeFollower | null = null;
  let following: Promise<void> = Promise.resolve();

  function begun(config: EngineConfig): TapeFollower {
    if (follower !== null) return follower;
    follower = openTapeFollower(input.tape, config);
    following = keepFollowing(follower, { signal: stop.signal }).catch((error: unknown) => {
      // A tape that cannot be read takes its reports' news away, and nothing else.
      input.warn(`the tape: ${error instanceof Error ? error.message : String(error)}`);
    });
    return follower;
  }

  return {
    builders: {
      markets: {
        about: "every tracked market: price, spread, layers, age of its book",
        maxAgeMs: FRESH_MS,
        build: ({ config }) => ({ sections: [begun(config).markets()], pictures: [] }),
      },
      spike: {
        about: "one signal with the market around it; id: the signal's",
        maxAgeMs: 10_000,
        build: async (run, { id }) => {
          const fact = id === undefined ? null : findSignal(run.facts, id);
          if (id === undefined || fact === null) return null;
          return spike(run, id, await begun(run.config).observed(fact.signal));
        },
      },
      audit: {
        about: "head of the chain and rows; id: words to look for, or `verify` to check the chain",
        maxAgeMs: FRESH_MS,
        build: async (run, { id }) => {
          if (id === "verify") await check.make();
          const found = await rowsOf(input.ledger, id === "verify" ? "" : id ?? "");
          return { sections: audit(run, { verify: check.last(), found }), pictures: [] };
        },
      },
      "health-now": {
        about: "feeds, memory, loop lag, agreement with the venue, permissions",
        maxAgeMs: FRESH_MS,
        build: (run) => {
          const upMs = input.now() - started;
          return {
            sections: healthNow(run, factsOf(input, begun(run.config), upMs)),
            pictures: [],
          };
        },
      },
    },
    begin: (config) => void begun(config),
    feeds: () => ({ at: follower?.at ?? null, feeds: follower?.feeds() ?? [] }),
    close: async () => {
      stop.abort();
      await following;
      follower?.close();
    },
  };
}

function factsOf(input: ObserverInput, follower: TapeFollower, upMs: number): ProcessFacts {
  const { rss, heapUsed, heapTotal } = Deno.memoryUsage();
  return {
    feeds: follower.feeds(),
    tapeAt: follower.at,
    memory: { rss, heapUsed, heapTotal },
    lag: input.lag.read(),
    upMs,
    errors: input.errors(),
    permissions: input.permissions(),
  };
}

const turn = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

async function rowsOf(path: string, query: string) {
  const reader = openLedgerReader(path);
  try {
    return await findRows(reader, query, { turn });
  } finally {
    reader.close();
  }
}

interface Check {
  last(): VerifyFact | null;
  make(): Promise<void>;
}

/** One check at a time, however many pages ask. */
function openCheck({ ledger, now }: ObserverInput, closed: AbortSignal): Check {
  let last: VerifyFact | null = null;
  let running: Promise<void> | null = null;
  async function make(): Promise<void> {
    const late = new AbortController();
    const end = now() + CHECK_MS;
    const inTime = async () => {
      await turn();
      if (now() > end) late.abort();
    };
    try {
      const signal = AbortSignal.any([closed, late.signal]);
      last = await checkChain(ledger, { now, turn: inTime, signal });
    } catch (error) {
      if (!late.signal.aborted) throw error;
      throw new Error(`Cannot check the chain in ${CHECK_MS / 1_000} s: use polybot audit verify`);
    }
  }
  return {
    last: () => last,
    make: () => {
      if (running !== null) return running;
      if (last !== null && now() - last.at < CHECKED_MS) return Promise.resolve();
      running = make().finally(() => running = null);
      return running;
    },
  };
}
