// Rate of change over a window of time, as a share of the dearer token: (p - p0) / max(p0, 1 - p0).
// The plain rate would differ between YES and NO and is finer than the tick on one of them.
import type { DetectionConfig } from "../types/config.ts";
import type { Direction } from "../types/market.ts";
import { MICRO } from "../types/units.ts";
import type { Detector } from "./detector.ts";

/** Mids of the window in a ring, and what the last sample gave. */
export interface RocState {
  /** Sampling times and twice the mids in 1e-6; `length` entries are in use, oldest at `first`. */
  readonly times: number[];
  readonly mids: number[];
  first: number;
  length: number;
  /** The window is full: there is a sample as old as it is long. */
  ready: boolean;
  /** Since that sample, and its mid; both twice, in 1e-6. */
  moved: number;
  from: number;
  tickSize: number;
  spread: number;
  fired: Direction | 0;
}

/** Fires on a change of `rocThreshold` that is also `rocMinTicks` ticks and the present spread. */
export const roc: Detector<RocState> = {
  init(config) {
    const capacity = ringSize(config);
    return {
      times: Array.from({ length: capacity }, () => 0),
      mids: Array.from({ length: capacity }, () => 0),
      first: 0,
      length: 0,
      ready: false,
      moved: 0,
      from: 0,
      tickSize: 0,
      spread: 0,
      fired: 0,
    };
  },

  update(state, { at, twiceMid, tickSize, spread }, config) {
    push(state, at, twiceMid);
    const oldest = at - config.rocWindowMs;
    // The reference is the last sample at or before `oldest`; those before it are done with.
    while (state.length > 1 && timeAt(state, 1) <= oldest) drop(state);
    state.ready = timeAt(state, 0) <= oldest;
    state.from = state.mids[state.first] as number;
    state.moved = twiceMid - state.from;
    state.tickSize = tickSize;
    state.spread = spread;
    state.fired = state.ready && isFast(state, config) ? state.moved > 0 ? 1 : -1 : 0;
    return state.fired;
  },

  read(state, config) {
    const { moved, ready, fired } = state;
    const direction = !ready || moved === 0 ? 0 : moved > 0 ? 1 : -1;
    const common = { layer: "roc", fired: fired !== 0, direction } as const;
    const size = Math.abs(moved);
    const rate = { value: size / dearer(state), threshold: config.rocThreshold, test: "rate" };
    if (!ready) return { ...common, ...rate, value: null };
    if (fired !== 0 || !isFastEnough(state, config)) return { ...common, ...rate };
    const ticks = size / (2 * state.tickSize);
    if (ticks < config.rocMinTicks) {
      return { ...common, value: ticks, threshold: config.rocMinTicks, test: "ticks" };
    }
    const spreadInTicks = state.spread / state.tickSize;
    return { ...common, value: ticks, threshold: spreadInTicks, test: "spreadInTicks" };
  },

  reset(state) {
    state.length = 0;
    state.ready = false;
    state.moved = 0;
    state.fired = 0;
  },
};

// One sample a grid step, both ends, and one more because the grid has some play.
function ringSize({ rocWindowMs, gridMs }: DetectionConfig): number {
  return Math.ceil(rocWindowMs / gridMs) + 3;
}

function push(state: RocState, at: number, twiceMid: number): void {
  if (state.length === state.times.length) drop(state);
  const slot = slotOf(state, state.length);
  state.times[slot] = at;
  state.mids[slot] = twiceMid;
  state.length += 1;
}

function drop(state: RocState): void {
  state.first = slotOf(state, 1);
  state.length -= 1;
}

function timeAt(state: RocState, offset: number): number {
  return state.times[slotOf(state, offset)] as number;
}

// Not %, which cost more than the rest of the ring.
function slotOf({ first, times }: RocState, offset: number): number {
  const slot = first + offset;
  return slot < times.length ? slot : slot - times.length;
}

function isFast(state: RocState, config: DetectionConfig): boolean {
  const size = Math.abs(state.moved);
  return size >= 2 * config.rocMinTicks * state.tickSize && size >= 2 * state.spread &&
    isFastEnough(state, config);
}

// Both sides whole: 0.51 - 0.50 is not 0.01 in doubles, and one tick at 0.50 is exactly 0.02.
function isFastEnough(state: RocState, { rocThreshold }: DetectionConfig): boolean {
  return Math.abs(state.moved) * MICRO >= Math.round(rocThreshold * MICRO) * dearer(state);
}

/** Twice the dearer token's price at the reference, in 1e-6. */
function dearer({ from }: RocState): number {
  return Math.max(from, 2 * MICRO - from);
}
