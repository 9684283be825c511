/**
 * The t that a Student variable of `degrees` degrees of freedom stays within, either side, with
 * probability `within`, to about 1e-12. Solved by halving on the finite series for whole degrees
 * (Abramowitz & Stegun 26.7.3 and 26.7.4). Throws RangeError unless degrees is a whole number from 1
 * and `within` is inside (0, 1).
 */
export function studentT(within: number, degrees: number): number {
  if (!(within > 0 && within < 1) || !Number.isSafeInteger(degrees) || degrees < 1) {
    throw new RangeError(`Cannot take Student's t of ${within} with ${degrees} degrees of freedom`);
  }
  let low = 0;
  let high = Math.PI / 2;
  for (let i = 0; i < 60; i++) {
    const angle = (low + high) / 2;
    if (insideOf(angle, degrees) < within) low = angle;
    else high = angle;
  }
  return Math.sqrt(degrees) * Math.tan((low + high) / 2);
}

/** Probability of |t| <= sqrt(degrees) tan(angle). */
function insideOf(angle: number, degrees: number): number {
  const sin = Math.sin(angle);
  const cos = Math.cos(angle);
  const odd = degrees % 2 === 1;
  if (degrees === 1) return 2 * angle / Math.PI;
  // The series goes up in powers of cos^2, each term from the one before.
  let term = odd ? cos : 1;
  let sum = term;
  for (let i = odd ? 3 : 2; i <= degrees - 2; i += 2) {
    term *= cos * cos * (i - 1) / i;
    sum += term;
  }
  return odd ? 2 / Math.PI * (angle + sin * sum) : sin * sum;
}
