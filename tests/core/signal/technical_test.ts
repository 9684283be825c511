import assert from "node:assert/strict";
import fc from "fast-check";
import { technicalInput } from "../../../src/core/signal/technical.ts";
import { type Price, price, shares } from "../../../src/core/types/units.ts";
import { near } from "../../support/near.ts";
import { refTest } from "../../support/shared.ts";

const silent = { name: "technical", probability: null, confidence: 0 };

function top(bid: number | null, bidSize: number, ask: number | null, askSize: number) {
  const at = (dollars: number | null): Price | null =>
    dollars === null ? null : price(Math.round(dollars * 1e6));
  return {
    bid: at(bid),
    bidSize: shares(bidSize * 1e6),
    ask: at(ask),
    askSize: shares(askSize * 1e6),
  };
}

Deno.test("three times the bids put the opinion three quarters of the way to the ask", () => {
  const input = technicalInput(top(0.4, 300, 0.42, 100), true);
  near(input.probability ?? NaN, 0.415, 1e-12);
  assert.equal(input.confidence, 1);
});

refTest("the opinion is the microprice of orderbook_example.json", (read) => {
  const example = JSON.parse(read("orderbook_example.json"));
  const [bid, bidSize] = example.book.bids[0];
  const [ask, askSize] = example.book.asks[0];
  const input = technicalInput(top(bid, bidSize, ask, askSize), true);
  near(input.probability ?? NaN, example.microprice, 1e-12);
});

Deno.test("an assumed depth leans nowhere", () => {
  assert.deepStrictEqual(technicalInput(top(0.4, 300, 0.42, 100), false), silent);
});

Deno.test("a book that is missing, one-sided, empty, crossed or locked leans nowhere", () => {
  for (
    const broken of [
      null,
      top(null, 300, 0.42, 100),
      top(0.4, 300, null, 100),
      top(0.4, 0, 0.42, 100),
      top(0.4, 300, 0.42, 0),
      top(0.43, 300, 0.42, 100),
      top(0.42, 300, 0.42, 100),
      { ...top(0.4, 300, 0.42, 100), bidSize: null },
    ]
  ) assert.deepStrictEqual(technicalInput(broken, true), silent);
});

Deno.test("the opinion lies inside the spread, rises with the bids and mirrors on NO", () => {
  const size = fc.integer({ min: 1, max: 100_000 });
  const cents = fc.integer({ min: 1, max: 98 });
  fc.assert(
    fc.property(cents, fc.integer({ min: 1, max: 10 }), size, size, size, (b, w, x, y, more) => {
      const [bid, ask] = [b / 100, Math.min(99, b + w) / 100];
      const at = (bids: number) => technicalInput(top(bid, bids, ask, y), true).probability ?? NaN;
      assert.ok(bid < at(x) && at(x) < ask);
      assert.ok(at(x + more) > at(x));
      const no = technicalInput(top(1 - ask, y, 1 - bid, x), true).probability ?? NaN;
      near(no, 1 - at(x), 1e-12);
    }),
    { seed: 1 },
  );
});
