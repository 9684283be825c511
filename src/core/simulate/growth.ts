/** Outcomes whose logarithms are kept: more than most records have trades. */
const MOST_KEPT = 1_024;
/** As many as any model has are found by looking at each, which is quicker than a Map of doubles. */
const FEW = 8;

/** Writes a path's mean log growth a trade, one number a share of the bankroll, from place `at` on. */
export type GrowthMeter = (returns: Float64Array, target: Float64Array, at: number) => void;

/** A meter for paths without limits that stake these shares of the bankroll; all lost is -Infinity. */
export function growthMeter(fractions: readonly number[]): GrowthMeter {
  const size = fractions.length;
  const kept = new Map<number, Float64Array>();
  const logsOf = (ret: number) => {
    const logs = kept.get(ret) ??
      Float64Array.from(fractions, (f) => f * ret > -1 ? Math.log1p(f * ret) : -Infinity);
    if (kept.size < MOST_KEPT) kept.set(ret, logs);
    return logs;
  };
  const few = new Float64Array(FEW);
  const counts = new Float64Array(FEW);
  const more = new Map<number, number>();
  return (returns, target, at) => {
    // Counted in the order of this path, so that what was met before does not decide how it adds up.
    let met = 0;
    for (let t = 0; t < returns.length; t++) {
      const ret = returns[t] ?? 0;
      let i = 0;
      while (i < met && few[i] !== ret) i++;
      if (i === FEW) more.set(ret, (more.get(ret) ?? 0) + 1);
      else if (i < met) counts[i] = (counts[i] ?? 0) + 1;
      else {
        few[i] = ret;
        counts[i] = 1;
        met++;
      }
    }
    target.fill(0, at, at + size);
    const add = (ret: number, count: number) => {
      const logs = logsOf(ret);
      const share = count / returns.length;
      for (let k = 0; k < size; k++) {
        target[at + k] = (target[at + k] ?? 0) + share * (logs[k] ?? 0);
      }
    };
    for (let i = 0; i < met; i++) add(few[i] ?? 0, counts[i] ?? 0);
    for (const [ret, count] of more) add(ret, count);
    more.clear();
  };
}
