import { deepStrictEqual } from "node:assert/strict";
import type { MarketId } from "../../src/core/types/ids.ts";
import { factsOf, filled, place, rowLog } from "../support/rows.ts";

const yes = { kind: "resolved", winner: "yes" } as const;

Deno.test("a resolution ends the doubt about its own market's matches and no other's", () => {
  const log = rowLog();
  for (const [i, market] of ["m1", "m2", "m1"].entries()) {
    log.add(place(`${i + 1}.1`, { market: market as MarketId }));
    log.add(filled(`${i + 1}.1/1`, `${i + 1}.1`, { market: market as MarketId }));
  }
  log.add({ kind: "fillReverted", fill: "3.1/1" as never });
  log.add({ ...yes, market: "m1" as MarketId });
  // Told again, and told late: neither changes what is over.
  log.add({ ...yes, market: "m1" as MarketId });
  log.add({ kind: "fillReverted", fill: "1.1/1" as never });
  const { fills } = factsOf(log.rows).orders;
  deepStrictEqual([...fills.values()].map(({ fill, status }) => [fill.id, status]), [
    ["1.1/1", "settled"],
    ["2.1/1", "matched"],
    ["3.1/1", "reverted"],
  ]);
});

Deno.test("orders that the venue does not know are over, and those that ended stay as they were", () => {
  const log = rowLog();
  for (const id of ["1.1", "2.1", "3.1", "4.1"]) log.add(place(id));
  log.add({ kind: "orderRejected", order: "1.1" as never, reason: "no" });
  log.add(filled("2.1/1", "2.1"));
  log.add({ kind: "reconciled", open: ["3.1" as never] });
  log.add({ kind: "reconciled", open: [] });
  const { byId } = factsOf(log.rows).orders;
  deepStrictEqual([...byId.values()].map(({ status, reason }) => [status, reason]), [
    ["rejected", "no"],
    ["filled", null],
    ["canceled", "unknown to the venue"],
    ["canceled", "unknown to the venue"],
  ]);
});
