import assert from "node:assert/strict";
import fc from "fast-check";
import { Journal } from "../../../../src/adapters/polymarket/machine/journal.ts";
import { emptyBook, setLevel } from "../../../../src/core/book.ts";
import type { Side } from "../../../../src/core/types/market.ts";
import type { Millis, Price, Shares } from "../../../../src/core/types/units.ts";
import { signature } from "./true_venue.ts";

const NOW = 1_000_000 as Millis;

const anyChange = fc.record({
  wait: fc.integer({ min: 0, max: 3 }),
  side: fc.constantFrom<Side>("buy", "sell"),
  price: fc.integer({ min: 1, max: 12 }).map((n) => n * 10_000 as Price),
  size: fc.integer({ min: 0, max: 5 }).map((n) => n * 1_000_000 as Shares),
});

Deno.test("a snapshot of any moment that the journal reaches back to becomes the book of now", () => {
  fc.assert(
    fc.property(
      fc.array(anyChange, { maxLength: 300 }),
      fc.double({ min: 0, max: 1 }),
      (list, x) => {
        const journal = new Journal();
        const [live, old] = [emptyBook(), emptyBook()];
        const taken = Math.floor(x * list.length);
        let at = 0;
        let takenAt = 0;
        list.forEach(({ wait, side, price, size }, i) => {
          // Of a snapshot in the middle of a millisecond nobody knows which half it holds.
          at += i === taken ? wait + 1 : wait;
          setLevel(live, side, price, size, NOW);
          if (i < taken) {
            setLevel(old, side, price, size, NOW);
            takenAt = at;
          }
          journal.append(at as Millis, side, price, size);
        });
        if (takenAt < journal.lostAt) return;
        journal.replay(old, takenAt, NOW);
        assert.equal(signature(old), signature(live));
      },
    ),
    { seed: 11, numRuns: 300 },
  );
});

Deno.test("the journal says from when on it knows everything", () => {
  const journal = new Journal();
  assert.equal(journal.lostAt, -Infinity);
  for (let i = 0; i < 130; i++) journal.append(i as Millis, "buy", 10_000, i);
  assert.equal(journal.lostAt, 1);
  journal.clear();
  assert.equal(journal.lostAt, -Infinity);
  assert.ok(!journal.holds(129, "buy", 10_000, 129));
});

Deno.test("a change is known again by time, level and size, and superseded by a later one only", () => {
  const journal = new Journal();
  assert.ok(!journal.endsWith(5, "buy", 10_000, 3));
  journal.append(5 as Millis, "buy", 10_000, 3);
  assert.ok(journal.holds(5, "buy", 10_000, 3));
  assert.ok(journal.endsWith(5, "buy", 10_000, 3));
  assert.ok(!journal.holds(5, "sell", 10_000, 3));
  assert.ok(!journal.holds(6, "buy", 10_000, 3));
  assert.ok(journal.supersedes(4, "buy", 10_000));
  assert.ok(!journal.supersedes(5, "buy", 10_000));
  assert.ok(!journal.supersedes(4, "sell", 10_000));
  assert.ok(!journal.supersedes(4, "buy", 20_000));
});
