// The venue's order books, accounts and trades as one state machine over a clock: no sockets, no
// promises, no time but the clock's. Where the venue's behaviour is not known the file that decides
// says what was chosen.
import { MICRO, minus, mulDiv } from "../../core/types/units.ts";
import { isTickSize } from "../../core/venue/grid.ts";
import { type Ladder, mirror } from "../../core/book.ts";
import type { Outcome } from "../../core/types/market.ts";
import type { MarketId, TokenId } from "../../core/types/ids.ts";
import type { Price, Shares, Usdc } from "../../core/types/units.ts";
import type {
  BalanceView,
  BookView,
  Exchange,
  Hex,
  LevelView,
  ListedMarket,
  SandboxClock,
} from "../types.ts";
import { type Asset, SPENDERS, UNLIMITED } from "./accounts.ts";
import { cancelOrders, cancelResolved, openIds, placeOrder } from "./desk.ts";
import { quoteLevels, sweepBook } from "./house.ts";
import { OrderBook } from "./order_book.ts";
import { viewOf } from "./order_record.ts";
import {
  createState,
  type ExchangeSettings,
  type Listing,
  listingOf,
  type State,
} from "./state.ts";

/** What an exchange is made of; settings left out are the venue's. */
export interface ExchangeOptions extends Partial<ExchangeSettings> {
  readonly clock: SandboxClock;
  /** Names of trades and transactions follow from it. */
  readonly seed: number;
}

/** Where all the money and the tokens are; for checks. Micro-dollars and micro-shares. */
export interface Totals {
  readonly accounts: number;
  readonly house: number;
  readonly escrow: number;
  readonly fees: number;
  /** Of accounts and house together, by token. */
  readonly tokens: ReadonlyMap<TokenId, number>;
}

/** The exchange with what only the sandbox's own commands and tests need. */
export interface SandboxExchange extends Exchange {
  /** Pays out an account's tokens of a resolved market at once; returns the dollars. */
  redeem(account: Hex, market: MarketId): Usdc;
  /** Sums that never change but by funding, if nothing is made or lost. */
  totals(): Totals;
}

/** An exchange without markets or accounts. */
export function createExchange({ clock, seed, ...settings }: ExchangeOptions): SandboxExchange {
  const state = createState(clock, seed, settings);
  const told = <T>(result: T): T => {
    state.news.tell();
    return result;
  };
  return {
    ...marketsOf(state),
    quote: (id, side, price, size) =>
      told(quoteLevels(state, listingOf(state, id), [{ side, price, size }])),
    quotes: (id, levels) => told(quoteLevels(state, listingOf(state, id), levels)),
    sweep: (id, side, limit, size) =>
      told(sweepBook(state, listingOf(state, id), side, limit, size)),
    setTickSize: (id, tickSize) => told(changeTickSize(state, listingOf(state, id), tickSize)),
    propose: (id) => {
      listingOf(state, id).status.uma = "proposed";
    },
    resolve: (id, winner) => told(resolveMarket(state, listingOf(state, id), winner)),
    place: (order) => told(placeOrder(state, order)),
    cancel: (owner, ids) => told(cancelOrders(state, owner, ids)),
    cancelAll: (owner, where = {}) =>
      told(cancelOrders(state, owner, openIds(state, owner, where))),
    order: (id) => {
      const record = state.orders.get(id);
      return record === undefined ? undefined : viewOf(record);
    },
    openOrders: (owner) =>
      [...state.orders.live()].filter(({ request }) => request.owner === owner).map(viewOf),
    trades: (maker) => state.trades.of(maker),
    fund: (account, funds) => state.accounts.fund(account, funds),
    collateral: (account) => balanceOf(state, account, "collateral"),
    conditional: (account, token) => balanceOf(state, account, token),
    refreshBalance: (account) => state.accounts.refresh(account),
    faults: state.faults,
    listen: (listener) => state.news.listen(listener),
    redeem: (account, id) => redeemTokens(state, account, listingOf(state, id)),
    totals: () => totalsOf(state),
  };
}

function marketsOf(
  state: State,
): Pick<Exchange, "list" | "markets" | "market" | "byToken" | "status" | "book"> {
  return {
    list: (market, tickSize) => list(state, market, tickSize),
    markets: () => [...state.listings.values()].map(({ market }) => market),
    market: (id) => state.listings.get(id)?.market,
    byToken: (token) => {
      const found = state.tokens.get(token);
      return found && { market: found.listing.market, outcome: found.outcome };
    },
    status: (id) => listingOf(state, id).status,
    book: (token) => {
      const found = state.tokens.get(token);
      return found && bookOf(found.listing, found.outcome);
    },
  };
}

function list(state: State, market: ListedMarket, tickSize: Price): void {
  const taken = state.listings.has(market.id) || state.tokens.has(market.yes) ||
    state.tokens.has(market.no);
  if (taken || market.yes === market.no) {
    throw new Error(`Cannot list ${market.id}: its id or a token of it is taken`);
  }
  checkTick(tickSize);
  const listing: Listing = {
    market,
    status: {
      tickSize,
      accepting: true,
      closed: false,
      uma: "none",
      payouts: null,
      volume24h: 0 as Usdc,
      volume: 0 as Usdc,
    },
    book: new OrderBook(state.clock),
    lastTrade: null,
  };
  state.listings.set(market.id, listing);
  state.tokens.set(market.yes, { listing, outcome: "yes" });
  state.tokens.set(market.no, { listing, outcome: "no" });
}

// The last trade is the market's, as at the venue: its price may be of the other token.
function bookOf({ market, status, book, lastTrade }: Listing, outcome: Outcome): BookView {
  const { bids, asks, at } = book.ladders;
  const yes = outcome === "yes";
  return {
    token: yes ? market.yes : market.no,
    market: market.id,
    at: at ?? market.startAt,
    bids: levelsOf(yes ? bids : mirror(asks)),
    asks: levelsOf(yes ? asks : mirror(bids)),
    tickSize: status.tickSize,
    lastTrade,
  };
}

function levelsOf({ prices, sizes }: Ladder): LevelView[] {
  return prices.map((price, i) => ({ price: price as Price, size: (sizes[i] ?? 0) as Shares }));
}

function changeTickSize(state: State, { market, status }: Listing, to: Price): void {
  checkTick(to);
  const from = status.tickSize;
  if (from === to) return;
  // Orders keep their prices: on a finer grid they stand as well, on a coarser one until they end.
  status.tickSize = to;
  state.news.add({ kind: "tickSize", market: market.id, from, to, at: state.clock.now() });
}

function checkTick(tickSize: Price): void {
  if (!isTickSize(tickSize)) {
    throw new RangeError(`Cannot trade in ticks of ${tickSize}: it is not a tick size`);
  }
}

function resolveMarket(state: State, listing: Listing, winner: Outcome | null): void {
  const { market, status, book } = listing;
  if (status.closed) throw new Error(`Cannot resolve ${market.id}: it is resolved`);
  cancelResolved(state, listing);
  book.clear();
  state.news.touch(listing);
  state.news.addLevels();
  status.payouts = winner === null
    ? [MICRO / 2, MICRO / 2]
    : winner === "yes"
    ? [MICRO, 0]
    : [0, MICRO];
  Object.assign(status, { closed: true, accepting: false, uma: "resolved" });
  state.news.add({ kind: "resolved", market: market.id, winner, at: state.clock.now() });
}

function balanceOf(state: State, account: Hex, asset: Asset): BalanceView {
  const allowance = state.accounts.approved(account) ? UNLIMITED : 0;
  return {
    balance: state.accounts.answer(account, asset, state.faults.staleBalanceMs),
    allowances: Object.fromEntries(
      Object.values(SPENDERS).map((spender) => [spender, allowance]),
    ),
  };
}

// Tokens that a sale not yet settled will need stay where they are.
function redeemTokens(state: State, account: Hex, { market, status }: Listing): Usdc {
  if (status.payouts === null) return 0 as Usdc;
  const { accounts, vault } = state;
  accounts.refresh(account);
  let paid = 0;
  for (const [i, token] of [market.yes, market.no].entries()) {
    const size = accounts.free(account, token);
    if (size <= 0) continue;
    accounts.move(account, token, -size);
    paid += mulDiv(size, status.payouts[i] ?? 0, MICRO, "down");
  }
  if (paid > 0) accounts.move(account, "collateral", paid);
  vault.lock(market.id, minus(0, paid));
  return paid as Usdc;
}

function totalsOf({ accounts, vault, listings }: State): Totals {
  let escrow = 0;
  const tokens = new Map<TokenId, number>();
  for (const { market } of listings.values()) {
    escrow += vault.escrow(market.id);
    for (const token of [market.yes, market.no]) {
      tokens.set(token, accounts.total(token) + vault.tokens(token));
    }
  }
  return {
    accounts: accounts.total("collateral"),
    house: vault.dollars,
    escrow,
    fees: vault.fees,
    tokens,
  };
}
