// What lies outside the users' accounts: the house, the collateral behind complete sets, the fees.
import type { MarketId, TokenId } from "../../core/types/ids.ts";
import type { ListedMarket } from "../types.ts";
import type { Asset } from "./accounts.ts";

/**
 * The house has as many dollars as it needs, so its dollars may be below 0; of tokens it has none
 * it did not buy, and splits collateral for those it is short of.
 */
export class Vault {
  /** Dollars of the house: what it has made or lost. */
  dollars = 0;
  /** Fees taken from takers. */
  fees = 0;
  readonly #tokens = new Map<TokenId, number>();
  readonly #escrow = new Map<MarketId, number>();

  /** Tokens of the house. */
  tokens(token: TokenId): number {
    return this.#tokens.get(token) ?? 0;
  }

  /** Collateral behind a market's tokens; a dollar for each complete set until it resolves. */
  escrow(market: MarketId): number {
    return this.#escrow.get(market) ?? 0;
  }

  /** Puts collateral behind complete sets, or with a number below 0 gives it back. */
  lock(market: MarketId, by: number): void {
    this.#escrow.set(market, this.escrow(market) + by);
  }

  /** Changes what the house has. */
  move(market: ListedMarket, asset: Asset, by: number): void {
    if (asset === "collateral") {
      this.dollars += by;
      return;
    }
    const short = -(this.tokens(asset) + by);
    if (short > 0) this.#split(market, short);
    this.#tokens.set(asset, this.tokens(asset) + by);
  }

  #split(market: ListedMarket, size: number): void {
    this.dollars -= size;
    this.lock(market.id, size);
    this.#tokens.set(market.yes, this.tokens(market.yes) + size);
    this.#tokens.set(market.no, this.tokens(market.no) + size);
  }
}
