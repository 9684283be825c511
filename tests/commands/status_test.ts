import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { openLedger } from "../../src/adapters/sqlite/ledger.ts";
import { statusCommand } from "../../src/commands/status.ts";
import { fullRun, START } from "../support/rows.ts";
import { inRunFolder } from "../support/run_folder.ts";

Deno.test("R-206 status says in its first lines what is blocked and what goes on", () =>
  inRunFolder(fullRun(), async ({ context }) => {
    const caught = context();
    strictEqual(await statusCommand(caught.context, {}), 0);
    const [title, running, first, second] = caught.out().split("\n");
    strictEqual(title, "Status");
    match(running ?? "", /^NOT RUNNING: /);
    strictEqual(first, "REDUCING: entries blocked, exits allowed");
    match(second ?? "", /today's loss \$31\.00 is over the limit of \$30\.00/);
    match(caught.out(), /^equity \(open at exit price\) +\$999\.10$/m);
    match(caught.out(), /^last row +2026-11-22T00:00:28Z$/m);
  }));

Deno.test("R-269 status --json has the state, its reasons, and the time of the last row", () =>
  inRunFolder(fullRun(), async ({ context }) => {
    const caught = context({ json: true });
    await statusCommand(caught.context, {});
    const { data, meta, ok } = caught.envelope();
    const { state, halts } = data as { state: string; halts: { reason: string }[] };
    deepStrictEqual([ok, state, halts.map(({ reason }) => reason)], [true, "reducing", [
      "dailyLoss",
    ]]);
    deepStrictEqual(
      [meta["mode"], meta["rows"], meta["lastRowAt"]],
      ["paper", 28, START + 28_000],
    );
  }));

Deno.test("status says whether a bot runs, by the lock it holds, and does not take it", () =>
  inRunFolder(fullRun(), async ({ context, ledger }) => {
    const writer = openLedger(ledger, { durability: "commit" });
    try {
      const caught = context({ json: true });
      strictEqual(await statusCommand(caught.context, {}), 0);
      const { running, process } = caught.envelope().data as { running: boolean; process: string };
      deepStrictEqual([running, process], [true, String(Deno.pid)]);
      const text = context();
      await statusCommand(text.context, {});
      match(text.out(), new RegExp(`^Status\nRUNNING: process ${Deno.pid}$`, "m"));
    } finally {
      writer.close();
    }
    const after = context({ json: true });
    await statusCommand(after.context, {});
    const { running, process } = after.envelope().data as { running: boolean; process: null };
    deepStrictEqual([running, process], [false, null]);
    openLedger(ledger, { durability: "commit" }).close();
  }));

Deno.test("status of a run without rows is a status, not an error", () =>
  inRunFolder([], async ({ context }) => {
    const caught = context();
    strictEqual(await statusCommand(caught.context, {}), 0);
    match(caught.out(), /ACTIVE: entries and exits allowed/);
  }));
