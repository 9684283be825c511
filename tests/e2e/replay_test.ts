import { deepStrictEqual, match, notStrictEqual, ok, strictEqual } from "node:assert/strict";
import { exportLedger } from "../../src/adapters/sqlite/reader.ts";
import { inPlace } from "./rig.ts";

const rulesOnly = ["--set", "ensemble.autonomy=0"];

Deno.test("a paced trade and two replays of one tape have the same ledger to the last byte", () =>
  inPlace(async (place) => {
    const trade = ["trade", "--dry-run", "--no-ai", "--tape", "tape", "--speed", "7200"];
    const replay = ["replay", "tape", ...rulesOnly];
    const [traded, first, second, other] = await Promise.all([
      place.json(trade),
      place.json([...replay, "--data-dir", "one"]),
      place.json([...replay, "--data-dir", "two"]),
      place.json([...replay, "--data-dir", "three", "--seed", "2"]),
    ]);
    const heads = [traded, first, second].map(({ data }) => data["chainHead"]);
    strictEqual(new Set(heads).size, 1);
    notStrictEqual(other.data["chainHead"], heads[0]);
    const rows = place.rows();
    ok(rows.some(({ body }) => body.kind === "place"), "the tape must make orders");
    deepStrictEqual(place.rows("one/replay"), rows);
    const bytes = ["data", "one/replay", "two/replay"].map((dir) =>
      [...exportLedger(`${place.cwd}/${dir}/ledger.db`)].join("\n")
    );
    strictEqual(new Set(bytes).size, 1);
  }));

Deno.test("a replay does not touch the live ledger, and refuses one that is being written", () =>
  inPlace(async (place) => {
    const trade = ["trade", "--no-ai", "--tape", "tape"];
    strictEqual((await place.run([...trade, "--speed", "max"])).code, 0);
    const head = place.head();
    strictEqual((await place.run(["replay", "tape"])).code, 0);
    strictEqual(place.head(), head);
    const busy = place.start([...trade, "--speed", "600", "--data-dir", "busy/replay"]);
    await busy.heard(/windowLoss/);
    const refused = await place.run(["replay", "tape", "--data-dir", "busy"]);
    strictEqual(refused.code, 7);
    match(refused.err, new RegExp(`Cannot replay into busy/replay: process ${busy.pid} does`));
  }));
