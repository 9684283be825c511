import assert from "node:assert/strict";
import fc from "fast-check";
import type { LedgerRow } from "../../src/core/types/effect.ts";
import { MOST_STREAMS } from "../../src/serve/hub.ts";
import { eventRows, type Rig, serveRig } from "./rig.ts";

interface Heard {
  readonly event: string;
  readonly id: string | null;
  readonly data: unknown;
}

/** Events of one open stream, one at a time. */
async function listen(rig: Rig, last?: number | string) {
  const headers: Record<string, string> = last === undefined
    ? {}
    : { "Last-Event-ID": String(last) };
  const response = await rig.get("/api/stream", headers);
  assert.equal(response.status, 200);
  assert.match(response.headers.get("Content-Type") ?? "", /^text\/event-stream/);
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  return {
    next: async (): Promise<Heard | null> => {
      const { done, value } = await reader.read();
      if (done) return null;
      const text = decoder.decode(value);
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(text)?.[1] ?? null;
      return {
        event: field("event") ?? "",
        id: field("id"),
        data: JSON.parse(field("data") ?? "null"),
      };
    },
    close: () => reader.cancel(),
  };
}

const names = (rows: readonly LedgerRow[]) => rows.map(({ seq, n }) => `${seq}.${n}`);

Deno.test("a page hears the head at once, then each change, then every two seconds", async () => {
  const rig = serveRig({ rows: eventRows(5, 2) });
  await rig.step();
  const page = await listen(rig);
  const first = await page.next();
  assert.equal(first?.event, "head");
  assert.equal(first?.id, "5");
  assert.deepEqual(first?.data, {
    seq: 5,
    at: 1_700_000_000_005,
    now: 1_000_000,
    ledger: { ok: true, why: null },
    mode: "PAPER",
    control: true,
    trader: { alive: true, heardAt: 1_000_000 },
    state: { word: "ACTIVE", reason: null, who: null, since: null },
    version: "1.2.3",
  });
  rig.alive = false;
  await rig.step();
  const second = await page.next();
  assert.equal((second?.data as { trader: { alive: boolean } }).trader.alive, false);
  rig.clock += 1_900;
  await rig.step();
  assert.equal((await page.next())?.event, "head");
  await page.close();
});

Deno.test("rows come in order and none twice, whenever a page comes back", async () => {
  const step = fc.record({
    events: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 5 }),
    reconnects: fc.boolean(),
    reads: fc.integer({ min: 0, max: 4 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const rig = serveRig({ rows: eventRows(1, 2) });
      await rig.step();
      const heard: string[] = [];
      let page = await listen(rig, 0);
      let id = "0";
      let seq = 1;
      const hear = async () => {
        const event = await page.next();
        if (event === null) return false;
        if (event.id !== null) id = event.id;
        if (event.event === "rows") heard.push(...names(event.data as LedgerRow[]));
        return heard.length < rig.ledger.rows.length;
      };
      for (const { events, reconnects, reads } of steps) {
        for (const many of events) rig.ledger.rows.push(...eventRows(seq += 3, many));
        rig.clock += 2_000;
        await rig.step();
        for (let i = 0; i < reads && await hear(); i++);
        if (!reconnects) continue;
        await page.close();
        page = await listen(rig, id);
      }
      rig.clock += 2_000;
      await rig.step();
      while (heard.length < rig.ledger.rows.length && await hear());
      assert.deepEqual(heard, names(rig.ledger.rows));
      await page.close();
      assert.equal(rig.hub.size(), 0);
    }),
    { seed: 7, numRuns: 60 },
  );
});

Deno.test("a page that was away for long is given pages of whole events", async () => {
  const rows = Array.from({ length: 900 }, (_, i) => eventRows(i + 1, 3)).flat();
  const rig = serveRig({ rows });
  await rig.step();
  const page = await listen(rig, 10);
  assert.equal((await page.next())?.event, "head");
  const got: LedgerRow[] = [];
  while (got.length < rows.length - 30) {
    const rowsEvent = await page.next();
    const part = rowsEvent?.data as LedgerRow[];
    assert.ok(part.length <= 503);
    assert.equal(rowsEvent?.id, String(part.at(-1)?.seq));
    assert.equal(part.length % 3, 0, "an event was cut in two");
    got.push(...part);
  }
  assert.deepEqual(names(got), names(rows.slice(30)));
  await page.close();
});

Deno.test("an id that cannot be, or of a longer ledger, is no way in", async () => {
  const rig = serveRig({ rows: eventRows(5) });
  await rig.step();
  assert.equal((await rig.get("/api/stream", { "Last-Event-ID": "5; drop" })).status, 400);
  const page = await listen(rig, 999);
  assert.equal((await page.next())?.event, "head");
  rig.ledger.rows.push(...eventRows(6));
  await rig.step();
  assert.equal((await page.next())?.event, "head");
  assert.deepEqual(names((await page.next())?.data as LedgerRow[]), ["6.0"]);
  await page.close();
});

Deno.test("there are at most 64 pages, and closing the hub ends them all", async () => {
  const rig = serveRig({ rows: eventRows(1) });
  await rig.step();
  const pages = await Promise.all(Array.from({ length: MOST_STREAMS }, () => listen(rig)));
  const late = await rig.get("/api/stream");
  assert.equal(late.status, 503);
  await late.body?.cancel();
  rig.hub.close();
  assert.equal(rig.hub.size(), 0);
  for (const page of pages) {
    assert.equal((await page.next())?.event, "head");
    assert.equal(await page.next(), null);
  }
});

Deno.test("a page that takes nothing is dropped, and costs one frame until then", async () => {
  const rig = serveRig({ rows: eventRows(1) });
  await rig.step();
  const stream = rig.hub.open(null);
  assert.ok(stream !== null);
  const reader = stream.getReader();
  await reader.read();
  // The next is made and never taken.
  for (let i = 0; i < 18; i++) {
    rig.clock += 2_000;
    rig.ledger.rows.push(...eventRows(i + 2));
    await rig.step();
    await new Promise((resolve) => setTimeout(resolve));
  }
  assert.equal(rig.hub.size(), 0);
  await assert.rejects(
    async () => {
      while (!(await reader.read()).done);
    },
    /takes nothing/,
  );
});

Deno.test("another ledger in its place: pages go on with what is new in it", async () => {
  const rig = serveRig({ rows: eventRows(500, 2) });
  await rig.step();
  const page = await listen(rig);
  await page.next();
  rig.ledger.replace(eventRows(3));
  await rig.step();
  const head = await page.next();
  assert.equal((head?.data as { seq: number }).seq, 3);
  rig.ledger.rows.push(...eventRows(4));
  await rig.step();
  const events = [await page.next(), await page.next()];
  const rows = events.find((event) => event?.event === "rows");
  assert.deepEqual(names(rows?.data as LedgerRow[]), ["4.0"]);
  await page.close();
});
