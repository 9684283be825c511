// Which market has the next message: by chance, the busier the likelier.
import type { Rng } from "../../core/math/rng.ts";
import type { TradingMarket } from "./trading_market.ts";

/** Markets by activity. A draw takes log n; a change of the set is paid for at the next draw. */
export class MarketPicker {
  readonly #markets: TradingMarket[] = [];
  #sums: Float64Array | null = null;

  get markets(): readonly TradingMarket[] {
    return this.#markets;
  }

  add(market: TradingMarket): void {
    this.#markets.push(market);
    this.#sums = null;
  }

  remove(market: TradingMarket): void {
    const index = this.#markets.indexOf(market);
    if (index >= 0) this.#markets.splice(index, 1);
    this.#sums = null;
  }

  /** undefined when there is none. */
  pick(draw: Rng): TradingMarket | undefined {
    const sums = this.#sums ??= this.#add();
    const wanted = draw.next() * (sums.at(-1) ?? 0);
    let low = 0;
    let high = sums.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((sums[middle] ?? 0) <= wanted) low = middle + 1;
      else high = middle;
    }
    return this.#markets[low];
  }

  #add(): Float64Array {
    let sum = 0;
    return Float64Array.from(this.#markets, (market) => sum += market.planned.profile.activity);
  }
}
