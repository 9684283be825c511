// A trade is MATCHED at once, MINED some seconds later, when balances change, and CONFIRMED after
// that. What a fault makes of it is decided when its next step is due, not at the match.
import { plus } from "../../core/types/units.ts";
import type { Millis, Usdc } from "../../core/types/units.ts";
import type {
  ExchangeFaults,
  Hex,
  ListedMarket,
  SandboxClock,
  Trader,
  TradeStatus,
  TradeView,
} from "../types.ts";
import type { Accounts } from "./accounts.ts";
import type { News } from "./news.ts";
import type { Move, Settlement } from "./settlement.ts";
import type { Vault } from "./vault.ts";

/** How long trades take and how many are remembered. */
export interface TradeSettings {
  readonly mineAfterMs: Millis;
  readonly confirmAfterMs: Millis;
  /** Trades and ended orders older than this are forgotten; */
  readonly keepMs: Millis;
  /** and the oldest of more than this many. */
  readonly keepMost: number;
}

/** A trade that has just matched, and what it will do. */
export interface NewTrade {
  readonly view: TradeView;
  readonly market: ListedMarket;
  readonly settlement: Settlement;
  readonly holds: readonly Move[];
  readonly fee: Usdc;
  /** Shown from MINED on. */
  readonly hash: Hex;
}

interface Trade extends NewTrade {
  view: TradeView;
}

interface Parts {
  readonly clock: SandboxClock;
  readonly settings: TradeSettings;
  readonly faults: ExchangeFaults;
  readonly accounts: Accounts;
  readonly vault: Vault;
  readonly news: News;
}

/** The trades in which accounts take part, from the match to the end. */
export class TradeLife {
  readonly #parts: Parts;
  readonly #trades = new Map<string, Trade>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Starts a trade: what it needs is spoken for from now on. */
  open(trade: NewTrade): void {
    const { clock, settings, news } = this.#parts;
    const kept: Trade = { ...trade };
    this.#trades.set(trade.view.id, kept);
    this.#forget();
    this.#hold(trade, 1);
    news.add({ kind: "trade", trade: trade.view, at: trade.view.matchedAt });
    clock.after(settings.mineAfterMs, () => this.#arrive(kept));
  }

  /** Trades in which a trader took part, newest last. */
  of(trader: Trader): TradeView[] {
    const views: TradeView[] = [];
    for (const { view } of this.#trades.values()) {
      const took = view.taker === trader || view.makers.some(({ maker }) => maker === trader);
      if (took) views.push(view);
    }
    return views;
  }

  #arrive(trade: Trade): void {
    const { clock, settings, faults } = this.#parts;
    if (faults.neverSettle) return;
    if (!faults.failTrades) {
      this.#mine(trade);
      return;
    }
    this.#step(trade, "RETRYING");
    clock.after(settings.confirmAfterMs, () => {
      if (faults.failTrades) this.#fail(trade);
      else this.#mine(trade);
    });
  }

  #mine(trade: Trade): void {
    const { clock, settings, accounts, vault } = this.#parts;
    this.#hold(trade, -1);
    for (const { trader, asset, by } of trade.settlement.moves) {
      if (trader === "house") vault.move(trade.market, asset, by);
      else accounts.move(trader, asset, by);
    }
    vault.lock(trade.market.id, trade.settlement.sets);
    this.#chargeFee(trade);
    this.#step(trade, "MINED");
    clock.after(settings.confirmAfterMs, () => this.#step(trade, "CONFIRMED"));
  }

  #fail(trade: Trade): void {
    this.#hold(trade, -1);
    this.#step(trade, "FAILED");
  }

  #chargeFee({ fee, view, market }: Trade): void {
    const { accounts, vault } = this.#parts;
    if (fee === 0) return;
    if (view.taker === "house") vault.move(market, "collateral", -fee);
    else accounts.move(view.taker, "collateral", -fee);
    vault.fees += fee;
  }

  #hold({ holds }: NewTrade, sign: 1 | -1): void {
    for (const { trader, asset, by } of holds) {
      if (trader !== "house") this.#parts.accounts.commit(trader, asset, sign * by);
    }
  }

  #step(trade: Trade, status: TradeStatus): void {
    const { clock, news } = this.#parts;
    const mined = status === "MINED" || status === "CONFIRMED";
    trade.view = {
      ...trade.view,
      status,
      updatedAt: clock.now(),
      transaction: mined ? trade.hash : null,
      error: status === "FAILED" ? "execution reverted" : null,
    };
    news.add({ kind: "trade", trade: trade.view, at: clock.now() });
    news.tell();
  }

  #forget(): void {
    const { clock, settings } = this.#parts;
    for (const [id, { view }] of this.#trades) {
      const old = plus(view.matchedAt, settings.keepMs) < clock.now();
      if (!old && this.#trades.size <= settings.keepMost) break;
      this.#trades.delete(id);
    }
  }
}
