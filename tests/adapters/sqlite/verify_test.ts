import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { openLedger } from "../../../src/adapters/sqlite/ledger.ts";
import { sha256 } from "../../../src/adapters/sqlite/sha256.ts";
import { verifyLedger } from "../../../src/adapters/sqlite/verify.ts";
import { rowText } from "../../../src/core/chain.ts";
import { group, header } from "../../contract/ledger_rows.ts";
import { inFolder } from "./folder.ts";

const ROWS = 12;
const place = fc.integer({ min: 0, max: ROWS - 1 });
const column = fc.constantFrom("seq", "n", "at", "body", "prev_hash", "hash");

Deno.test("R-177 verify names a row in which anything was changed", () =>
  inTampered((folder, fresh) =>
    fc.assert(
      fc.property(place, column, (index, column) => {
        const db = fresh(folder);
        const { seq, n } = at(db, index);
        const changed: Record<string, string> = {
          seq: "seq + 100",
          n: "n + 7",
          at: "at + 1",
          body: `json_set(body, '$.reason', 'another')`,
          prev_hash: `'${"a".repeat(64)}'`,
          hash: `'${"b".repeat(64)}'`,
        };
        run(
          db,
          `UPDATE entries SET ${column} = ${changed[column]} WHERE seq = ${seq} AND n = ${n}`,
        );
        const result = verifyLedger(`${folder}/ledger.db`);
        assert.ok(!result.ok);
        // A row that got another number stands elsewhere or leaves a gap before the row after it.
        if (column === "seq" || column === "n") {
          assert.ok(["changed", "deleted"].includes(result.problem), result.detail);
        } else {
          assert.deepEqual([result.problem, result.row], ["changed", { seq, n }]);
          assert.equal(result.rows, index);
        }
      }),
      { numRuns: 30 },
    )
  ));

Deno.test("R-177 verify names the rows around a deleted one", () =>
  inTampered((folder, fresh) =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: ROWS - 2 }), (index) => {
        const db = fresh(folder);
        const { seq, n } = at(db, index);
        const next = at(db, index + 1);
        const before = index === 0 ? null : at(db, index - 1);
        run(db, `DELETE FROM entries WHERE seq = ${seq} AND n = ${n}`);
        const result = verifyLedger(`${folder}/ledger.db`);
        assert.ok(!result.ok);
        assert.deepEqual([result.problem, result.row, result.after], ["deleted", next, before]);
      }),
      { numRuns: 15 },
    )
  ));

Deno.test("R-177 verify names both rows of a swap, whatever of them was swapped", () =>
  inTampered((folder, fresh) =>
    fc.assert(
      fc.property(
        fc.uniqueArray(place, { minLength: 2, maxLength: 2 }),
        fc.constantFrom(["body"], ["body", "at"], ["body", "hash"], ["body", "at", "hash"], [
          "at",
          "body",
          "prev_hash",
          "hash",
        ]),
        (places, columns) => {
          const [first, second] = places.toSorted((a, b) => a - b);
          const db = fresh(folder);
          const a = at(db, first ?? 0);
          const b = at(db, second ?? 0);
          const both = `(seq = ${a.seq} AND n = ${a.n}) OR (seq = ${b.seq} AND n = ${b.n})`;
          db.exec(`CREATE TEMP TABLE copy AS SELECT * FROM entries WHERE ${both}`);
          const set = columns.map((name) =>
            `${name} = (SELECT ${name} FROM copy AS other
              WHERE (other.seq, other.n) <> (entries.seq, entries.n))`
          );
          run(db, `UPDATE entries SET ${set.join(", ")} WHERE ${both}`);
          const result = verifyLedger(`${folder}/ledger.db`);
          assert.ok(!result.ok);
          assert.deepEqual([result.problem, result.row, result.other], ["swapped", a, b]);
        },
      ),
      { numRuns: 40 },
    )
  ));

Deno.test("R-177 rows cut off the end are found with a head known from before", () =>
  inTampered((folder, fresh) => {
    const path = `${folder}/ledger.db`;
    const db = fresh(folder);
    const whole = verifyLedger(path);
    assert.ok(whole.ok && whole.head !== null);
    assert.equal(verifyLedger(path, whole.head).ok, true);
    const { seq, n } = at(db, ROWS - 1);
    run(db, `DELETE FROM entries WHERE seq = ${seq} AND n = ${n}`);
    assert.equal(verifyLedger(path).ok, true);
    const result = verifyLedger(path, whole.head);
    assert.ok(!result.ok);
    assert.deepEqual([result.problem, result.row, result.rows], ["truncated", null, ROWS - 1]);
  }));

Deno.test("a head from before is found in a ledger that went on", () =>
  inFolder((folder) => {
    const path = `${folder}/ledger.db`;
    const ledger = openLedger(path, { durability: "commit" });
    ledger.begin(header);
    const heads = [ledger.head()];
    for (let number = 1; number <= 3; number++) {
      ledger.append(group(number, 0));
      heads.push(ledger.head());
    }
    for (const head of heads) assert.equal(verifyLedger(path, head).ok, true);
    ledger.close();
  }));

Deno.test("R-177 verify names the header when it was changed", () =>
  inTampered((folder, fresh) => {
    const db = fresh(folder);
    run(db, `UPDATE run SET header = json_set(header, '$.mode', 'live')`);
    const result = verifyLedger(`${folder}/ledger.db`);
    assert.ok(!result.ok);
    assert.deepEqual([result.problem, result.row], ["header", null]);
  }));

Deno.test("R-177 a row rewritten with a hash that fits it breaks the row after it", () =>
  inTampered((folder, fresh) => {
    const db = fresh(folder);
    const { seq, n } = at(db, 4);
    const row = db.prepare("SELECT at, prev_hash FROM entries WHERE seq = ? AND n = ?").get(seq, n);
    const [time, previous] = [Number(row?.["at"]), String(row?.["prev_hash"])];
    const body = '{"kind":"mark"}';
    const hash = sha256(rowText({ seq, n, at: time, body, previous }));
    const next = at(db, 5);
    run(
      db,
      `UPDATE entries SET body = '${body}', hash = '${hash}' WHERE seq = ${seq} AND n = ${n}`,
    );
    const result = verifyLedger(`${folder}/ledger.db`);
    assert.ok(!result.ok);
    assert.deepEqual([result.problem, result.row, result.after], ["deleted", next, { seq, n }]);
  }));

Deno.test("a file whose pages are damaged is reported, not thrown", () =>
  inFolder((folder) => {
    const path = `${folder}/ledger.db`;
    const ledger = openLedger(path, { durability: "commit" });
    ledger.begin(header);
    for (let number = 1; number <= 200; number++) ledger.append(group(number, 2));
    ledger.close();
    const good = Deno.readFileSync(path);
    const random = fc.sample(fc.nat(good.length - 1 - 4096), { numRuns: 40, seed: 1 });
    let found = 0;
    for (const offset of random) {
      const bad = good.slice();
      bad.fill(0xa5, 4096 + offset, 4096 + offset + 64);
      Deno.writeFileSync(path, bad);
      if (!verifyLedger(path).ok) found++;
    }
    // The rest hit free space or the index of the primary key, which no reading uses here.
    assert.ok(found >= 20, `${found} of ${random.length} found`);
  }));

/** Gives `work` a maker of fresh ledgers whose triggers are gone, as for somebody with an editor. */
function inTampered(
  work: (folder: string, fresh: (folder: string) => DatabaseSync) => void,
): Promise<void> {
  return inFolder((folder) => {
    const path = `${folder}/ledger.db`;
    const ledger = openLedger(`${folder}/good.db`, { durability: "batch" });
    ledger.begin(header);
    for (let number = 1; number <= ROWS / 3; number++) ledger.append(group(number, 2));
    ledger.close();
    work(folder, () => {
      for (const end of ["-wal", "-shm"]) remove(path + end);
      Deno.copyFileSync(`${folder}/good.db`, path);
      const db = new DatabaseSync(path);
      for (const name of ["entries_no_update", "entries_no_delete", "run_no_update"]) {
        db.exec(`DROP TRIGGER ${name}`);
      }
      return db;
    });
  });
}

function at(db: DatabaseSync, index: number): { seq: number; n: number } {
  const row = db.prepare("SELECT seq, n FROM entries ORDER BY seq, n LIMIT 1 OFFSET ?").get(index);
  return { seq: Number(row?.["seq"]), n: Number(row?.["n"]) };
}

function run(db: DatabaseSync, sql: string): void {
  db.exec(sql);
  db.close();
}

function remove(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
