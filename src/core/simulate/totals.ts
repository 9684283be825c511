// What all batches came to, whoever walked them. Batches count in their order; one that comes early
// waits, so the totals are the same for any number of workers.
import { digestOf } from "./digest.ts";
import {
  type BatchResult,
  GROWTH_RUNS,
  type Job,
  openStorages,
  type Storages,
  type StoragesParts,
} from "./job.ts";
import { METRICS, placeOf } from "./metrics.ts";
import type { Storage, StorageBins } from "./storage.ts";
import { Tally } from "./tally.ts";

/** Running totals of a job. */
export class Totals {
  readonly job: Job;
  /** One an account. */
  readonly tallies: readonly Tally[];
  readonly storages: Storages;
  readonly #growth: Float64Array;
  readonly #waiting = new Map<number, BatchResult>();
  readonly #digest = digestOf();
  #grown = 0;
  #runs = 0;
  #next = 0;

  /** `storages`: those of the only runner, which then need not be taken in. */
  constructor(job: Job, storages: Storages = openStorages(job.accounts[0])) {
    this.job = job;
    this.tallies = job.accounts.map(() => new Tally(METRICS.length, placeOf("openDays")));
    this.storages = storages;
    this.#growth = new Float64Array(GROWTH_RUNS * job.fractions.length);
  }

  /** Runs counted. */
  get runs(): number {
    return this.#runs;
  }

  /** Fingerprint of every path's end, lowest point, trades and trips. */
  get digest(): string {
    return this.#digest.hex();
  }

  /** Growth at every share of the bankroll, of each run that measured it. */
  get growth(): Float64Array {
    return this.#growth.subarray(0, this.#grown);
  }

  /** Counts a batch, and those that waited for it. */
  addBatch(result: BatchResult): void {
    this.#waiting.set(result.index, result);
    for (;;) {
      const next = this.#waiting.get(this.#next);
      if (next === undefined) return;
      this.#waiting.delete(this.#next++);
      next.tallies.forEach((parts, i) => (this.tallies[i] as Tally).merge(parts));
      this.#growth.set(next.growth, this.#grown);
      this.#grown += next.growth.length;
      this.#runs += next.runs;
      this.#digest.add([0, 8].map((at) => parseInt(next.digest.slice(at, at + 8), 16)));
    }
  }

  /** The same of what {@link binsOf} made. */
  addBins(bins: StoragesBins): void {
    storagesIn(this.storages).forEach((storage, i) => {
      const held = bins[i];
      if (held === undefined) throw new RangeError("Cannot merge: other points of the fan");
      storage.mergeBins(held);
    });
  }

  /** Takes in a runner's storages, once, when it has walked its last batch. */
  addStorages({ final, fall, day, fan }: StoragesParts): void {
    this.storages.final.merge(final);
    this.storages.fall.merge(fall);
    this.storages.day.merge(day);
    this.storages.fan.forEach((storage, i) => {
      const parts = fan[i];
      if (parts === undefined) throw new RangeError("Cannot merge: other points of the fan");
      storage.merge(parts);
    });
  }
}

/** Bins of all storages of a runner, in one order. */
export type StoragesBins = readonly StorageBins[];

/** What storages hold, as a thread hands it over: most of their bins are empty. */
export function binsOf(storages: Storages): StoragesBins {
  return storagesIn(storages).map((storage) => storage.bins());
}

function storagesIn({ final, fall, day, fan }: Storages): readonly Storage[] {
  return [final, fall, day, ...fan];
}

/** Storages as plain arrays. */
export function partsOf({ final, fall, day, fan }: Storages): StoragesParts {
  return {
    final: final.parts(),
    fall: fall.parts(),
    day: day.parts(),
    fan: fan.map((storage) => storage.parts()),
  };
}
