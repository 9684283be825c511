// Who gives what when a trade settles. Orders of one token and opposite sides swap tokens for
// dollars; two buys of opposite tokens pay a dollar together for a new complete set, two sales get
// one for giving a set up.
import type { TokenId } from "../../core/types/ids.ts";
import type { Side } from "../../core/types/market.ts";
import type { Shares, Usdc } from "../../core/types/units.ts";
import type { Trader } from "../types.ts";
import type { Asset } from "./accounts.ts";

/** A change of what a trader has. */
export interface Move {
  readonly trader: Trader;
  readonly asset: Asset;
  readonly by: number;
}

/** One side of a trade. */
export interface Party {
  readonly trader: Trader;
  readonly token: TokenId;
  readonly side: Side;
}

/** What a trade does to balances. */
export interface Settlement {
  readonly moves: readonly Move[];
  /** Complete sets made, below 0 for those given up; each is a dollar of collateral. */
  readonly sets: number;
}

/** `dollars` of a part is what the taker pays or gets for it; the fee is not part of it. */
export function settlementOf(
  taker: Party,
  parts: readonly { readonly maker: Party; readonly size: Shares; readonly dollars: Usdc }[],
): Settlement {
  const moves: Move[] = [];
  let sets = 0;
  for (const { maker, size, dollars } of parts) {
    moves.push(...movesOf(taker, size, dollars));
    // What is left of the dollar when both are on one side is the other order's.
    const cross = maker.token !== taker.token;
    moves.push(...movesOf(maker, size, cross ? size - dollars : dollars));
    if (cross) sets += taker.side === "buy" ? size : -size;
  }
  return { moves: moves.filter(({ by }) => by !== 0), sets };
}

/**
 * What each trader must have for the trade to settle, as amounts above 0. A buyer's fee comes on
 * top; a seller's comes out of what the sale brings.
 */
export function holdsOf(taker: Party, fee: Usdc, { moves }: Settlement): Move[] {
  const holds = moves.filter(({ by }) => by < 0).map((move) => ({ ...move, by: -move.by }));
  if (taker.side === "buy" && fee > 0) {
    holds.push({ trader: taker.trader, asset: "collateral", by: fee });
  }
  return holds;
}

function movesOf({ trader, token, side }: Party, size: number, dollars: number): Move[] {
  const sign = side === "buy" ? 1 : -1;
  return [
    { trader, asset: token, by: sign * size },
    { trader, asset: "collateral", by: -sign * dollars },
  ];
}
