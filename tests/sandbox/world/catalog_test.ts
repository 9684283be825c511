import assert from "node:assert/strict";
import type { ListedMarket } from "../../../src/sandbox/types.ts";
import { aWorld, shipped, START } from "./rig.ts";

const DAY = 86_400_000;

function listed(name: string, seed = 1): readonly ListedMarket[] {
  return aWorld(shipped(name), { seed, keep: false }).exchange.markets();
}

/** PROTOCOL 1.3: a position id of v2 has 64 zero bits from bit 40 on. */
function isVersion2(token: string): boolean {
  return (BigInt(token) & (((1n << 64n) - 1n) << 40n)) === 0n;
}

Deno.test("ids look like the venue's: 64 hex digits, tokens of 77 digits, all different", () => {
  const markets = listed("default");
  const tokens = markets.flatMap(({ yes, no }) => [yes, no]);
  assert.equal(new Set(tokens).size, tokens.length);
  assert.equal(new Set(markets.map(({ slug }) => slug)).size, markets.length);
  assert.equal(new Set(markets.map(({ gammaId }) => gammaId)).size, markets.length);
  for (const { id, yes, no, version, questionId } of markets) {
    assert.match(id, /^0x[0-9a-f]{64}$/);
    assert.match(questionId, /^0x[0-9a-f]{64}$/);
    if (version === "v1") {
      for (const token of [yes, no]) assert.match(token, /^[1-9][0-9]{76}$/);
    }
    assert.equal(isVersion2(yes), version === "v2");
    assert.equal(isVersion2(no), version === "v2");
  }
});

Deno.test("a v2 position id is its 31-byte condition and the outcome, the condition id padded", () => {
  const markets = listed("version2").filter(({ version }) => version === "v2");
  assert.ok(markets.length >= 12, `${markets.length} of v2`);
  for (const { id, yes, no, negRiskId } of markets) {
    assert.equal(id.slice(-2), "00");
    const condition = BigInt(id.slice(0, -2)) << 8n;
    assert.equal(BigInt(yes), condition);
    assert.equal(BigInt(no), condition | 1n);
    assert.equal(negRiskId, null);
  }
});

Deno.test("the default catalogue has some of everything, whatever the seed", () => {
  for (const seed of [1, 2, 3]) {
    const { exchange } = aWorld(shipped("default"), { seed, keep: false });
    const markets = exchange.markets();
    assert.equal(markets.length, 60);
    const has = (what: string, is: (market: ListedMarket) => boolean) =>
      assert.ok(markets.some(is), `seed ${seed}: no ${what}`);
    has("v2", ({ version }) => version === "v2");
    has("neg-risk family", ({ negRiskId }) => negRiskId !== null);
    has("placeholder", ({ slug, negRiskId }) => negRiskId !== null && slug.startsWith("other-"));
    has("game", ({ takerDelayMs }) => takerDelayMs >= 1_000);
    has("market without fees", ({ fee }) => fee === null);
    has("market with fees", ({ fee }) => fee?.rate === 0.04 && fee.exponent === 1);
    has("fine tick", ({ id }) => exchange.status(id).tickSize === 1_000);
    has("market that ends today", ({ endAt }) => endAt < START + DAY);
    has("market that ends in months", ({ endAt }) => endAt > START + 30 * DAY);
    has("large volume", ({ id }) => exchange.status(id).volume24h > 300_000e6);
    has("small volume", ({ id }) => exchange.status(id).volume24h < 15_000e6);
    assert.ok(new Set(markets.map(({ category }) => category)).size >= 7);
  }
});

Deno.test("a neg-risk family has three to six outcomes of one event that end together", () => {
  const families = Map.groupBy(listed("negrisk"), ({ event }) => event.id);
  const sizes = [...families.values()].map((each) => each.length);
  assert.ok(Math.max(...sizes) <= 6);
  assert.ok(sizes.filter((size) => size >= 3).length >= sizes.length - 2, sizes.join());
  for (const family of families.values()) {
    if (family.length === 1) continue;
    assert.equal(new Set(family.map(({ negRiskId }) => negRiskId)).size, 1);
    assert.notEqual(family[0]?.negRiskId, null);
    assert.equal(new Set(family.map(({ endAt }) => endAt)).size, 1);
  }
});

Deno.test("the demo's markets are such as a cautious bot enters", () => {
  const { exchange } = aWorld(shipped("demo"), { keep: false });
  for (const { id, endAt, version, category } of exchange.markets()) {
    assert.ok(exchange.status(id).volume24h >= 50_000e6);
    assert.ok(endAt > START + 10 * DAY);
    assert.equal(version, "v1");
    assert.notEqual(category, "sports");
  }
});
