/** One way a trade may end. */
export interface Outcome {
  readonly probability: number;
  /** Net gain per dollar staked, all costs off; -1 loses the stake. */
  readonly ret: number;
}

/**
 * Fraction of bankroll to stake on a share that costs `c`, fee included, and pays 1 with
 * probability `q`: (q - c) / (1 - c), never negative (Kelly 1956).
 */
export function kellyBinary(q: number, c: number): number {
  return q > c && c < 1 ? Math.min(1, (q - c) / (1 - c)) : 0;
}

/** Expected log growth of one such bet at fraction `f`, in nats. */
export function growthBinary(f: number, { q, c }: { q: number; c: number }): number {
  return q * Math.log1p((f * (1 - c)) / c) + (1 - q) * Math.log1p(-f);
}

/**
 * Kelly fraction of a trade that gains `gain` per dollar with probability `pi` and loses `loss`
 * otherwise: pi / loss - (1 - pi) / gain, in [0, 1] (Thorp 2006). It knows no gap through the stop,
 * so tight stops reach 1; size a trade with {@link kellyOutcomes}.
 */
export function kellyTargetStop(
  pi: number,
  { gain, loss }: { gain: number; loss: number },
): number {
  if (!(gain > 0)) return 0;
  if (!(loss > 0)) return 1;
  return clampToUnit(pi / loss - (1 - pi) / gain);
}

/** Chance of the target at which a target and stop trade is worth nothing: loss / (gain + loss). */
export function breakEven({ gain, loss }: { gain: number; loss: number }): number {
  return loss / (gain + loss);
}

/**
 * Growth-optimal fraction in [0, 1] for any list of outcomes: the root of E[R / (1 + f R)], by
 * bisection on (0, 1 / largest loss). 0 without a positive expected return.
 */
export function kellyOutcomes(outcomes: readonly Outcome[]): number {
  const possible = outcomes.filter((outcome) => outcome.probability > 0);
  if (!(meanReturn(possible) > 0)) return 0;
  const largestLoss = possible.reduce((loss, { ret }) => Math.max(loss, -ret), 0);
  const slope = (f: number) =>
    possible.reduce((sum, { probability, ret }) => sum + (probability * ret) / (1 + f * ret), 0);
  let low = 0;
  let high = Math.min(1, 1 / largestLoss);
  // Below 2^-60 of the bracket neither end moves any more.
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (slope(middle) > 0) low = middle;
    else high = middle;
  }
  return low;
}

/** Expected return per dollar staked. */
export function meanReturn(outcomes: readonly Outcome[]): number {
  return outcomes.reduce((sum, { probability, ret }) => sum + probability * ret, 0);
}

/** Expected log growth at fraction `f`, in nats; -Infinity when an outcome ruins. */
export function growth(f: number, outcomes: readonly Outcome[]): number {
  return outcomes.reduce((sum, { probability, ret }) => {
    if (probability === 0) return sum;
    return sum + probability * (1 + f * ret > 0 ? Math.log1p(f * ret) : -Infinity);
  }, 0);
}

/**
 * Share of Kelly to bet when the edge has coefficient of variation `cv` = standard error / edge:
 * 1 / (1 + cv^2) (Baker & McHale 2013). A quarter is right at cv = sqrt(3). For an edge that is
 * already a posterior mean this shrinks a second time.
 */
export function kappaFromUncertainty(cv: number): number {
  return 1 / (1 + cv * cv);
}

function clampToUnit(value: number): number {
  return value > 0 ? Math.min(1, value) : 0;
}
