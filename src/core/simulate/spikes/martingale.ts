/**
 * Probability that a price at `price` reaches `level` before its market settles, if the market is
 * efficient and moves without jumps: (1 - price) / (1 - level) for a level below, price / level for
 * one above (optional stopping). A jump over the level counts as reaching it and makes it a little
 * less likely.
 */
export function touchChance(price: number, level: number): number {
  if (level === price) return 1;
  return level < price ? (1 - price) / (1 - level) : price / level;
}
