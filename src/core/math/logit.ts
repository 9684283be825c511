/** Log-odds of a probability in (0, 1), to full precision near 0. 0 and 1 give the infinities. */
export function logit(p: number): number {
  return Math.log(p) - Math.log1p(-p);
}

/**
 * Log-odds of `yes` against `no`, both positive and in one unit. Swapping them negates the result
 * exactly, which `logit(p)` and `logit(1 - p)` cannot promise: 1 - p rounds.
 */
export function logOdds(yes: number, no: number): number {
  return yes >= no ? Math.log(yes / no) : -Math.log(no / yes);
}

/** Probability of a log-odds; neither branch can overflow. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const odds = Math.exp(x);
  return odds / (1 + odds);
}
