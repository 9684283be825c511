import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { price, shares, usdc } from "../../../src/core/types/units.ts";
import { vectorTest } from "../auth/vectors.ts";
import { ALICE, aListing, MARKET, NO, requestOf, YES } from "../exchange/rig.ts";
import { shapeOf, sortedShapeOf, without } from "../shape.ts";
import { aRig, FEE, level, USUAL } from "./rig.ts";

const OTHER = aListing({
  id: `0x${"a0".repeat(32)}` as typeof MARKET,
  gammaId: "500002",
  yes: "811" as typeof YES,
  no: "822" as typeof NO,
  slug: "other",
  negRiskId: `0x${"cd".repeat(32)}`,
  event: { id: "2", slug: "other", title: "Other" },
});

Deno.test("a book has its bids rising, its asks falling, and texts for numbers", async () => {
  const { get } = aRig();
  const { body } = await get(`/book?token_id=${YES}`);
  assert.deepEqual(without(body, "hash", "timestamp"), {
    market: MARKET,
    asset_id: YES,
    bids: [["0.01", "1123"], ["0.43", "204.22"], ["0.44", "170"], ["0.45", "626.14"]]
      .map(([price, size]) => ({ price, size })),
    asks: [["0.99", "13330.75"], ["0.48", "60"], ["0.47", "118.5"], ["0.46", "25"]]
      .map(([price, size]) => ({ price, size })),
    min_order_size: "5",
    tick_size: "0.01",
    neg_risk: false,
    last_trade_price: "",
  });
});

Deno.test("the book of NO is that of YES seen from the other side", async () => {
  const { body } = await aRig().get(`/book?token_id=${NO}`);
  assert.deepEqual(body.bids.at(-1), { price: "0.54", size: "25" });
  assert.deepEqual(body.asks.at(-1), { price: "0.55", size: "626.14" });
});

// PROTOCOL 2.3: SHA-1 of the compact JSON in wire order with an empty hash.
Deno.test("the hash of a book is that of its own text with an empty hash", async () => {
  const v2 = { ...USUAL, version: "v2" as const };
  for (const market of [USUAL, v2]) {
    const { text, body } = await aRig(market).get(`/book?token_id=${YES}`);
    const blank = JSON.stringify({ ...body, hash: "" });
    assert.equal(text, JSON.stringify(body));
    assert.equal(body.hash, createHash("sha1").update(blank).digest("hex"));
    assert.equal(body.version, market.version === "v2" ? "v2" : undefined);
  }
});

vectorTest("a book and its hash are those of the venue's sample, byte for byte", async (read) => {
  for (const [file, empty] of [["book.json", false], ["book_empty.json", true]] as const) {
    const sample = read<Record<string, unknown>>(`../clob/${file}`);
    const { get, exchange } = aRig({
      ...USUAL,
      id: sample["market"] as typeof MARKET,
      yes: sample["asset_id"] as typeof YES,
    });
    const id = sample["market"] as typeof MARKET;
    if (empty) {
      const { bids, asks } = exchange.book(sample["asset_id"] as typeof YES) ??
        assert.fail("no book");
      const gone = (side: "buy" | "sell") => ({ price }: { price: number }) =>
        level(side, price / 1e6, 0);
      exchange.quotes(id, [...bids.map(gone("buy")), ...asks.map(gone("sell"))]);
    }
    const { body } = await get(`/book?token_id=${sample["asset_id"]}`);
    assert.deepEqual(shapeOf(body), shapeOf({ ...sample, timestamp: "", hash: "" }));
    const same = { ...body, timestamp: sample["timestamp"] };
    if (!empty) same.last_trade_price = sample["last_trade_price"];
    const hash = createHash("sha1").update(JSON.stringify({ ...same, hash: "" })).digest("hex");
    assert.equal(hash, sample["hash"]);
  }
});

Deno.test("there is no book of an unknown token, nor of a market that has resolved", async () => {
  const { get, exchange } = aRig();
  const missing = { error: "No orderbook exists for the requested token id" };
  for (const path of ["/book", "/midpoint", "/spread", "/last-trade-price"]) {
    const { status, body } = await get(`${path}?token_id=1`);
    assert.deepEqual([status, body], [404, missing], path);
  }
  exchange.resolve(MARKET, "yes");
  assert.equal((await get(`/book?token_id=${YES}`)).status, 404);
});

Deno.test("/books drops ids it does not know and keeps no order", async () => {
  const { post } = aRig(USUAL, OTHER);
  const ask = [OTHER.yes, "1", NO, YES].map((token_id) => ({ token_id }));
  const { status, body } = await post("/books", ask);
  assert.equal(status, 200);
  assert.deepEqual(body.map((book: { asset_id: string }) => book.asset_id), [YES, NO, OTHER.yes]);
});

Deno.test("/books takes 500 ids and refuses 501, and is not for GET", async () => {
  const { post, get } = aRig();
  const ids = (count: number) => Array.from({ length: count }, (_, i) => ({ token_id: `${i}` }));
  assert.deepEqual((await post("/books", ids(500))).body, []);
  const over = await post("/books", ids(501));
  assert.deepEqual([over.status, over.body], [400, { error: "Payload exceeds the limit" }]);
  assert.equal((await get("/books")).status, 400);
  assert.equal((await post("/books", { token_id: "1" })).status, 400);
});

Deno.test("prices, mids and spreads come from the book, BUY being the best bid", async () => {
  const { get, post } = aRig();
  assert.deepEqual((await get(`/price?token_id=${YES}&side=BUY`)).body, { price: "0.45" });
  assert.deepEqual((await get(`/price?token_id=${YES}&side=SELL`)).body, { price: "0.46" });
  assert.equal((await get(`/price?token_id=${YES}`)).status, 400);
  assert.deepEqual((await get(`/midpoint?token_id=${NO}`)).body, { mid: "0.545" });
  assert.deepEqual((await get(`/spread?token_id=${YES}`)).body, { spread: "0.01" });
  const both = [YES, NO].map((token_id) => ({ token_id }));
  assert.deepEqual((await post("/midpoints", both)).body, { [YES]: "0.455", [NO]: "0.545" });
  assert.deepEqual((await post("/spreads", both)).body, { [YES]: "0.01", [NO]: "0.01" });
  const asked = [YES, NO].flatMap((token_id) =>
    ["BUY", "SELL"].map((side) => ({ token_id, side }))
  );
  assert.deepEqual((await post("/prices", asked)).body, {
    [YES]: { BUY: "0.45", SELL: "0.46" },
    [NO]: { BUY: "0.54", SELL: "0.55" },
  });
});

Deno.test("the last trade is 0.5 without a side until there was one", async () => {
  const { get, post, exchange } = aRig();
  const path = `/last-trade-price?token_id=${YES}`;
  assert.deepEqual((await get(path)).body, { price: "0.5", side: "" });
  exchange.sweep(MARKET, "buy", price(460_000), shares(5_000_000));
  assert.deepEqual((await get(path)).body, { price: "0.46", side: "BUY" });
  assert.equal((await get(`/book?token_id=${YES}`)).body.last_trade_price, "0.460");
  const rows = (await post("/last-trades-prices", [{ token_id: YES }])).body;
  assert.deepEqual(rows, [{ price: "0.46", side: "BUY", token_id: YES }]);
});

Deno.test("tick size is a number, /fee-rate says 1000 whatever the rate", async () => {
  const { get } = aRig(USUAL, OTHER);
  assert.equal((await get(`/tick-size?token_id=${YES}`)).text, '{"minimum_tick_size":0.01}');
  assert.deepEqual((await get(`/fee-rate?token_id=${YES}`)).body, { base_fee: 1000 });
  assert.deepEqual((await get(`/fee-rate?token_id=${OTHER.yes}`)).body, { base_fee: 0 });
  assert.deepEqual((await get(`/neg-risk?token_id=${OTHER.yes}`)).body, { neg_risk: true });
});

Deno.test("time is a bare number of seconds", async () => {
  const { get, advance } = aRig();
  advance(1_999);
  assert.equal((await get("/time")).text, "1795305601");
  assert.equal((await get("/ok")).text, '"OK"');
  assert.equal((await get("/version")).text, '{"version":2}');
});

Deno.test("/clob-markets leaves out what is false: no fee, no neg-risk, no delay", async () => {
  const { get } = aRig(USUAL, OTHER);
  const bare = (await get(`/clob-markets/${OTHER.id}`)).body;
  assert.equal(bare.fd, undefined);
  assert.equal(bare.nr, true);
  const usual = (await get(`/clob-markets/${MARKET}`)).body;
  assert.deepEqual(usual.fd, { r: FEE.rate, e: FEE.exponent, to: true });
  assert.deepEqual([usual.nr, usual.sd, usual.itode], [undefined, undefined, undefined]);
  const delayed = async (ms: number) => {
    const rig = aRig({ ...USUAL, takerDelayMs: ms as never });
    return (await rig.get(`/clob-markets/${MARKET}`)).body;
  };
  assert.equal((await delayed(3_000)).sd, 3);
  assert.equal((await delayed(50)).itode, true);
});

// PROTOCOL 1.3: 62 digits give 404 at the CLOB.
Deno.test("a condition id of 62 digits is not found", async () => {
  const { status } = await aRig().get(`/clob-markets/${MARKET.slice(0, -2)}`);
  assert.equal(status, 404);
});

Deno.test("the long form names the winner when the market has resolved", async () => {
  const { get, exchange } = aRig();
  exchange.resolve(MARKET, "no");
  const { body } = await get(`/markets/${MARKET}`);
  assert.deepEqual(body.tokens, [
    { token_id: YES, outcome: "Yes", price: 0, winner: false },
    { token_id: NO, outcome: "No", price: 1, winner: true },
  ]);
  assert.deepEqual([body.closed, body.accepting_orders], [true, false]);
});

Deno.test("pages of markets start at MA== and end at LTE=", async () => {
  const many = Array.from({ length: 1_001 }, (_, i) =>
    aListing({
      id: `0x${String(i).padStart(64, "0")}` as typeof MARKET,
      yes: `${i}1` as typeof YES,
      no: `${i}2` as typeof NO,
    }));
  const { get } = aRig(...many);
  const first = (await get("/simplified-markets?next_cursor=MA%3D%3D")).body;
  assert.deepEqual([first.limit, first.count, first.next_cursor], [1_000, 1_000, "MTAwMA=="]);
  const second = (await get(`/simplified-markets?next_cursor=${first.next_cursor}`)).body;
  assert.deepEqual([second.count, second.next_cursor], [1, "LTE="]);
  assert.deepEqual((await get("/simplified-markets?next_cursor=LTE%3D")).body.data, []);
  assert.equal((await get("/simplified-markets?next_cursor=%25")).status, 400);
});

Deno.test("closed markets are listed, but not among those for sampling", async () => {
  const { get, exchange } = aRig(USUAL, OTHER);
  exchange.resolve(MARKET, null);
  for (const kind of ["markets", "simplified-markets"]) {
    assert.equal((await get(`/${kind}`)).body.count, 2);
    assert.equal((await get(`/sampling-${kind}`)).body.count, 1);
  }
});

vectorTest("public answers have the keys and kinds of the venue's samples", async (read) => {
  const { get, post, exchange } = aRig({ ...USUAL, takerDelayMs: 50 as never });
  exchange.fund(ALICE, { collateral: usdc(100_000_000), approved: true });
  exchange.place(requestOf({ at: "0.46" }, `0x${"01".repeat(32)}`));
  const answers: Record<string, unknown> = {
    "price.json": (await get(`/price?token_id=${YES}&side=BUY`)).body,
    "midpoint.json": (await get(`/midpoint?token_id=${YES}`)).body,
    "spread.json": (await get(`/spread?token_id=${YES}`)).body,
    "last_trade_price.json": (await get(`/last-trade-price?token_id=${YES}`)).body,
    "tick_size.json": (await get(`/tick-size?token_id=${YES}`)).body,
    "neg_risk.json": (await get(`/neg-risk?token_id=${YES}`)).body,
    "fee_rate.json": (await get(`/fee-rate?token_id=${YES}`)).body,
    "clob_market_info.json": (await get(`/clob-markets/${MARKET}`)).body,
    "markets_by_token.json": (await get(`/markets-by-token/${YES}`)).body,
    "market.json": (await get(`/markets/${MARKET}`)).body,
    "simplified_markets_page.json": (await get("/simplified-markets")).body,
    "prices_history.json": (await get(`/prices-history?market=${YES}&interval=1h`)).body,
    "time.json": (await get("/time")).body,
    "version.json": (await get("/version")).body,
    "book_404.json": (await get("/book?token_id=1")).body,
    "books_response.json": (await post("/books", [{ token_id: YES }])).body,
  };
  for (const [file, body] of Object.entries(answers)) {
    assert.deepEqual(sortedShapeOf(body), sortedShapeOf(read(`../clob/${file}`)), file);
  }
});
