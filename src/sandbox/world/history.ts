// Prices of the past. Before the start they are made when asked for: a Brownian path that begins at
// the start and runs backward, each of whose points is a function of the seed and its time alone.
import { normalQuantile } from "../../core/math/normal.ts";

const LEVELS = 20;
const STEP_MS = 10_000;
/** 121 days; what is earlier stands still. */
const SPAN_MS = STEP_MS * 2 ** LEVELS;

/**
 * Value of a Brownian path at `ago` milliseconds before its beginning, where it is 0; its deviation
 * is 1 after an hour. Levy's construction: ends first, then the middle of each interval; straight
 * lines between points of a 10-second grid. Any time costs the same.
 */
export function pastPath(seed: number, ago: number): number {
  const at = Math.min(Math.max(ago, 0), SPAN_MS);
  let from = 0;
  let span = SPAN_MS;
  let low = 0;
  let high = Math.sqrt(SPAN_MS / HOUR_MS) * normalOf(seed, 0, 0);
  for (let level = 1, index = 0; level <= LEVELS; level++) {
    span /= 2;
    // Given both ends, the middle of an interval of length 2 s has variance s / 2.
    const middle = (low + high) / 2 +
      Math.sqrt(span / 2 / HOUR_MS) * normalOf(seed, level, index);
    if (at < from + span) {
      high = middle;
      index *= 2;
    } else {
      low = middle;
      from += span;
      index = index * 2 + 1;
    }
  }
  return low + (high - low) * (at - from) / span;
}

const HOUR_MS = 3_600_000;

function normalOf(seed: number, level: number, index: number): number {
  let hash = seed ^ Math.imul(level + 1, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b);
  // The finaliser of MurmurHash3 (Appleby 2011), twice: neighbours must not resemble each other.
  for (let i = 0; i < 2; i++) {
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return normalQuantile(((hash >>> 0) + 0.5) / 2 ** 32);
}

/** A mid and since when. */
export interface PathPoint {
  readonly at: number;
  /** 1e-6 dollars. */
  readonly mid: number;
}

/** What the mids of one market were since its start. */
export class Path {
  readonly #points: PathPoint[] = [];
  readonly #kept: number;

  /** `kept` points at most; when there are more, every second one of the older half goes. */
  constructor(kept: number) {
    this.#kept = kept;
  }

  /** Takes in a mid; times do not fall. */
  add(at: number, mid: number): void {
    const last = this.#points.at(-1);
    if (last?.mid === mid) return;
    if (last?.at === at) this.#points.pop();
    this.#points.push({ at, mid });
    if (this.#points.length > this.#kept) this.#thin();
  }

  /** Mid at a time; null before the first. */
  at(time: number): number | null {
    let low = 0;
    let high = this.#points.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#points[middle]?.at ?? 0) <= time) low = middle + 1;
      else high = middle;
    }
    return this.#points[low - 1]?.mid ?? null;
  }

  #thin(): void {
    const half = this.#points.length >> 1;
    const kept = this.#points.filter((_, i) => i >= half || i % 2 === 0);
    this.#points.splice(0, this.#points.length, ...kept);
  }
}
