// Platt scaling on log-odds with a ridge toward doing nothing: on ten forecasts the plain fit gives a
// slope of five, which is of no use to anybody.
import { sigmoid } from "../math/logit.ts";
import { boundedLogit } from "../signal/ensemble.ts";
import type { Verified } from "./calibration.ts";

/** logit of the corrected probability: intercept + slope x logit p. */
export interface Platt {
  readonly intercept: number;
  /** Never negative: a forecaster who errs always is worth nothing, not its opposite. */
  readonly slope: number;
}

/** Corrects nothing. */
export const noPlatt: Platt = { intercept: 0, slope: 1 };

const MAX_STEPS = 100;
const SMALL = 1e-12;

/**
 * Least of the negative log-likelihood plus ridge / 2 x (intercept^2 + (slope - 1)^2), by Newton's
 * method with halved steps. The loss is convex, so where the free slope is negative the best one
 * allowed is 0. Throws RangeError unless the ridge is above 0.
 */
export function fitPlatt(list: readonly Verified[], ridge: number = 1): Platt {
  if (!(ridge > 0)) throw new RangeError(`Cannot fit with a ridge of ${ridge}: not above 0`);
  const points = list.map(({ p, y }) => ({ x: boundedLogit(p), y }));
  const free = newton(points, ridge, noPlatt, true);
  return free.slope >= 0
    ? free
    : newton(points, ridge, { intercept: free.intercept, slope: 0 }, false);
}

/** The corrected probability. */
export function applyPlatt({ intercept, slope }: Platt, p: number): number {
  if (intercept === 0 && slope === 1) return p;
  return sigmoid(intercept + slope * boundedLogit(p));
}

interface Point {
  readonly x: number;
  readonly y: 0 | 1;
}

function newton(points: readonly Point[], ridge: number, start: Platt, freeSlope: boolean): Platt {
  let at = start;
  let loss = lossOf(points, ridge, at);
  for (let i = 0; i < MAX_STEPS; i++) {
    const step = stepOf(points, ridge, at, freeSlope);
    if (Math.hypot(step.intercept, step.slope) < SMALL) return at;
    let scale = 1;
    let next = moved(at, step, scale);
    let lower = lossOf(points, ridge, next);
    while (lower > loss && scale > SMALL) {
      scale /= 2;
      next = moved(at, step, scale);
      lower = lossOf(points, ridge, next);
    }
    // No step lowers it: what is left is rounding.
    if (lower >= loss) return at;
    at = next;
    loss = lower;
  }
  return at;
}

function moved(at: Platt, step: Platt, scale: number): Platt {
  return {
    intercept: at.intercept - scale * step.intercept,
    slope: at.slope - scale * step.slope,
  };
}

/** Inverse Hessian times gradient. */
function stepOf(
  points: readonly Point[],
  ridge: number,
  at: Platt,
  freeSlope: boolean,
): Platt {
  let [g0, g1] = [ridge * at.intercept, ridge * (at.slope - 1)];
  let [h00, h01, h11] = [ridge, 0, ridge];
  for (const { x, y } of points) {
    const p = sigmoid(at.intercept + at.slope * x);
    const weight = p * (1 - p);
    g0 += p - y;
    g1 += (p - y) * x;
    h00 += weight;
    h01 += weight * x;
    h11 += weight * x * x;
  }
  if (!freeSlope) return { intercept: g0 / h00, slope: 0 };
  const determinant = h00 * h11 - h01 * h01;
  return {
    intercept: (h11 * g0 - h01 * g1) / determinant,
    slope: (h00 * g1 - h01 * g0) / determinant,
  };
}

function lossOf(points: readonly Point[], ridge: number, { intercept, slope }: Platt): number {
  const pull = ridge / 2 * (intercept ** 2 + (slope - 1) ** 2);
  return points.reduce((sum, { x, y }) => {
    const l = intercept + slope * x;
    // ln(1 + e^l) - y l, with nothing that overflows.
    return sum + Math.max(l, 0) + Math.log1p(Math.exp(-Math.abs(l))) - y * l;
  }, pull);
}
