import { type Usdc, usdc } from "../../core/types/units.ts";

/** Money taken off a budget before a call; it is settled once. */
export interface Reservation {
  /** What the call did cost; may be more than was reserved, when the provider says so. */
  settle(actual: Usdc): void;
}

/** A sum that many calls share. Every change is synchronous: no two calls take the same money. */
export interface Budget {
  /** null: it would not be enough. */
  reserve(worst: Usdc): Reservation | null;
  /** Neither spent nor reserved. */
  left(): Usdc;
  spent(): Usdc;
}

/** A budget of `limit`. What is reserved and what is spent never exceed it together. */
export function createBudget(limit: Usdc): Budget {
  let spent = 0;
  let reserved = 0;
  return {
    reserve(worst) {
      if (worst > limit - spent - reserved) return null;
      reserved += worst;
      let open = true;
      return {
        settle(actual) {
          if (!open) return;
          open = false;
          reserved -= worst;
          spent += actual;
        },
      };
    },
    left: () => usdc(Math.max(0, limit - spent - reserved)),
    spent: () => usdc(spent),
  };
}
