import assert from "node:assert/strict";
import { parseTime } from "../../../../src/adapters/polymarket/parse/time.ts";
import {
  toBest,
  toDate,
  toMarketId,
  toMillis,
  toMinOrder,
  toPrice,
  toShares,
  toSide,
  toTickSize,
  toTokenId,
} from "../../../../src/adapters/polymarket/parse/values.ts";
import { AT } from "./payloads.ts";

Deno.test("R-093 a price lies strictly inside (0, 1) and on the grid of 1e-6", () => {
  assert.equal(toPrice("0.000001"), 1);
  assert.equal(toPrice("0.999999"), 999_999);
  assert.equal(toPrice(0.5), 500_000);
  const id = "71321045679252212594626385532706912750332728571942532289631379312455583992563";
  for (const no of ["0", "1", "1.0", "-0.5", "2", "0.0000005", id, Number(id), "", null, "NaN"]) {
    assert.equal(toPrice(no), null, String(no));
  }
});

Deno.test("a size is not negative and may be 0", () => {
  assert.equal(toShares("0"), 0);
  assert.equal(toShares("219.217767"), 219_217_767);
  for (const no of ["-1", "1e9", "0.0000001", "99999999999", NaN, undefined]) {
    assert.equal(toShares(no), null, String(no));
  }
});

Deno.test("R-156 the venue's six tick sizes are known and no other", () => {
  const known = ["0.1", "0.01", "0.005", "0.0025", "0.001", "0.0001", 0.1, 0.0025];
  assert.deepEqual(known.map(toTickSize), [1e5, 1e4, 5e3, 2500, 1e3, 100, 1e5, 2500]);
  for (const no of ["0.02", "0.5", "1", "0", "-0.01", "", 0, null, undefined, "0.00001"]) {
    assert.equal(toTickSize(no), null, String(no));
  }
});

Deno.test("a smallest order of nothing is not known", () => {
  assert.equal(toMinOrder(5), 5_000_000);
  assert.equal(toMinOrder("5"), 5_000_000);
  for (const no of [0, "0", -5, "", null, undefined, "five"]) assert.equal(toMinOrder(no), null);
});

Deno.test("the best price after a change may be absent, none, or a price", () => {
  for (const unsaid of [undefined, null, ""]) assert.equal(toBest(unsaid, "buy"), null);
  assert.equal(toBest("0.39", "buy"), 390_000);
  assert.equal(toBest("0", "buy"), 0);
  assert.equal(toBest("0", "sell"), 0);
  assert.equal(toBest("1", "sell"), 0, "no asks: nothing is asked below a dollar");
  assert.equal(toBest("1", "buy"), undefined);
  for (const no of ["1.5", "-0.1", "abc", true, {}]) assert.equal(toBest(no, "sell"), undefined);
});

Deno.test("R-098 a side is BUY or SELL and nothing else", () => {
  assert.equal(toSide("BUY"), "buy");
  assert.equal(toSide("SELL"), "sell");
  for (const no of ["", "buy", "Bid", null, undefined, 0, "constructor"]) {
    assert.equal(toSide(no), null);
  }
});

Deno.test("R-148 seconds and milliseconds are told apart by their length, others refused", () => {
  assert.equal(toMillis("1795348800000"), AT);
  assert.equal(toMillis("1795348800"), AT);
  assert.equal(toMillis(1_795_348_800), AT);
  assert.equal(toMillis(1_795_348_800_123), AT + 123);
  const micros = "1795348800000000";
  const nanos = "1795348800000000000";
  const others = ["", "0", "-1795348800000", "1795348800.5", "17953488000", "1577836799"];
  for (const no of [micros, nanos, ...others, Number(micros), NaN, null, undefined, {}]) {
    assert.equal(toMillis(no), null, String(no));
  }
});

Deno.test("R-147 dates with and without fraction and zone are the same millisecond", () => {
  const noon = Date.UTC(2026, 11, 31, 12);
  const same = [
    "2026-12-31T12:00:00Z",
    "2026-12-31T12:00:00.000Z",
    "2026-12-31T12:00:00.000000Z",
    "2026-12-31T12:00:00",
    "2026-12-31 12:00:00",
    "2026-12-31 12:00:00+00",
    "2026-12-31T12:00:00+00:00",
    "2026-12-31T14:30:00+02:30",
    "2026-12-31T07:00:00-0500",
  ];
  for (const text of same) assert.equal(toDate(text), noon, text);
  assert.equal(toDate("2026-12-31"), noon - 43_200_000);
  assert.equal(toDate("2026-12-31T12:00:00.5Z"), noon + 500);
  assert.equal(toDate("2026-12-31T12:00:00.1239Z"), noon + 123);
});

Deno.test("what is no date of this century is none", () => {
  const no = ["", "soon", "2026-02-30", "2026-13-01", "2026-12-31T25:00:00Z", "1999-12-31"];
  for (const text of [...no, "2026-12-31T12:60:00Z", "2200-01-01", "31.12.2026", 1, null]) {
    assert.equal(toDate(text), null, String(text));
  }
});

Deno.test("a condition id has 64 hex digits; 31 bytes are padded on the right", () => {
  const full = `0x${"ab".repeat(32)}`;
  assert.equal(toMarketId(full), full);
  assert.equal(toMarketId(full.toUpperCase().replace("0X", "0x")), full);
  assert.equal(toMarketId(`0x${"ab".repeat(31)}`), `0x${"ab".repeat(31)}00`);
  for (const no of ["", "0x", "0xab", "ab".repeat(32), `${full}0`, `0x${"zz".repeat(32)}`, 7]) {
    assert.equal(toMarketId(no), null, String(no));
  }
});

Deno.test("a token id is a decimal number, as text", () => {
  assert.equal(toTokenId("123"), "123");
  for (const no of ["", "0x12", "12.5", "-1", 123, null, "1".repeat(79), "../x"]) {
    assert.equal(toTokenId(no), null, String(no));
  }
});

Deno.test("the venue's clock is a bare number of seconds", () => {
  assert.deepEqual(parseTime("1795348800"), { ok: true, value: AT });
  const words = parseTime('{"time":1795348800}');
  assert.ok(!words.ok && words.error.reason === "wrongType");
  const early = parseTime("5");
  assert.ok(!early.ok && early.error.reason === "time");
  const torn = parseTime("<html>");
  assert.ok(!torn.ok && torn.error.reason === "torn");
});
