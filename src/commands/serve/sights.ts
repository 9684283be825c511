// What the dashboard sees beside the ledger: the tape, the process, the chain of hashes.
import { millis } from "../../core/types/units.ts";
import type { VerifyFact } from "../../report/audit.ts";
import type { Needs } from "../../ports.ts";
import type { TraderWatch } from "../../serve/contract.ts";
import type { LedgerFollower } from "../../serve/follow.ts";
import { keepFollowing, openTapeFollower, type TapeFollower } from "../observe/follower.ts";
import { checkChain } from "../observe/ledger_check.ts";
import type { LagMeter } from "../observe/loop_lag.ts";
import { permissionFacts } from "../observe/permission_facts.ts";
import type { DataPlaces } from "../places.ts";
import type { Beyond } from "./builders.ts";

/** The chain is computed again no more often than this, and no more than a twentieth of the time. */
const VERIFY_MS = 60_000;
const VERIFY_REST = 20;

/** Sights of one data directory. */
export interface Sights {
  readonly beyond: Beyond;
  /** Another ledger is in place. */
  reset(): void;
  stop(): void;
}

/** What sights are opened with. */
export interface SightParts {
  readonly places: DataPlaces;
  readonly follower: Pick<LedgerFollower, "input" | "health">;
  readonly watch: TraderWatch;
  /** Of the command, by their real names. */
  readonly needs: Needs;
  readonly lag: LagMeter;
  readonly warn: (words: string) => void;
  /** Unix ms. */
  readonly now: () => number;
}

/** Nothing is read before somebody asks. */
export function openSights(parts: SightParts): Sights {
  const { places, follower, watch, needs, lag, now } = parts;
  const tape = openTape(parts);
  const chain = openChain(parts);
  const began = now();
  return {
    beyond: {
      ledger: places.ledger,
      tape: tape.get,
      verify: chain.get,
      turn,
      health: () => ({
        trader: { alive: watch.state().alive, pulse: watch.pulse() },
        server: {
          ledgerTrouble: follower.health().why,
          tape: tape.get(),
          memory: Deno.memoryUsage(),
          lag: lag.read(),
          upMs: millis(Math.round(now() - began)),
          errors: chain.failures() + tape.failures(),
          permissions: permissionFacts(needs),
        },
      }),
    },
    reset: () => {
      tape.stop();
      chain.stop();
    },
    stop: () => {
      tape.stop();
      chain.stop();
    },
  };
}

/** Timers between, so that requests that wait are answered. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/** The tape, followed from the first time that the ledger's configuration is known. */
function openTape({ places, follower, warn }: SightParts) {
  let open: { readonly tape: TapeFollower; readonly stop: AbortController } | null = null;
  let failures = 0;
  return {
    failures: () => failures,
    get: (): TapeFollower | null => {
      const input = follower.input();
      if (open !== null || input === null) return open?.tape ?? null;
      const stop = new AbortController();
      const tape = openTapeFollower(places.tape, input.config);
      open = { tape, stop };
      keepFollowing(tape, { signal: stop.signal }).catch((error) => {
        failures += 1;
        warn(`tape: ${error.message}`);
      });
      return tape;
    },
    stop: () => {
      open?.stop.abort();
      open?.tape.close();
      open = null;
    },
  };
}

/** The last check of the chain; each look at it may start the next. */
function openChain({ places, warn, now }: SightParts) {
  let last: VerifyFact | null = null;
  let stop: AbortController | null = null;
  let failures = 0;
  const check = async (signal: AbortSignal) => {
    try {
      const found = await checkChain(places.ledger, { now, turn, signal });
      if (!signal.aborted) last = found;
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      warn(`chain: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      if (!signal.aborted) stop = null;
    }
  };
  return {
    failures: () => failures,
    get: (): VerifyFact | null => {
      const restMs = Math.max(VERIFY_MS, VERIFY_REST * (last?.tookMs ?? 0));
      if (stop === null && (last === null || now() - last.at > restMs)) {
        stop = new AbortController();
        void check(stop.signal);
      }
      return last;
    },
    stop: () => {
      stop?.abort();
      stop = null;
      last = null;
    },
  };
}
