// Payloads in the venue's shape with ids and numbers of our own.
export const MARKET = `0x${"a1".repeat(32)}`;
export const YES = "1".repeat(77);
export const NO = "2".repeat(77);
/** 2026-11-22T12:00:00Z. */
export const AT = 1_795_348_800_000;

export type Fields = Readonly<Record<string, unknown>>;

/** A market of Gamma that may be traded, but for the fields given; `undefined` takes one out. */
export function gammaPayload(fields: Fields = {}): Fields {
  return without({
    id: "42",
    question: "Will it rain?",
    conditionId: MARKET,
    slug: "will-it-rain",
    endDate: "2026-12-31T12:00:00Z",
    liquidity: "1500.5",
    outcomes: '["Yes", "No"]',
    outcomePrices: '["0.4", "0.6"]',
    active: true,
    closed: false,
    enableOrderBook: true,
    acceptingOrders: true,
    orderPriceMinTickSize: 0.01,
    orderMinSize: 5,
    volume24hr: 2500.25,
    clobTokenIds: JSON.stringify([YES, NO]),
    negRisk: false,
    bestBid: 0.39,
    bestAsk: 0.41,
    version: "v1",
    feesEnabled: true,
    feeType: "weather_fees",
    feeSchedule: { exponent: 1, rate: 0.05, takerOnly: true, rebateRate: 0.25 },
    events: [{ id: "7", ticker: "rain", slug: "rain-in-december", title: "Rain" }],
    ...fields,
  });
}

/** The same market of the CLOB. */
export function truthPayload(fields: Fields = {}): Fields {
  return without({
    c: MARKET,
    t: [{ t: YES, o: "Yes" }, { t: NO, o: "No" }],
    mts: 0.01,
    mos: 5,
    mbf: 1000,
    tbf: 1000,
    ao: true,
    fd: { r: 0.05, e: 1, to: true },
    v: "v1",
    ...fields,
  });
}

/** A book of REST: 0.39 for 100 and 0.38 for 7.5 against 0.41 for 50. */
export function bookPayload(fields: Fields = {}): Fields {
  return without({
    market: MARKET,
    asset_id: YES,
    timestamp: String(AT),
    hash: "00ff",
    bids: [{ price: "0.38", size: "7.5" }, { price: "0.39", size: "100" }],
    asks: [{ price: "0.41", size: "50" }],
    min_order_size: "5",
    tick_size: "0.01",
    neg_risk: false,
    last_trade_price: "0.4",
    ...fields,
  });
}

/** One entry of a `price_change`. */
export function changePayload(fields: Fields = {}): Fields {
  return without({
    asset_id: YES,
    price: "0.39",
    size: "120.5",
    side: "BUY",
    hash: "0badc0de",
    best_bid: "0.39",
    best_ask: "0.41",
    ...fields,
  });
}

/** A `price_change` of both tokens. */
export function changesPayload(fields: Fields = {}): Fields {
  const other = { asset_id: NO, price: "0.61", side: "SELL", best_bid: "0.59", best_ask: "0.61" };
  return without({
    event_type: "price_change",
    market: MARKET,
    price_changes: [changePayload(), changePayload(other)],
    timestamp: String(AT + 1),
    ...fields,
  });
}

/** A `last_trade_price`. */
export function tradePayload(fields: Fields = {}): Fields {
  return without({
    event_type: "last_trade_price",
    asset_id: YES,
    market: MARKET,
    price: "0.41",
    size: "12.345678",
    fee_rate_bps: "0",
    side: "BUY",
    timestamp: String(AT + 2),
    transaction_hash: "0xfeed",
    ...fields,
  });
}

/** A `tick_size_change`. */
export function tickPayload(fields: Fields = {}): Fields {
  return without({
    event_type: "tick_size_change",
    asset_id: YES,
    market: MARKET,
    old_tick_size: "0.01",
    new_tick_size: "0.001",
    timestamp: String(AT + 3),
    ...fields,
  });
}

/** A `market_resolved`. */
export function resolvedPayload(fields: Fields = {}): Fields {
  return without({
    event_type: "market_resolved",
    id: "42",
    market: MARKET,
    assets_ids: [YES, NO],
    winning_asset_id: YES,
    winning_outcome: "Yes",
    timestamp: String(AT + 4),
    tags: [],
    ...fields,
  });
}

/** A row of `/v2/resolutions`. */
export function resolutionPayload(fields: Fields = {}): Fields {
  return without({
    condition_id: MARKET,
    status: "resolved",
    was_disputed: false,
    payouts: [1_000_000, 0],
    resolved_at: "2026-11-22T12:00:00Z",
    ...fields,
  });
}

function without(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
