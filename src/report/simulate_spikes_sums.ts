// Sums over event clusters made into shares with intervals.
import type { Interval } from "../core/math/interval.ts";
import type { Seed } from "../core/math/rng.ts";
import type { ClusterSums, SpikeCell } from "../core/simulate/spikes/cells.ts";
import type { SpikeKind } from "../core/simulate/spikes/rules.ts";
import type { Segment, SpikeStudy } from "../core/simulate/spikes/study.ts";
import { bootstrapInterval, type Cluster } from "./cluster_interval.ts";
import { share } from "./report.ts";
import { MIN_GROUPS } from "./verdict.ts";

/** A share with its interval over event clusters; null: there are too few of them. */
export interface Undone {
  readonly value: number | null;
  readonly interval: Interval | null;
  readonly events: number;
}

/** What became of the spikes of a cell by a horizon: what came back over what had moved. */
export function undoneAt(
  cell: SpikeCell,
  horizon: number,
  seed: Seed,
): Undone {
  return quotient(cell, seed, ({ undone, size }) => ({
    above: undone[horizon] ?? 0,
    below: size[horizon] ?? 0,
  }));
}

/** A quotient of sums over the event clusters of a cell that have something below. */
export function quotient(
  cell: SpikeCell,
  seed: Seed,
  of: (sums: ClusterSums) => Cluster,
): Undone {
  const clusters = [...cell.clusters.values()].map(of).filter(({ below }) => below > 0);
  const above = clusters.reduce((sum, cluster) => sum + cluster.above, 0);
  const below = clusters.reduce((sum, cluster) => sum + cluster.below, 0);
  return {
    value: share(above, below),
    // Drawn from a handful of events an interval is too narrow to be shown.
    interval: clusters.length < MIN_GROUPS ? null : bootstrapInterval(clusters, seed),
    events: clusters.length,
  };
}

/** "5c", "5 % ROC". */
export function kindText({ measure, least }: SpikeKind): string {
  return measure === "move" ? `${least / 10_000}c` : `${least / 10_000} % ROC`;
}

/** Cells of a segment, in the order of the kinds; none when no spike was in it. */
export function cellsOf(study: SpikeStudy, { by, value }: Segment): readonly SpikeCell[] {
  return study.segments.get(`${by}:${value}`)?.kinds ?? [];
}
