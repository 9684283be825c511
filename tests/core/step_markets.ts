// What a market of a story shows.
import type { Input, PastPrice } from "../../src/core/types/event.ts";
import type { Level, Market } from "../../src/core/types/market.ts";
import { MICRO, millis, price, shares } from "../../src/core/types/units.ts";
import type { Shape } from "./step_moves.ts";

/** A market, its bid in cents, and what is wrong with its book. */
export interface Quoted {
  market: Market;
  bid: number;
  shape: Shape;
  up: boolean;
  isOver: boolean;
}

const WARM_SECONDS = 60;

/** Its book as it is now. */
export function bookOf({ market: { yes: token }, bid, shape }: Quoted): Input {
  const size = shares((shape === "thin" ? 1 : 400) * MICRO);
  const ladder = (from: number, by: number): Level[] =>
    [0, 1, 2].map((i) => ({ price: price((from + i * by) * 10_000), size }));
  const over = shape === "crossed" ? -2 : 1;
  const bids = shape === "asks" || shape === "empty" ? [] : ladder(bid, -1);
  const asks = shape === "bids" || shape === "empty" ? [] : ladder(bid + over, 1);
  return { kind: "book", token, bids, asks };
}

/** Whether its book is heard. */
export function feedOf({ up, market: { no: token } }: Quoted): Input {
  return up ? { kind: "feedUp", token, link: null } : { kind: "feedDown", token, reason: "dice" };
}

/** A quiet minute before `at`: detectors that have seen it may ring at once. */
export function pastOf({ bid }: Quoted, at: number): PastPrice[] {
  return Array.from({ length: WARM_SECONDS }, (_, i) => {
    return { at: millis(at + (i - WARM_SECONDS) * 1_000), price: price(bid * 10_000) };
  });
}
