// Faults of connections, held to the same table as those of messages.
import assert from "node:assert/strict";
import { a, assertHealed, c, f, lost, q, r, SLACK, t } from "./machine/healing.ts";
import { intact, RECONNECT_MS, Rehearsal } from "./machine/rehearsal.ts";

Deno.test("a lost change on a connection that is silent otherwise costs the connection", () => {
  let drop = false;
  const world = new Rehearsal({
    markets: 3,
    faults: { frame: (text) => drop ? lost : intact(text) },
  });
  for (let i = 0; i < 3; i++) world.still.add(i);
  world.settle(20_000);
  assert.equal(world.wellAt, 0, "R-117: REST agrees, so a quiet book is not stale");
  assert.ok(world.machine.status().counts.confirmed > 0);
  drop = true;
  world.move(0, { side: "buy", price: 500_000, size: 7_000_000 });
  drop = false;
  const faultAt = world.at;
  world.run(30_000);
  assertHealed(world, faultAt, {
    wrongMs: q + r + 2 * t,
    wellMs: q + r + 2 * t + a + RECONNECT_MS,
  });
  assert.deepEqual(world.machine.status().recycles, { "silent while books moved": 1 });
});

Deno.test("R-116 a connection that answers PING and tells nothing is given up, its books before", () => {
  let frozen = 0;
  const world = new Rehearsal({
    markets: 4,
    marketsPerLink: 2,
    everyMs: 100,
    faults: {
      frame: (text, { link }) => link === frozen ? [{ text: "PONG", lateMs: 0 }] : intact(text),
    },
  });
  world.settle(5_000);
  frozen = 1;
  const faultAt = world.at;
  world.run(30_000);
  assertHealed(world, faultAt, {
    wrongMs: q + r + 2 * t,
    wellMs: q + r + 2 * t + a + RECONNECT_MS,
  });
  assert.equal(world.said("feedDown"), 2);
  assert.deepEqual(world.machine.status().recycles, { "silent while books moved": 1 });
  assert.equal(world.fates[2]?.wrongMs, 0);
  assert.equal(world.fates[3]?.unusableMs, 0);
});

Deno.test("a frozen connection with REST out of order too is given up after frozenMs", () => {
  let broken = false;
  const world = new Rehearsal({
    markets: 2,
    everyMs: 100,
    faults: {
      frame: (text, { link }) => broken && link === 1 ? lost : intact(text),
      rest: (body) => broken ? undefined : body,
    },
  });
  world.settle(5_000);
  broken = true;
  const faultAt = world.at;
  world.run(f + 3_000);
  // Nothing is said, so the books grow old by themselves: the engine's limit is 5 s.
  assertHealed(world, faultAt, { wrongMs: 5_000 + t, wellMs: f + t + RECONNECT_MS });
  assert.deepEqual(world.machine.status().recycles, { "silent, and not confirmed by REST": 1 });
});

Deno.test("R-132 a connection whose messages come later and later is given up", () => {
  let lateMs = 0;
  const world = new Rehearsal({
    markets: 3,
    everyMs: 100,
    faults: { frame: (text, { link }) => [{ text, lateMs: link === 1 ? lateMs : 0 }] },
  });
  world.settle(10_000);
  const faultAt = world.at;
  // Half a second is lost every second: no silence shows it.
  for (let i = 0; i < 40; i++) {
    lateMs += 500;
    world.run(1_000);
  }
  const { recycles } = world.machine.status();
  assert.ok((recycles["messages come late"] ?? 0) >= 1);
  assert.ok(world.wellAt - faultAt <= 2 * (q + r + 2 * t) + RECONNECT_MS + SLACK);
});

Deno.test("everything delayed at once is a silence first, and costs the connection", () => {
  let lateMs = 0;
  const world = new Rehearsal({
    markets: 3,
    everyMs: 100,
    faults: { frame: (text, { link }) => [{ text, lateMs: link === 1 ? lateMs : 0 }] },
  });
  world.settle(10_000);
  lateMs = 8_000;
  const faultAt = world.at;
  world.run(30_000);
  assertHealed(world, faultAt, {
    wrongMs: q + r + 2 * t,
    wellMs: q + r + 2 * t + a + RECONNECT_MS,
  });
});

Deno.test("R-112 R-134 a connection that never tells a book is read by REST and then replaced", () => {
  const world = new Rehearsal({
    markets: 3,
    faults: { frame: (text, { link }) => link === 1 ? lost : intact(text) },
  });
  for (let i = 0; i < 3; i++) world.still.add(i);
  world.run(f + 5_000);
  assertHealed(world, 0, { wrongMs: 0, wellMs: f + t + RECONNECT_MS });
  assert.deepEqual(world.machine.status().recycles, { "no data since it was opened": 1 });
});

Deno.test("R-121 a torn frame that names nothing has every book of its connection compared", () => {
  let garble = false;
  const world = new Rehearsal({
    markets: 3,
    faults: {
      frame: (text, { market }) =>
        garble && market === 0 ? intact(text.slice(0, 40)) : intact(text),
    },
  });
  world.still.add(0);
  world.settle(5_000);
  garble = true;
  world.move(0, { side: "buy", price: 500_000, size: 7_000_000 });
  garble = false;
  const faultAt = world.at;
  world.run(20_000);
  assertHealed(world, faultAt, { wrongMs: r + t + a, wellMs: r + t + 2 * a });
  assert.equal(world.machine.status().counts.diverged, 1);
});

Deno.test("a token that its connection no longer serves costs the connection the second time", () => {
  let frozen = 0;
  const world = new Rehearsal({
    markets: 3,
    faults: {
      frame: (text, { market, link }) => market === 0 && link === frozen ? lost : intact(text),
    },
  });
  world.still.add(0);
  world.settle(5_000);
  frozen = 1;
  world.move(0, { side: "buy", price: 500_000, size: 7_000_000 });
  const faultAt = world.at;
  world.run(c + 2 * t + r + 3 * a);
  assert.ok(world.seen(0).includes("|"), "read by REST");
  world.move(0, { side: "buy", price: 500_000, size: 0 });
  const againAt = world.at;
  world.run(20_000);
  assert.deepEqual(world.machine.status().recycles, { "books went wrong twice": 1 });
  assert.ok(againAt > faultAt);
  // On probation it is compared every q.
  assert.ok(world.wellAt - againAt <= q + r + 3 * t + a + RECONNECT_MS + SLACK);
});

Deno.test("R-128 a lost connection takes its books down once, and new ones are believed again", () => {
  const world = new Rehearsal({ markets: 2 });
  world.settle(5_000);
  world.give({ kind: "frame", link: 1 as never, text: "INVALID OPERATION" });
  assert.equal(world.seen(0), "down");
  world.run(RECONNECT_MS + 100);
  assert.ok(world.seen(0).includes("|"));
  assert.equal(world.said("feedDown"), 2, "closing says nothing twice");
  assert.deepEqual(world.machine.status().recycles, { "INVALID OPERATION": 1 });
});
