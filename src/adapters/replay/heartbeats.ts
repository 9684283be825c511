import { type Millis, millis } from "../../core/types/units.ts";
import type { Source, TimedInput } from "../../ports.ts";

/**
 * After a silence of this length beats come once a minute, or a gap of days would cost
 * millions.
 */
const SILENCE_MS = 600_000;
const SLOW_MS = 60_000;
const BATCH = 1_024;

/**
 * A source without heartbeats as one that has them: at whole multiples of `period` in recording
 * time, before the inputs of that instant, so that a beat sees what came before it and no more.
 */
export function withHeartbeats(source: Source, period: Millis): Source {
  if (!(period > 0)) throw new RangeError(`Cannot beat every ${period} ms: not a positive time`);
  return {
    info: source.info,
    size: source.size,
    position: () => source.position(),
    read: () => beaten(source, period),
  };
}

async function* beaten(source: Source, period: number): AsyncGenerator<readonly TimedInput[]> {
  let last: number | null = null;
  let batch: TimedInput[] = [];
  for await (const inputs of source.read()) {
    for (const timed of inputs) {
      if (last !== null && timed.at > last) {
        for (const beat of beatsBetween(last, timed.at, period)) {
          batch.push({ at: millis(beat), input: { kind: "heartbeat" } });
          if (batch.length >= BATCH) yield* drained();
        }
      }
      last = timed.at;
      batch.push(timed);
    }
    yield* drained();
  }

  function* drained(): Generator<readonly TimedInput[]> {
    const full = batch;
    batch = [];
    yield full;
  }
}

/** Times of the beats after an input at `from` and up to one at `to`, `to` included. */
function* beatsBetween(from: number, to: number, period: number): Generator<number> {
  const silent = from + SILENCE_MS;
  let beat = next(from, period);
  for (; beat <= to && beat <= silent; beat += period) yield beat;
  const slow = Math.max(period, SLOW_MS);
  for (beat = next(beat - 1, slow); beat <= to; beat += slow) yield beat;
}

/** The first multiple of `step` after `at`. */
function next(at: number, step: number): number {
  return (Math.floor(at / step) + 1) * step;
}
