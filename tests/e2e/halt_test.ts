import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import type { LedgerRow } from "../../src/core/types/effect.ts";
import { DatabaseSync } from "node:sqlite";
import { openInbox } from "../../src/adapters/sqlite/inbox.ts";
import { type Document, inPlace, type Place } from "./rig.ts";

// The first position stays open for more than an hour of the tape.
const held = ["exit.max_hold=3h", "exit.target_fraction=0.9", "exit.stop_fraction=0.5"];
const trade = [
  ...["trade", "--dry-run", "--no-ai", "--tape", "tape"],
  ...held.flatMap((key) => ["--set", key]),
];
// The tape lasts longer than any of these tests, also on a machine that is busy.
const slowly = [...trade, "--speed", "20"];
const atOnce = [...trade, "--speed", "max"];
const begun = /windowLoss/;

function after(rows: readonly LedgerRow[], document: Document): readonly LedgerRow[] {
  const { seq } = document.data as { seq: number };
  return rows.filter((row) => row.seq > seq);
}

function kindAt(rows: readonly LedgerRow[], document: Document): string | undefined {
  const { seq } = document.data as { seq: number };
  return rows.find((row) => row.seq === seq && row.n === 0)?.body.kind;
}

/** Purposes of the orders among the rows. */
function placed(rows: readonly LedgerRow[]): readonly string[] {
  return rows.flatMap(({ body }) => body.kind === "place" ? [body.order.purpose] : []);
}

async function state(place: Place): Promise<readonly unknown[]> {
  const { data } = await place.json(["status"]);
  return [data["running"], data["state"]];
}

Deno.test("R-173 R-273 R-274 commands of another process reach a running bot and are in its ledger", () =>
  inPlace(async (place) => {
    const early = place.start([...trade, "--speed", "1500"]);
    await early.heard(/^\S+ {2}bought/m);
    early.kill("SIGKILL");
    await early.ended();
    const process = place.start(slowly);
    await process.heard(begun);
    deepStrictEqual(await state(place), [true, "active"]);

    const halt = await place.json(["halt", "--reason", "lunch", "--by", "ann"]);
    deepStrictEqual([halt.code, halt.data["taken"]], [0, true]);
    strictEqual(kindAt(place.rows(), halt), "haltRequested");
    match((await place.run(["status"])).out, /^HALTED: .*only a flatten sells\n- .*by ann/m);
    match((await place.run(["why", "--none"])).out, /^HALTED: /m);

    const wordless = await place.run(["resume"]);
    deepStrictEqual([wordless.code, wordless.out], [2, ""]);
    match(wordless.err, /^error: Cannot resume without a reason\nhint: polybot resume --reason/);
    deepStrictEqual(await state(place), [true, "halted"]);
    deepStrictEqual(placed(after(place.rows(), halt)), []);

    const flatten = await place.json(["flatten", "--reason", "done"]);
    strictEqual(kindAt(place.rows(), flatten), "flattenRequested");
    await process.heard(/^\S+ {2}sold/m);
    const orders = placed(after(place.rows(), halt));
    ok(orders.length > 0 && orders.every((purpose) => purpose === "flatten"), orders.join());

    const resume = await place.json(["resume", "--reason", "checked"]);
    strictEqual(kindAt(place.rows(), resume), "resumeRequested");
    deepStrictEqual(await state(place), [true, "active"]);
    strictEqual((await place.json(["reduce"])).code, 0);
    deepStrictEqual(await state(place), [true, "reducing"]);
    process.kill("SIGTERM");
    strictEqual((await process.ended()).code, 130);
    deepStrictEqual(await state(place), [false, "reducing"]);
  }));

Deno.test("R-072 no order is made after a halt, and a killed and restarted bot is still halted", () =>
  inPlace(async (place) => {
    const undisturbed = await place.run([...atOnce, "--data-dir", "alone"]);
    strictEqual(undisturbed.code, 0, undisturbed.err);
    ok(placed(place.rows("alone")).length > 0, "the tape must make orders");

    const first = place.start(slowly);
    await first.heard(begun);
    const halt = await place.json(["halt", "--reason", "looks wrong"]);
    strictEqual(halt.code, 0);
    first.kill("SIGKILL");
    await first.ended();
    deepStrictEqual(await state(place), [false, "halted"]);

    const again = await place.run(atOnce);
    strictEqual(again.code, 0, again.err);
    match(again.err, /HALTED|halted/);
    const later = after(place.rows(), halt);
    deepStrictEqual(placed(later), []);
    ok(later.some(({ body }) => body.kind === "record"), "signals must go on being judged");
    deepStrictEqual(await state(place), [false, "halted"]);
  }));

Deno.test("R-201 a file named HALT halts, and a resume is refused while it is there", () =>
  inPlace(async (place) => {
    Deno.mkdirSync(`${place.cwd}/data`);
    const process = place.start(slowly);
    await process.heard(begun);
    Deno.writeTextFileSync(`${place.cwd}/data/HALT`, "from the shell");
    await process.heard(/halt asked for by file \(from the shell\)/);
    deepStrictEqual(await state(place), [true, "halted"]);
    const refused = await place.run(["resume", "--reason", "ok"]);
    strictEqual(refused.code, 7);
    match(refused.err, /^error: Cannot resume: data\/HALT is there.*\nhint: .*rm data\/HALT\n$/);
    Deno.removeSync(`${place.cwd}/data/HALT`);
    strictEqual((await place.run(["resume", "--reason", "ok"])).code, 0);
    deepStrictEqual(await state(place), [true, "active"]);
  }));

Deno.test("a command that nobody takes exits 3 and says where it waits; the next bot obeys it", () =>
  inPlace(async (place) => {
    const asked = await place.run(["halt", "--reason", "early", "--wait", "200ms"]);
    strictEqual(asked.code, 3);
    match(
      asked.err,
      /^error: Cannot confirm halt: no bot is running on data\/ledger\.db\nhint: it waits in data\/inbox\.db/,
    );
    const left = await place.json(["reduce", "--wait", "0"]);
    deepStrictEqual([left.code, left.data["taken"]], [0, false]);
    const process = place.start(slowly);
    await process.heard(/halt asked for by cli \(early\)/);
    deepStrictEqual(await state(place), [true, "halted"]);
  }));

Deno.test("R-174 a second bot in one data directory is refused and leaves the first alone", () =>
  inPlace(async (place) => {
    const process = place.start(slowly);
    await process.heard(begun);
    const second = await place.run(slowly);
    deepStrictEqual([second.code, second.out], [7, ""]);
    match(
      second.err,
      new RegExp(`^error: Cannot use data/ledger\\.db: .*process ${process.pid}\\b`),
    );
    match(second.err, /\nhint: .*--data-dir/);
    deepStrictEqual(await state(place), [true, "active"]);
  }));

Deno.test("a halt that the disk does not take names the file that halts without it", () =>
  inPlace(async (place) => {
    Deno.mkdirSync(`${place.cwd}/data`);
    const inbox = `${place.cwd}/data/inbox.db`;
    openInbox(inbox).close();
    const db = new DatabaseSync(inbox);
    const full = "RAISE(ABORT, 'database or disk is full')";
    db.exec(`CREATE TRIGGER full BEFORE INSERT ON commands BEGIN SELECT ${full}; END`);
    db.close();
    const { code, err } = await place.run(["halt", "--reason", "lunch"]);
    strictEqual(code, 10);
    match(err, /^error: Cannot write data\/inbox\.db: found database or disk is full, wanted room/);
    match(err, /\nhint: entries stop with: touch data\/HALT\n$/);
  }));
