import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import type { FillId, OrderId, VenueOrderId } from "../../src/core/types/ids.ts";
import { holdings } from "../../src/report/holdings.ts";
import { columnOf, recordsOf, tableIn } from "../support/sections.ts";
import { entered, filled, fullRun, inputOf, place, rowLog } from "../support/rows.ts";

Deno.test("an order without an answer stands on top with a warning, until it has one", () => {
  const log = rowLog();
  log.add(entered("1.1", "o1"));
  log.add(place("o1"));
  log.add({ kind: "mark", equity: 1 as never, cash: 1 as never, newDay: false });
  const [first] = holdings(inputOf(log.rows));
  if (first?.shape !== "table") throw new Error("a table comes first");
  const [row] = recordsOf(first);
  deepStrictEqual([row?.["order"], row?.["waited"], row?.["market"]], ["o1", 1_000, "slug-of-m1"]);
  match(first.notes.join(), /^WARNING: the venue has not said/);
  const accepted = { kind: "orderAccepted", order: "o1" as OrderId, venueId: "v" as VenueOrderId };
  log.add(accepted as never);
  strictEqual(tableIn(holdings(inputOf(log.rows)), "unknown").rows.length, 0);
});

Deno.test("a match is provisional until it settles, and no longer when it is undone", () => {
  const log = rowLog();
  log.add(entered("1.1", "o1"));
  log.add(place("o1"));
  log.add(filled("f1", "o1"));
  const provisional = () => tableIn(holdings(inputOf(log.rows)), "provisional").rows.length;
  const confirmed = () => columnOf(tableIn(holdings(inputOf(log.rows)), "lives"), "confirmed");
  deepStrictEqual([provisional(), confirmed()], [1, ["provisional"]]);
  const before = log.rows.length;
  log.add({ kind: "fillSettled", fill: "f1" as FillId });
  deepStrictEqual([provisional(), confirmed()], [0, ["yes"]]);
  log.rows.length = before;
  log.add({ kind: "fillReverted", fill: "f1" as FillId });
  deepStrictEqual([provisional(), confirmed()], [0, ["failed to settle"]]);
});

Deno.test("an order's life is told in ms since it was sent", () => {
  const log = rowLog();
  log.add(entered("1.1", "o1"));
  log.add(place("o1"));
  const sent = Number(log.rows.at(-1)?.at);
  const accepted = { kind: "orderAccepted", order: "o1", venueId: "v" } as never;
  log.add(accepted, sent + 40);
  log.add(filled("f1", "o1"), sent + 350);
  const [life] = recordsOf(tableIn(holdings(inputOf(log.rows)), "lives"));
  deepStrictEqual([life?.["accepted"], life?.["firstFill"], life?.["ended"]], [40, 350, 350]);
});

Deno.test("every order of the run has its line", () => {
  const input = inputOf(fullRun());
  const lives = tableIn(holdings(input), "lives");
  deepStrictEqual(columnOf(lives, "order"), [...input.facts.orders.byId.keys()]);
});
