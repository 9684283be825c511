// The time of a feed. Everything that it says is stamped here, in one order.
//
// 1. No stamp is before an earlier one. A clock that is set back stands still until it has caught
//    up; one that is set forward is believed (what may be believed is for clock_guard.ts to say).
// 2. Ticks and heartbeats lie at whole multiples of their periods, before whatever else comes at
//    that moment, however late the process came to say them.
import { type Millis, millis } from "../../core/types/units.ts";
import type { FeedLine, TimedLine } from "./lines.ts";

export interface TimelineOptions {
  /** Unix milliseconds; may be set back and forward. */
  readonly now: () => number;
  /** null: neither ticks nor heartbeats. */
  readonly heartbeatMs: Millis | null;
  readonly push: (timed: TimedLine) => void;
  readonly notice: (text: string) => void;
}

/** Stamps lines. */
export interface Timeline {
  now(): Millis;
  /** Says a line now, after the ticks and beats that were due. */
  say(line: FeedLine): void;
  /** Says the ticks and beats that are due. */
  pass(): void;
}

const TICK_MS = 1_000;
/** Of a longer gap, a suspended machine's, only the last beat is made up. */
const LONGEST_GAP_MS = 60_000;
/** A smaller step back is the clock being trimmed. */
const NOTED_STEP_MS = 1_000;

export function createTimeline({ now, heartbeatMs, push, notice }: TimelineOptions): Timeline {
  let last = Math.floor(now());
  let held = false;
  const isStill = heartbeatMs === null;
  const tick: Pulse = { line: { kind: "tick" }, period: TICK_MS, next: after(last, TICK_MS) };
  const beat: Pulse = {
    line: { kind: "heartbeat" },
    period: heartbeatMs ?? TICK_MS,
    next: after(last, heartbeatMs ?? TICK_MS),
  };

  function time(): Millis {
    const at = Math.floor(now());
    const back = last - at;
    if (back >= NOTED_STEP_MS && !held) {
      notice(`The clock went back by ${back} ms; events keep the time ${last} until it has passed`);
    }
    held = back > 0 && (held || back >= NOTED_STEP_MS);
    last = Math.max(last, at);
    return millis(last);
  }

  function pulse(at: number): void {
    if (isStill) return;
    for (const each of [tick, beat]) {
      if (at - each.next > LONGEST_GAP_MS) each.next = after(at, each.period) - each.period;
    }
    for (;;) {
      // A heartbeat sees what the watchdogs found at its moment.
      const due = beat.next < tick.next ? beat : tick;
      if (due.next > at) return;
      push({ at: millis(due.next), line: due.line });
      due.next += due.period;
    }
  }

  return {
    now: time,
    say(line) {
      const at = time();
      pulse(at);
      push({ at, line });
    },
    pass: () => pulse(time()),
  };
}

interface Pulse {
  readonly line: FeedLine;
  readonly period: number;
  next: number;
}

/** The first multiple of `period` after `at`. */
function after(at: number, period: number): number {
  return (Math.floor(at / period) + 1) * period;
}
