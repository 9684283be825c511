import assert from "node:assert/strict";
import { hostsAt } from "../../../src/adapters/polymarket/hosts.ts";
import { createRateBudget } from "../../../src/adapters/polymarket/rate_budget.ts";
import {
  createRest,
  type MarketsQuery,
  type Rest,
  type RestOptions,
} from "../../../src/adapters/polymarket/rest.ts";
import type { MarketId, TokenId } from "../../../src/core/types/ids.ts";
import { millis, usdc } from "../../../src/core/types/units.ts";
import { bucketFor } from "../../../src/adapters/polymarket/ask_history.ts";
import { SimWall, withServer } from "./rest_rig.ts";
import { machineWall } from "../../../src/adapters/polymarket/wall.ts";

/** A venue that answers by path; what it was asked is in `asked`, as "METHOD path?query body". */
interface Venue {
  readonly rest: Rest;
  readonly wall: SimWall;
  readonly asked: string[];
  readonly inFlight: { most: number };
}

function venue(
  answer: (url: URL, body: string) => Response,
  more: Partial<RestOptions> = {},
): Venue {
  const wall = new SimWall();
  const asked: string[] = [];
  const inFlight = { now: 0, most: 0 };
  const rest = createRest({
    hosts: hostsAt("https://venue.test"),
    wall,
    timeoutMs: millis(8_000),
    userAgent: "polybot/0.0.0",
    fetch: async (url, init) => {
      inFlight.most = Math.max(inFlight.most, ++inFlight.now);
      await wall.sleep(1);
      inFlight.now--;
      const body = typeof init.body === "string" ? init.body : "";
      const parsed = new URL(url);
      asked.push(`${init.method ?? "GET"} ${parsed.pathname}${parsed.search} ${body}`.trimEnd());
      return answer(parsed, body);
    },
    ...more,
  });
  return { rest, wall, asked, inFlight };
}

async function pagesOf({ rest, wall }: Venue, query: MarketsQuery) {
  return await wall.run(Array.fromAsync(rest.markets(query)));
}

const page = (ids: readonly number[], next?: string) =>
  new Response(
    JSON.stringify({ markets: ids.map((id) => ({ id: `${id}` })), next_cursor: next }),
  );

Deno.test("R-138 against 250 listed markets discovery returns 250", async () => {
  const listed = Array.from({ length: 250 }, (_, i) => i);
  const server = venue((url) => {
    const from = Number(url.searchParams.get("after_cursor") ?? "0");
    const to = from + Number(url.searchParams.get("limit"));
    return page(listed.slice(from, to), to < listed.length ? `${to}` : undefined);
  });
  const pages = await pagesOf(server, { maxPages: 50 });
  const ids = pages.flatMap((body) => body.ok ? JSON.parse(body.value).markets : []);
  assert.deepEqual(ids.map(({ id }) => Number(id)), listed);
  assert.deepEqual(server.asked, [
    "GET /gamma/markets/keyset?limit=100&closed=false",
    "GET /gamma/markets/keyset?limit=100&closed=false&after_cursor=100",
    "GET /gamma/markets/keyset?limit=100&closed=false&after_cursor=200",
  ]);
});

Deno.test("markets are asked for with camelCase order, from the largest, and filters", async () => {
  const server = venue(() => page([]));
  await pagesOf(server, {
    maxPages: 1,
    limit: 500,
    order: "volume24hr",
    minVolume24h: usdc(10_500_000),
    tagId: "2",
    slug: "a&b",
  });
  assert.deepEqual(server.asked, [
    "GET /gamma/markets/keyset?limit=100&closed=false&order=volume24hr&ascending=false" +
    "&volume_num_min=10&tag_id=2&slug=a%26b",
  ]);
});

Deno.test("pages end at their bound, and no page is asked for that is not wanted", async () => {
  const endless = (url: URL) =>
    page([1], `${Number(url.searchParams.get("after_cursor") ?? "0") + 1}`);
  const bounded = venue(endless);
  assert.equal((await pagesOf(bounded, { maxPages: 3 })).length, 3);
  assert.equal(bounded.asked.length, 3);
  const left = venue(endless);
  await left.wall.run((async () => {
    for await (const _page of left.rest.markets({ maxPages: 100 })) break;
  })());
  assert.equal(left.asked.length, 1);
});

Deno.test("R-130 a cursor that comes again ends the pages with a failure, after what there is", async () => {
  const next: Readonly<Record<string, string>> = { start: "a", a: "b", b: "a" };
  const server = venue((url) => page([1], next[url.searchParams.get("after_cursor") ?? "start"]));
  const pages = await pagesOf(server, { maxPages: 1_000 });
  assert.deepEqual(pages.map(({ ok }) => ok), [true, true, true, false]);
  const last = pages.at(-1);
  assert.equal(
    last !== undefined && !last.ok && last.error.detail,
    "venue.test gave a cursor it had given before with page 3: the pages after it cannot be read",
  );
});

Deno.test("a cursor is not looked at where no page is to follow", async () => {
  const pages = await pagesOf(venue(() => page([1], "a")), { maxPages: 2 });
  assert.deepEqual(pages.map(({ ok }) => ok), [true, true]);
});

Deno.test("a cursor that is no text ends the pages with a failure", async () => {
  const server = venue(() => Response.json({ markets: [], next_cursor: 7 }));
  const pages = await pagesOf(server, { maxPages: 9 });
  assert.deepEqual(pages.map(({ ok }) => ok), [true, false]);
});

Deno.test("an empty or missing cursor is the last page, and so is a body that is no page", async () => {
  for (const body of ['{"markets":[],"next_cursor":""}', '{"next_cursor":null}', "[]", "7"]) {
    const pages = await pagesOf(venue(() => new Response(body)), { maxPages: 9 });
    assert.deepEqual(pages, [{ ok: true, value: body }]);
  }
});

Deno.test("a page that fails is the last item", async () => {
  const server = venue((url) =>
    url.searchParams.has("after_cursor") ? new Response("", { status: 422 }) : page([1], "x")
  );
  const pages = await pagesOf(server, { maxPages: 9 });
  assert.deepEqual(pages.map(({ ok }) => ok), [true, false]);
});

Deno.test("R-141 several ids go out as repeated parameters, each kind by itself, fifty at a time", async () => {
  const server = venue(() => page([]));
  const ids = [...Array.from({ length: 51 }, (_, i) => `0x${i}`), "500001", "0x0"];
  await pagesOf(server, { maxPages: 9, ids, closed: true });
  const lists = server.asked.map((line) => new URL(line.slice(4), "http://x").searchParams);
  assert.deepEqual(lists.map((list) => list.getAll("condition_ids").length), [50, 1, 0]);
  assert.deepEqual(lists.map((list) => list.getAll("id")), [[], [], ["500001"]]);
  assert.deepEqual(lists.map((list) => list.get("closed")), ["true", "true", "true"]);
  assert.equal(
    (await pagesOf(server, { maxPages: 2, ids })).length,
    2,
    "the bound is of all lists",
  );
  assert.deepEqual(await pagesOf(server, { maxPages: 9, ids: [] }), [], "no ids, no page");
  assert.equal(server.asked.length, 5);
});

Deno.test("books go out 500 tokens at a time, each token once, and come back in order", async () => {
  const server = venue((_url, body) => Response.json(JSON.parse(body).length));
  const tokens = Array.from({ length: 1_201 }, (_, i) => `${i}` as TokenId);
  const bodies = await server.wall.run(server.rest.books([...tokens, ...tokens]));
  assert.deepEqual(bodies.map((body) => body.ok && body.value), ["500", "500", "201"]);
  assert.equal(server.asked[2]?.slice(0, 32), 'POST /books [{"token_id":"1000"}');
  assert.deepEqual(await server.rest.books([]), []);
});

Deno.test("R-142 a chunk that fails leaves the others, and is tried again", async () => {
  const server = venue((_url, body) =>
    body.includes('"500"') ? new Response("", { status: 500 }) : new Response("[]")
  );
  const tokens = Array.from({ length: 1_100 }, (_, i) => `${i}` as TokenId);
  const bodies = await server.wall.run(server.rest.books(tokens));
  assert.deepEqual(bodies.map(({ ok }) => ok), [true, false, true]);
  assert.ok(server.asked.length > 4);
});

Deno.test("resolutions go out 20 markets at a time, four requests at once, commas as they are", async () => {
  const server = venue(() => Response.json({ data: [], pagination: { next_cursor: null } }));
  const markets = Array.from({ length: 205 }, (_, i) => `0x${i}` as MarketId);
  const bodies = await server.wall.run(server.rest.resolutions(markets));
  assert.equal(bodies.length, 11);
  assert.equal(server.asked.length, 11);
  assert.equal(server.inFlight.most, 4);
  assert.ok(
    server.asked.includes("GET /data-api/v2/resolutions?condition=0x200,0x201,0x202,0x203,0x204"),
  );
});

Deno.test("resolutions that come in pages are all read", async () => {
  const server = venue((url) =>
    Response.json({
      data: [],
      pagination: { next_cursor: url.searchParams.has("cursor") ? null : "p2" },
    })
  );
  const bodies = await server.wall.run(server.rest.resolutions(["0x1" as MarketId]));
  assert.equal(bodies.length, 2);
  assert.equal(server.asked[1], "GET /data-api/v2/resolutions?condition=0x1&cursor=p2");
});

Deno.test("truth, time and geoblock are one request each", async () => {
  const server = venue(() => new Response("1"));
  await server.wall.run(server.rest.truth("0xab/c" as MarketId));
  await server.wall.run(server.rest.time());
  await server.wall.run(server.rest.geoblock());
  assert.deepEqual(server.asked, [
    "GET /clob-markets/0xab%2Fc",
    "GET /time",
    "GET /api/geoblock",
  ]);
});

const token = "71" as TokenId;
const dataRow = '{"data":[{"timestamp":1791239400,"price":0.5,"resolution_seconds":300}]}';
const clobRow = '{"history":[{"t":1791239400,"p":0.5}]}';

function historyVenue(data: () => Response, clob: () => Response): Venue {
  return venue((url) => url.pathname.startsWith("/data-api") ? data() : clob());
}

const askHistory = ({ rest, wall }: Venue) =>
  wall.run(rest.history(token, millis(1_791_200_000_500), millis(1_791_239_999_001), 300));

Deno.test("history is the Data API's", async () => {
  const server = historyVenue(() => new Response(dataRow), () => new Response(clobRow));
  assert.deepEqual(await askHistory(server), {
    ok: true,
    value: { source: "data", body: dataRow },
  });
  // The seconds around the span, for the end is exclusive.
  assert.deepEqual(server.asked, [
    "GET /data-api/v2/prices-history?token_id=71&start=1791200000&end=1791240000" +
    "&bucket_seconds=300&limit=10000",
  ]);
});

Deno.test("history is the CLOB's where the Data API fails or knows none", async () => {
  const firsts = [
    () => new Response('{"data":[]}'),
    () => new Response("", { status: 400 }),
    () => new Response("", { status: 500 }),
  ];
  for (const first of firsts) {
    const server = historyVenue(first, () => new Response(clobRow));
    assert.deepEqual(await askHistory(server), {
      ok: true,
      value: { source: "clob", body: clobRow },
    });
    assert.equal(
      server.asked.at(-1),
      "GET /prices-history?market=71&startTs=1791200000&endTs=1791240000&fidelity=5",
    );
  }
});

Deno.test("no history is an answer, and two failures are told together", async () => {
  const none = historyVenue(
    () => new Response('{"data":[]}'),
    () => new Response("", { status: 404 }),
  );
  assert.deepEqual(await askHistory(none), {
    ok: true,
    value: { source: "data", body: '{"data":[]}' },
  });
  const failing = historyVenue(
    () => new Response("", { status: 400 }),
    () => new Response("", { status: 404 }),
  );
  const both = await askHistory(failing);
  assert.equal(!both.ok && both.error.detail, "venue.test answered 400; venue.test answered 404");
});

Deno.test("history is asked for at most 15 days back and never from 0", async () => {
  const server = historyVenue(() => new Response(dataRow), () => new Response(clobRow));
  const { rest, wall } = server;
  await wall.run(rest.history(token, millis(0), millis(1_791_239_999_000), 60));
  await wall.run(rest.history(token, millis(0), millis(60_000), 60));
  const starts = server.asked.map((line) =>
    /start=(\d+)&end=(\d+)&bucket_seconds=(\d+)/.exec(line)
  );
  // 15 days are 1,296,000 s: 21,600 minutes are too many rows for one answer, 4,320 steps are not.
  assert.deepEqual(starts.map((found) => found?.slice(1).map(Number)), [
    [1_791_239_999 - 1_296_000, 1_791_239_999, 300],
    [1, 60, 60],
  ]);
});

Deno.test("the step of a history is a kept one, and its rows fit into one answer", () => {
  assert.equal(bucketFor(3_600, 10), 60);
  assert.equal(bucketFor(3_600, 60), 60);
  assert.equal(bucketFor(3_600, 299), 60);
  assert.equal(bucketFor(3_600, 300), 300);
  assert.equal(bucketFor(3_600, 100_000), 43_200);
  // 9,999 steps of a minute and both ends.
  assert.equal(bucketFor(599_940, 60), 60);
  assert.equal(bucketFor(599_941, 60), 300);
});

Deno.test("each endpoint counts against its own limits", async () => {
  const taken: string[] = [];
  const budget = {
    take: (scopes: readonly string[]) => {
      taken.push(scopes.join(" "));
      return Promise.resolve(true);
    },
  };
  const server = venue(() => new Response("{}"), { budget });
  const { rest, wall } = server;
  await pagesOf(server, { maxPages: 1 });
  await wall.run(rest.truth("0x1" as MarketId));
  await wall.run(rest.books([token]));
  await wall.run(rest.resolutions(["0x1" as MarketId]));
  await wall.run(rest.geoblock());
  assert.deepEqual(taken, [
    "all gamma gammaMarkets",
    "all clob clobSingle",
    "all clob clobBatch",
    "all data",
    "all",
  ]);
});

Deno.test("an aborted client says so everywhere and asks nothing", async () => {
  const stop = new AbortController();
  stop.abort();
  const server = venue(() => new Response("{}"), { signal: stop.signal });
  const { rest, wall } = server;
  const details = [
    ...await wall.run(Array.fromAsync(rest.markets({ maxPages: 3 }))),
    ...await wall.run(rest.books([token])),
    ...await wall.run(rest.resolutions(["0x1" as MarketId])),
    await wall.run(rest.history(token, millis(1), millis(2), 60)),
    await wall.run(rest.time()),
  ].map((body) => !body.ok && `${body.error.kind}: ${body.error.detail}`);
  assert.deepEqual(details, new Array(5).fill("aborted: venue.test: given up"));
  assert.deepEqual(server.asked, []);
});

Deno.test("two clients of one address share a budget", async () => {
  const wall = new SimWall();
  const budget = createRateBudget({ wall, share: 1, limits: { clobBatch: 1 } });
  const answer = { fetch: () => Promise.resolve(new Response("[]")), wall, budget };
  const [a, b] = [venue(() => page([]), answer), venue(() => page([]), answer)];
  await wall.run(a.rest.books([token]));
  assert.equal(wall.now(), 0);
  await wall.run(b.rest.books([token]));
  assert.equal(wall.now(), 10_000);
});

Deno.test("everything goes over real connections as it is written", async () => {
  const seen: string[] = [];
  await withServer(async (request) => {
    const { pathname, search } = new URL(request.url);
    seen.push(`${request.method} ${pathname}${search} ${await request.text()}`.trimEnd());
    return Response.json({ data: [{}], markets: [] });
  }, async (base) => {
    const rest = createRest({
      hosts: hostsAt(base),
      wall: machineWall,
      timeoutMs: millis(10_000),
      userAgent: "polybot/0.0.0",
    });
    await Array.fromAsync(rest.markets({ maxPages: 1, order: "endDate" }));
    await rest.books([token]);
    await rest.resolutions(["0x1", "0x2"] as MarketId[]);
    await rest.history(token, millis(60_000), millis(120_000), 60);
  });
  assert.deepEqual(seen, [
    "GET /gamma/markets/keyset?limit=100&closed=false&order=endDate&ascending=false",
    'POST /books [{"token_id":"71"}]',
    "GET /data-api/v2/resolutions?condition=0x1,0x2",
    "GET /data-api/v2/prices-history?token_id=71&start=60&end=120&bucket_seconds=60&limit=10000",
  ]);
});
