import assert from "node:assert/strict";

/** Asserts |actual - expected| <= tolerance x (1 + |expected|). */
export function near(actual: number, expected: number, tolerance: number, what: string = ""): void {
  assert.ok(
    Math.abs(actual - expected) <= tolerance * (1 + Math.abs(expected)),
    `${what} ${actual} is not ${expected} within ${tolerance}`,
  );
}

/** Asserts |actual - expected| <= tolerance x |expected|. */
export function nearRelative(
  actual: number,
  expected: number,
  tolerance: number,
  what: string = "",
): void {
  assert.ok(
    Math.abs(actual - expected) <= tolerance * Math.abs(expected),
    `${what} ${actual} is not ${expected} within a relative ${tolerance}`,
  );
}

/**
 * Asserts that of seeds 1 to 20 at most one gives an estimate more than four standard errors from
 * `expected`: a right estimator fails this once in a million, a wrong one nearly always.
 */
export function nearOverSeeds(
  estimate: (seed: number) => number,
  expected: number,
  standardError: number,
  what: string = "",
): void {
  const misses = Array.from({ length: 20 }, (_, i) => estimate(i + 1))
    .filter((value) => !(Math.abs(value - expected) <= 4 * standardError + 1e-12));
  assert.ok(misses.length <= 1, `${what} expected ${expected} +- ${standardError}, got ${misses}`);
}
