import assert from "node:assert/strict";
import { MARKET, START, YES } from "../exchange/rig.ts";
import { aRig, pastPrice, USUAL } from "./rig.ts";

const DAY_MS = 86_400_000;
const old = { ...USUAL, startAt: START - 100 * DAY_MS as typeof START };
const nowS = START / 1_000;

interface Row {
  readonly timestamp: number;
  readonly price: number;
  readonly resolution_seconds: number;
}

function asking(query: string) {
  return aRig(old).get(`/data-api/v2/prices-history?token_id=${YES}${query}`);
}

async function rows(query: string): Promise<readonly Row[]> {
  const { status, body } = await asking(query);
  assert.equal(status, 200, JSON.stringify(body));
  return body.data;
}

Deno.test("a history is on the grid of its bucket and ends with the price now", async () => {
  const points = await rows("&interval=1h&bucket_seconds=300");
  const last = points.at(-1);
  assert.deepEqual(last, { timestamp: nowS, price: 0.455, resolution_seconds: 0 });
  const grid = points.slice(0, -1);
  assert.equal(grid.length, 12);
  assert.deepEqual(grid.map(({ timestamp }) => timestamp % 300), grid.map(() => 0));
  assert.deepEqual(grid[0], {
    timestamp: nowS - 3_600,
    price: pastPrice(START - 3_600_000) / 1e6,
    resolution_seconds: 300,
  });
});

Deno.test("a history to the past ends before its end, without the price now", async () => {
  const points = await rows(`&start=${nowS - 7_200}&end=${nowS - 3_600}&bucket_seconds=60`);
  assert.equal(points.length, 60);
  assert.equal(points.at(-1)?.timestamp, nowS - 3_660);
});

// PROTOCOL 2.5: up to 12 h in minutes, to a week in five, 15 days in thirty.
Deno.test("the bucket follows from the span when it is not said", async () => {
  const bucket = async (query: string) => (await rows(query))[0]?.resolution_seconds;
  assert.equal(await bucket("&interval=6h"), 60);
  assert.equal(await bucket("&interval=1w"), 300);
  assert.equal(await bucket(`&start=${nowS - 15 * 86_400}`), 1_800);
  assert.equal(await bucket("&interval=max"), 10_800);
});

Deno.test("fine buckets reach back a week, those of three hours to the start", async () => {
  const first = async (query: string) => (await rows(query))[0]?.timestamp ?? 0;
  assert.equal(nowS - await first("&interval=1m&bucket_seconds=60&limit=10000"), 7 * 86_400);
  assert.equal(nowS - await first("&interval=max&bucket_seconds=10800"), 100 * 86_400);
});

Deno.test("exactly one of start, interval and as_of is taken, 15 days at most", async () => {
  const refused = [
    "",
    "&interval=1h&start=1",
    "&start=0",
    `&start=${nowS - 16 * 86_400}&end=${nowS}`,
    `&start=${nowS}&end=${nowS - 1}`,
    "&interval=1y",
    "&interval=1h&bucket_seconds=30",
    "&interval=1h&limit=0",
  ];
  for (const query of refused) {
    const { status, body } = await asking(query);
    assert.deepEqual([status, body.code], [400, "invalid_request"], query);
  }
  const missing = await aRig().get("/data-api/v2/prices-history?token_id=9&interval=1h");
  assert.deepEqual([missing.status, missing.body.code], [404, "not_found"]);
});

Deno.test("a long history comes in pages", async () => {
  const page = (await asking("&interval=1h&bucket_seconds=60&limit=50")).body;
  assert.deepEqual([page.data.length, page.pagination.has_more], [50, true]);
  const cursor = page.pagination.next_cursor;
  const rest = (await asking(`&interval=1h&bucket_seconds=60&limit=50&cursor=${cursor}`)).body;
  assert.equal(rest.data.length + page.data.length, 61);
  assert.equal(rest.pagination.next_cursor, null);
});

Deno.test("a resolved market's history ends with what it paid", async () => {
  const rig = aRig(old);
  rig.exchange.resolve(MARKET, "yes");
  const path = `/data-api/v2/prices-history?token_id=${YES}&interval=1h`;
  assert.deepEqual((await rig.get(path)).body.data.at(-1), {
    timestamp: nowS,
    price: 1,
    resolution_seconds: 0,
  });
});

Deno.test("the CLOB's history takes an interval or two times, fidelity in minutes", async () => {
  const { get } = aRig(old);
  const of = async (query: string) => (await get(`/prices-history?market=${YES}${query}`)).body;
  const { history } = await of("&interval=1h&fidelity=10");
  assert.deepEqual(history.length, 6);
  assert.deepEqual(history[0], { t: nowS - 3_600, p: pastPrice(START - 3_600_000) / 1e6 });
  const between = await of(`&startTs=${nowS - 600}&endTs=${nowS - 300}&fidelity=1`);
  assert.equal(between.history.length, 5);
  assert.deepEqual((await get("/prices-history?market=9&interval=1h")).body, { history: [] });
  assert.equal((await get(`/prices-history?market=${YES}`)).status, 400);
});

// py-clob-client #216, #189.
Deno.test("the CLOB has histories of resolved markets in steps of 12 hours only", async () => {
  const rig = aRig(old);
  rig.exchange.resolve(MARKET, "yes");
  const of = async (fidelity: number) => {
    const path = `/prices-history?market=${YES}&interval=max&fidelity=${fidelity}`;
    return (await rig.get(path)).body.history.length;
  };
  assert.equal(await of(60), 0);
  assert.equal(await of(720), 200);
});
