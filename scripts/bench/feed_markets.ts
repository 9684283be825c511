// The markets of a recording of the market channel, as the venue's REST side would tell of them.
import type { MarketId, TokenId } from "../../src/core/types/ids.ts";
import { err, ok } from "../../src/core/types/result.ts";
import type { Rest, RestFailure } from "../../src/adapters/polymarket/rest.ts";

/** A market of the recording. */
export interface FeedMarket {
  readonly id: MarketId;
  readonly yes: TokenId;
  readonly no: TokenId;
  /** As the venue writes it. */
  readonly tickSize: string;
}

const PAGE = 100;

/** The markets of the snapshots with which a recording begins, two lines a market. */
export function feedMarkets(snapshots: readonly string[]): readonly FeedMarket[] {
  const tokens = snapshots.map((line) => JSON.parse(line) as Readonly<Record<string, string>>);
  return tokens.flatMap((token, i) => {
    const { market, asset_id: yes, tick_size: tickSize } = token;
    const no = tokens[i + 1]?.["asset_id"];
    if (i % 2 === 1 || no === undefined) return [];
    return [{ id: market, yes, no, tickSize } as FeedMarket];
  });
}

/** A page of Gamma with these markets; `next` is the cursor after it, null on the last. */
export function marketsPage(markets: readonly FeedMarket[], next: string | null): string {
  return JSON.stringify({ markets: markets.map(gammaOf), next_cursor: next });
}

function gammaOf({ id, yes, no, tickSize }: FeedMarket): Record<string, unknown> {
  const slug = `will-this-happen-before-the-year-is-over-${yes.slice(0, 8)}`;
  return {
    id: yes.slice(0, 7),
    question: `Will this happen before the year is over (${yes.slice(0, 8)})?`,
    conditionId: id,
    slug,
    endDate: "2099-12-31T12:00:00Z",
    outcomes: '["Yes", "No"]',
    clobTokenIds: JSON.stringify([yes, no]),
    volume24hr: 100_000,
    liquidityNum: 10_000,
    active: true,
    closed: false,
    acceptingOrders: true,
    enableOrderBook: true,
    orderPriceMinTickSize: Number(tickSize),
    orderMinSize: 5,
    negRisk: false,
    feesEnabled: false,
    version: "v1",
    events: [{ slug }],
  };
}

/** The CLOB's own parameters of a market. */
export function truthText({ id, yes, no, tickSize }: FeedMarket): string {
  return JSON.stringify({
    c: id,
    t: [{ t: yes, o: "Yes" }, { t: no, o: "No" }],
    mos: 5,
    mts: Number(tickSize),
    ao: true,
    v: "v1",
  });
}

/** A REST side that knows these markets and nothing else: it has no books and no histories. */
export function restOf(markets: readonly FeedMarket[]): Rest {
  const byId = new Map(markets.map((market) => [market.id, market]));
  const failure: RestFailure = {
    kind: "status",
    host: "bench",
    url: "",
    status: 404,
    detail: "Not answered: only markets and their truth are",
  };
  const none = () => Promise.resolve(err(failure));
  return {
    async *markets() {
      for (let from = 0; from < markets.length; from += PAGE) {
        const next = from + PAGE < markets.length ? String(from + PAGE) : null;
        yield await Promise.resolve(ok(marketsPage(markets.slice(from, from + PAGE), next)));
      }
    },
    truth: (id) => {
      const market = byId.get(id);
      return market === undefined ? none() : Promise.resolve(ok(truthText(market)));
    },
    books: () => Promise.resolve([]),
    history: none,
    resolutions: () => Promise.resolve([]),
    time: none,
    geoblock: none,
  };
}
