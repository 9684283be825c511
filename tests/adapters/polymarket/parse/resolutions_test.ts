import assert from "node:assert/strict";
import { parseResolutions } from "../../../../src/adapters/polymarket/parse/resolutions.ts";
import { type Fields, MARKET, resolutionPayload } from "./payloads.ts";

function rows(...payloads: readonly Fields[]) {
  return parseResolutions(JSON.stringify({ data: payloads.map(resolutionPayload) }));
}

Deno.test("payouts are parts of a dollar in the order of the outcomes", () => {
  const parsed = rows(
    {},
    { payouts: [0, 1_000_000] },
    { payouts: [500_000, 500_000] },
    { payouts: ["333333", "666667"] },
  );
  const payouts = [[1_000_000, 0], [0, 1_000_000], [500_000, 500_000], [333_333, 666_667]];
  const value = payouts.map((pair) => ({ market: MARKET, status: "resolved", payouts: pair }));
  assert.deepEqual(parsed, { ok: true, value });
});

Deno.test("R-157 any other shape of payouts leaves a market pending", () => {
  const odd = [
    undefined,
    null,
    [],
    [1_000_000],
    [1, 0],
    [1_000_000, 1_000_000],
    [-1, 1_000_001],
    [0.5, 0.5],
    [500_000.5, 499_999.5],
    ["1e6", 0],
    [null, 1_000_000],
    [0, 0, 1_000_000],
    { 0: 1_000_000, 1: 0 },
  ];
  for (const payouts of odd) {
    const parsed = rows({ payouts });
    assert.ok(parsed.ok && parsed.value[0]?.payouts === null, JSON.stringify(payouts));
  }
});

Deno.test("R-158 payouts of what is not resolved settle nothing", () => {
  for (const status of ["proposed", "disputed", "settled?", "RESOLVED"]) {
    assert.deepEqual(rows({ status }), {
      ok: true,
      value: [{ market: MARKET, status, payouts: null }],
    });
  }
});

Deno.test("a 31-byte id is the padded market", () => {
  const parsed = rows({ condition_id: `0x${"cd".repeat(31)}` });
  assert.ok(parsed.ok && parsed.value[0]?.market === `0x${"cd".repeat(31)}00`);
});

Deno.test("a row whose market or status is not known refuses the answer", () => {
  for (const fields of [{ condition_id: "" }, { condition_id: 7 }, { status: undefined }]) {
    const parsed = rows({}, fields);
    assert.ok(!parsed.ok && parsed.error.reason === "wrongType");
  }
  const empty = parseResolutions('{"data":[]}');
  assert.deepEqual(empty, { ok: true, value: [] });
  for (const body of ["{}", "[]", '{"data":{}}', '{"data":[1]}']) {
    assert.ok(!parseResolutions(body).ok, body);
  }
});
