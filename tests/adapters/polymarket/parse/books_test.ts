import assert from "node:assert/strict";
import {
  bookHash,
  parseBook,
  parseBooks,
} from "../../../../src/adapters/polymarket/parse/books.ts";
import { AT, bookPayload, type Fields, MARKET, YES } from "./payloads.ts";

const level = (price: unknown, size: unknown = "1") => ({ price, size });

function failure(fields: Fields): string {
  const parsed = parseBook(bookPayload(fields));
  return parsed.ok ? "read" : `${parsed.error.reason}: ${parsed.error.detail}`;
}

Deno.test("R-126 a book is read with its levels as they came, strings or numbers", () => {
  const expected = {
    market: MARKET,
    token: YES,
    at: AT,
    bids: [{ price: 380_000, size: 7_500_000 }, { price: 390_000, size: 100_000_000 }],
    asks: [{ price: 410_000, size: 50_000_000 }],
    tickSize: 10_000,
    hash: "00ff",
  };
  assert.deepEqual(parseBook(bookPayload()), { ok: true, value: expected });
  const numbers = bookPayload({
    timestamp: AT,
    bids: [level(0.39, 100), level(0.38, 7.5)],
    asks: [level(0.41, 50)],
    tick_size: 0.01,
  });
  assert.deepEqual(parseBook(numbers), {
    ok: true,
    value: { ...expected, bids: expected.bids.toReversed() },
  });
});

Deno.test("a book may be empty, one-sided, without tick size or hash", () => {
  const parsed = parseBook(bookPayload({
    bids: [],
    tick_size: "0.3",
    hash: undefined,
    min_order_size: undefined,
  }));
  assert.ok(parsed.ok);
  assert.deepEqual([parsed.value.bids, parsed.value.tickSize, parsed.value.hash], [[], null, ""]);
});

Deno.test("R-085 a level of size 0 is left out and one of price 0 refuses its book", () => {
  const parsed = parseBook(bookPayload({ bids: [level("0.2", "0"), level("0.3", 0)], asks: [] }));
  assert.ok(parsed.ok && parsed.value.bids.length === 0);
  assert.equal(
    failure({ asks: [level("0.5"), level("0")] }),
    'price: book: asks[1].price is "0", wanted a price inside (0, 1) in whole 1e-6',
  );
});

Deno.test("one level that cannot be read refuses the book, by name", () => {
  const table: readonly (readonly [Fields, string])[] = [
    [{ bids: [level("1")] }, 'price: book: bids[0].price is "1"'],
    [{ bids: [level("0.0000001")] }, 'price: book: bids[0].price is "0.0000001"'],
    [{ bids: [level(null)] }, "wrongType: book: bids[0].price is null"],
    [{ bids: [level("")] }, 'wrongType: book: bids[0].price is ""'],
    [{ bids: [level("0.5", "-1")] }, 'size: book: bids[0].size is "-1"'],
    [{ bids: [level("0.5", true)] }, "wrongType: book: bids[0].size is true"],
    [{ bids: [["0.5", "1"]] }, "wrongType: book: bids[0] is an array of 2"],
    [{ asks: {} }, "wrongType: book: asks is an object"],
    [{ asks: null }, "wrongType: book: asks is null"],
    [{ asks: undefined }, "wrongType: book: asks is absent"],
    [{ market: "" }, 'wrongType: book: market is ""'],
    [{ asset_id: 7 }, "wrongType: book: asset_id is 7"],
    [{ timestamp: "17953488" }, 'time: book: timestamp is "17953488"'],
    [{ timestamp: undefined }, "wrongType: book: timestamp is absent"],
  ];
  for (const [fields, start] of table) {
    const found = failure(fields);
    assert.ok(found.startsWith(`${start}, wanted`), found);
  }
});

Deno.test("a price twice on one side is refused, on both sides it is a crossed book", () => {
  const twice = [level("0.39"), level("0.38"), level("0.390")];
  assert.match(failure({ bids: twice }), /^price: .*bids\[2\].*each price of a side once$/);
  assert.match(failure({ asks: [level("0.4", "0"), level("0.4")] }), /^price: /);
  assert.equal(failure({ bids: [level("0.5")], asks: [level("0.5")] }), "read");
});

Deno.test("an answer holds one book or many, each read on its own", () => {
  const one = parseBooks(JSON.stringify(bookPayload()));
  assert.ok(one.ok && one.value.length === 1 && one.value[0]?.ok);
  const body = JSON.stringify([bookPayload(), { error: "x" }, bookPayload(), 5]);
  const many = parseBooks(body);
  assert.ok(many.ok);
  assert.deepEqual(many.value.map(({ ok }) => ok), [true, false, true, false]);
  assert.deepEqual(parseBooks("[]"), { ok: true, value: [] });
  for (const [text, reason] of [["5", "wrongType"], ["[{", "torn"], ["", "torn"]]) {
    const parsed = parseBooks(text ?? "");
    assert.ok(!parsed.ok && parsed.error.reason === reason);
  }
});

Deno.test("R-127 the hash is that of the text without it, in the order of the wire", () => {
  const empty = '{"market":"m","asset_id":"1","hash":"","bids":[],"asks":[]}';
  // By `printf '%s' <empty> | sha1sum`.
  const sha1 = "c642e9a9c4ed7c702f5f9064eecb5d2ca75d3452";
  assert.equal(bookHash(JSON.parse(empty)), sha1);
  assert.equal(bookHash(JSON.parse(empty.replace('"hash":""', '"hash":"ab"'))), sha1);
  assert.notEqual(bookHash(JSON.parse(empty.replace('"1"', '"2"'))), sha1);
  for (const none of [null, "x", [], 3]) assert.equal(bookHash(none), "");
});
