// A very small venue with made-up markets: enough of Gamma, the CLOB, the Data API and the market
// channel to run a feed against, in memory or on the loopback.
import { hostsAt } from "../../../src/adapters/polymarket/hosts.ts";
import type { VenueHosts } from "../../../src/adapters/polymarket/types.ts";
import type { MarketId, TokenId } from "../../../src/core/types/ids.ts";

/** A market as its owner may change it. */
export interface VenueMarket {
  readonly n: number;
  readonly id: MarketId;
  readonly yes: TokenId;
  readonly no: TokenId;
  readonly slug: string;
  question: string;
  volume: number | null;
  closed: boolean;
  accepting: boolean;
  /** What the CLOB says, where it differs from Gamma. */
  clobAccepting: boolean | null;
  version: string;
  endAt: number;
  payouts: readonly [number, number] | null;
  bid: number;
  ask: number;
  /** The socket sends no book of it. */
  mute: boolean;
}

export function venueMarket(n: number, over: Partial<VenueMarket> = {}): VenueMarket {
  return {
    n,
    id: `0x${n.toString(16).padStart(64, "0")}` as MarketId,
    yes: `${1_000_000 + 2 * n}` as TokenId,
    no: `${1_000_001 + 2 * n}` as TokenId,
    slug: `market-${n}`,
    question: `Will thing ${n} happen?`,
    volume: 1_000_000 - n,
    closed: false,
    accepting: true,
    clobAccepting: null,
    version: "v1",
    endAt: Date.UTC(2027, 0, 1),
    payouts: null,
    bid: 0.45,
    ask: 0.46,
    mute: false,
    ...over,
  };
}

interface Client {
  readonly socket: WebSocket;
  readonly ids: Set<string>;
  started: boolean;
}

export class Venue {
  readonly markets: VenueMarket[];
  /** Paths asked for, with their queries. */
  readonly asked: string[] = [];
  /** Frames that came over sockets, PINGs apart. */
  readonly frames: { type?: string; operation?: string; assets_ids: string[] }[] = [];
  pageSize = 100;
  /** Its clock. */
  now: () => number = () => Date.now();
  /** What `/time` says beyond it. */
  fast = 0;
  /** Answers with this status where the path matches; null: breaks the connection off. */
  refuse: { readonly path: RegExp; readonly status: number } | null = null;
  /** Sockets answer PING and nothing else. */
  frozen = false;
  pings = 0;
  connections = 0;
  readonly #clients = new Set<Client>();

  constructor(markets: readonly VenueMarket[]) {
    this.markets = [...markets];
  }

  /** For `createRest`: no network. */
  readonly fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> =>
    await this.answer(new Request(input, init));

  async answer(request: Request): Promise<Response> {
    const { pathname, search, searchParams } = new URL(request.url);
    if (request.headers.get("upgrade") === "websocket") return this.#upgrade(request);
    this.asked.push(`${pathname}${search}`);
    if (this.refuse?.path.test(pathname)) {
      return new Response('{"error":"refused"}', { status: this.refuse.status });
    }
    if (pathname === "/gamma/markets/keyset") return Response.json(this.#page(searchParams));
    if (pathname.startsWith("/clob-markets/")) return this.#truth(pathname);
    if (pathname === "/time") return Response.json(Math.floor((this.now() + this.fast) / 1_000));
    if (pathname === "/books") return Response.json(this.#books(await request.json()));
    if (pathname === "/data-api/v2/prices-history") return Response.json(history(searchParams));
    if (pathname === "/data-api/v2/resolutions") return Response.json(this.#ends(searchParams));
    return new Response('{"error":"no such path"}', { status: 404 });
  }

  /** Serves on the loopback until `stop`. */
  serve(): { readonly hosts: VenueHosts; stop(): Promise<void> } {
    const server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      (request) => this.answer(request),
    );
    return {
      hosts: hostsAt(`http://127.0.0.1:${server.addr.port}`),
      stop: async () => {
        for (const { socket } of this.#clients) if (socket.readyState === 1) socket.close();
        await server.shutdown();
      },
    };
  }

  market(n: number): VenueMarket {
    const found = this.markets.find((market) => market.n === n);
    if (found === undefined) throw new Error(`Cannot find market ${n}`);
    return found;
  }

  /** Tokens that some connection is subscribed to. */
  subscribed(): string[] {
    return [...this.#clients].flatMap(({ ids }) => [...ids]).toSorted();
  }

  /** Changes one level of YES; the touch follows where it is better. */
  change(n: number, side: "BUY" | "SELL", price: number, size: number): void {
    const { yes, id, bid, ask } = this.market(n);
    this.#say(yes, {
      event_type: "price_change",
      market: id,
      price_changes: [{
        asset_id: yes,
        price: price.toFixed(2),
        size: String(size),
        side,
        best_bid: bid.toFixed(2),
        best_ask: ask.toFixed(2),
      }],
      timestamp: String(Math.floor(this.now())),
    });
  }

  /** Text to every connection. */
  broadcast(text: string): void {
    for (const { socket } of this.#clients) socket.send(text);
  }

  /** Closes every connection. */
  drop(): void {
    for (const { socket } of this.#clients) socket.close(1012, "restart");
  }

  #say(token: string, message: unknown): void {
    if (this.frozen) return;
    for (const { socket, ids } of this.#clients) {
      if (ids.has(token) && socket.readyState === 1) socket.send(JSON.stringify(message));
    }
  }

  #page(query: URLSearchParams): unknown {
    const ids = query.getAll("condition_ids");
    const slug = query.get("slug");
    const closed = query.get("closed") === "true";
    const all = this.markets
      .filter((market) => market.closed === closed)
      .filter((market) => ids.length === 0 || ids.includes(market.id))
      .filter((market) => slug === null || market.slug === slug)
      .toSorted((a, b) => (b.volume ?? 0) - (a.volume ?? 0));
    const from = Number(query.get("after_cursor") ?? 0);
    const to = from + this.pageSize;
    return {
      markets: all.slice(from, to).map(gammaOf),
      ...(to < all.length ? { next_cursor: String(to) } : {}),
    };
  }

  #truth(path: string): Response {
    const market = this.markets.find(({ id }) => path.endsWith(id));
    if (market === undefined) return new Response('{"error":"market not found"}', { status: 404 });
    return Response.json({
      c: market.id,
      t: [{ t: market.yes, o: "Yes" }, { t: market.no, o: "No" }],
      mos: 5,
      mts: 0.01,
      ao: market.clobAccepting ?? market.accepting,
      fd: { r: 0.04, e: 1, to: true },
      v: market.version,
    });
  }

  #books(asked: readonly { readonly token_id: string }[]): unknown {
    return asked.flatMap(({ token_id }) => this.#book(token_id));
  }

  #book(token: string): readonly Record<string, unknown>[] {
    const market = this.markets.find(({ yes, no }) => yes === token || no === token);
    if (market === undefined) return [];
    const isYes = market.yes === token;
    const bid = isYes ? market.bid : 1 - market.ask;
    const ask = isYes ? market.ask : 1 - market.bid;
    return [{
      market: market.id,
      asset_id: token,
      timestamp: String(Math.floor(this.now())),
      hash: "",
      bids: [{ price: bid.toFixed(2), size: "100" }],
      asks: [{ price: ask.toFixed(2), size: "100" }],
      min_order_size: "5",
      tick_size: "0.01",
      neg_risk: false,
      last_trade_price: "",
    }];
  }

  #ends(query: URLSearchParams): unknown {
    const ids = (query.get("condition") ?? "").split(",");
    const data = this.markets.filter(({ id }) => ids.includes(id)).map(({ id, payouts }) => ({
      condition_id: id,
      status: payouts === null ? "proposed" : "resolved",
      ...(payouts === null ? {} : { payouts }),
    }));
    return { data };
  }

  #upgrade(request: Request): Response {
    const { socket, response } = Deno.upgradeWebSocket(request);
    const client: Client = { socket, ids: new Set(), started: false };
    this.connections++;
    socket.onopen = () => this.#clients.add(client);
    socket.onclose = () => this.#clients.delete(client);
    socket.onmessage = ({ data }) => this.#hear(client, String(data));
    return response;
  }

  #hear(client: Client, text: string): void {
    const { socket, ids } = client;
    if (text === "PING") {
      this.pings++;
      return socket.send("PONG");
    }
    const frame = JSON.parse(text);
    this.frames.push(frame);
    const isInitial = frame.type === "market";
    if (isInitial === client.started) return socket.send("INVALID OPERATION");
    client.started = true;
    for (const id of frame.assets_ids) {
      if (frame.operation === "unsubscribe") {
        ids.delete(id);
        continue;
      }
      ids.add(id);
      const isMute = this.markets.some(({ mute, yes, no }) => mute && (id === yes || id === no));
      const dump = this.#book(id).map((book) => ({ ...book, event_type: "book" }));
      if (!isMute && !this.frozen && dump.length > 0) socket.send(`${JSON.stringify(dump)}\n`);
    }
  }
}

function gammaOf(market: VenueMarket): Record<string, unknown> {
  return {
    id: String(500_000 + market.n),
    question: market.question,
    conditionId: market.id,
    slug: market.slug,
    outcomes: '["Yes", "No"]',
    outcomePrices: '["0.455", "0.545"]',
    clobTokenIds: JSON.stringify([market.yes, market.no]),
    endDate: new Date(market.endAt).toISOString(),
    active: true,
    closed: market.closed,
    acceptingOrders: market.accepting,
    enableOrderBook: true,
    version: market.version,
    orderPriceMinTickSize: 0.01,
    orderMinSize: 5,
    ...(market.volume === null ? {} : { volume24hr: market.volume }),
    negRisk: false,
    feesEnabled: true,
    feeSchedule: { exponent: 1, rate: 0.04, takerOnly: true, rebateRate: 0.25 },
  };
}

function history(query: URLSearchParams): unknown {
  const end = Number(query.get("end"));
  const data = [300, 200, 100].map((before, i) => ({
    timestamp: end - before,
    price: 0.45 + i / 1_000,
    resolution_seconds: 60,
  }));
  return { data, pagination: { limit: 10_000, offset: 0, has_more: false, next_cursor: null } };
}
