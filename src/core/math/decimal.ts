// Decimal text and JSON numbers to integers of 1e-6 and back, with no sum done in floats.

const DIGITS = 6;

/**
 * Integer 1e-6 of a plain decimal: an optional minus, digits, an optional point with digits after
 * it; ".5" is taken, as the venue writes it. null for anything else: an empty text, blanks, "+",
 * "5.", an exponent, a digit other than 0 beyond the sixth place, a result past 2^53.
 */
export function microFromText(text: string): number | null {
  const start = text.charCodeAt(0) === MINUS ? 1 : 0;
  let value = 0;
  let places = -1;
  let digits = 0;
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === POINT && places < 0) {
      places = 0;
      digits = 0;
      continue;
    }
    const digit = code - ZERO;
    if (!(digit >= 0 && digit <= 9)) return null;
    digits++;
    if (places === DIGITS) {
      if (digit !== 0) return null;
      continue;
    }
    if (places >= 0) places++;
    value = value * 10 + digit;
    if (value > Number.MAX_SAFE_INTEGER) return null;
  }
  // `digits` counts those of the last part, so "", "-", "." and "5." all end with 0.
  if (digits === 0) return null;
  const micro = value * 10 ** (DIGITS - Math.max(places, 0));
  if (!Number.isSafeInteger(micro)) return null;
  return start === 1 && micro !== 0 ? -micro : micro;
}

const MINUS = 45;
const POINT = 46;
const ZERO = 48;

/**
 * Integer 1e-6 of a number read from JSON. null for NaN, infinity, a result past 2^53, and a value
 * that lies further off the 1e-6 grid than sums of doubles explain (four units in the last place,
 * or 1e-12). Above about 5e8 doubles are too coarse to be off the grid and none is refused for it.
 */
export function microFromNumber(x: number): number | null {
  const scaled = x * 1e6;
  const micro = Math.round(scaled);
  if (!Number.isSafeInteger(micro)) return null;
  const noise = Math.max(1e-6, Math.abs(micro) * 2 ** -50);
  if (Math.abs(scaled - micro) > noise) return null;
  return micro === 0 ? 0 : micro;
}

/** Shortest decimal text of an integer of 1e-6: 520000 is "0.52". Throws RangeError unless safe. */
export function microToText(micro: number): string {
  if (!Number.isSafeInteger(micro)) throw new RangeError(`Cannot write ${micro}: not an integer`);
  const text = Math.abs(micro).toString().padStart(DIGITS + 1, "0");
  const fraction = text.slice(-DIGITS).replace(/0+$/, "");
  const sign = micro < 0 ? "-" : "";
  return sign + text.slice(0, -DIGITS) + (fraction === "" ? "" : "." + fraction);
}
