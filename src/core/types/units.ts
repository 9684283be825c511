// Money is an integer count of 1e-6 held in a number: exact to nine billion dollars, and it survives
// JSON and SQLite. Brands do not survive + and -, so plus and minus live here.
import type { Brand } from "./brand.ts";

/** One dollar, one share and the price 1.00, all in 1e-6. */
export const MICRO = 1_000_000;

/** Collateral, integer 1e-6 dollars (pUSD on Polymarket). May be negative: a loss is a sum too. */
export type Usdc = Brand<number, "Usdc">;
/** Outcome tokens, integer 1e-6 shares. */
export type Shares = Brand<number, "Shares">;
/** Collateral per share, integer 1e-6, strictly between 0 and 1_000_000. */
export type Price = Brand<number, "Price">;
/** Belief that a token pays 1, or a fair value in dollars a share: a float in [0, 1], never a quote. */
export type Probability = Brand<number, "Probability">;
/** Unix time, or a span of it, in whole milliseconds. */
export type Millis = Brand<number, "Millis">;
/** Position of an event in the one total order; starts at 1. */
export type Seq = Brand<number, "Seq">;

/** Which way a quotient that is not whole goes; always said, never assumed. */
export type Rounding = "down" | "up" | "nearest";

function checked<T extends number>(value: number, name: string, valid: boolean): T {
  if (!valid) {
    throw new RangeError(`Cannot make ${name} of ${value}: out of range or not an integer`);
  }
  return value as T;
}

/** Dollars from integer micro-dollars. Throws RangeError unless a safe integer. */
export function usdc(micro: number): Usdc {
  return checked<Usdc>(micro, "Usdc", Number.isSafeInteger(micro));
}

/** Shares from integer micro-shares, not negative. Throws RangeError otherwise. */
export function shares(micro: number): Shares {
  return checked<Shares>(micro, "Shares", Number.isSafeInteger(micro) && micro >= 0);
}

/** A price from integer micro-dollars a share, strictly inside (0, 1). Throws RangeError otherwise. */
export function price(micro: number): Price {
  return checked<Price>(micro, "Price", Number.isSafeInteger(micro) && micro > 0 && micro < MICRO);
}

/** True when `micro` may be given to {@link price}. */
export function isPrice(micro: number): boolean {
  return Number.isSafeInteger(micro) && micro > 0 && micro < MICRO;
}

/** A probability. Throws RangeError unless a finite number in [0, 1]. */
export function probability(value: number): Probability {
  return checked<Probability>(value, "Probability", value >= 0 && value <= 1);
}

/** Milliseconds. Throws RangeError unless a safe integer. */
export function millis(value: number): Millis {
  return checked<Millis>(value, "Millis", Number.isSafeInteger(value));
}

/** A sequence number. Throws RangeError unless a positive safe integer. */
export function seq(value: number): Seq {
  return checked<Seq>(value, "Seq", Number.isSafeInteger(value) && value > 0);
}

/** a + b, keeping the unit. */
export function plus<T extends number>(a: T, b: T): T {
  return (a + b) as T;
}

/** a - b, keeping the unit. */
export function minus<T extends number>(a: T, b: T): T {
  return (a - b) as T;
}

/** The smaller of two amounts of one unit. */
export function least<T extends number>(a: T, b: T): T {
  return a < b ? a : b;
}

/**
 * a * b / divisor as an integer, exact for every safe integer operand. Rounding is of the quotient's
 * value: "down" is toward minus infinity. Throws RangeError when the result is not a safe integer.
 */
export function mulDiv(a: number, b: number, divisor: number, rounding: Rounding): number {
  const product = a * b;
  if (Number.isSafeInteger(product)) return divide(product, divisor, rounding);
  return mulDivBig(a, b, divisor, rounding);
}

function divide(product: number, divisor: number, rounding: Rounding): number {
  // % is exact on safe integers, so the quotient below is too.
  const remainder = ((product % divisor) + divisor) % divisor;
  const floor = (product - remainder) / divisor;
  if (remainder === 0 || rounding === "down") return floor;
  if (rounding === "up") return floor + 1;
  return remainder * 2 >= divisor ? floor + 1 : floor;
}

function mulDivBig(a: number, b: number, divisor: number, rounding: Rounding): number {
  const d = BigInt(divisor);
  const product = BigInt(a) * BigInt(b);
  const remainder = ((product % d) + d) % d;
  const floor = (product - remainder) / d;
  const up = rounding === "up" ? remainder > 0n : rounding === "nearest" && remainder * 2n >= d;
  const result = Number(up ? floor + 1n : floor);
  if (!Number.isSafeInteger(result)) {
    throw new RangeError(`Cannot multiply ${a} by ${b}: too large`);
  }
  return result;
}

/** Dollars for `size` shares at `at`; buyers round up, sellers down. */
export function cost(at: Price, size: Shares, rounding: Rounding): Usdc {
  return mulDiv(at, size, MICRO, rounding) as Usdc;
}

/** The same quote seen from the other outcome: a bid of p on YES is an ask of 1 - p on NO. */
export function complement(at: Price): Price {
  return (MICRO - at) as Price;
}
