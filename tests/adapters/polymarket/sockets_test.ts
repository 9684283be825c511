import assert from "node:assert/strict";
import fc from "fast-check";
import { createPool } from "../../../src/adapters/polymarket/sockets.ts";
import type { RawInput } from "../../../src/adapters/polymarket/types.ts";
import type { LinkId, TokenId } from "../../../src/core/types/ids.ts";
import type { FakeSocket } from "./fake_socket.ts";
import { carried, pair, pairs, poolRig } from "./pool_rig.ts";

const linkOf = (raw: RawInput | undefined): LinkId => (raw as { link: LinkId }).link;
const ofKind = (emitted: readonly RawInput[], kind: RawInput["kind"]) =>
  emitted.filter((raw) => raw.kind === kind);

Deno.test("R-112 no connection carries more than 200 ids, and both tokens of a market share one", () => {
  const { pool, sockets, settle } = poolRig();
  pool.add(pairs(0, 251));
  settle();
  assert.deepEqual(sockets.map((socket) => carried(socket).length), [200, 200, 102]);
  const all = sockets.flatMap(carried);
  assert.equal(new Set(all).size, 502);
  for (const socket of sockets) {
    const here = new Set(carried(socket));
    for (const id of here) assert.ok(here.has(id.replace(/.$/, id.endsWith("y") ? "n" : "y")), id);
  }
});

Deno.test("R-113 R-114 frames carry at most 100 ids, after a reconnect too, and then all of them", () => {
  const { pool, sockets, settle, pass } = poolRig();
  pool.add(pairs(0, 100));
  settle();
  pool.remove(pair(7));
  pool.add([pair(500)]);
  sockets[0]?.drop(1006);
  pass(300);
  sockets[1]?.accept();
  const frames = sockets[1]?.frames() ?? [];
  assert.deepEqual(frames.map(({ assets_ids }) => assets_ids.length), [100, 100]);
  const watched = [...pairs(0, 7), ...pairs(8, 100), pair(500)].flat();
  assert.deepEqual(carried(sockets[1] as FakeSocket).toSorted(), watched.toSorted());
});

Deno.test("R-110 the first frame has the initial form, all others are operations", () => {
  const { pool, sockets, settle } = poolRig();
  pool.add(pairs(0, 60));
  settle();
  pool.add(pairs(60, 100));
  const forms = sockets[0]?.frames().map(({ type, operation, assets_ids }) => [
    type ?? operation,
    assets_ids.length,
  ]);
  assert.deepEqual(forms, [["market", 100], ["subscribe", 20], ["subscribe", 80]]);
  assert.deepEqual(Object.keys(sockets[0]?.frames()[0] ?? {}), ["assets_ids", "type"]);
});

Deno.test("R-110 INVALID OPERATION costs the connection, and is passed on", () => {
  const { pool, sockets, emitted, settle, pass } = poolRig();
  pool.add([pair(1)]);
  settle();
  sockets[0]?.say("INVALID OPERATION");
  const link = linkOf(emitted[0]);
  assert.deepEqual(emitted.slice(1), [
    { kind: "frame", link, text: "INVALID OPERATION" },
    { kind: "closed", link, reason: "INVALID OPERATION" },
  ]);
  pass(300);
  assert.equal(sockets.length, 2);
});

Deno.test("R-109 watching a watched token sends no frame", () => {
  const { pool, sockets, emitted, settle } = poolRig();
  pool.add([pair(1), pair(2)]);
  settle();
  pool.add([pair(2), pair(1)]);
  assert.equal(sockets[0]?.sent.length, 1);
  assert.equal(emitted.length, 1);
});

Deno.test("R-111 a hundred additions in one moment lose no subscription", () => {
  const { pool, sockets, settle } = poolRig({ idsPerLink: 40, idsPerFrame: 10 });
  for (const each of pairs(0, 50)) pool.add([each]);
  settle();
  for (const each of pairs(50, 100)) pool.add([each]);
  settle();
  assert.deepEqual(sockets.flatMap(carried).toSorted(), pairs(0, 100).flat().toSorted());
});

Deno.test("what is opened is said, and said again for the tokens that came later", () => {
  const { pool, emitted, settle } = poolRig({ idsPerLink: 6 });
  pool.add([pair(1), pair(2)]);
  settle();
  pool.add([pair(3), pair(4)]);
  settle();
  const [first, second, third] = emitted;
  assert.deepEqual(first, {
    kind: "opened",
    link: linkOf(first),
    tokens: [...pair(1), ...pair(2)],
  });
  assert.deepEqual(second, { kind: "opened", link: linkOf(first), tokens: pair(3) });
  assert.deepEqual(third, { kind: "opened", link: linkOf(third), tokens: pair(4) });
  assert.ok(linkOf(third) > linkOf(first));
});

Deno.test("what is dropped is unsubscribed, and its room used again", () => {
  const { pool, sockets, emitted, settle } = poolRig({ idsPerLink: 4 });
  pool.add([pair(1), pair(2)]);
  settle();
  pool.remove([...pair(1), "unknown" as TokenId]);
  pool.add([pair(3)]);
  assert.deepEqual(sockets[0]?.frames().slice(1), [
    { operation: "unsubscribe", assets_ids: [...pair(1)] },
    { operation: "subscribe", assets_ids: [...pair(3)] },
  ]);
  assert.deepEqual(emitted.slice(1).map(({ kind }) => kind), ["dropped", "opened"]);
  pool.remove([...pair(2), ...pair(3)]);
  assert.deepEqual(emitted.slice(3).map(({ kind }) => kind), ["dropped", "closed"]);
  assert.ok(sockets[0]?.closed);
  assert.deepEqual(pool.status(), []);
});

Deno.test("PING goes out every 10 s, and a connection without PONG for 30 s is replaced", () => {
  const { pool, sockets, emitted, settle, pass } = poolRig();
  pool.add([pair(1)]);
  settle();
  const pings = () => sockets[0]?.sent.filter((text) => text === "PING").length;
  pass(9_000);
  assert.equal(pings(), 0);
  for (const count of [1, 2, 3, 4, 5]) {
    pass(count === 1 ? 1_000 : 10_000);
    assert.equal(pings(), count);
    sockets[0]?.say("PONG");
  }
  sockets[0]?.say("PONG\n");
  pass(39_000);
  assert.equal(ofKind(emitted, "closed").length, 0);
  pass(2_000);
  const [closed] = ofKind(emitted, "closed");
  assert.deepEqual(closed, { kind: "closed", link: linkOf(closed), reason: "no PONG in 30 s" });
  assert.equal(sockets.length, 2);
});

Deno.test("R-113 reconnects back off from 250 ms to 30 s, drawn over the whole span", () => {
  const { pool, sockets, pass } = poolRig();
  pool.add([pair(1)]);
  pass(50);
  const waits: number[] = [];
  for (let i = 0; i < 10; i++) {
    sockets.at(-1)?.drop(1006);
    let waited = 0;
    for (const before = sockets.length; sockets.length === before; waited += 50) pass(50);
    waits.push(waited);
  }
  assert.deepEqual(waits, [
    250,
    500,
    1_000,
    2_000,
    4_000,
    8_000,
    16_000,
    30_000,
    30_000,
    30_000,
  ]);
});

Deno.test("the back-off is drawn by chance, and a minute of connection ends it", () => {
  const made = poolRig();
  const { pool, sockets, pass } = made;
  pool.add([pair(1)]);
  pass(50);
  for (const [draw, wait] of [[0.5, 150], [0.5, 250], [0.1, 100], [0.5, 1_000]] as const) {
    made.random = draw;
    const before = sockets.length;
    sockets.at(-1)?.drop(1006);
    pass(wait - 50);
    assert.equal(sockets.length, before);
    pass(50);
    assert.equal(sockets.length, before + 1);
  }
  sockets.at(-1)?.accept();
  for (let i = 0; i < 7; i++) {
    pass(10_000);
    sockets.at(-1)?.say("PONG");
  }
  made.random = 1;
  sockets.at(-1)?.drop(1006);
  const before = sockets.length;
  pass(250);
  assert.equal(sockets.length, before + 1);
});

Deno.test("a connection that is not up within 10 s is given up, and connections start apart", () => {
  const { pool, sockets, notices, pass } = poolRig({ idsPerLink: 2 });
  pool.add(pairs(0, 20));
  pass(1_000);
  assert.equal(sockets.length, 10);
  pass(8_950);
  assert.equal(sockets.length, 20);
  assert.ok(!sockets[0]?.closed);
  pass(150);
  assert.ok(sockets[0]?.closed);
  assert.deepEqual(notices.slice(0, 1), [
    "Cannot connect to venue.test: no connection in 10 s",
  ]);
});

Deno.test("R-183 an outage is said at its first, second, fourth and eighth failure, not at each", () => {
  const { pool, sockets, notices, pass } = poolRig();
  pool.add([pair(1)]);
  pass(50);
  for (let i = 0; i < 9; i++) {
    sockets.at(-1)?.drop(1006, "gone");
    for (const before = sockets.length; sockets.length === before;) pass(50);
  }
  assert.deepEqual(notices, [
    "Cannot connect to venue.test: closed by the venue (1006 gone)",
    "Cannot connect to venue.test (2 times in a row): closed by the venue (1006 gone)",
    "Cannot connect to venue.test (4 times in a row): closed by the venue (1006 gone)",
    "Cannot connect to venue.test (8 times in a row): closed by the venue (1006 gone)",
  ]);
});

Deno.test("R-276 a venue that restarts is said once, and again when it does so later", () => {
  const { pool, sockets, notices, settle, pass } = poolRig({ idsPerLink: 2 });
  pool.add(pairs(0, 5));
  const text = "Connection to venue.test lost: closed by the venue (1012 restart)";
  for (const expected of [[text], [text, text]]) {
    settle();
    for (const socket of sockets) if (!socket.closed) socket.drop(1012, "restart");
    assert.deepEqual(notices, expected);
    settle();
    pass(10_000);
  }
});

Deno.test("a socket that was given up says nothing any more, least of all for its successor", () => {
  const { pool, sockets, emitted, settle } = poolRig();
  pool.add([pair(1)]);
  settle();
  pool.recycle(linkOf(emitted[0]), "frozen");
  sockets[0]?.say("[]");
  pool.recycle(linkOf(emitted[0]), "frozen");
  settle();
  sockets[0]?.say("[]");
  sockets[0]?.drop(1006);
  assert.deepEqual(emitted.map(({ kind }) => kind), ["opened", "closed", "opened"]);
});

Deno.test("R-121 bytes are read as UTF-8, and bytes that are none still give a frame", () => {
  const { pool, sockets, emitted, settle } = poolRig();
  pool.add([pair(1)]);
  settle();
  assert.equal(sockets[0]?.binaryType, "arraybuffer");
  sockets[0]?.say(new TextEncoder().encode('{"a":"\u00e9"}').buffer);
  sockets[0]?.say(new Uint8Array([0xff, 0xfe, 0x00]).buffer);
  const texts = ofKind(emitted, "frame").map((raw) => (raw as { text: string }).text);
  assert.deepEqual(texts, ['{"a":"\u00e9"}', "\ufffd\ufffd\u0000"]);
});

Deno.test("a frame that is too long is counted, and its connection replaced", () => {
  const made = poolRig({ maxFrame: 1_000 });
  made.pool.add([pair(1)]);
  made.settle();
  made.sockets[0]?.say("x".repeat(1_000));
  assert.equal(made.tooLong, 0);
  made.sockets[0]?.say("x".repeat(1_001));
  assert.equal(made.tooLong, 1);
  assert.deepEqual(made.emitted.map(({ kind }) => kind), ["opened", "frame", "closed"]);
});

Deno.test("a venue that closes under a frame loses the connection, not the process", () => {
  const { pool, sockets, emitted, settle, pass } = poolRig();
  pool.add([pair(1)]);
  settle();
  (sockets[0] as FakeSocket).closed = true;
  pool.add([pair(2)]);
  assert.deepEqual(emitted.map(({ kind }) => kind), ["opened", "closed"]);
  pass(300);
  sockets[1]?.accept();
  assert.deepEqual(carried(sockets[1] as FakeSocket), [...pair(1), ...pair(2)]);
});

Deno.test("a socket that cannot be made is a failure like any other", () => {
  let tries = 0;
  let now = 0;
  const notices: string[] = [];
  const pool = createPool({
    url: "wss://venue.test/ws/market",
    connect: () => {
      tries++;
      throw new Deno.errors.NotCapable("Requires net access");
    },
    now: () => now,
    random: () => 1,
    idsPerLink: 200,
    idsPerFrame: 100,
    emit: () => assert.fail("nothing came"),
    notice: (text) => notices.push(text),
    tooLong: () => {},
  });
  pool.add([pair(1)]);
  for (; now < 1_000; now += 50) pool.tick();
  assert.equal(tries, 3);
  assert.equal(notices[0], "Cannot connect to venue.test: Requires net access");
  assert.deepEqual([pool.wasOpen(), pool.lastLoss()], [false, "Requires net access"]);
});

Deno.test("while held no connection is opened", () => {
  const { pool, sockets, pass } = poolRig();
  pool.add([pair(1)]);
  pool.hold(true);
  pass(5_000);
  assert.equal(sockets.length, 0);
  pool.hold(false);
  pass(50);
  assert.equal(sockets.length, 1);
});

Deno.test("closing closes every socket, those still connecting too, and then nothing reopens", async () => {
  const { pool, sockets, emitted, pass } = poolRig({ idsPerLink: 2 });
  pool.add(pairs(0, 3));
  pass(300);
  sockets[0]?.accept();
  await pool.close();
  assert.deepEqual(sockets.map(({ closed }) => closed), [true, true, true]);
  pass(60_000);
  assert.equal(sockets.length, 3);
  assert.equal(emitted.length, 1);
});

Deno.test("a socket that the venue closed is not waited for at the end", async () => {
  const { pool, sockets, settle, pass } = poolRig();
  pool.add([pair(1)]);
  settle();
  sockets[0]?.drop(1001, "going away");
  pass(300);
  sockets[1]?.accept();
  let closed = false;
  void pool.close().then(() => closed = true);
  for (let turns = 0; turns < 20; turns++) await Promise.resolve();
  assert.ok(closed, "it waits for a socket that has no more to say");
});

Deno.test("the state of each connection can be read", () => {
  const { pool, sockets, emitted, pass } = poolRig();
  pool.add([pair(1)]);
  const status = () => pool.status()[0];
  const first = { link: null, tokens: 2, dataAgeMs: null, reconnects: 0 };
  assert.deepEqual(status(), { ...first, state: "waiting" });
  pass(50);
  assert.deepEqual(status(), { ...first, state: "connecting" });
  sockets[0]?.accept();
  const link = linkOf(emitted[0]);
  sockets[0]?.say("[]");
  pass(3_000);
  sockets[0]?.say("PONG");
  assert.deepEqual(status(), { ...first, link, state: "open", dataAgeMs: 3_000 });
  sockets[0]?.drop(1006);
  pass(300);
  sockets[1]?.accept();
  assert.deepEqual(status(), { ...first, link: link + 1, state: "open", reconnects: 1 });
});

Deno.test("after any additions, removals and losses each watched token is carried exactly once", () => {
  const step = fc.oneof(
    fc.record({ add: fc.array(fc.nat(30), { maxLength: 20 }) }),
    fc.record({ remove: fc.array(fc.nat(30), { maxLength: 20 }) }),
    fc.record({ drop: fc.nat(5) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const { pool, sockets, settle, pass } = poolRig({ idsPerLink: 10, idsPerFrame: 4 });
      const watched = new Set<number>();
      for (const each of steps) {
        if ("add" in each) {
          pool.add([...new Set(each.add)].map(pair));
          for (const n of each.add) watched.add(n);
        } else if ("remove" in each) {
          pool.remove(each.remove.flatMap(pair));
          for (const n of each.remove) watched.delete(n);
        } else {
          const live = sockets.filter(({ closed }) => !closed);
          live[each.drop]?.drop(1006);
          pass(100);
        }
      }
      settle();
      const open = sockets.filter(({ closed }) => !closed);
      const expected = [...watched].flatMap(pair).toSorted();
      assert.deepEqual(open.flatMap(carried).toSorted(), expected);
      for (const socket of open) {
        assert.ok(carried(socket).length <= 10);
        assert.ok(socket.frames().every(({ assets_ids }) => assets_ids.length <= 4));
        assert.equal(socket.frames().filter(({ type }) => type === "market").length, 1);
      }
    }),
    { numRuns: 60 },
  );
});
