import assert from "node:assert/strict";
import fc from "fast-check";
import { end } from "../../../src/core/exit/end.ts";
import { flatten } from "../../../src/core/exit/flatten.ts";
import { exits, wayOut } from "../../../src/core/exit/registry.ts";
import type { ExitView } from "../../../src/core/exit/rule.ts";
import { stop } from "../../../src/core/exit/stop.ts";
import { target } from "../../../src/core/exit/target.ts";
import { time } from "../../../src/core/exit/time.ts";
import type { TradePlan } from "../../../src/core/types/order.ts";
import { millis, price } from "../../../src/core/types/units.ts";
import { aMarket, anOrder, NOON } from "../../support/builders.ts";
import { parseDefaults } from "../../support/defaults.ts";
import { having } from "../risk/view.ts";

const held = having([anOrder()], "settled").positions.get(anOrder().token) ?? assert.fail();
const plan: TradePlan = {
  kind: "spike",
  target: price(450_000),
  stop: price(350_000),
  until: millis(NOON + 3_600_000),
};

function aView(change: Partial<ExitView> = {}, planned: Partial<TradePlan> = {}): ExitView {
  return {
    position: { ...held, plan: { ...plan, ...planned } },
    market: aMarket(),
    bid: 400_000,
    at: NOON,
    config: parseDefaults().exit,
    flatten: false,
    ...change,
  };
}

Deno.test("between stop and target, in time and far from the end, nothing speaks for leaving", () => {
  assert.equal(wayOut(aView()), null);
});

Deno.test("R-181 the stop is reached at its price, not above it", () => {
  assert.equal(stop(aView({ bid: 350_001 })), false);
  assert.equal(stop(aView({ bid: 350_000 })), true);
  assert.equal(stop(aView({ bid: 349_999 })), true);
});

Deno.test("where nobody buys the price is below any stop", () => {
  assert.equal(stop(aView({ bid: 0 })), true);
  assert.equal(stop(aView({ bid: 0 }, { stop: null })), false);
});

Deno.test("R-181 the target is reached at its price, not below it", () => {
  assert.equal(target(aView({ bid: 449_999 })), false);
  assert.equal(target(aView({ bid: 450_000 })), true);
});

Deno.test("no stop and no target is read off a book that may not be believed", () => {
  assert.equal(wayOut(aView({ bid: null })), null);
});

Deno.test("R-181 the time is over at its end, not before", () => {
  assert.equal(time(aView({ at: millis(NOON + 3_599_999) })), false);
  assert.equal(time(aView({ at: millis(NOON + 3_600_000) })), true);
  assert.equal(time(aView({ at: millis(NOON + 9e9) }, { until: null })), false);
});

Deno.test("R-181 before the market's end a spike trade is left, a held one is not", () => {
  const market = aMarket({ endAt: millis(NOON + 7_200_000) });
  assert.equal(end(aView({ market, at: millis(NOON - 1) })), false);
  assert.equal(end(aView({ market })), true);
  assert.equal(end(aView({ market }, { kind: "resolution" })), false);
  assert.equal(end(aView({ market: aMarket({ endAt: null }) })), false);
});

Deno.test("flatten is what a person says", () => {
  assert.equal(flatten(aView()), false);
  assert.equal(flatten(aView({ flatten: true })), true);
});

Deno.test("R-255 the first way out in the registry counts, a flatten before all, a stop before a target", () => {
  assert.deepStrictEqual(Object.keys(exits), ["flatten", "stop", "target", "time", "end"]);
  const market = aMarket({ endAt: NOON });
  const late = millis(NOON + 9e9);
  const both = { target: price(350_000) };
  assert.equal(wayOut(aView({ market, at: late, bid: 350_000, flatten: true }, both)), "flatten");
  assert.equal(wayOut(aView({ market, at: late, bid: 350_000 }, both)), "stop");
  assert.equal(wayOut(aView({ market, at: late, bid: 450_000 })), "target");
  assert.equal(wayOut(aView({ market, at: late })), "time");
  assert.equal(wayOut(aView({ market, at: NOON })), "end");
});

Deno.test("a lower bid never undoes a stop, a later time never undoes a time exit", () => {
  const bid = fc.integer({ min: 0, max: 990_000 });
  const after = fc.integer({ min: 0, max: 10_000_000 });
  fc.assert(fc.property(bid, bid, after, after, (a, b, s, t) => {
    const [low, high] = [Math.min(a, b), Math.max(a, b)];
    const [early, late] = [Math.min(s, t), Math.max(s, t)];
    assert.ok(!stop(aView({ bid: high })) || stop(aView({ bid: low })));
    assert.ok(!target(aView({ bid: low })) || target(aView({ bid: high })));
    assert.ok(
      !time(aView({ at: millis(NOON + early) })) || time(aView({ at: millis(NOON + late) })),
    );
  }));
});
