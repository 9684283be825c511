import process from "node:process";

/** CPU time of this process so far, all threads, in nanoseconds. */
export function cpuNs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}

/** Most memory this process has held, MiB. */
export function peakMiB(): number {
  return process.resourceUsage().maxRSS / 1024;
}

/** Bytes on the heap and beside it after a collection; needs --expose-gc. */
export function heapUsed(): number {
  const { gc } = globalThis as { readonly gc?: () => void };
  if (gc === undefined) throw new Error("Cannot measure the heap: run with --v8-flags=--expose-gc");
  gc();
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
}

/** How far memory grew in the second half of something, as a multiple of the first half's peak. */
export class Growth {
  readonly #total: number;
  #half = NaN;

  constructor(total: number) {
    this.#total = total;
  }

  /** Tells how much is done. */
  at(done: number): void {
    if (Number.isNaN(this.#half) && done >= this.#total / 2) this.#half = peakMiB();
  }

  /** After the end. */
  ratio(): number {
    return peakMiB() / this.#half;
  }
}

/** The middle of some numbers; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  return ((sorted[Math.ceil(half - 1)] ?? NaN) + (sorted[Math.floor(half)] ?? NaN)) / 2;
}

/** The value below which `share` of some numbers lie; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}
