import assert from "node:assert/strict";
import { parseGammaMarket } from "../../../../src/adapters/polymarket/parse/gamma.ts";
import { parseTruth, truthRefusal } from "../../../../src/adapters/polymarket/parse/truth.ts";
import type { GammaMarket, MarketTruth } from "../../../../src/adapters/polymarket/types.ts";
import { type Fields, gammaPayload, MARKET, NO, truthPayload, YES } from "./payloads.ts";

function truth(fields: Fields = {}): MarketTruth {
  const parsed = parseTruth(JSON.stringify(truthPayload(fields)));
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return parsed.value;
}

function gamma(fields: Fields = {}): GammaMarket {
  const parsed = parseGammaMarket(gammaPayload(fields));
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return parsed.value;
}

function refusal(truthFields: Fields, gammaFields: Fields = {}): string | null {
  return truthRefusal(gamma(gammaFields), truth(truthFields));
}

Deno.test("the terms of a market are read from the short names of the CLOB", () => {
  assert.deepEqual(truth(), {
    id: MARKET,
    tokens: [{ token: YES, outcome: "Yes" }, { token: NO, outcome: "No" }],
    tickSize: 10_000,
    minOrder: 5_000_000,
    fee: { rate: 0.05, exponent: 1 },
    negRisk: false,
    accepting: true,
    takerDelayMs: 0,
    version: "v1",
  });
});

Deno.test("numbers may be texts, and what is false may be absent", () => {
  const read = truth({ mts: "0.001", mos: "15", nr: true, ao: undefined });
  assert.equal(read.tickSize, 1_000);
  assert.equal(read.minOrder, 15_000_000);
  assert.equal(read.negRisk, true);
  assert.equal(read.accepting, false);
});

Deno.test("R-082 no schedule is no fee, and a schedule that cannot be read is unknown, not 0", () => {
  const none = { rate: 0, exponent: 1 };
  for (const fd of [undefined, null]) assert.deepEqual(truth({ fd }).fee, none);
  assert.deepEqual(truth({ fd: undefined, feesEnabled: false }).fee, none);
  assert.deepEqual(truth({ fd: { r: "0.04", e: "2" } }).fee, { rate: 0.04, exponent: 2 });
  assert.equal(truth({ fd: undefined, feesEnabled: true }).fee, null);
  const broken = [
    {},
    "0.04",
    [],
    { r: 0.04 },
    { e: 1 },
    { r: -0.01, e: 1 },
    { r: 4, e: 1 },
    { r: 0.04, e: -1 },
    { r: 0.04, e: 1e9 },
    { r: null, e: 1 },
    { r: "", e: 1 },
    { r: "four", e: 1 },
    { r: 0.04, e: 1, to: false },
  ];
  for (const fd of broken) assert.equal(truth({ fd }).fee, null, JSON.stringify(fd));
});

Deno.test("R-077 the base fees of the old contracts enter no fee", () => {
  assert.deepEqual(truth({ fd: undefined, mbf: 1000, tbf: 1000 }).fee, { rate: 0, exponent: 1 });
  assert.deepEqual(truth({ mbf: 0, tbf: 0 }).fee, { rate: 0.05, exponent: 1 });
});

Deno.test("a taker waits the seconds of a sports market or the 50 ms of a crypto one", () => {
  assert.equal(truth({ sd: 3 }).takerDelayMs, 3_000);
  assert.equal(truth({ sd: "1" }).takerDelayMs, 1_000);
  assert.equal(truth({ itode: true }).takerDelayMs, 50);
  assert.equal(truth({ itode: true, sd: 2 }).takerDelayMs, 2_000);
  assert.equal(truth({ itode: false, sd: 0 }).takerDelayMs, 0);
  for (const sd of [-1, "soon", 1e9, {}]) {
    const parsed = parseTruth(JSON.stringify(truthPayload({ sd })));
    assert.ok(!parsed.ok && parsed.error.reason === "wrongType", String(sd));
  }
});

Deno.test("an answer without its market or tokens is refused with what was found", () => {
  const of = (fields: Fields) => {
    const parsed = parseTruth(JSON.stringify(truthPayload(fields)));
    return parsed.ok ? null : parsed.error.detail;
  };
  const hex = "0x and 64 or 62 hex digits";
  assert.equal(of({ c: undefined }), `clob-markets: c is absent, wanted ${hex}`);
  assert.equal(of({ t: {} }), "clob-markets: t is an object, wanted an array");
  assert.equal(
    of({ t: [{ t: YES, o: "Yes" }, { t: NO }] }),
    "clob-markets: t[1] is an object, wanted a decimal id and an outcome",
  );
  assert.equal(of({ nr: "yes" }), 'clob-markets: nr is "yes", wanted a boolean');
  const torn = parseTruth("<html>403</html>");
  assert.ok(!torn.ok && torn.error.reason === "torn");
});

Deno.test("R-156 what the CLOB does not tell refuses the market, the first reason first", () => {
  assert.equal(refusal({}), null);
  const wrong: Fields = { v: "v2", ao: false, t: [], fd: {}, mts: 0.3, mos: 0 };
  const inOrder = [
    ["version", "v"],
    ["notAccepting", "ao"],
    ["tokensDiffer", "t"],
    ["feeUnknown", "fd"],
    ["tickUnknown", "mts"],
    ["minimumUnknown", "mos"],
  ] as const;
  const right = truthPayload();
  let fields = wrong;
  for (const [reason, field] of inOrder) {
    assert.equal(refusal(fields), reason);
    fields = { ...fields, [field]: right[field] };
  }
  assert.equal(refusal(fields), null);
  assert.equal(refusal({ v: undefined }), "version");
});

Deno.test("R-145 R-155 ids and outcomes must be the same as Gamma's, in the same order", () => {
  const yes = { t: YES, o: "Yes" };
  const no = { t: NO, o: "No" };
  const different = [[no, yes], [yes], [yes, no, no], [{ t: NO, o: "Yes" }, { t: YES, o: "No" }]];
  for (const t of different) assert.equal(refusal({ t }), "tokensDiffer", JSON.stringify(t));
  assert.equal(refusal({ c: `0x${"b2".repeat(32)}` }), "tokensDiffer");
  assert.equal(refusal({}, { outcomes: '["Up", "Down"]' }), "tokensDiffer");
});

Deno.test("R-080 a fee that Gamma and the CLOB tell differently is unknown", () => {
  assert.equal(refusal({ fd: { r: 0.03, e: 1, to: true } }), "feeUnknown");
  assert.equal(refusal({ fd: { r: 0.05, e: 2, to: true } }), "feeUnknown");
  assert.equal(refusal({ fd: undefined }), "feeUnknown");
  assert.equal(refusal({}, { feesEnabled: false }), "feeUnknown");
  assert.equal(refusal({}, { feesEnabled: true, feeSchedule: undefined }), null);
  assert.equal(refusal({ fd: undefined }, { feeSchedule: undefined }), "feeUnknown");
  const silent = { feesEnabled: undefined, feeSchedule: undefined };
  assert.equal(refusal({}, silent), null);
  assert.equal(refusal({ fd: undefined }, silent), null);
  assert.equal(refusal({ fd: { r: 0, e: 2 } }, { feesEnabled: false }), null);
});
