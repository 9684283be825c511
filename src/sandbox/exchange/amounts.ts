// The two signed amounts as a limit price and a size. A resting order must be an exact product of
// a price on the grid and whole hundredths of a share; an order that only takes has its second
// amount rounded by the client, so its price is read back with that rounding allowed for.
import { isOnGrid, ROUNDING, SHARE_STEP } from "../../core/venue/grid.ts";
import { isImmediate } from "../../core/venue/minimums.ts";
import { err, ok, type Result } from "../../core/types/result.ts";
import type { Side } from "../../core/types/market.ts";
import { cost, MICRO, mulDiv } from "../../core/types/units.ts";
import type { Price, Shares, Usdc } from "../../core/types/units.ts";
import type { Hex, OrderType } from "../types.ts";
import {
  type AmountKind,
  INVALID_PAYLOAD,
  offGrid,
  tooManyDecimals,
  wrongProduct,
} from "./texts.ts";

/** What an order asks for, in prices of its token. */
export interface Terms {
  readonly price: Price;
  readonly size: Shares;
  /** Dollars that a BUY of FOK or FAK spends, whatever the shares come to; null for the rest. */
  readonly budget: Usdc | null;
}

/** The part of an order that says its terms. */
export interface Amounts {
  readonly id: Hex;
  readonly side: Side;
  readonly type: OrderType;
  readonly makerAmount: number;
  readonly takerAmount: number;
}

/** Finest price of any market, in 1e-6: what is off it is an amount that was rounded wrongly. */
const FINEST_PRICE = 100;
const CENT = 10_000;

/**
 * Reads an order's terms or says what the venue objects to. `marketBuyDecimals` is how many
 * decimals the shares of a BUY of FOK or FAK may have.
 */
export function readTerms(
  order: Amounts,
  tick: Price,
  marketBuyDecimals: number,
): Result<Terms, string> {
  const { makerAmount, takerAmount, side } = order;
  if (!isAmount(makerAmount) || !isAmount(takerAmount)) return err(INVALID_PAYLOAD);
  const decimals = decimalsOf(order, tick, marketBuyDecimals);
  if (!hasDecimals(makerAmount, decimals.maker) || !hasDecimals(takerAmount, decimals.taker)) {
    return err(tooManyDecimals(decimals.kind, decimals.maker, decimals.taker));
  }
  const size = (side === "buy" ? takerAmount : makerAmount) as Shares;
  const dollars = (side === "buy" ? makerAmount : takerAmount) as Usdc;
  return isImmediate(order.type)
    ? takerTerms(order, size, dollars, tick)
    : restingTerms(order, size, dollars, tick);
}

function isAmount(micro: number): boolean {
  return Number.isSafeInteger(micro) && micro > 0;
}

interface AmountDecimals {
  readonly kind: AmountKind;
  readonly maker: number;
  readonly taker: number;
}

function decimalsOf(order: Amounts, tick: Price, marketBuyDecimals: number): AmountDecimals {
  const { amount, size } = ROUNDING.get(tick) ?? { amount: 4, size: 2 };
  if (order.side === "sell") return { kind: "sell", maker: size, taker: amount };
  if (isImmediate(order.type)) return { kind: "market buy", maker: 2, taker: marketBuyDecimals };
  return { kind: "buy", maker: amount, taker: size };
}

function hasDecimals(micro: number, decimals: number): boolean {
  return micro % 10 ** (6 - decimals) === 0;
}

function restingTerms(
  order: Amounts,
  size: Shares,
  dollars: Usdc,
  tick: Price,
): Result<Terms, string> {
  const price = mulDiv(dollars, MICRO, size, "down") as Price;
  const exact = mulDiv(dollars, MICRO, size, "up") === price;
  if (exact && isOnGrid(price, tick)) return ok({ price, size, budget: null });
  if (exact && price % FINEST_PRICE === 0) return err(offGrid(order.id, price, tick));
  const meant = nearestOnGrid(price, tick);
  const wanted = cost(meant, size, "nearest");
  return err(wrongProduct(order.side, { price: meant, size, wanted }, dollars));
}

// A BUY's shares are floored by the client, so its dollars a share come out a little above the
// price meant, a SALE's a little below: the next price inside the limit is the one meant. Shares
// rounded up leave a limit one tick short, as at the venue, where such orders never match.
function takerTerms(
  order: Amounts,
  size: Shares,
  dollars: Usdc,
  tick: Price,
): Result<Terms, string> {
  const buy = order.side === "buy";
  const ratio = mulDiv(dollars, MICRO, size, buy ? "down" : "up");
  const meant = nearestOnGrid(ratio, tick);
  const slack = buy ? cost(meant, SHARE_STEP, "up") : CENT;
  const price = (buy ? ratio - ratio % tick : Math.ceil(ratio / tick) * tick) as Price;
  if (Math.abs(cost(meant, size, "nearest") - dollars) > slack || !isOnGrid(price, tick)) {
    return err(offGrid(order.id, Math.round(ratio / FINEST_PRICE) * FINEST_PRICE, tick));
  }
  return ok({ price, size, budget: buy ? dollars : null });
}

function nearestOnGrid(price: number, tick: Price): Price {
  const nearest = Math.round(price / tick) * tick;
  return Math.min(Math.max(nearest, tick), MICRO - tick) as Price;
}
