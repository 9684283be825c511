import assert from "node:assert/strict";
import { price, shares, usdc } from "../../../src/core/types/units.ts";
import { vectorTest } from "../auth/vectors.ts";
import { ALICE, aListing, MARKET, NO, requestOf, START, YES } from "../exchange/rig.ts";
import { sortedShapeOf, without } from "../shape.ts";
import { aRig, level, pastPrice, type PublicRig, USUAL } from "./rig.ts";

const DAY_MS = 86_400_000;

/** Markets 1 to `count`, each an event of its own. */
function many(count: number) {
  return Array.from({ length: count }, (_, i) =>
    aListing({
      id: `0x${String(i + 1).padStart(64, "0")}` as typeof MARKET,
      gammaId: String(i + 1),
      slug: `market-${i + 1}`,
      question: `Will ${i + 1} be?`,
      event: { id: String(1_000 + i), slug: `event-${i + 1}`, title: `Event ${i + 1}` },
      category: i % 2 === 0 ? "politics" : "crypto",
      endAt: (START + (i + 1) * DAY_MS) as typeof START,
      yes: `${i + 1}1` as typeof YES,
      no: `${i + 1}2` as typeof NO,
    }));
}

function idsOf(body: { readonly markets: readonly { readonly id: string }[] }): string[] {
  return body.markets.map(({ id }) => id);
}

/** Ids of every page. */
async function allIds({ get }: PublicRig, query: string): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const after = cursor === undefined ? "" : `&after_cursor=${encodeURIComponent(cursor)}`;
    const { body } = await get(`/gamma/markets/keyset?${query}${after}`);
    ids.push(...idsOf(body));
    cursor = body.next_cursor;
  } while (cursor !== undefined);
  return ids;
}

/** A market that has traded. */
function traded(): PublicRig {
  const rig = aRig(USUAL);
  rig.exchange.fund(ALICE, { collateral: usdc(100_000_000), approved: true });
  rig.exchange.place(requestOf({ at: "0.46" }, `0x${"01".repeat(32)}`));
  return rig;
}

Deno.test("lists inside a market are JSON in a text, in the venue's spelling", async () => {
  const { body } = await aRig().get("/gamma/markets/500001");
  assert.equal(body.outcomes, '["Yes", "No"]');
  assert.equal(body.outcomePrices, '["0.455", "0.545"]');
  assert.equal(body.clobTokenIds, JSON.stringify([YES, NO]));
  assert.equal(body.umaResolutionStatuses, "[]");
});

Deno.test("volumes are texts and numbers on markets, numbers on events", async () => {
  const { get } = traded();
  const market = (await get("/gamma/markets/500001")).body;
  assert.deepEqual([market.volume, market.volumeNum, market.volume24hr], ["4.6", 4.6, 4.6]);
  const event = (await get("/gamma/events/1")).body;
  assert.deepEqual([event.volume, event.volume24hr], [4.6, 4.6]);
  assert.equal(typeof event.liquidity, "number");
  assert.equal(event.markets[0].liquidity, String(event.liquidity));
});

Deno.test("a market without trades has no volume and no last price at all", async () => {
  const { body } = await aRig().get("/gamma/markets/500001");
  const absent = ["volume", "volumeNum", "volume24hr", "volumeClob", "lastTradePrice"];
  assert.deepEqual(absent.filter((key) => key in body), []);
});

Deno.test("prices are those of up to a minute ago, as at the venue", async () => {
  const { get, exchange, advance } = aRig();
  const bid = async () => (await get("/gamma/markets/500001")).body.bestBid;
  assert.equal(await bid(), 0.45);
  exchange.sweep(MARKET, "sell", price(450_000), shares(626_140_000));
  advance(59_999);
  assert.equal(await bid(), 0.45);
  assert.equal((await get(`/price?token_id=${YES}&side=BUY`)).body.price, "0.44");
  advance(1);
  assert.equal(await bid(), 0.44);
});

Deno.test("changes of the price are against the history", async () => {
  const { body } = await aRig().get("/gamma/markets/500001");
  const change = (hours: number) => (455_000 - pastPrice(START - hours * 3_600_000)) / 1e6;
  assert.equal(body.oneHourPriceChange, change(1));
  assert.equal(body.oneDayPriceChange, change(24));
  // The market is a day old.
  assert.equal(body.oneWeekPriceChange, undefined);
});

Deno.test("pages follow each other to a last one without a cursor", async () => {
  const rig = aRig(...many(7));
  const first = (await rig.get("/gamma/markets/keyset?limit=3")).body;
  assert.deepEqual(idsOf(first), ["1", "2", "3"]);
  assert.match(first.$schema, /MarketsKeysetListResponse/);
  assert.deepEqual(await allIds(rig, "limit=3"), ["1", "2", "3", "4", "5", "6", "7"]);
  const last = (await rig.get("/gamma/markets/keyset?limit=7")).body;
  assert.equal("next_cursor" in last, false);
});

Deno.test("lists are sorted by a field of the venue's, either way, whatever the page", async () => {
  const rig = aRig(...many(7));
  const falling = await allIds(rig, "limit=2&order=endDate&ascending=false");
  assert.deepEqual(falling, ["7", "6", "5", "4", "3", "2", "1"]);
  // Those of one value come by id.
  assert.deepEqual(
    await allIds(rig, "limit=2&order=volume24hr&ascending=false"),
    ["1", "2", "3", "4", "5", "6", "7"],
  );
});

Deno.test("limit is cut to 100", async () => {
  const { body } = await aRig(...many(101)).get("/gamma/markets/keyset?limit=1000");
  assert.equal(body.markets.length, 100);
});

Deno.test("what Gamma does not take is refused with 422", async () => {
  const { get } = aRig();
  const refused = [
    "offset=0",
    "order=volume_num",
    "order=end_date",
    "order=toString",
    "tag_id=politics",
    "limit=many",
    "after_cursor=nonsense",
    "volume_num_min=some",
    "end_date_min=tomorrow",
  ];
  for (const query of refused) {
    const { status, body } = await get(`/gamma/markets/keyset?${query}`);
    assert.equal(status, 422, query);
    assert.equal(body.type, "validation error");
  }
  const { body } = await get("/gamma/markets/keyset?tag_id=politics");
  assert.match(body.error, /invalid integer/);
});

Deno.test("lists are narrowed by ids, tag, volume, depth and end", async () => {
  const rig = aRig(...many(4));
  rig.exchange.sweep(many(2)[1]?.id ?? MARKET, "buy", price(460_000), shares(10_000_000));
  const tags = (await rig.get("/gamma/tags")).body;
  const crypto = tags.find((tag: { slug: string }) => tag.slug === "crypto");
  const condition = `0x${"3".padStart(64, "0")}`;
  const wanted: readonly (readonly [string, string[]])[] = [
    ["id=2&id=3", ["2", "3"]],
    ["slug=market-4", ["4"]],
    ["clob_token_ids=12,31", ["1", "3"]],
    [`condition_ids=${condition}`, ["3"]],
    [`tag_id=${crypto.id}`, ["2", "4"]],
    ["volume_num_min=4", ["2"]],
    ["volume_num_max=4", ["1", "3", "4"]],
    ["liquidity_num_min=1000000", []],
    [`end_date_max=${new Date(START + 2 * DAY_MS).toISOString()}`, ["1", "2"]],
    ["active=false&archived=true", ["1", "2", "3", "4"]],
  ];
  for (const [query, ids] of wanted) {
    assert.deepEqual(idsOf((await rig.get(`/gamma/markets/keyset?${query}`)).body), ids, query);
  }
});

Deno.test("closed markets are listed only when asked for, and say how they ended", async () => {
  const { get, exchange, advance } = aRig(...many(2));
  const id = many(1)[0]?.id ?? MARKET;
  exchange.propose(id);
  advance(60_000);
  const proposed = (await get("/gamma/markets/1")).body;
  assert.equal(proposed.umaResolutionStatus, "proposed");
  assert.equal(proposed.umaResolutionStatuses, '["proposed"]');
  assert.deepEqual([proposed.closed, proposed.active], [false, true]);
  exchange.resolve(id, "no");
  advance(60_000);
  assert.deepEqual(idsOf((await get("/gamma/markets/keyset")).body), ["2"]);
  assert.deepEqual(idsOf((await get("/gamma/markets/keyset?closed=true")).body), ["1"]);
  const resolved = (await get("/gamma/markets/slug/market-1")).body;
  assert.equal(resolved.outcomePrices, '["0", "1"]');
  assert.deepEqual([resolved.closed, resolved.acceptingOrders], [true, false]);
  assert.equal(resolved.closedTime, "2026-11-22 00:01:00+00");
});

Deno.test("a v2 market has position ids as a list and a condition id of 62 digits", async () => {
  const { body } = await aRig({ ...USUAL, version: "v2" }).get("/gamma/markets/500001");
  assert.deepEqual(body.positionIds, [YES, NO]);
  assert.equal(body.clobTokenIds, null);
  assert.equal(body.conditionId, MARKET.slice(0, -2));
  assert.equal(body.version, "v2");
});

Deno.test("the last of a neg-risk family that stands for all others says so", async () => {
  const family = { negRiskId: `0x${"cd".repeat(32)}` as const };
  const { get } = aRig(
    aListing({ ...family, question: "Other: who?", slug: "other-who", gammaId: "2" }),
  );
  const { body } = await get("/gamma/markets/2");
  assert.deepEqual([body.negRisk, body.negRiskOther], [true, true]);
  assert.equal(body.negRiskMarketID, family.negRiskId);
});

Deno.test("a market without fees says so and has no schedule", async () => {
  const { body } = await aRig({ ...USUAL, fee: null }).get("/gamma/markets/500001");
  assert.deepEqual([body.feesEnabled, body.feeSchedule, body.feeType], [
    false,
    undefined,
    undefined,
  ]);
});

Deno.test("search finds open events by their title and their questions", async () => {
  const { get } = aRig(...many(3));
  const found = (await get("/gamma/public-search?q=will%203")).body;
  assert.deepEqual(found.events.map(({ id }: { id: string }) => id), ["1002"]);
  const cut = (await get("/gamma/public-search?q=event&limit_per_type=2")).body;
  assert.deepEqual([cut.events.length, cut.pagination], [2, { hasMore: true, totalResults: 3 }]);
  assert.equal((await get("/gamma/public-search")).status, 422);
});

Deno.test("what is not there is 404, comments are an empty list", async () => {
  const { get } = aRig();
  for (const path of ["/gamma/markets/9", "/gamma/markets/slug/no", "/gamma/events/9"]) {
    assert.equal((await get(path)).status, 404, path);
  }
  assert.deepEqual((await get("/gamma/comments?parent_entity_id=1")).body, []);
});

// An event of the sandbox belongs to no series.
vectorTest("Gamma's answers have the keys and kinds of the venue's samples", async (read) => {
  const sample = (file: string) => sortedShapeOf(read(`../gamma/${file}`));
  const usual = { ...USUAL, startAt: START - 8 * DAY_MS as typeof START };
  const fresh = (await aRig(USUAL).get("/gamma/markets/500001")).body;
  assert.deepEqual(sortedShapeOf(fresh), sample("market_fresh_fields_absent.json"));

  const rig = aRig(usual, aListing({ ...many(2)[1], event: { id: "2", slug: "b", title: "B" } }));
  rig.exchange.fund(ALICE, { collateral: usdc(100_000_000), approved: true });
  rig.exchange.place(requestOf({ at: "0.46" }, `0x${"01".repeat(32)}`));
  const page =
    (await rig.get("/gamma/markets/keyset?limit=1&order=volume24hr&ascending=false")).body;
  assert.deepEqual(sortedShapeOf(page), sample("markets_keyset_page.json"));
  assert.deepEqual(sortedShapeOf(page.markets[0]), sample("market_v1.json"));
  const events = (await rig.get("/gamma/events/keyset?limit=1")).body;
  const wanted = read<{ events: readonly object[] }>("../gamma/events_keyset_page.json");
  const bare = { ...wanted, events: wanted.events.map((event) => ({ ...event, series: [] })) };
  assert.deepEqual(sortedShapeOf(events), sortedShapeOf(bare));

  rig.exchange.propose(MARKET);
  rig.advance(60_000);
  const proposed = (await rig.get("/gamma/markets/500001")).body;
  assert.deepEqual(sortedShapeOf(proposed), sample("market_v1_proposed.json"));
  rig.exchange.resolve(MARKET, "yes");
  rig.advance(60_000);
  const resolved = (await rig.get("/gamma/markets/500001")).body;
  // Nothing is said of changes once a market is over.
  const changes = ["oneDayPriceChange", "oneHourPriceChange", "oneWeekPriceChange"];
  assert.deepEqual(
    sortedShapeOf(resolved),
    sortedShapeOf(without(read("../gamma/market_v1_resolved.json"), ...changes)),
  );

  const version2 = (await aRig({ ...usual, version: "v2" }).get("/gamma/markets/500001")).body;
  assert.deepEqual(
    sortedShapeOf(without(version2, "endDate", "events")),
    sample("market_v2.json"),
  );
  const refused = (await rig.get("/gamma/markets/keyset?offset=1")).body;
  assert.deepEqual(refused, read("../gamma/error_422.json"));
});

Deno.test("an empty book leaves out what it does not know", async () => {
  const rig = aRig();
  const book = rig.exchange.book(YES);
  rig.exchange.quotes(MARKET, (book?.asks ?? []).map(({ price }) => level("sell", price / 1e6, 0)));
  const { body } = await rig.get("/gamma/markets/500001");
  assert.deepEqual([body.bestBid, body.bestAsk, body.spread], [0.45, undefined, undefined]);
});
