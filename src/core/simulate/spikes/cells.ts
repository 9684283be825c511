// What a spike study remembers of spikes: sums by event cluster, and counts. Its size goes with the
// number of events that had a spike, not with the length of the recording.
import type { Spike, Touches } from "./watch.ts";

/** Sums of one event cluster. Prices are twice in 1e-6, as in the watch. */
export interface ClusterSums {
  spikes: number;
  /** By horizon: what came back, and the size of the spikes that could be measured. */
  readonly undone: number[];
  readonly size: number[];
  /** Spikes of markets that settled, and how many touched; then what an efficient market gives. */
  ended: number;
  half: number;
  full: number;
  chanceOfHalf: number;
  chanceOfFull: number;
  /** Of two levels equally far away, half-way back was first. */
  decided: number;
  back: number;
}

/** Counts of one horizon. */
export interface HorizonCounts {
  measured: number;
  unmeasured: number;
  /** At least half of the spike had come back. */
  halfUndone: number;
  /** It had gone on by at least half its size. */
  halfContinued: number;
  /** Undone shares rounded to {@link BIN}, from -{@link REACH} to {@link REACH}, the ends open. */
  readonly bins: Uint32Array;
}

/** Width of a bin of undone shares. */
export const BIN = 0.05;
/** The bins reach this far on both sides of 0. */
export const REACH = 3;

/** Spikes of one kind in one segment. */
export interface SpikeCell {
  spikes: number;
  up: number;
  /** Milliseconds between reference and crossing, added up. */
  spanMs: number;
  readonly horizons: readonly HorizonCounts[];
  readonly clusters: Map<string, ClusterSums>;
}

/** A cell without spikes. */
export function emptyCell(horizons: number): SpikeCell {
  return {
    spikes: 0,
    up: 0,
    spanMs: 0,
    horizons: Array.from({ length: horizons }, () => ({
      measured: 0,
      unmeasured: 0,
      halfUndone: 0,
      halfContinued: 0,
      bins: new Uint32Array(Math.round(2 * REACH / BIN) + 1),
    })),
    clusters: new Map(),
  };
}

/** Counts a new spike of an event cluster. */
export function addSpike(cell: SpikeCell, cluster: string, spike: Spike): void {
  cell.spikes += 1;
  if (spike.direction === 1) cell.up += 1;
  cell.spanMs += spike.spanMs;
  clusterOf(cell, cluster).spikes += 1;
}

/** Takes in what a spike was worth at a horizon: `later` twice in 1e-6, null when unknown. */
export function addMeasure(
  cell: SpikeCell,
  cluster: string,
  { spike, horizon, later }: { spike: Spike; horizon: number; later: number | null },
): void {
  const counts = cell.horizons[horizon];
  if (counts === undefined) throw new RangeError(`Cannot measure at horizon ${horizon}`);
  if (later === null) {
    counts.unmeasured += 1;
    return;
  }
  const size = Math.abs(spike.to - spike.from);
  const undone = (spike.to - later) * spike.direction;
  counts.measured += 1;
  if (2 * undone >= size) counts.halfUndone += 1;
  if (-2 * undone >= size) counts.halfContinued += 1;
  const bin = Math.round((undone / size + REACH) / BIN);
  const last = counts.bins.length - 1;
  const at = Math.min(last, Math.max(0, bin));
  counts.bins[at] = (counts.bins[at] as number) + 1;
  const sums = clusterOf(cell, cluster);
  sums.undone[horizon] = (sums.undone[horizon] as number) + undone;
  sums.size[horizon] = (sums.size[horizon] as number) + size;
}

/** Takes in which levels were touched before the market settled. */
export function addTouches(cell: SpikeCell, cluster: string, touches: Touches): void {
  const sums = clusterOf(cell, cluster);
  sums.ended += 1;
  sums.half += touches.half ? 1 : 0;
  sums.full += touches.full ? 1 : 0;
  sums.chanceOfHalf += touches.chanceOfHalf;
  sums.chanceOfFull += touches.chanceOfFull;
}

/** Takes in which of two levels equally far away came first. */
export function addDecided(cell: SpikeCell, cluster: string, back: boolean): void {
  const sums = clusterOf(cell, cluster);
  sums.decided += 1;
  sums.back += back ? 1 : 0;
}

/** The median undone share, to the width of a bin; null without any. */
export function medianUndone({ measured, bins }: HorizonCounts): number | null {
  if (measured === 0) return null;
  let below = 0;
  for (let i = 0; i < bins.length; i++) {
    below += bins[i] as number;
    if (2 * below >= measured) return binAt(i);
  }
  return null;
}

/** Undone share in the middle of a bin. */
export function binAt(index: number): number {
  // Whole twentieths: -3 + 60 * 0.05 is not 0 in doubles.
  return Math.round(index - REACH / BIN) / Math.round(1 / BIN);
}

function clusterOf(cell: SpikeCell, cluster: string): ClusterSums {
  const known = cell.clusters.get(cluster);
  if (known !== undefined) return known;
  const horizons = cell.horizons.map(() => 0);
  const sums = {
    spikes: 0,
    undone: [...horizons],
    size: [...horizons],
    ended: 0,
    half: 0,
    full: 0,
    chanceOfHalf: 0,
    chanceOfFull: 0,
    decided: 0,
    back: 0,
  };
  cell.clusters.set(cluster, sums);
  return sums;
}
