// What becomes of every sample payload. Ids are those of the samples, which are synthetic.
import type { Unreadable } from "../../../../src/adapters/polymarket/types.ts";

export type Parser =
  | "page"
  | "market"
  | "truth"
  | "books"
  | "frame"
  | "history"
  | "resolutions"
  | "geoblock"
  | "time";

/** The value a parser gives, the reason for which it refuses, or why the file is not read. */
export interface Expectation {
  readonly as: Parser;
  readonly value?: unknown;
  readonly drift?: readonly string[];
  readonly refused?: Unreadable["reason"];
  readonly unread?: string;
}

const MARKET = "0x5f65177b394277fd294cd75650044e32ba009a95022d88a0c1d565897d72f8f1";
const YES = "71321045679252212594626385532706912750332728571942532289631379312455583992563";
const NO = "52114319501245915516055106046884209969926127482827954674443846427813813222426";
const SNAPSHOT = 1_795_305_600_123;

const gammaMarket = {
  id: MARKET,
  gammaId: "500001",
  question: "Will the synthetic event happen by December 31, 2026?",
  slug: "will-the-synthetic-event-happen-by-december-31-2026",
  category: "politics",
  group: "synthetic-event-by",
  tokens: [YES, NO],
  outcomes: ["Yes", "No"],
  endAt: Date.UTC(2026, 11, 31, 12),
  volume24h: 3_101_336_026,
  liquidity: 18_191_260_600,
  tickSize: 10_000,
  minOrder: 5_000_000,
  bestBid: 450_000,
  bestAsk: 460_000,
  negRisk: false,
  version: "v1",
  refusal: null,
  fee: { rate: 0.04, exponent: 1 },
};
const fresh = {
  ...gammaMarket,
  gammaId: "500002",
  slug: "fresh-market-no-volume-fields",
  volume24h: null,
};
const ok = (value: unknown) => ({ ok: true, value });
const level = (price: number, size: number) => ({ price, size });

const restBook = {
  market: MARKET,
  token: YES,
  at: SNAPSHOT,
  bids: [
    level(10_000, 1_123_000_000),
    level(430_000, 204_220_000),
    level(440_000, 170_000_000),
    level(450_000, 626_140_000),
  ],
  asks: [
    level(990_000, 13_330_750_000),
    level(480_000, 60_000_000),
    level(470_000, 118_500_000),
    level(460_000, 25_000_000),
  ],
  tickSize: 10_000,
  hash: "0c32a921cb635ebd3b32c6052e983fceaa955e36",
};
const emptyBook = {
  ...restBook,
  bids: [],
  asks: [],
  hash: "eff955ea7f8cd567f50589de73071220b08ac549",
};
const channelBook = {
  ...restBook,
  bids: [level(440_000, 170_000_000), level(450_000, 626_140_000)],
  asks: [level(470_000, 118_500_000), level(460_000, 25_000_000)],
  hash: "d796068a0a4a7c05d139b2f5d683414249ba941d",
};

const messages = (...values: readonly unknown[]) => ({
  kind: "messages",
  messages: values.map(ok),
});
const frame = (...values: readonly unknown[]) =>
  ({ as: "frame", value: messages(...values) }) as const;
const refusedAs = (as: Parser, refused: Unreadable["reason"]) => ({ as, refused }) as const;
const unknownEvent = (said: string, detail: string) =>
  ({
    as: "frame",
    value: {
      kind: "messages",
      messages: [{ ok: false, error: { reason: "unknownEvent", detail } }],
    },
    drift: [said],
  }) as const;
// A payload of a call the adapter does not make, given to the parser of books: refused as a book.
const noBook = (field: string) =>
  ({
    as: "books",
    value: [{
      ok: false,
      error: { reason: "wrongType", detail: `book: ${field} is absent, wanted a text` },
    }],
  }) as const;
const unread = (why: string): Expectation => ({ as: "time", unread: why });
const secret = unread("private: not read by the public adapter");
const sent = unread("sent, not received");
const user = unread("the user channel: not read by the public adapter");
const noEvent = unknownEvent(
  "Polymarket: market channel has event_type = absent, which is not known here",
  "frame: event_type is absent, wanted an event known here",
);

/** By file, in the order of the folders. */
export const expectations: Readonly<Record<string, Expectation>> = {
  "gamma/error_422.json": refusedAs("page", "wrongType"),
  "gamma/error_500.json": refusedAs("page", "wrongType"),
  "gamma/events_keyset_page.json": refusedAs("page", "wrongType"),
  "gamma/market_fresh_fields_absent.json": { as: "market", value: fresh },
  "gamma/market_v1.json": { as: "market", value: gammaMarket },
  "gamma/market_v1_proposed.json": {
    as: "market",
    value: { ...gammaMarket, gammaId: "500004", refusal: "resolving" },
  },
  "gamma/market_v1_resolved.json": {
    as: "market",
    value: {
      ...gammaMarket,
      gammaId: "500003",
      bestBid: 999_000,
      bestAsk: null,
      refusal: "closed",
    },
  },
  "gamma/market_v2.json": {
    as: "market",
    value: {
      id: "0x017791f201d5a788e0039e511fc1900e5f000000000000000000000000000000",
      gammaId: "500005",
      question: "Synthetic V2 market?",
      slug: "synthetic-v2",
      category: "other",
      group: "synthetic-v2",
      tokens: [
        "651150819117105875331414918119047680898421632356043490229292782433651916800",
        "651150819117105875331414918119047680898421632356043490229292782433651916801",
      ],
      outcomes: ["Yes", "No"],
      endAt: null,
      volume24h: null,
      liquidity: null,
      tickSize: 10_000,
      minOrder: 5_000_000,
      bestBid: null,
      bestAsk: null,
      negRisk: false,
      version: "v2",
      refusal: "version",
    },
  },
  "gamma/markets_keyset_last_page.json": {
    as: "page",
    value: { markets: [ok(fresh)], nextCursor: null },
  },
  "gamma/markets_keyset_page.json": {
    as: "page",
    value: { markets: [ok(gammaMarket)], nextCursor: "A-_630sxHKX28JeBp7Yu-SYNTHETIC" },
  },

  "clob/auth_api_key.json": secret,
  "clob/balance_allowance_collateral.json": secret,
  "clob/balance_allowance_conditional.json": secret,
  "clob/book.json": { as: "books", value: [ok(restBook)] },
  "clob/book_404.json": noBook("market"),
  "clob/book_empty.json": { as: "books", value: [ok(emptyBook)] },
  "clob/book_v2_empty.json": {
    as: "books",
    value: [ok({
      ...emptyBook,
      market: "0x017791f201d5a788e0039e511fc1900e5f000000000000000000000000000000",
      token: "663574927012476832975694178961957910328055987427402067619466963999000625152",
      at: 1_791_238_858_575,
      hash: "fc3846cab0c35a0977b6e5f605a4e5ff0d0b2277",
    })],
  },
  "clob/books_400_over_limit.json": noBook("market"),
  "clob/books_request.json": sent,
  "clob/books_response.json": {
    as: "books",
    value: [
      ok(restBook),
      ok({ ...restBook, token: NO, hash: "59206ea7bafb454f9141a88555e4eae045870fde" }),
    ],
  },
  "clob/cancel_response.json": secret,
  "clob/clob_market_info.json": {
    as: "truth",
    value: {
      id: MARKET,
      tokens: [{ token: YES, outcome: "Yes" }, { token: NO, outcome: "No" }],
      tickSize: 10_000,
      minOrder: 5_000_000,
      fee: { rate: 0.04, exponent: 1 },
      negRisk: false,
      accepting: true,
      takerDelayMs: 50,
      version: "v1",
    },
  },
  "clob/closed_only.json": secret,
  "clob/fee_rate.json": noBook("market"),
  "clob/heartbeat_400.json": secret,
  "clob/heartbeat_request_first.json": secret,
  "clob/heartbeat_response.json": secret,
  "clob/last_trade_price.json": noBook("market"),
  "clob/last_trade_price_none.json": noBook("market"),
  "clob/market.json": refusedAs("truth", "wrongType"),
  "clob/markets_by_token.json": refusedAs("truth", "wrongType"),
  "clob/midpoint.json": noBook("market"),
  "clob/midpoints_response.json": noBook("market"),
  "clob/neg_risk.json": refusedAs("truth", "wrongType"),
  "clob/open_orders_page.json": secret,
  "clob/order_errors.json": secret,
  "clob/order_response_delayed.json": secret,
  "clob/order_response_live.json": secret,
  "clob/order_response_matched.json": secret,
  "clob/order_response_unmatched.json": secret,
  "clob/order_single.json": secret,
  "clob/order_single_canceled_reason.json": secret,
  "clob/orders_batch_response.json": secret,
  "clob/price.json": noBook("market"),
  "clob/prices_history.json": {
    as: "history",
    value: [
      { at: 1_795_219_200_000, price: 0.44 },
      { at: 1_795_222_800_000, price: 0.445 },
      { at: 1_795_226_400_000, price: 0.455 },
    ],
  },
  "clob/prices_response.json": noBook("market"),
  "clob/simplified_markets_page.json": refusedAs("page", "wrongType"),
  "clob/spread.json": noBook("market"),
  "clob/tick_size.json": refusedAs("truth", "wrongType"),
  "clob/time.json": { as: "time", value: 1_795_305_600_000 },
  "clob/trades_end_page.json": secret,
  "clob/trades_failed.json": secret,
  "clob/trades_page.json": secret,
  "clob/version.json": refusedAs("time", "wrongType"),

  "data_v2/activity_page.json": refusedAs("resolutions", "wrongType"),
  "data_v2/error_400.json": refusedAs("history", "wrongType"),
  "data_v2/error_429.json": refusedAs("resolutions", "wrongType"),
  "data_v2/positions_page.json": refusedAs("history", "wrongType"),
  "data_v2/prices_history_page.json": {
    as: "history",
    value: [
      { at: 1_791_239_400_000, price: 0.505 },
      { at: 1_791_239_700_000, price: 0.51 },
      { at: 1_791_239_955_000, price: 0.515 },
    ],
  },
  "data_v2/resolutions_proposed.json": {
    as: "resolutions",
    value: [{ market: MARKET, status: "proposed", payouts: null }],
  },
  "data_v2/resolutions_resolved.json": {
    as: "resolutions",
    value: [{ market: MARKET, status: "resolved", payouts: [0, 1_000_000] }],
  },
  "data_v2/trades_page.json": refusedAs("resolutions", "wrongType"),
  "data_v2/value.json": refusedAs("history", "wrongType"),

  "geoblock/blocked.json": {
    as: "geoblock",
    value: { blocked: true, country: "US", region: "NY" },
  },
  "geoblock/not_blocked.json": {
    as: "geoblock",
    value: { blocked: false, country: "AR", region: null },
  },

  "ws_market/best_bid_ask.json": frame({ kind: "ignored", event: "best_bid_ask" }),
  "ws_market/book_array_frame.json": frame({ kind: "book", book: channelBook }),
  "ws_market/book_object_frame.json": frame({ kind: "book", book: channelBook }),
  "ws_market/last_trade_price.json": frame({
    kind: "trade",
    token: YES,
    side: "buy",
    price: 456_000,
    size: 219_217_767,
    at: 1_795_305_603_322,
  }),
  "ws_market/market_resolved.json": frame({ kind: "resolved", market: MARKET, winner: YES }),
  "ws_market/new_market.json": frame({ kind: "ignored", event: "new_market" }),
  "ws_market/price_change.json": frame({
    kind: "changes",
    market: MARKET,
    at: 1_795_305_601_351,
    changes: [
      change(YES, "buy", 450_000, [450_000, 460_000]),
      change(NO, "sell", 550_000, [540_000, 550_000]),
    ],
  }),
  "ws_market/price_change_level_removed.json": frame({
    kind: "changes",
    market: MARKET,
    at: 1_795_305_602_351,
    changes: [{ ...change(YES, "sell", 460_000, [450_000, 470_000]), size: 0 }],
  }),
  "ws_market/subscribe.json": noEvent,
  "ws_market/text_frames.json": unread("an object of texts: another test reads them"),
  "ws_market/tick_size_change.json": frame({
    kind: "tickSize",
    token: YES,
    tickSize: 1_000,
    at: 1_795_305_604_351,
  }),
  "ws_market/update_subscribe.json": sent,
  "ws_market/update_unsubscribe.json": sent,

  "ws_user/order_cancellation.json": user,
  "ws_user/order_placement.json": user,
  "ws_user/order_update_matched.json": user,
  "ws_user/order_update_partial.json": user,
  "ws_user/subscribe.json": user,
  "ws_user/trade_confirmed.json": user,
  "ws_user/trade_failed.json": user,
  "ws_user/trade_matched.json": user,
  "ws_user/trade_mined.json": user,
  "ws_user/trade_retrying.json": user,
  "ws_user/update_subscribe.json": user,
};

function change(token: string, side: string, price: number, best: readonly [number, number]) {
  return { token, side, price, size: 200_000_000, bestBid: best[0], bestAsk: best[1] };
}
