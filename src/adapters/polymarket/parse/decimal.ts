// The venue's decimals, texts almost everywhere and JSON numbers here and there, as integers of 1e-6.
import { microFromNumber, microFromText } from "../../../core/math/decimal.ts";

const MAX_SHORT = 16;
const SCALE: readonly number[] = [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];

/**
 * Integer 1e-6 of a decimal text or a JSON number; null for anything else, for what is not a whole
 * count of 1e-6, and for what is past 2^53. Texts are never multiplied as floats.
 */
export function micro(value: unknown): number | null {
  if (typeof value === "string") return shortText(value);
  return typeof value === "number" ? microFromNumber(value) : null;
}

// Half the time of microFromText on the short plain texts of the market channel, eight a message;
// whatever is not such a text is left to it.
function shortText(text: string): number | null {
  const { length } = text;
  if (length === 0 || length > MAX_SHORT) return microFromText(text);
  let value = 0;
  let places = -1;
  for (let i = 0; i < length; i++) {
    const digit = text.charCodeAt(i) - ZERO;
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      if (places >= 0) places++;
    } else if (digit === POINT && places < 0) {
      places = 0;
    } else {
      return microFromText(text);
    }
  }
  const scale = SCALE[Math.max(places, 0)];
  if (places === 0 || scale === undefined) return microFromText(text);
  // Sixteen digits are past 2^53 already, and then so is the product.
  const scaled = value * scale;
  return Number.isSafeInteger(scaled) ? scaled : null;
}

const ZERO = 48;
const POINT = 46 - ZERO;
