// Keeps a host that is down, or that asked for time, from being asked by everyone at once.
//
// 1. After `TRIP` failures in a row a host is closed: whoever wants to ask it fails at once, so a
//    list of a hundred calls to a dead host ends soon. When the pause is over one call goes as a
//    probe, and the next pause is twice as long; the first answer opens the host again.
// 2. A host that sent `Retry-After` is not asked before that time; callers wait if they can.
// 3. A closing and an opening are said once each, a wait at most once in five minutes.
import type { RestFailure } from "./failure.ts";
import { type Miss, seconds } from "./http.ts";

/** Whether a host may be asked now; `last` is what it failed with. */
export type Admission =
  | { readonly kind: "go" }
  | { readonly kind: "wait" | "closed"; readonly ms: number; readonly last: RestFailure };

/** What is known of the health of the hosts. Times are the caller's, in milliseconds. */
export interface HostGate {
  admit(host: string, now: number): Admission;
  /** It answered, if only to refuse. */
  answered(host: string): void;
  failed(host: string, miss: Miss, now: number): void;
}

/** Failures in a row that close a host. One call alone gives up before. */
const TRIP = 10;
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 30_000;
/** A host that asks for more is asked again after this. */
const LONGEST_WAIT_MS = 300_000;
const SAY_AGAIN_MS = 300_000;

interface Health {
  failures: number;
  last: RestFailure | null;
  pauseMs: number;
  closedUntil: number;
  wait: { readonly until: number; readonly failure: RestFailure } | null;
  waitSaidAt: number;
}

/** A gate for all hosts of one client. */
export function createHostGate(say: (text: string) => void): HostGate {
  const hosts = new Map<string, Health>();
  const healthOf = (host: string): Health => {
    const known = hosts.get(host) ?? fresh();
    hosts.set(host, known);
    return known;
  };
  return {
    admit: (host, now) => admit(healthOf(host), now),
    answered: (host) => {
      const { failures, wait, waitSaidAt } = healthOf(host);
      if (failures >= TRIP) say(`${host} answers again after ${failures} failures`);
      hosts.set(host, { ...fresh(), wait, waitSaidAt });
    },
    failed: (host, miss, now) => {
      const health = healthOf(host);
      health.failures++;
      health.last = miss.failure;
      if (health.failures === TRIP) {
        health.pauseMs = FIRST_PAUSE_MS;
        health.closedUntil = now + FIRST_PAUSE_MS;
        say(
          `${host}: ${TRIP} failures in a row, the last: ${miss.failure.detail}; ` +
            `pausing, then asking now and then`,
        );
      }
      if (miss.retryAfterMs !== null) askedToWait(health, miss, now, say);
    },
  };
}

function fresh(): Health {
  return { failures: 0, last: null, pauseMs: 0, closedUntil: 0, wait: null, waitSaidAt: -Infinity };
}

function admit(health: Health, now: number): Admission {
  const { wait, last } = health;
  if (last !== null && now < health.closedUntil) {
    return { kind: "closed", ms: health.closedUntil - now, last };
  }
  if (wait !== null && now < wait.until) {
    return { kind: "wait", ms: wait.until - now, last: wait.failure };
  }
  if (health.failures >= TRIP) {
    // This one is the probe; the others wait for what it finds, or for the next.
    health.pauseMs = Math.min(LONGEST_PAUSE_MS, health.pauseMs * 2);
    health.closedUntil = now + health.pauseMs;
  }
  return { kind: "go" };
}

function askedToWait(
  health: Health,
  { failure, retryAfterMs }: Miss,
  now: number,
  say: (text: string) => void,
): void {
  const ms = Math.min(retryAfterMs ?? 0, LONGEST_WAIT_MS);
  if (health.wait === null || health.wait.until < now + ms) {
    health.wait = { until: now + ms, failure };
  }
  if (now - health.waitSaidAt < SAY_AGAIN_MS) return;
  health.waitSaidAt = now;
  say(`${failure.host} asks to wait ${seconds(ms)} (status ${failure.status})`);
}
