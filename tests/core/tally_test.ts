import assert from "node:assert/strict";
import type { LedgerRow } from "../../src/core/types/effect.ts";
import type { Input } from "../../src/core/types/event.ts";
import { aMarket, NOON } from "../support/builders.ts";
import { aBook, handFed } from "../support/engine.ts";

const beat: Input = { kind: "heartbeat" };
const SPAN = 600_000;

function tallies(rows: readonly LedgerRow[]) {
  return rows.flatMap(({ body }) => body.kind === "tally" ? [body.tally] : []);
}

Deno.test("a tally closes every ten minutes and counts everything since the last", () => {
  const engine = handFed();
  engine.feed({ kind: "listed", market: aMarket() }, 0);
  engine.feed(aBook(40, 41), 1000);
  engine.feed({ kind: "skipped", reason: "torn", count: 3 }, 1000);
  engine.feed({ kind: "feedUp", token: "stranger" as never, link: null }, 1000);
  assert.deepStrictEqual(tallies(engine.feed(beat, 2000)), []);
  assert.deepStrictEqual(tallies(engine.feed(beat, SPAN - 1)), []);
  const [tally] = tallies(engine.feed(beat, SPAN));
  assert.deepStrictEqual(tally, {
    from: NOON,
    events: { listed: 1, book: 1, skipped: 1, feedUp: 1, heartbeat: 3 },
    skipped: { torn: 3, unknownToken: 1 },
    samples: { ok: 1, stale: 2 },
    gaps: 0,
    layers: {},
    markets: 1,
  });
});

Deno.test("R-128 markets taken down are counted by reason, each time they were up", () => {
  const engine = handFed();
  const { yes, no } = aMarket();
  engine.feed({ kind: "listed", market: aMarket() }, 0);
  const down = (token: typeof yes, reason: string, afterMs: number) =>
    engine.feed({ kind: "feedDown", token, reason }, afterMs);
  down(yes, "silent", 1);
  down(no, "silent", 2);
  engine.feed({ kind: "feedUp", token: yes, link: null }, 3);
  down(no, "crossed", 4);
  engine.feed({ kind: "feedUp", token: no, link: null }, 5);
  down(yes, "silent", 6);
  const [first] = tallies(engine.feed(beat, SPAN));
  assert.deepStrictEqual(first?.down, { silent: 2, crossed: 1 });
  const [second] = tallies(engine.feed({ kind: "ended" }, SPAN + 1));
  assert.ok(second !== undefined && !("down" in second), "none went down in the second span");
});

Deno.test("the next tally starts where the last one ended, at nothing", () => {
  const engine = handFed();
  engine.feed(beat, 0);
  engine.feed(beat, SPAN);
  const [tally] = tallies(engine.feed({ kind: "ended" }, SPAN + 5));
  assert.deepStrictEqual([tally?.from, tally?.events], [NOON + SPAN, { ended: 1 }]);
});

Deno.test("the end of a run closes its last tally; a run without events has none", () => {
  const engine = handFed();
  assert.equal(tallies(engine.feed({ kind: "ended" }, 0)).length, 1);
  assert.deepStrictEqual(tallies(engine.rows)[0]?.events, { ended: 1 });
});
