// The venue's public REST side. Bodies are handed on as they came, so that what is recorded is what
// was read; only cursors, and whether a history is empty, are looked at here.
import type { MarketId, TokenId } from "../../core/types/ids.ts";
import { ok, type Result } from "../../core/types/result.ts";
import { MICRO, type Millis, type Usdc } from "../../core/types/units.ts";
import { address, field, type Parameter } from "./address.ts";
import { type Ask, createAsk } from "./ask.ts";
import { askHistory, type HistoryBody } from "./ask_history.ts";
import type { RestFailure } from "./failure.ts";
import type { Call, Fetch } from "./http.ts";
import { inLanes } from "./lanes.ts";
import { readPages } from "./pages.ts";
import { createRateBudget, type RateBudget } from "./rate_budget.ts";
import type { VenueHosts } from "./types.ts";
import type { Wall } from "./wall.ts";

export type { RestFailure };

type Body = Result<string, RestFailure>;

/** Public endpoints. Rate limits, time limits and tries are inside; no method throws. */
export interface Rest {
  /**
   * Pages of Gamma in its order, each asked for when it is wanted, to the last one or `maxPages`. A
   * failure is the last item; so is a cursor that comes a second time.
   */
  markets(query: MarketsQuery): AsyncIterable<Body>;
  /** The CLOB's own parameters of a market. */
  truth(market: MarketId): Promise<Body>;
  /** One body for each 500 tokens, in their order; a body leaves out tokens that are not known. */
  books(tokens: readonly TokenId[]): Promise<readonly Body[]>;
  /**
   * Prices in [from, to), at most the last 15 days of it, in steps of about `bucketSeconds`. The
   * Data API's; the CLOB's when that one fails or knows none.
   */
  history(
    token: TokenId,
    from: Millis,
    to: Millis,
    bucketSeconds: number,
  ): Promise<Result<HistoryBody, RestFailure>>;
  /** One body or more for each 20 markets. */
  resolutions(markets: readonly MarketId[]): Promise<readonly Body[]>;
  /** The CLOB's clock: a bare number, seconds. */
  time(): Promise<Body>;
  geoblock(): Promise<Body>;
}

/** Which markets; of those that are open, unless said. */
export interface MarketsQuery {
  /** Of a page: 1 to 100, which it is when absent. */
  readonly limit?: number;
  readonly maxPages: number;
  /** Leaves out only some of those below it: the venue can filter by the volume of all time. */
  readonly minVolume24h?: Usdc;
  /** Largest or latest first. */
  readonly order?: "volume24hr" | "liquidityNum" | "endDate";
  /** Numeric. */
  readonly tagId?: string;
  readonly slug?: string;
  /** Condition ids (0x...) or Gamma's own (decimal); none: no page. */
  readonly ids?: readonly string[];
  readonly closed?: boolean;
}

export interface RestOptions {
  readonly hosts: VenueHosts;
  /** Instead of the runtime's. */
  readonly fetch?: Fetch;
  readonly wall: Wall;
  /** One try: connection, headers and body. */
  readonly timeoutMs: Millis;
  /** One call with all its tries; 12 s when absent. */
  readonly patienceMs?: Millis;
  /** Of one body; 32 MiB when absent. */
  readonly maxBytes?: number;
  /** `polybot/<version>`. */
  readonly userAgent: string;
  /** Ends what is under way and refuses what comes later. */
  readonly signal?: AbortSignal;
  /** Hears that a host is down or asks for time, and that it answers again. */
  readonly onNotice?: (text: string) => void;
  /** Shared with others behind this address; one of its own at half the limits when absent. */
  readonly budget?: RateBudget;
}

const PAGE = 100;
const BOOKS = 500;
const RESOLUTIONS = 20;
/** Ids in one URL, which keeps it under 8 kB. */
const IDS = 50;
/** Chunks of one call under way at one time. */
const LANES = 4;

/** A client of the public endpoints at `hosts`. */
export function createRest(options: RestOptions): Rest {
  const { hosts, wall, signal } = options;
  const ask = createAsk({
    fetch: options.fetch ?? fetch,
    wall,
    timeoutMs: options.timeoutMs,
    patienceMs: options.patienceMs ?? 12_000,
    maxBytes: options.maxBytes ?? 32 * 2 ** 20,
    userAgent: options.userAgent,
    signal,
    say: options.onNotice ?? (() => {}),
    budget: options.budget ?? createRateBudget({ wall }),
  });
  const single = async (call: Call): Promise<Body> => {
    const answer = await ask(call);
    return answer.ok ? ok(answer.value.text) : answer;
  };
  const clob = (path: string) =>
    single({ url: `${hosts.clob}/${path}`, scopes: ["all", "clob", "clobSingle"] });
  return {
    markets: (query) => readMarkets(ask, hosts, query),
    truth: (market) => clob(`clob-markets/${encodeURIComponent(market)}`),
    books: (tokens) =>
      inLanes(chunks([...new Set(tokens)], BOOKS), LANES, (chunk) =>
        single({
          url: `${hosts.clob}/books`,
          json: JSON.stringify(chunk.map((token) => ({ token_id: token }))),
          scopes: ["all", "clob", "clobBatch"],
        })),
    history: (token, from, to, bucketSeconds) =>
      askHistory(ask, hosts, { token, from, to, bucketSeconds }),
    resolutions: async (markets) => {
      const groups = chunks([...new Set(markets)], RESOLUTIONS);
      const bodies = await inLanes(groups, LANES, (ids) => readResolutions(ask, hosts, ids));
      return bodies.flat();
    },
    time: () => clob("time"),
    geoblock: () => single({ url: hosts.geoblock, scopes: ["all"] }),
  };
}

async function* readMarkets(
  ask: Ask,
  hosts: VenueHosts,
  query: MarketsQuery,
): AsyncGenerator<Body> {
  let left = query.maxPages;
  for (const ids of idFilters(query.ids)) {
    const call = (cursor: string | null): Call => ({
      url: address(`${hosts.gamma}/markets/keyset`, [
        ...filters(query),
        ...ids,
        ["after_cursor", cursor],
      ]),
      scopes: ["all", "gamma", "gammaMarkets"],
    });
    const cursorOf = (json: unknown) => field(json, "next_cursor");
    for await (const page of readPages(ask, { call, cursorOf, maxPages: left })) {
      yield page;
      if (!page.ok) return;
      left--;
    }
  }
}

/** Filters by id, one list a request; the two kinds apart, for together they would match nothing. */
function idFilters(ids: readonly string[] | undefined): readonly (readonly Parameter[])[] {
  if (ids === undefined) return [[]];
  const lists = Map.groupBy(new Set(ids), (id) => id.startsWith("0x") ? "condition_ids" : "id");
  return [...lists].flatMap(([name, list]) =>
    chunks(list, IDS).map((chunk) => chunk.map((id): Parameter => [name, id]))
  );
}

function filters(query: MarketsQuery): readonly Parameter[] {
  const limit = Math.max(1, Math.min(PAGE, Math.floor(query.limit ?? PAGE)));
  // Never less than the volume of a day, so nothing wanted is lost; whole dollars, rounded down.
  const volume = Math.floor((query.minVolume24h ?? 0) / MICRO);
  return [
    ["limit", String(limit)],
    ["closed", String(query.closed ?? false)],
    ["order", query.order ?? null],
    ["ascending", query.order === undefined ? null : "false"],
    ["volume_num_min", volume > 0 ? String(volume) : null],
    ["tag_id", query.tagId ?? null],
    ["slug", query.slug ?? null],
  ];
}

async function readResolutions(
  ask: Ask,
  hosts: VenueHosts,
  ids: readonly MarketId[],
): Promise<readonly Body[]> {
  const call = (cursor: string | null): Call => ({
    url: address(`${hosts.data}/resolutions`, [["condition", ids.join(",")], ["cursor", cursor]]),
    scopes: ["all", "data"],
  });
  const cursorOf = (json: unknown) => field(field(json, "pagination"), "next_cursor");
  const bodies: Body[] = [];
  for await (const body of readPages(ask, { call, cursorOf, maxPages: RESOLUTIONS })) {
    bodies.push(body);
  }
  return bodies;
}

function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from(
    { length: Math.ceil(items.length / size) },
    (_, i) => items.slice(i * size, (i + 1) * size),
  );
}
