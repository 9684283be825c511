// Evidence about markets of a whole sandbox, over its HTTP.
import assert from "node:assert/strict";
import { systemClock } from "../../../src/adapters/clock/system.ts";
import { openEvidence } from "../../../src/adapters/evidence/evidence.ts";
import { evidenceHostsAt } from "../../../src/adapters/evidence/hosts.ts";
import { sha256 } from "../../../src/adapters/sqlite/sha256.ts";
import { millis } from "../../../src/core/types/units.ts";
import type { Gathered } from "../../../src/ports.ts";
import { type Rig, STILL, withSandbox } from "../../sandbox/server/rig.ts";
import { aQuestion } from "./rig.ts";

const timetable = [{ at: 7_200, kind: "news", market: 0, size: -0.15, riseSeconds: 2 }] as const;
const MOVED = { scenario: { ...STILL, timetable } };

async function gatheredFor(rig: Rig, at: number): Promise<Gathered> {
  const { id: market, question, slug } = rig.market;
  const clock = systemClock();
  try {
    const evidence = openEvidence({
      hosts: evidenceHostsAt(rig.sandbox.url),
      fetch,
      clock,
      archive: null,
      hash: sha256,
      comments: true,
      userAgent: "polybot/test",
    });
    const asked = aQuestion({ market, question, slug, at: millis(at) });
    return await evidence.gather(asked, new AbortController().signal);
  } finally {
    clock.close();
  }
}

Deno.test("a sandbox's market has rules, the headline of its move, and comments", async () => {
  await withSandbox(async (rig) => {
    rig.sandbox.advance(7_205_000);
    const now = rig.sandbox.clock.now();
    const { items, missing } = await gatheredFor(rig, now);
    assert.deepEqual(missing, []);
    const kinds = new Set(items.map(({ kind }) => kind));
    assert.deepEqual([...kinds], ["rules", "news", "comment"]);
    const [newest] = items.filter(({ kind }) => kind === "news");
    assert.match(newest?.title ?? "", /will not|unlikely|Hopes fade|point to no|favour no/);
    for (const { publishedAt, flags } of items) {
      assert.ok(publishedAt === null || publishedAt <= now);
      assert.deepEqual(flags, []);
    }
  }, MOVED);
});

Deno.test("asked for a moment before its move, it has no headline of it", async () => {
  await withSandbox(async (rig) => {
    rig.sandbox.advance(7_205_000);
    const { items } = await gatheredFor(rig, rig.sandbox.clock.now() - 120_000);
    const titles = items.filter(({ kind }) => kind === "news").map(({ title }) => title);
    assert.ok(titles.length > 0);
    for (const title of titles) assert.match(title, /What to know|calendar|Readers|Opinion/);
  }, MOVED);
});

for (const where of ["comment", "news", "rules"] as const) {
  Deno.test(`what is planted in ${where} is flagged there and nowhere else`, async () => {
    await withSandbox(async (rig) => {
      rig.sandbox.advance(7_205_000);
      const { id } = rig.market;
      await rig.fault({ name: "injection", where, market: id });
      const { items } = await gatheredFor(rig, rig.sandbox.clock.now());
      const flagged = items.filter(({ flags }) => flags.length > 0).map(({ kind }) => kind);
      assert.deepEqual(flagged, [where]);
      assert.equal(rig.acted("injection") > 0, true);
    }, MOVED);
  });
}
