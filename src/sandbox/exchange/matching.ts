// What an order would do to a book, before it does it: nothing here changes anything.
import { buyLadder, type Ladder, otherSide, sellLadder, walkUsd } from "../../core/book.ts";
import { takerFee } from "../../core/venue/fees.ts";
import { crosses, matchTaker } from "../../core/venue/match.ts";
import type { FeeSchedule, Outcome, Side } from "../../core/types/market.ts";
import { cost, least, MICRO } from "../../core/types/units.ts";
import type { Price, Shares, Usdc } from "../../core/types/units.ts";
import type { OrderType } from "../types.ts";
import type { OrderBook } from "./order_book.ts";
import { inYes, type OrderRecord } from "./order_record.ts";

/** An order that meets a book, in prices of its token. */
export interface Want {
  readonly outcome: Outcome;
  readonly side: Side;
  readonly limit: Price;
  readonly size: Shares;
  /**
   * Dollars to spend instead of shares to get; null: `size` counts. GTC and GTD never get more
   * shares than they asked for: reports that the venue spends their dollars too are uncertain.
   */
  readonly budget: Usdc | null;
  readonly type: OrderType;
  readonly fee: FeeSchedule | null;
}

/** One resting order's part; null is the house. `dollars` is what the taker pays or gets for it. */
export interface Part {
  readonly order: OrderRecord | null;
  readonly size: Shares;
  readonly dollars: Usdc;
}

/** What trades at one price: one trade of the venue, so its price is exact. */
export interface PlannedTrade {
  /** Of the taker's token. */
  readonly price: Price;
  readonly size: Shares;
  readonly dollars: Usdc;
  readonly fee: Usdc;
  readonly parts: readonly Part[];
}

/** What an order would get. */
export interface Plan {
  /** Best price first. */
  readonly trades: readonly PlannedTrade[];
  readonly filled: Shares;
  /** Without the fee. */
  readonly dollars: Usdc;
  readonly fee: Usdc;
  /** Left to rest. */
  readonly remaining: Shares;
  /** True when all that was wanted trades, in shares or in dollars. */
  readonly complete: boolean;
}

/** Shares that dollars buy come in whole ten-thousandths: $10 at 0.46 is 21.7391 shares. */
const BOUGHT_STEP = 100;

/** What an order would trade with, in prices of its token. */
export function facing(book: OrderBook, { outcome, side }: Pick<Want, "outcome" | "side">): Ladder {
  return side === "buy" ? buyLadder(book.ladders, outcome) : sellLadder(book.ladders, outcome);
}

/** True when an order at this limit trades on arrival. */
export function isMarketable(
  book: OrderBook,
  want: Pick<Want, "outcome" | "side" | "limit">,
): boolean {
  return crosses(want.side, want.limit, facing(book, want));
}

/** What the order would get of the book as it is. */
export function planOrder(book: OrderBook, want: Want): Plan {
  return want.budget === null ? planShares(book, want) : planBudget(book, want, want.budget);
}

/** Puts numbers on a trade with given orders at one price. */
export function pricedTrade(
  { side, fee }: Pick<Want, "side" | "fee">,
  price: Price,
  places: readonly { readonly order: OrderRecord | null; readonly size: Shares }[],
): PlannedTrade {
  let size = 0;
  let dollars = 0;
  const parts = places.map((place) => {
    // Rounded for each order by itself, so that a resting buy never pays more than it held.
    const part = { ...place, dollars: cost(price, place.size, side === "buy" ? "up" : "down") };
    size += part.size;
    dollars += part.dollars;
    return part;
  });
  const due = fee === null ? 0 as Usdc : takerFee(size as Shares, price, fee);
  // A sale of dust may be worth less than the least fee.
  const charged = side === "sell" ? least(due, dollars as Usdc) : due;
  return { price, size: size as Shares, dollars: dollars as Usdc, fee: charged, parts };
}

function planShares(book: OrderBook, want: Want): Plan {
  const { side, limit, size, type } = want;
  const matched = matchTaker({
    side,
    limit,
    size,
    timeInForce: type,
    ladder: facing(book, want),
  });
  const trades = matched.takes.map((take) => {
    const rests = inYes(want.outcome, otherSide(side), take.price);
    return pricedTrade(want, take.price, book.peek(rests.side, rests.price, take.size));
  });
  return {
    trades,
    filled: matched.filled,
    dollars: sum(trades, "dollars"),
    fee: sum(trades, "fee"),
    remaining: matched.remaining,
    complete: matched.filled === size,
  };
}

// The dollars are the order: at a better price they buy more shares than were asked for. A plan
// that is not complete is what an FAK gets; an FOK is killed by whoever asked.
function planBudget(book: OrderBook, want: Want, budget: Usdc): Plan {
  const walk = walkUsd(upTo(facing(book, want), want.limit), budget);
  let size = wholeSteps(walk.filled);
  let plan = planOf(book, want, size);
  while (plan.dollars > budget) {
    // Every resting order rounds up by itself; what that adds is taken off the dearest shares.
    const dearest = plan.trades.at(-1)?.price ?? want.limit;
    size = wholeSteps(
      size - Math.max(BOUGHT_STEP, Math.ceil((plan.dollars - budget) * MICRO / dearest)),
    );
    plan = planOf(book, want, size);
  }
  return { ...plan, remaining: 0 as Shares, complete: walk.complete };
}

function planOf(book: OrderBook, want: Want, size: Shares): Plan {
  return planShares(book, { ...want, size, type: "FAK" });
}

function wholeSteps(size: number): Shares {
  return Math.max(0, size - size % BOUGHT_STEP) as Shares;
}

function upTo({ prices, sizes }: Ladder, limit: Price): Ladder {
  const first = prices.findIndex((price) => price <= limit);
  const from = first < 0 ? prices.length : first;
  return { prices: prices.slice(from), sizes: sizes.slice(from) };
}

function sum(trades: readonly PlannedTrade[], key: "dollars" | "fee"): Usdc {
  return trades.reduce((total, trade) => total + trade[key], 0) as Usdc;
}
