import assert from "node:assert/strict";
import { foldRow } from "../../src/core/fold_row.ts";
import { openEngine } from "../../src/core/step.ts";
import type { Arms } from "../../src/core/types/advice.ts";
import type { LedgerRow } from "../../src/core/types/effect.ts";
import type { MarketId, TokenId } from "../../src/core/types/ids.ts";
import type { Order } from "../../src/core/types/order.ts";
import { bold, free } from "../support/bold.ts";
import { aMarket } from "../support/builders.ts";
import { aBook, handFed, spike } from "../support/engine.ts";

const base = bold({ autonomy: 0, weightAi: 0.5 });
const three: Arms = { trading: "ai", shadows: ["noAi", "random"] };

function spiked(arms: Arms, change = {}) {
  const engine = handFed({ ...base, ...change }, 1, arms);
  spike(engine, 55, 1, free);
  const other = aMarket({
    ...free,
    id: "m2" as MarketId,
    yes: "m2:yes" as TokenId,
    no: "m2:no" as TokenId,
  });
  engine.feed({ kind: "listed", market: other }, 3_700_000);
  engine.feed(aBook(30, 31, other), 3_700_000);
  return engine;
}

function placedBy(rows: readonly LedgerRow[], arm: "main" | "noAi" | "random"): readonly Order[] {
  return rows.flatMap(({ body }) => {
    if (arm === "main") return body.kind === "place" ? [body.order] : [];
    const own = body.kind === "shadow" && body.arm === arm ? body.effect : null;
    return own?.kind === "place" ? [own.order] : [];
  });
}

/** An order without the names of the rows it came from. */
function nameless({ id: _id, decision: _decision, ...order }: Order) {
  return order;
}

Deno.test("the arm without models decides beside the others as it does alone", () => {
  const alone = placedBy(spiked({ trading: "noAi", shadows: [] }).rows, "main");
  assert.equal(alone.length, 1);
  const beside = placedBy(
    spiked(three, {
      ensemble: { ...base.ensemble, autonomy: 0.5 },
    }).rows,
    "noAi",
  );
  assert.deepEqual(beside.map(nameless), alone.map(nameless));
});

Deno.test("accounts beside it leave the real one's rows as they are, to the letter", () => {
  const alone = spiked({ trading: "noAi", shadows: [] }).rows;
  const main = spiked({ trading: "noAi", shadows: ["random"] }).rows
    .filter(({ body }) => body.kind !== "shadow");
  assert.deepEqual(main, alone);
});

Deno.test("the coin is the seed's: the same run flips the same way, another does not always", () => {
  const sides = (seed: number) => {
    const engine = handFed(base, seed, { trading: "noAi", shadows: ["random"] });
    spike(engine, 55, 1, free);
    return placedBy(engine.rows, "random").map(({ outcome }) => outcome).join();
  };
  assert.equal(sides(1), sides(1));
  const drawn = new Set(Array.from({ length: 20 }, (_, i) => sides(i)));
  assert.deepEqual([...drawn].sort(), ["no", "yes"]);
});

Deno.test("folding the rows of a run gives every account of it again", () => {
  const engine = spiked(three, { ensemble: { ...base.ensemble, autonomy: 0.5 } });
  const again = openEngine(base, 1, three);
  for (const row of engine.rows) foldRow(again, row);
  assert.deepEqual(again.account, engine.state.account);
  assert.deepEqual(
    again.shadows.map(({ account, arm, lastMarkAt }) => ({ account, arm, lastMarkAt })),
    engine.state.shadows.map(({ account, arm, lastMarkAt }) => ({ account, arm, lastMarkAt })),
  );
});

Deno.test("a person's halt stops every arm", () => {
  const engine = handFed(base, 1, { trading: "noAi", shadows: ["random"] });
  engine.feed({ kind: "haltRequested", by: "cli", reason: "x", command: "c1" }, 0);
  spike(engine, 55, 1, free);
  assert.deepEqual(placedBy(engine.rows, "main"), []);
  assert.deepEqual(placedBy(engine.rows, "random"), []);
});
