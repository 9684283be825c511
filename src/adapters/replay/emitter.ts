import type { SkipReason } from "../../core/types/event.ts";
import { millis } from "../../core/types/units.ts";
import type { SourceInput, TimedInput } from "../../ports.ts";

const BATCH = 1_024;

/**
 * Collects the inputs of one reading. Times never go back: a row older than the one before it is
 * counted as `outOfOrder` and given at the latest time so far, in file order.
 */
export class Emitter {
  /** Inputs that say something of a market. */
  usable = 0;
  skipped = 0;
  #row = 0;
  #at = 0;
  #early: TimedInput["input"][] = [];
  #batch: TimedInput[] = [];

  /** Starts a row of this Unix time in milliseconds. */
  move(at: number): void {
    const stepBack = at < this.#row;
    this.#row = at;
    if (at > this.#at) this.#at = at;
    for (const input of this.#early.splice(0)) this.#push(input);
    if (stepBack) this.skip("outOfOrder");
  }

  emit(input: SourceInput): void {
    this.usable++;
    this.#push(input);
  }

  skip(reason: SkipReason): void {
    this.skipped++;
    const input = { kind: "skipped", reason, count: 1 } as const;
    // Before the first usable time there is nothing to stamp a defect with.
    if (this.#at === 0) this.#early.push(input);
    else this.#push(input);
  }

  get full(): boolean {
    return this.#batch.length >= BATCH;
  }

  take(): readonly TimedInput[] {
    const batch = this.#batch;
    this.#batch = [];
    return batch;
  }

  #push(input: SourceInput): void {
    this.#batch.push({ at: millis(this.#at), input });
  }
}
