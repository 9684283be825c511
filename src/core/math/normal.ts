/** Standard normal density. */
export function normalPdf(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}

/**
 * Standard normal distribution function, to 16 digits of the smaller tail (Cody 1969, Math. Comp.
 * 23; his ANORM, ACM TOMS algorithm 715).
 */
export function normalCdf(x: number): number {
  const y = Math.abs(x);
  if (y <= 0.67448975) return 0.5 + x * ratio(CENTRE, CENTRE_BELOW, x * x);
  const tail = y <= Math.sqrt(32) ? ratio(MIDDLE, MIDDLE_BELOW, y) : farTail(y);
  // exp(-y^2 / 2) in two factors: the first exponent is exact, the second small.
  const head = Math.trunc(y * 16) / 16;
  const scaled = Math.exp(-0.5 * head * head) * Math.exp(-0.5 * (y - head) * (y + head)) * tail;
  return x > 0 ? 1 - scaled : scaled;
}

/**
 * Inverse of the standard normal distribution function, to about 1e-16 relative (AS241 PPND16,
 * Wichura 1988). 0 gives -Infinity, 1 gives Infinity, anything outside [0, 1] NaN.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return NaN;
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratio(QUANTILE, QUANTILE_BELOW, 0.180625 - q * q);
  const tail = Math.min(p, 1 - p);
  if (tail === 0) return q < 0 ? -Infinity : Infinity;
  const r = Math.sqrt(-Math.log(tail));
  const size = r <= 5
    ? ratio(QUANTILE_TAIL, QUANTILE_TAIL_BELOW, r - 1.6)
    : ratio(QUANTILE_FAR, QUANTILE_FAR_BELOW, r - 5);
  return q < 0 ? -size : size;
}

function farTail(y: number): number {
  const inverse = 1 / (y * y);
  return (1 / Math.sqrt(2 * Math.PI) - inverse * ratio(FAR, FAR_BELOW, inverse)) / y;
}

/** Quotient of two polynomials, coefficients from the constant term up. */
function ratio(above: readonly number[], below: readonly number[], x: number): number {
  return polynomial(above, x) / polynomial(below, x);
}

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
}

// deno-fmt-ignore-start
const CENTRE = [
  18154.981253343561249, 1067.6894854603709582, 161.02823106855587881,
  2.2352520354606839287, 0.065682337918207449113,
];
const CENTRE_BELOW = [
  45507.789335026729956,
  10260.932208618978205,
  976.09855173777669322,
  47.20258190468824187,
  1,
];
const MIDDLE = [
  9842.7148383839780218,
  11602.651437647350124,
  6848.1904505362823326,
  2494.5375852903726711,
  597.27027639480026226,
  93.506656132177855979,
  8.8831497943883759412,
  0.39894151208813466764,
  1.0765576773720192317e-8,
];
const MIDDLE_BELOW = [
  19685.429676859990727,
  38912.003286093271411,
  34900.952721145977266,
  18615.571640885098091,
  6485.558298266760755,
  1519.377599407554805,
  235.38790178262499861,
  22.266688044328115691,
  1,
];
const FAR = [
  2.9112874951168792e-5,
  1.421619193227893466e-3,
  0.022235277870649807,
  0.1274011611602473639,
  0.21589853405795699,
  0.02307344176494017303,
];
const FAR_BELOW = [
  7.29751555083966205e-5,
  3.78239633202758244e-3,
  0.0659881378689285515,
  0.468238212480865118,
  1.28426009614491121,
  1,
];
const QUANTILE = [
  3.387132872796366608,
  133.14166789178437745,
  1971.5909503065514427,
  13731.693765509461125,
  45921.953931549871457,
  67265.770927008700853,
  33430.575583588128105,
  2509.0809287301226727,
];
const QUANTILE_BELOW = [
  1,
  42.313330701600911252,
  687.1870074920579083,
  5394.1960214247511077,
  21213.794301586595867,
  39307.89580009271061,
  28729.085735721942674,
  5226.495278852854561,
];
const QUANTILE_TAIL = [
  1.42343711074968357734,
  4.6303378461565452959,
  5.7694972214606914055,
  3.64784832476320460504,
  1.27045825245236838258,
  0.24178072517745061177,
  0.0227238449892691845833,
  7.7454501427834140764e-4,
];
const QUANTILE_TAIL_BELOW = [
  1,
  2.05319162663775882187,
  1.6763848301838038494,
  0.68976733498510000455,
  0.14810397642748007459,
  0.0151986665636164571966,
  5.475938084995344946e-4,
  1.05075007164441684324e-9,
];
const QUANTILE_FAR = [
  6.6579046435011037772,
  5.4637849111641143699,
  1.7848265399172913358,
  0.29656057182850489123,
  0.026532189526576123093,
  0.0012426609473880784386,
  2.71155556874348757815e-5,
  2.01033439929228813265e-7,
];
const QUANTILE_FAR_BELOW = [
  1,
  0.59983220655588793769,
  0.13692988092273580531,
  0.0148753612908506148525,
  7.868691311456132591e-4,
  1.8463183175100546818e-5,
  1.4215117583164458887e-7,
  2.04426310338993978564e-15,
];
// deno-fmt-ignore-end
