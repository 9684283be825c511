import type { Outcome, Side } from "../../core/types/market.ts";
import type { MarketId, TokenId } from "../../core/types/ids.ts";
import type { Millis, Price } from "../../core/types/units.ts";
import type { ExchangeFaults, ListedMarket, MarketStatus, SandboxClock } from "../types.ts";
import { Accounts } from "./accounts.ts";
import { createIds, type Ids } from "./ids.ts";
import { News } from "./news.ts";
import type { OrderBook } from "./order_book.ts";
import { OrderStore } from "./order_store.ts";
import { TradeLife, type TradeSettings } from "./trade_life.ts";
import { Vault } from "./vault.ts";

/** How the exchange behaves; each has the venue's value when it is left out. */
export interface ExchangeSettings extends TradeSettings {
  /** How long a bought token is missing from balance answers after it is on the chain. */
  readonly balanceLagMs: Millis;
  /**
   * Decimals of the shares of a market BUY. Sources have 4, and 4 or 5 on fine ticks: the stricter
   * rule is the default.
   */
  readonly marketBuyDecimals: number;
}

/** A market and everything of it that changes. */
export interface Listing {
  readonly market: ListedMarket;
  readonly status: MarketStatus;
  readonly book: OrderBook;
  lastTrade: { readonly price: Price; readonly side: Side } | null;
}

/** What the parts of the exchange share. */
export interface State {
  readonly clock: SandboxClock;
  readonly settings: ExchangeSettings;
  readonly faults: ExchangeFaults;
  readonly listings: Map<MarketId, Listing>;
  readonly tokens: Map<TokenId, { readonly listing: Listing; readonly outcome: Outcome }>;
  readonly orders: OrderStore;
  readonly accounts: Accounts;
  readonly vault: Vault;
  readonly trades: TradeLife;
  readonly ids: Ids;
  readonly news: News;
}

const DEFAULTS: ExchangeSettings = {
  mineAfterMs: 2_000 as Millis,
  confirmAfterMs: 4_000 as Millis,
  balanceLagMs: 3_000 as Millis,
  keepMs: 86_400_000 as Millis,
  keepMost: 20_000,
  marketBuyDecimals: 4,
};

/** An exchange without markets. */
export function createState(
  clock: SandboxClock,
  seed: number,
  changed: Partial<ExchangeSettings>,
): State {
  const settings = { ...DEFAULTS, ...changed };
  const faults: ExchangeFaults = {
    neverSettle: false,
    failTrades: false,
    lateFillAfterCancelMs: null,
    staleBalanceMs: null,
  };
  const accounts = new Accounts(clock, settings.balanceLagMs);
  const vault = new Vault();
  const news = new News(clock);
  return {
    clock,
    settings,
    faults,
    listings: new Map(),
    tokens: new Map(),
    orders: new OrderStore(clock, settings),
    accounts,
    vault,
    trades: new TradeLife({ clock, settings, faults, accounts, vault, news }),
    ids: createIds(seed),
    news,
  };
}

/** The market of an id. Throws RangeError for one that was never listed. */
export function listingOf(state: State, id: MarketId): Listing {
  const listing = state.listings.get(id);
  if (listing === undefined) throw new RangeError(`Cannot find market ${id}: it is not listed`);
  return listing;
}
