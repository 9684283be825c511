// All prices here are mids in dollars, of the token held.

/** Two prices between which a trade lives. The target may lie below the stop. */
export interface Barriers {
  readonly target: number;
  readonly stop: number;
}

/**
 * Chance that the target is touched before the stop when the mid at the touch is expected to be
 * `expected`: (expected - stop) / (target - stop), in [0, 1]. With the mid of now as `expected`
 * this is the efficient market's answer, by optional stopping; with a fair value it is ours. 0
 * where the two barriers are one.
 */
export function hitProbability(input: Barriers & { readonly expected: number }): number {
  const { target, stop, expected } = input;
  const share = (expected - stop) / (target - stop);
  return target !== stop && share > 0 ? Math.min(1, share) : 0;
}

/**
 * Chance that the target is touched before the stop when the market says `mid`, the truth is that
 * the token pays 1 with probability `q`, and evidence arrives as a diffusion: the Wonham filter,
 * optional stopping under a change of measure. `mid` must lie between the barriers, inside (0, 1).
 */
export function diffusionHitProbability(
  { target, stop, mid, q }: Barriers & { readonly mid: number; readonly q: number },
): number {
  const tilt = (q * target) / mid + ((1 - q) * (1 - target)) / (1 - mid);
  return hitProbability({ target, stop, expected: mid }) * tilt;
}
