import assert from "node:assert/strict";
import { canonicalJson } from "../../src/core/canonical.ts";
import type { LedgerBody, LedgerRow } from "../../src/core/types/effect.ts";
import { openFollower } from "../../src/serve/follow.ts";
import { defaults, started, usd } from "../support/rows.ts";
import { eventRows, laterRow, memoryLedger, serveRig } from "./rig.ts";

function follower(rows: readonly LedgerRow[], sliceMs = 1e9) {
  const ledger = memoryLedger(rows);
  const heard: LedgerRow[][] = [];
  const seen: number[] = [];
  let replaced = 0;
  const following = openFollower({
    source: ledger,
    onRows: (fresh) => void heard.push([...fresh]),
    onReplaced: () => void replaced++,
    sliceMs,
    pause: () => {
      seen.push(following.reading()?.rows ?? 0);
      return Promise.resolve();
    },
    now: () => performance.now(),
  });
  return { ledger, heard, seen, following, replaced: () => replaced };
}

Deno.test("the first reading is told to nobody, later rows to everybody once", async () => {
  const { ledger, heard, following } = follower(eventRows(1, 3));
  assert.equal(following.input(), null);
  assert.equal(following.reading(), null);
  await following.poll();
  assert.equal(following.input()?.facts.rows, 3);
  assert.equal(following.input()?.run.head, "head 1/3");
  await following.poll();
  ledger.rows.push(...eventRows(2, 2), ...eventRows(9));
  await following.poll();
  assert.deepEqual(heard, [[...eventRows(2, 2), ...eventRows(9)]]);
  assert.equal(following.input()?.run.head, "head 1/6");
  assert.deepEqual(following.position(), { seq: 9, n: 0 });
});

Deno.test("between two slices the fold stands at an event's end", async () => {
  const rows = Array.from({ length: 50 }, (_, i) => eventRows(i + 1, 4)).flat();
  const { seen, following } = follower(rows, 0);
  await following.poll();
  assert.ok(seen.length >= 49);
  assert.deepEqual(seen.filter((count) => count % 4 !== 0), []);
});

Deno.test("many new rows are handed over in whole events, some hundred at a time", async () => {
  const { ledger, heard, following } = follower(eventRows(1));
  await following.poll();
  for (let seq = 2; seq < 700; seq++) ledger.rows.push(...eventRows(seq, 3));
  await following.poll();
  assert.ok(heard.length > 3 && heard.every((part) => part.length <= 503 && part.length % 3 === 0));
  assert.deepEqual(heard.flat(), ledger.rows.slice(1));
});

Deno.test("a ledger in another's place is read from its beginning", async () => {
  const { ledger, heard, following, replaced } = follower(eventRows(70, 2));
  await following.poll();
  ledger.replace(eventRows(5));
  await following.poll();
  assert.equal(replaced(), 1);
  assert.deepEqual(following.position(), { seq: 5, n: 0 });
  assert.equal(following.input()?.facts.rows, 1);
  assert.deepEqual(heard, []);
});

Deno.test("a later session's limits are those shown", async () => {
  const { ledger, following } = follower(eventRows(1));
  await following.poll();
  const risk = { ...defaults.risk, maxDailyLoss: usd(200) };
  const config = canonicalJson({ ...defaults, risk });
  const body = { ...started(), configHash: "other", config } as LedgerBody;
  ledger.rows.push(...eventRows(2).map((row) => ({ ...row, body })));
  await following.poll();
  assert.equal(following.input()?.config.risk.maxDailyLoss, usd(200));
  assert.equal(following.input()?.run.configHash, "other");
});

Deno.test("a row that cannot be folded ends the following, and nothing is folded twice", async () => {
  const { ledger, following } = follower(eventRows(1, 3));
  await following.poll();
  ledger.rows.push(...eventRows(2), laterRow(3), ...eventRows(4));
  await assert.rejects(following.poll(), /row 3\.0 cannot be folded/);
  const seen = () => [following.input()?.facts.rows, following.position().seq];
  assert.deepEqual(seen(), [4, 2]);
  for (let i = 0; i < 3; i++) await following.poll();
  assert.deepEqual(seen(), [4, 2]);
  assert.equal(following.health().ok, false);
  assert.match(following.health().why ?? "", /row 3\.0 cannot be folded/);
  ledger.replace(eventRows(7));
  await following.poll();
  assert.deepEqual(seen(), [1, 7]);
  assert.deepEqual(following.health(), { ok: true, why: null });
});

Deno.test("rows read before a failure are told once, when it can be read again", async () => {
  const { ledger, heard, following } = follower(eventRows(1));
  await following.poll();
  ledger.rows.push(...eventRows(2), ...eventRows(3));
  ledger.unreadable = ledger.rows.at(-1) ?? null;
  await assert.rejects(following.poll(), /a lock/);
  assert.deepEqual([following.health().ok, heard], [false, []]);
  ledger.unreadable = null;
  await following.poll();
  assert.deepEqual(heard, [[...eventRows(2), ...eventRows(3)]]);
  assert.equal(following.health().ok, true);
});

Deno.test("whoever asks is told that the ledger is not followed: page, head and /readyz", async () => {
  const rig = serveRig({ rows: [...eventRows(1), laterRow(2)] });
  await rig.step();
  const none = await rig.get("/api/report/count");
  assert.equal(none.status, 503);
  assert.match((await none.json()).error.message, /cannot be read: row 2\.0 cannot be folded/);
  const later = serveRig({ rows: eventRows(1) });
  await later.step();
  later.ledger.rows.push(laterRow(2));
  await later.step();
  const { reasons } = await (await later.get("/readyz")).json();
  assert.match(reasons.join(), /the ledger cannot be read further: row 2\.0/);
  const stream = (await later.get("/api/stream")).body?.getReader();
  const text = new TextDecoder().decode((await stream?.read())?.value);
  await stream?.cancel();
  assert.equal(JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? "").ledger.ok, false);
  assert.deepEqual(later.warned.length, 1);
});

Deno.test("a report is made once for everybody until there are new rows", async () => {
  const rig = serveRig({ rows: eventRows(1, 2) });
  const rows = async () => {
    const answer = await (await rig.get("/api/report/count")).json();
    return [answer.seq, answer.at, answer.sections[0].stats[0].value];
  };
  const early = await rig.get("/api/report/count");
  assert.equal(early.status, 503);
  assert.match((await early.json()).error.message, /there is no run yet/);
  await rig.step();
  const all = await Promise.all([rows(), rows(), rows()]);
  assert.deepEqual(all, Array(3).fill([1, 1_700_000_000_001, 2]));
  assert.equal(rig.builds.length, 1);
  rig.ledger.rows.push(...eventRows(2));
  await rig.step();
  assert.deepEqual(await rows(), [2, 1_700_000_000_002, 3]);
  assert.equal(rig.builds.length, 2);
  rig.ledger.replace(eventRows(2, 5));
  await rig.step();
  assert.deepEqual(await rows(), [2, 1_700_000_000_002, 5]);
});

Deno.test("what is not there is said to be not there", async () => {
  const rig = serveRig({ rows: eventRows(1) });
  await rig.step();
  const status = async (path: string) => {
    const response = await rig.get(path);
    await response.body?.cancel();
    return response.status;
  };
  assert.equal(await status("/api/report/one?id=known"), 200);
  assert.equal(await status("/api/report/one?id=other"), 404);
  assert.equal(await status("/api/report/none"), 404);
  assert.equal(await status("/api/report/count?window=2h"), 400);
  assert.equal(await status("/api/report/count?arm=mine"), 400);
  assert.equal(await status(`/api/report/one?id=${"x".repeat(201)}`), 400);
});
