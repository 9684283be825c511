/** Outcomes whose logarithms are kept: more than most records have trades. */
const MOST_KEPT = 1_024;
/** As many as any model has are found by looking at each, which is quicker than a Map of doubles. */
const FEW = 8;

/** Writes a path's mean log growth a trade, one number a share of the bankroll, from place `at` on. */
export type GrowthMeter = (returns: Float64Array, target: Float64Array, at: number) => void;

interface Outcome {
  readonly logs: Float64Array;
  /** Times that it came in this path. */
  count: number;
}

/** A meter for paths without limits that stake these shares of the bankroll; all lost is -Infinity. */
export function growthMeter(fractions: readonly number[]): GrowthMeter {
  const size = fractions.length;
  const logsOf = (ret: number) =>
    Float64Array.from(fractions, (f) => f * ret > -1 ? Math.log1p(f * ret) : -Infinity);
  const few = new Float64Array(FEW);
  const firstKnown: Outcome[] = [];
  const known = new Map<number, Outcome>();
  const outcomeOf = (ret: number): Outcome => {
    for (let i = 0; i < firstKnown.length; i++) {
      if (few[i] === ret) return firstKnown[i] as Outcome;
    }
    const found = known.get(ret);
    if (found !== undefined) return found;
    const outcome = { logs: logsOf(ret), count: 0 };
    if (firstKnown.length < FEW) few[firstKnown.push(outcome) - 1] = ret;
    else known.set(ret, outcome);
    return outcome;
  };
  return (returns, target, at) => {
    // What was met before decides what must be worked out, never in which order it adds up.
    if (known.size > MOST_KEPT) known.clear();
    const met: Outcome[] = [];
    for (let t = 0; t < returns.length; t++) {
      const outcome = outcomeOf(returns[t] ?? 0);
      if (outcome.count++ === 0) met.push(outcome);
    }
    target.fill(0, at, at + size);
    for (const outcome of met) {
      const share = outcome.count / returns.length;
      outcome.count = 0;
      for (let k = 0; k < size; k++) {
        target[at + k] = (target[at + k] ?? 0) + share * (outcome.logs[k] ?? 0);
      }
    }
  };
}
