// What will happen, decided before it does: tests compare what the engine saw with this.
import { type Rng, rng, subSeed } from "../../core/math/rng.ts";
import type { MarketId } from "../../core/types/ids.ts";
import type { Direction, Outcome } from "../../core/types/market.ts";
import { type Profile, profileOf, type SpikeKind } from "./profiles.ts";

/** A planted move of the mid. */
export interface PlannedSpike {
  readonly market: MarketId;
  readonly kind: SpikeKind;
  /** Unix milliseconds. */
  readonly at: number;
  readonly direction: Direction;
  /** 1e-6 dollars, more than 0. */
  readonly size: number;
  /** From `at` to the far end. */
  readonly riseMs: number;
  /** From the far end back to `remains` of it; 0 where it stays. */
  readonly backMs: number;
  /** Share of `size` that is left in the end. */
  readonly remains: number;
}

/** One made-up market over the whole time. */
export interface PlannedMarket {
  readonly profile: Profile;
  readonly spikes: readonly PlannedSpike[];
  readonly listedAt: number;
  /** When it is decided and trading ends; null: not within the time. */
  readonly resolution: { readonly at: number; readonly winner: Outcome } | null;
  /** When its grid becomes 0.1 cents, at a price beyond 0.96; null: never. */
  readonly finerAt: number | null;
  /** While its feed is down. */
  readonly outage: { readonly from: number; readonly to: number } | null;
}

export interface SyntheticOptions {
  readonly seed: number;
  readonly markets: number;
  readonly hours: number;
  /** Unix milliseconds; Monday, 5 January 2026, noon by default. */
  readonly startAt?: number;
}

/** A synthetic market is quoted anew once in this time at most. */
export const STEP_MS = 10_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const CENT = 10_000;
/** Detectors warm up before anything happens. */
const QUIET_MS = 15 * MINUTE_MS;

/** The start of a synthetic recording. */
export function startOf({ startAt }: SyntheticOptions): number {
  return startAt ?? Date.UTC(2026, 0, 5, 12);
}

/** Everything that is planted, market by market. */
export function plan(options: SyntheticOptions): readonly PlannedMarket[] {
  return Array.from({ length: options.markets }, (_, index) => planMarket(options, index));
}

function planMarket(options: SyntheticOptions, index: number): PlannedMarket {
  const startAt = startOf(options);
  const endAt = startAt + options.hours * HOUR_MS;
  const profile = profileOf(options.seed, index, startAt);
  const draw = rng(subSeed(options.seed, index * 2 + 1));
  const share = (part: number) => Math.round(startAt + (endAt - startAt) * part);
  // Roles by number, so that a handful of markets already shows each of them.
  const late = index % 16 === 4;
  const listedAt = late ? share(0.15) : startAt;
  const finerAt = index % 16 === 9 ? share(0.6) : null;
  const resolution = index > 8 && (index % 8 === 2 || index % 8 === 7)
    ? { at: share(0.8), winner: draw.next() < 0.5 ? "yes" as const : "no" as const }
    : null;
  const lastAt = Math.min(endAt, finerAt ?? Infinity, resolution?.at ?? Infinity) - 5 * MINUTE_MS;
  return {
    profile,
    spikes: planSpikes(profile, listedAt + QUIET_MS, lastAt, draw),
    listedAt,
    resolution,
    finerAt,
    outage: index < 5 ? { from: share(0.45), to: share(0.45) + 2 * MINUTE_MS } : null,
  };
}

function planSpikes(profile: Profile, from: number, to: number, draw: Rng): PlannedSpike[] {
  const [least, most] = profile.everyMs;
  const spikes: PlannedSpike[] = [];
  let mid = profile.startMid;
  for (
    let at = from + draw.next() * least;
    at < to;
    at += least + draw.next() * (most - least)
  ) {
    // Between two quotes, so that a fast move is whole at the next one.
    const begin = Math.floor(at / STEP_MS) * STEP_MS + STEP_MS / 2;
    const spike = planSpike(profile, mid, begin, draw);
    spikes.push(spike);
    mid += spike.direction * spike.size * spike.remains;
  }
  return spikes;
}

function planSpike(profile: Profile, mid: number, at: number, draw: Rng): PlannedSpike {
  const kind = pick(profile.mix, draw.next());
  // Toward the middle from the outer parts, so that no path leaves the range worth watching.
  const up = mid < 400_000 ? true : mid > 600_000 ? false : draw.next() < 0.5;
  const size = (8 + Math.floor(draw.next() * 13)) * CENT;
  const riseMs = 2_000 + Math.round(draw.next() ** 2 * 28_000);
  const backMs = Math.round((5 + draw.next() * 35) * MINUTE_MS);
  const rest = draw.next() * 0.15;
  const common = { market: profile.market.id, kind, at, direction: up ? 1 : -1 } as const;
  switch (kind) {
    case "reverts":
      // Overreactions are the faster moves, and half of them panics: after the costs of a cent-wide
      // market and with a cautious belief, nothing smaller is worth trading against.
      return {
        ...common,
        size: size + 8 * CENT,
        riseMs: Math.min(riseMs, 5_000),
        backMs,
        remains: rest,
      };
    case "stays":
      return { ...common, size, riseMs, backMs: 0, remains: 1 };
    case "sweep":
      return { ...common, size: 6 * CENT, riseMs: 1, backMs: 40_000, remains: 0 };
    case "noise":
      return { ...common, size: CENT, riseMs: 1, backMs: 20_000, remains: 0 };
  }
}

function pick(mix: Profile["mix"], at: number): SpikeKind {
  let sum = 0;
  for (const kind of ["reverts", "stays", "sweep"] as const) {
    sum += mix[kind];
    if (at < sum) return kind;
  }
  return "noise";
}

/**
 * What a planted move adds to the mid at a time, 1e-6 dollars. A sweep moves one side only:
 * none.
 */
export function offsetOf(spike: PlannedSpike, at: number): number {
  const { direction, size, riseMs, backMs, remains } = spike;
  const since = at - spike.at;
  if (since <= 0 || spike.kind === "sweep") return 0;
  const risen = Math.min(1, since / riseMs);
  const back = backMs === 0 ? 0 : Math.min(1, Math.max(0, since - riseMs) / backMs);
  // Fast at first and slower later, as overreactions are said to go.
  const undone = (1 - remains) * (1 - (1 - back) ** 2);
  return direction * size * (risen - undone);
}

/** True while a sweep's side is still gone. */
export function isSwept(spike: PlannedSpike, at: number): boolean {
  return spike.kind === "sweep" && at >= spike.at && at < spike.at + spike.backMs;
}
