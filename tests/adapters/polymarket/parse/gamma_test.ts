import assert from "node:assert/strict";
import {
  parseGammaMarket,
  parseMarketsPage,
} from "../../../../src/adapters/polymarket/parse/gamma.ts";
import type { GammaMarket } from "../../../../src/adapters/polymarket/types.ts";
import { type Fields, gammaPayload, MARKET, NO, YES } from "./payloads.ts";

function market(fields: Fields = {}): GammaMarket {
  const parsed = parseGammaMarket(gammaPayload(fields));
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return parsed.value;
}

Deno.test("a market is read with its lists out of texts and its numbers in engine units", () => {
  assert.deepEqual(market(), {
    id: MARKET,
    gammaId: "42",
    question: "Will it rain?",
    slug: "will-it-rain",
    category: "weather",
    group: "rain-in-december",
    tokens: [YES, NO],
    outcomes: ["Yes", "No"],
    endAt: Date.UTC(2026, 11, 31, 12),
    volume24h: 2_500_250_000,
    liquidity: 1_500_500_000,
    tickSize: 10_000,
    minOrder: 5_000_000,
    bestBid: 390_000,
    bestAsk: 410_000,
    negRisk: false,
    version: "v1",
    refusal: null,
    fee: { rate: 0.05, exponent: 1 },
  });
});

Deno.test("numbers that a fresh market lacks are null, not 0", () => {
  const names = ["endDate", "volume24hr", "liquidity", "orderPriceMinTickSize", "orderMinSize"];
  const absent = [...names, "bestBid", "bestAsk"].map((name) => [name, undefined]);
  const read = market(Object.fromEntries(absent));
  const { endAt, volume24h, liquidity, tickSize, minOrder, bestBid, bestAsk, refusal } = read;
  assert.deepEqual({ endAt, volume24h, liquidity, tickSize, minOrder, bestBid, bestAsk, refusal }, {
    endAt: null,
    volume24h: null,
    liquidity: null,
    tickSize: null,
    minOrder: null,
    bestBid: null,
    bestAsk: null,
    refusal: null,
  });
});

Deno.test("volume is a number or a text, of any precision, rounded down and never negative", () => {
  assert.equal(market({ volume24hr: "2500.25" }).volume24h, 2_500_250_000);
  assert.equal(market({ volume24hr: 9013.3600000000019 }).volume24h, 9_013_360_000);
  assert.equal(market({ volume24hr: 0.12345678 }).volume24h, 123_456);
  assert.equal(market({ volume24hr: 0 }).volume24h, 0);
  assert.equal(market({ liquidityNum: 7, liquidity: "8" }).liquidity, 7_000_000);
  for (const no of [-1, "", "much", null, true, 1e300]) {
    assert.equal(market({ volume24hr: no }).volume24h, null, String(no));
  }
});

Deno.test("a best price of 0 or 1 is no order", () => {
  const read = market({ bestBid: 0, bestAsk: 1 });
  assert.deepEqual([read.bestBid, read.bestAsk], [null, null]);
});

Deno.test("the first reason that forbids trading is said", () => {
  const wrong: Fields = {
    active: false,
    closed: true,
    acceptingOrders: false,
    enableOrderBook: false,
    version: "v3",
    outcomes: '["Yes"]',
    umaResolutionStatus: "proposed",
    negRiskOther: true,
  };
  const right = gammaPayload();
  const inOrder = [
    ["notActive", "active"],
    ["closed", "closed"],
    ["notAccepting", "acceptingOrders"],
    ["noOrderBook", "enableOrderBook"],
    ["version", "version"],
    ["outcomes", "outcomes"],
    ["resolving", "umaResolutionStatus"],
    ["placeholder", "negRiskOther"],
  ] as const;
  let fields = wrong;
  for (const [reason, field] of inOrder) {
    assert.equal(market(fields).refusal, reason);
    fields = { ...fields, [field]: right[field] };
  }
  assert.equal(market(fields).refusal, null);
});

Deno.test("a flag that is absent or no boolean forbids", () => {
  const flags = [
    ["active", "notActive"],
    ["closed", "closed"],
    ["acceptingOrders", "notAccepting"],
    ["enableOrderBook", "noOrderBook"],
  ] as const;
  for (const [flag, reason] of flags) {
    for (const value of [undefined, null, "true", "false", 1]) {
      assert.equal(market({ [flag]: value }).refusal, reason, `${flag} = ${value}`);
    }
  }
});

Deno.test("the version chooses the ids even when both lists are there", () => {
  const positions = ["3", "4"];
  const both = { positionIds: positions, conditionId: `0x${"cd".repeat(31)}` };
  const v2 = market({ ...both, version: "v2" });
  assert.deepEqual(v2.tokens, positions);
  assert.equal(v2.id, `0x${"cd".repeat(31)}00`);
  assert.equal(v2.refusal, "version");
  assert.deepEqual(market({ ...both }).tokens, [YES, NO]);
  const without = market({ ...both, version: undefined });
  assert.deepEqual([without.version, without.refusal], [null, "version"]);
});

Deno.test("R-154 lists are decoded, and unequal ones refuse the market", () => {
  const unequal: readonly Fields[] = [
    { outcomes: '["Yes", "No", "Maybe"]' },
    { outcomes: '["Yes", "Yes"]' },
    { outcomes: '["", "No"]' },
    { clobTokenIds: JSON.stringify([YES]) },
    { clobTokenIds: JSON.stringify([YES, YES]) },
    { outcomePrices: '["1"]' },
  ];
  for (const fields of unequal) {
    assert.equal(market(fields).refusal, "outcomes", JSON.stringify(fields));
  }
  assert.equal(market({ outcomePrices: undefined }).refusal, null);
  assert.deepEqual(market({ outcomes: ["Up", "Down"] }).outcomes, ["Up", "Down"]);
});

Deno.test("R-143 a newborn market without ids is refused and not lost", () => {
  for (const clobTokenIds of ["[]", "", null, undefined]) {
    const read = market({ clobTokenIds });
    assert.deepEqual([read.refusal, read.tokens], ["outcomes", ["", ""]]);
  }
});

Deno.test("a market under resolution is refused, whatever the word", () => {
  for (const umaResolutionStatus of ["requested", "proposed", "disputed", "new word", 1, {}]) {
    assert.equal(market({ umaResolutionStatus }).refusal, "resolving");
  }
  for (const none of [undefined, null, ""]) {
    assert.equal(market({ umaResolutionStatus: none }).refusal, null);
  }
});

Deno.test("outcomes that may be named later are refused", () => {
  const family = { negRisk: true, negRiskMarketID: `0x${"fa".repeat(32)}` };
  for (const groupItemTitle of ["Person A", "candidate XY", "Other", " other "]) {
    assert.equal(market({ ...family, groupItemTitle }).refusal, "placeholder", groupItemTitle);
    assert.equal(market({ groupItemTitle }).refusal, null, "not a family");
    const events = [{ slug: "x", negRiskAugmented: false }];
    assert.equal(market({ ...family, groupItemTitle, events }).refusal, null, "not augmented");
  }
  for (
    const groupItemTitle of ["Ann Other", "Vitamin C", "December 31", "Person", "Team Falcons"]
  ) {
    assert.equal(market({ ...family, groupItemTitle }).refusal, null, groupItemTitle);
  }
});

Deno.test("markets group by neg-risk family, else by event, else alone", () => {
  const negRiskMarketID = `0x${"fa".repeat(32)}`;
  assert.equal(market({ negRisk: true, negRiskMarketID }).group, negRiskMarketID);
  assert.equal(market({ negRisk: false, negRiskMarketID }).group, "rain-in-december");
  assert.equal(market({ negRisk: true }).group, "rain-in-december");
  assert.equal(market({ events: [{ ticker: "rain" }] }).group, "rain");
  for (const events of [undefined, [], [null], "rain", [{}]]) {
    assert.equal(market({ events }).group, "will-it-rain");
  }
});

Deno.test("R-082 of the fee Gamma says none, a schedule, one it does not tell, or nothing", () => {
  assert.deepEqual(market({ feesEnabled: false }).fee, { rate: 0, exponent: 1 });
  assert.equal(market({ feeSchedule: undefined }).fee, null);
  assert.equal(market({ feeSchedule: { rate: "x", exponent: 1 } }).fee, null);
  assert.equal(market({ feeSchedule: [] }).fee, null);
  assert.ok(!("fee" in market({ feesEnabled: undefined, feeSchedule: undefined })));
});

Deno.test("a market without a name is refused with what was found", () => {
  const detail = (fields: Fields) => {
    const parsed = parseGammaMarket(gammaPayload(fields));
    return parsed.ok ? null : `${parsed.error.reason}: ${parsed.error.detail}`;
  };
  assert.equal(
    detail({ conditionId: "" }),
    'wrongType: gamma market 42: conditionId is "", wanted 0x and 64 or 62 hex digits',
  );
  assert.equal(detail({ id: 42 }), "wrongType: gamma market ?: id is 42, wanted a text");
  assert.match(detail({ question: null }) ?? "", /question is null, wanted a text/);
  assert.match(detail({ slug: undefined }) ?? "", /slug is absent, wanted a text/);
  assert.match(detail({ clobTokenIds: "[1, 2]" }) ?? "", /clobTokenIds is "\[1, 2\]", wanted/);
  assert.match(detail({ clobTokenIds: '["x", "y"]' }) ?? "", /is "x", wanted decimal ids/);
  assert.match(detail({ outcomes: "[" }) ?? "", /outcomes is "\[", wanted a list of texts/);
});

Deno.test("one bad market of a page loses no other", () => {
  const body = { markets: [gammaPayload(), 7, gammaPayload({ id: "43" })], next_cursor: "abc" };
  const parsed = parseMarketsPage(JSON.stringify(body));
  assert.ok(parsed.ok);
  const found = parsed.value.markets.map((one) => one.ok ? one.value.gammaId : one.error.reason);
  assert.deepEqual(found, ["42", "wrongType", "43"]);
  assert.equal(parsed.value.nextCursor, "abc");
});

Deno.test("R-138 the last page is one without a cursor; a cursor of another type is no last page", () => {
  const cursor = (next: Fields) => {
    const parsed = parseMarketsPage(JSON.stringify({ markets: [], ...next }));
    return parsed.ok ? parsed.value.nextCursor : parsed.error.reason;
  };
  assert.equal(cursor({}), null);
  assert.equal(cursor({ next_cursor: null }), null);
  assert.equal(cursor({ next_cursor: "" }), null);
  assert.equal(cursor({ next_cursor: "x" }), "x");
  assert.equal(cursor({ next_cursor: 5 }), "wrongType");
});

Deno.test("an answer that is no page is refused", () => {
  const reasons = ["[]", "{}", '{"markets":{}}', "<html>"].map((body) => {
    const parsed = parseMarketsPage(body);
    return parsed.ok ? null : parsed.error.reason;
  });
  assert.deepEqual(reasons, ["wrongType", "wrongType", "wrongType", "torn"]);
});
