/** Returns whose logarithms are kept: more than any model has outcomes, and most records trades. */
const MOST_KEPT = 1_024;

/** Writes a path's mean log growth a trade, one number a share of the bankroll, from place `at` on. */
export type GrowthMeter = (returns: Float64Array, target: Float64Array, at: number) => void;

/** A meter for paths without limits that stake these shares of the bankroll; all lost is -Infinity. */
export function growthMeter(fractions: readonly number[]): GrowthMeter {
  const size = fractions.length;
  const sums = new Float64Array(size);
  const logsOf = (ret: number) =>
    Float64Array.from(fractions, (f) => f * ret > -1 ? Math.log1p(f * ret) : -Infinity);
  // Outcomes come again and again; a logarithm is dearer than finding it.
  const kept = new Map<number, Float64Array>();
  return (returns, target, at) => {
    sums.fill(0);
    for (let t = 0; t < returns.length; t++) {
      const ret = returns[t] ?? 0;
      let logs = kept.get(ret);
      if (logs === undefined) {
        logs = logsOf(ret);
        if (kept.size < MOST_KEPT) kept.set(ret, logs);
      }
      for (let k = 0; k < size; k++) sums[k] = (sums[k] ?? 0) + (logs[k] ?? 0);
    }
    for (let k = 0; k < size; k++) {
      target[at + k] = returns.length > 0 ? (sums[k] ?? 0) / returns.length : 0;
    }
  };
}
