// Faults of messages. Recovery times are held against the table in machine.ts: after a fault the
// engine's book is the true one within the stated time, and it is never wrong for longer unseen.
import assert from "node:assert/strict";
import { a, assertHealed, c, lost, r, SLACK, t } from "./machine/healing.ts";
import { intact, Rehearsal } from "./machine/rehearsal.ts";
import { snapshot, tickFrame } from "./machine/true_venue.ts";

Deno.test("without a fault no book is ever wrong, none goes down, and REST is only asked to check", () => {
  const world = new Rehearsal({ markets: 6, marketsPerLink: 3, everyMs: 60 });
  world.settle(2_000);
  const before = world.inputs.length;
  world.run(90_000);
  assert.equal(world.wrongMs, 0);
  assert.equal(world.wellAt, 0);
  const kinds = new Set(world.inputs.slice(before).map(({ kind }) => kind));
  assert.deepEqual([...kinds].sort(), ["level", "linkHeard"]);
  assert.deepEqual(Object.keys(world.machine.status().resyncs), ["check"]);
  assert.deepEqual(world.machine.status().recycles, {});
});

Deno.test("a lost change that the best prices betray is repaired without taking the market down", () => {
  let drop = false;
  const world = new Rehearsal({
    markets: 3,
    faults: { frame: (text, { market }) => drop && market === 0 ? lost : intact(text) },
  });
  world.still.add(0);
  world.settle(5_000);
  drop = true;
  // The best bid is lost; what follows is far from the top.
  world.move(0, { side: "buy", price: 500_000, size: 7_000_000 });
  drop = false;
  const faultAt = world.at;
  world.run(100);
  world.move(0, { side: "sell", price: 600_000, size: 9_000_000 });
  world.run(30_000);
  assertHealed(world, faultAt, { wrongMs: r + t, wellMs: r + t + a });
  assert.ok(world.wrongMs > 500, "the fault did not happen");
  assert.equal(world.said("feedDown"), 0);
  assert.equal(world.machine.status().counts.repaired, 1);
});

Deno.test("a lost change that nothing betrays is found by the check of quiet books", () => {
  let drop = false;
  const world = new Rehearsal({
    markets: 3,
    faults: { frame: (text, { market }) => drop && market === 0 ? lost : intact(text) },
  });
  world.still.add(0);
  world.settle(5_000);
  drop = true;
  world.move(0, { side: "buy", price: 500_000, size: 7_000_000 });
  drop = false;
  const faultAt = world.at;
  world.run(c + 30_000);
  assertHealed(world, faultAt, { wrongMs: c + r + 2 * t, wellMs: c + r + 2 * t + a });
  assert.ok(world.wrongMs > r, "the fault did not happen");
  assert.equal(world.machine.status().counts.diverged, 1);
});

Deno.test("R-123 messages told twice change nothing and are counted", () => {
  const world = new Rehearsal({
    markets: 3,
    faults: { frame: (text) => [...intact(text), ...intact(text)] },
  });
  world.settle(1_000);
  const moves = world.machine.status().counts.levels;
  world.run(30_000);
  assert.equal(world.wrongMs, 0);
  assert.equal(world.wellAt, 0);
  const { counts } = world.machine.status();
  assert.ok(counts.duplicates > 100);
  assert.equal(counts.levels - moves, world.said("level") - moves);
  assert.equal(world.said("feedDown"), 0);
});

Deno.test("messages told again much later change nothing", () => {
  const world = new Rehearsal({
    markets: 2,
    faults: {
      frame: (text, { kind }) =>
        kind === "change" ? [...intact(text), { text, lateMs: 1_500 }] : intact(text),
    },
  });
  world.settle(1_000);
  world.run(30_000);
  assert.equal(world.wrongMs, 0);
  assert.equal(world.said("feedDown"), 0);
});

Deno.test("messages that overtake each other end in the true book, without REST", () => {
  const world = new Rehearsal({
    markets: 3,
    everyMs: 100,
    faults: {
      frame: (text, { at, kind }) =>
        kind === "change" ? [{ text, lateMs: at % 3 === 0 ? 250 : 0 }] : intact(text),
    },
  });
  world.settle(2_000);
  world.run(30_000);
  for (let i = 0; i < 3; i++) world.still.add(i);
  world.run(1_000);
  assert.ok(world.wrongMs <= 700, `wrong for ${world.wrongMs} ms`);
  assert.equal(world.said("feedDown"), 0);
  const { counts, resyncs } = world.machine.status();
  assert.ok(counts.lateApplied > 20);
  assert.ok(counts.outOfOrder > 0, "no late message was overtaken on its own level");
  assert.equal(counts.diverged, 0);
  assert.equal(resyncs["silence"] ?? 0, 0);
  for (let i = 0; i < 3; i++) assert.ok(world.seen(i).includes("|"));
});

Deno.test("R-115 a market without its first book is read by REST", () => {
  const world = new Rehearsal({
    markets: 3,
    faults: {
      frame: (text, { market, kind }) => market === 1 && kind === "dump" ? lost : intact(text),
    },
  });
  world.run(1_000);
  assert.equal(world.seen(1), "missing");
  world.run(20_000);
  assertHealed(world, 0, { wrongMs: 0, wellMs: r + t + a });
  assert.equal(world.machine.status().resyncs["no snapshot yet"], 1);
});

Deno.test("R-124 a crossed book that stays is read by REST; one that passes is only counted", () => {
  let drop = false;
  const world = new Rehearsal({
    markets: 2,
    faults: {
      frame: (text, { market }) => {
        if (!drop || market !== 0) return intact(text);
        // Without the venue's best prices nothing but the crossing shows the loss.
        return intact(text.replaceAll(/,"best_(bid|ask)":"[^"]*"/g, ""));
      },
    },
  });
  world.still.add(0);
  world.settle(3_000);
  drop = true;
  const without = world.markets[0];
  assert.ok(without !== undefined);
  world.move(0, { side: "buy", price: 520_000, size: 1_000_000 });
  world.run(500);
  assert.equal(world.seen(0), "crossed");
  world.move(0, { side: "buy", price: 520_000, size: 0 });
  world.run(5_000);
  assert.equal(world.machine.status().counts.crossed, 1);
  assert.equal(world.said("feedDown"), 0, "a burst is no reason to take a market down");

  // The removal of both asks that the new bid took is lost.
  world.move(0, { side: "buy", price: 515_000, size: 1_000_000 });
  drop = false;
  const { book } = without;
  while ((book.asks.prices.at(-1) ?? Infinity) <= 515_000) {
    book.asks.prices.pop();
    book.asks.sizes.pop();
  }
  without.at = world.now + 1;
  world.remember(0);
  const faultAt = world.at;
  world.run(20_000);
  assertHealed(world, faultAt, { wrongMs: 0, wellMs: r + t + a });
  assert.equal(world.said("feedDown"), 1);
  assert.equal(world.machine.status().resyncs["crossed"], 1);
});

Deno.test("R-106 after a tick change there is no book until the new grid's own", () => {
  const world = new Rehearsal({ markets: 2, everyMs: 100 });
  world.settle(5_000);
  const market = world.markets[0];
  assert.ok(market !== undefined);
  market.tick = 1_000;
  market.at = world.now;
  const faultAt = world.at;
  // Told for both tokens, and the changes go on.
  for (const token of [market.yes, market.no]) {
    world.send(0, tickFrame(market, token, 10_000, world.now), "other");
  }
  world.run(90);
  assert.equal(world.seen(0), "missing");
  world.run(20_000);
  assertHealed(world, faultAt, { wrongMs: 0, wellMs: 2 * t + a });
  assert.equal(world.said("tickSize"), 1, "R-107: the second changes nothing");
  assert.equal(world.said("feedDown"), 0);
  assert.equal(world.machine.status().resyncs["tick change"], 1);
});

Deno.test("a tick change whose message was lost is noticed with the next book", () => {
  const world = new Rehearsal({ markets: 2 });
  world.still.add(0);
  world.settle(5_000);
  const market = world.markets[0];
  assert.ok(market !== undefined);
  market.tick = 1_000;
  world.move(0, { side: "buy", price: 499_000, size: 3_000_000 });
  world.send(0, snapshot(market), "other");
  world.run(1_000);
  assert.equal(world.said("tickSize"), 1);
  assert.ok(world.seen(0).includes("|"));
  assert.equal(world.wrongMs, 0);
});

Deno.test("a message that cannot be read sends for the book it names", () => {
  let garble = false;
  const world = new Rehearsal({
    markets: 3,
    faults: {
      frame: (text, { market }) =>
        garble && market === 0
          ? intact(text.replace(/"size":"[^"]*"/, '"size":"-1"'))
          : intact(text),
    },
  });
  world.still.add(0);
  world.settle(5_000);
  garble = true;
  world.move(0, { side: "buy", price: 500_000, size: 7_000_000 });
  garble = false;
  const faultAt = world.at;
  world.run(20_000);
  assertHealed(world, faultAt, { wrongMs: r + t, wellMs: r + t + a });
  assert.ok(world.fates[0]?.badAt !== undefined && world.fates[0].badAt - faultAt < 800);
  assert.equal(world.machine.status().resyncs["a message could not be read"], 1);
  assert.equal(world.notices.length, 1);
});

Deno.test("two minutes of every fault at once never keep a wrong book for longer than is stated", () => {
  for (let seed = 1; seed <= 6; seed++) {
    let broken = false;
    const world: Rehearsal = new Rehearsal({
      seed,
      markets: 6,
      marketsPerLink: 3,
      everyMs: 150,
      faults: {
        frame(text) {
          const dice = broken ? world.next() : 1;
          if (dice < 0.01) return lost;
          if (dice < 0.03) return [...intact(text), ...intact(text)];
          if (dice < 0.05) return [{ text, lateMs: 400 * world.next() }];
          if (dice < 0.055) return intact(text.slice(0, -9));
          if (dice < 0.06) return [{ text, lateMs: 6_000 }];
          return intact(text);
        },
        rest: (body) => broken && world.next() < 0.2 ? undefined : body,
      },
    });
    world.settle(3_000);
    broken = true;
    world.run(120_000);
    broken = false;
    const faultAt = world.at;
    world.run(c + r + 2 * t + a + SLACK);
    const stated = c + r + 2 * t;
    assert.ok(world.wrongMs <= stated + SLACK, `seed ${seed}: wrong for ${world.wrongMs} ms`);
    for (let i = 0; i < 6; i++) assert.ok(world.seen(i).includes("|"), `seed ${seed}: ${i}`);
    assert.ok(world.wellAt - faultAt <= stated + a + SLACK);
    world.settle(0);
    world.run(10_000);
    assert.equal(world.wrongMs, 0, `seed ${seed}`);
  }
});
