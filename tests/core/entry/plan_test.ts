import assert from "node:assert/strict";
import fc from "fast-check";
import { concede, planSpike, type SpikePlanInput } from "../../../src/core/entry/plan.ts";
import { bookTop, tokenQuote } from "../../../src/core/entry/quote.ts";
import { emptyBook } from "../../../src/core/book.ts";
import { MICRO, millis, price } from "../../../src/core/types/units.ts";
import { isOnGrid, ROUNDING } from "../../../src/core/venue/grid.ts";
import { aMarket, NOON } from "../../support/builders.ts";
import { parseDefaults } from "../../support/defaults.ts";
import { near } from "../../support/near.ts";
import { aMarketState } from "../risk/view.ts";

const defaults = parseDefaults();

/** NO after a spike of fifteen cents of YES: quoted .54/.56, believed worth .60. */
function aPlan(change: Partial<SpikePlanInput> = {}) {
  return planSpike({
    market: aMarket(),
    quote: { bid: 540_000, ask: 560_000 },
    mid: 0.55,
    fair: 0.6,
    spike: 0.15,
    at: NOON,
    config: defaults,
    ...change,
  });
}

Deno.test("target and stop are half the spike from the mid, as bids on the grid", () => {
  // .55 +- .075 less half the spread of .02: .615 -> .62 up, .465 -> .46 down.
  assert.deepStrictEqual(aPlan().plan, {
    kind: "spike",
    target: price(620_000),
    stop: price(460_000),
    until: millis(NOON + 3_600_000),
  });
});

Deno.test("the chance of the target is that of a fair walk from the believed value", () => {
  const plan = aPlan();
  near(plan.mids.target, 0.63, 1e-12);
  near(plan.mids.stop, 0.47, 1e-12);
  near(plan.hit, (0.6 - 0.47) / (0.63 - 0.47), 1e-12);
});

Deno.test("what an exit brings is its price a slippage lower, less the fee there", () => {
  const plan = aPlan();
  near(plan.netTarget, 0.61 - 0.04 * 0.61 * 0.39, 1e-12);
  near(plan.netStop, 0.45 - 0.04 * 0.45 * 0.55, 1e-12);
  near(plan.netTime, 0.53 - 0.04 * 0.53 * 0.47, 1e-12);
});

Deno.test("a maker's target brings its price", () => {
  const plan = aPlan({ config: { ...defaults, exit: { ...defaults.exit, style: "maker" } } });
  near(plan.netTarget, 0.62, 1e-12);
  near(plan.netStop, 0.4401, 1e-12);
});

Deno.test("a small spike still leaves two ticks above the ask and below the bid", () => {
  const { plan } = aPlan({ spike: 0.01 });
  assert.deepStrictEqual([plan.target, plan.stop], [580_000, 520_000]);
});

Deno.test("near the ends of the scale both stay on the grid", () => {
  const high = aPlan({ quote: { bid: 970_000, ask: 980_000 }, mid: 0.975, fair: 0.98 });
  assert.equal(high.plan.target, 990_000);
  const low = aPlan({ quote: { bid: 10_000, ask: 20_000 }, mid: 0.015, fair: 0.02 });
  assert.equal(low.plan.stop, 10_000);
});

Deno.test("a sale concedes the slippage and no more, at the least one tick of price", () => {
  assert.equal(concede(400_000, price(10_000), price(10_000)), 390_000);
  // Between two ticks it is rounded in our favour.
  assert.equal(concede(400_000, price(12_000), price(10_000)), 390_000);
  assert.equal(concede(10_000, price(10_000), price(10_000)), 10_000);
  assert.equal(concede(1_000, price(50_000), price(100)), 100);
});

const quoted = fc.constantFrom(...ROUNDING.keys()).chain((tick) => {
  const last = MICRO / tick - 1;
  return fc.record({
    tick: fc.constant(tick),
    bid: fc.integer({ min: 1, max: last - 1 }),
    width: fc.integer({ min: 1, max: 3 }),
    spike: fc.double({ min: 0, max: 1, noNaN: true }),
    fair: fc.double({ min: 0, max: 1, noNaN: true }),
  }).map((one) => ({ ...one, ask: Math.min(last, one.bid + one.width) }));
});

Deno.test("on every grid a plan is on it, with the stop below the bid and the target above the ask", () => {
  fc.assert(
    fc.property(quoted, ({ tick, bid, ask, spike, fair }) => {
      const quote = { bid: bid * tick, ask: ask * tick };
      const market = aMarket({ tickSize: price(tick) });
      const mid = (quote.bid + quote.ask) / 2 / MICRO;
      const { plan, hit, netStop, netTarget } = aPlan({ market, quote, mid, spike, fair });
      assert.ok(isOnGrid(plan.target, price(tick)) && isOnGrid(plan.stop, price(tick)));
      // At the ends of the scale there is no tick beyond.
      assert.ok(plan.target > quote.ask || quote.ask > MICRO - 3 * tick);
      assert.ok(plan.stop < quote.bid || quote.bid < 3 * tick);
      assert.ok(hit >= 0 && hit <= 1);
      assert.ok(netStop <= plan.stop / MICRO + 1e-12 && netTarget <= plan.target / MICRO + 1e-12);
    }),
    { numRuns: 300 },
  );
});

Deno.test("the quote of NO is that of YES seen from the other side", () => {
  const { book } = aMarketState();
  assert.deepStrictEqual(tokenQuote(book, "yes"), { bid: 390_000, ask: 410_000 });
  assert.deepStrictEqual(tokenQuote(book, "no"), { bid: 590_000, ask: 610_000 });
  assert.deepStrictEqual(tokenQuote(emptyBook(), "no"), { bid: 0, ask: 0 });
});

Deno.test("the top of book has price, size and age of either token, null where nothing is", () => {
  const { book } = aMarketState();
  assert.deepStrictEqual(bookTop(book, "no", millis(NOON + 250)), {
    bid: 590_000,
    bidSize: 500_000_000,
    ask: 610_000,
    askSize: 500_000_000,
    ageMs: 250,
  });
  const none = { bid: null, bidSize: null, ask: null, askSize: null, ageMs: null };
  assert.deepStrictEqual(bookTop(emptyBook(), "yes", NOON), none);
});
