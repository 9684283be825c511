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

/** The middle of some numbers; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  return ((sorted[Math.ceil(half - 1)] ?? NaN) + (sorted[Math.floor(half)] ?? NaN)) / 2;
}
