import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { openLedger } from "../../../src/adapters/sqlite/ledger.ts";
import { openLedgerReader } from "../../../src/adapters/sqlite/reader.ts";
import { checkChain, findRows } from "../../../src/commands/observe/ledger_check.ts";
import { lagOf } from "../../../src/commands/observe/loop_lag.ts";
import { permissionFacts } from "../../../src/commands/observe/permission_facts.ts";
import { inFolder } from "../../adapters/sqlite/folder.ts";
import { group, header } from "../../contract/ledger_rows.ts";

const EVENTS = 1_500;
const ROWS = 2 * EVENTS;
const options = { now: () => 1_000, turn: () => Promise.resolve() };

/** A ledger of two rows an event; the numbers of its events are `apart` apart. */
function makeLedger(path: string, apart = 1): string | null {
  const ledger = openLedger(path, { durability: "batch" });
  ledger.begin(header);
  for (let number = 1; number <= EVENTS; number++) ledger.append(group(number * apart, 1));
  ledger.flush();
  const head = ledger.head();
  ledger.close();
  return head;
}

Deno.test("a check of a whole chain ends with its head, and gives others their turn", () =>
  inFolder(async (folder) => {
    const path = `${folder}/ledger.db`;
    const head = makeLedger(path);
    let turns = 0;
    const turn = () => Promise.resolve(void turns++);
    assert.deepEqual(await checkChain(path, { ...options, turn }), {
      at: 1_000,
      tookMs: 0,
      ok: true,
      rows: ROWS,
      head,
      problem: null,
    });
    assert.equal(turns, ROWS / 500);
    const signal = AbortSignal.abort(new Error("nobody waits"));
    await assert.rejects(checkChain(path, { ...options, signal }), /nobody waits/);
  }));

Deno.test("a check names the row that was changed, the row after a deleted one, and the header", () =>
  inFolder(async (folder) => {
    const problems: (string | null)[] = [];
    const changes = [
      "UPDATE entries SET at = at + 1 WHERE seq = 7 AND n = 1",
      "DELETE FROM entries WHERE seq = 7 AND n = 1",
      "UPDATE run SET header = json_set(header, '$.mode', 'live')",
    ];
    for (const [i, change] of changes.entries()) {
      const path = `${folder}/${i}.db`;
      makeLedger(path);
      tamper(path, change);
      const fact = await checkChain(path, options);
      assert.equal(fact.ok, false);
      problems.push(fact.problem);
    }
    assert.deepEqual(problems, [
      "row 7.1 is not what was written; 13 before it are good",
      "row 8.0 is not what was written; 13 before it are good",
      "the run header is not what was hashed",
    ]);
  }));

function tamper(path: string, change: string): void {
  const db = new DatabaseSync(path);
  const triggers = db.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").all();
  for (const { name } of triggers) db.exec(`DROP TRIGGER ${name}`);
  db.exec(change);
  db.close();
}

Deno.test("the newest rows that hold a query come first, however far apart their numbers are", () =>
  inFolder(async (folder) => {
    for (const apart of [1, 1_000]) {
      const path = `${folder}/${apart}.db`;
      makeLedger(path, apart);
      const reader = openLedgerReader(path);
      const all = [...reader.read()].reverse();
      const newest = await findRows(reader, "", options);
      assert.deepEqual(newest.rows, all.slice(0, 200));
      const accepted = await findRows(reader, "ORDERaccepted", options);
      assert.deepEqual(
        accepted.rows,
        all.filter(({ body }) => body.kind === "orderAccepted").slice(0, 200),
      );
      const one = await findRows(reader, `0x${5 * apart}`, options);
      assert.ok(one.rows.some(({ seq }) => seq === 5 * apart));
      const none = await findRows(reader, "no such word", options);
      assert.deepEqual(none, { query: "no such word", rows: [], scanned: ROWS, whole: true });
      reader.close();
    }
  }));

Deno.test("the lag of a loop is its median, its 99th percentile and its worst", () => {
  assert.equal(lagOf([]), null);
  const lags = Array.from({ length: 101 }, (_, i) => 100 - i);
  assert.deepEqual(lagOf(lags), { medianMs: 50, p99Ms: 99, worstMs: 100 });
});

Deno.test("permissions are what the runtime says, item by item", () => {
  const facts = permissionFacts({ net: ["127.0.0.1"], read: ["."], write: ["/nowhere"] });
  assert.deepEqual(
    facts.map(({ name, scope }) => `${name} ${scope ?? "all"}`).slice(0, 6),
    ["net all", "net 127.0.0.1", "read all", "read .", "write all", "write /nowhere"],
  );
  assert.deepEqual(facts.find(({ name }) => name === "ffi"), {
    name: "ffi",
    scope: null,
    state: "prompt",
  });
});
