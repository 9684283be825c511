import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { openLedger } from "../../../src/adapters/sqlite/ledger.ts";
import { exportLedger, openLedgerReader } from "../../../src/adapters/sqlite/reader.ts";
import { verifyLedger } from "../../../src/adapters/sqlite/verify.ts";
import type { LedgerRow } from "../../../src/core/types/effect.ts";
import { StorageError } from "../../../src/core/types/storage_error.ts";
import { seq } from "../../../src/core/types/units.ts";
import { group, header, row } from "../../contract/ledger_rows.ts";
import { inFolder } from "./folder.ts";

Deno.test("a ledger that is opened again goes on with its chain", () =>
  inFolder((folder) => {
    const [path, other] = [`${folder}/new/deep/a.db`, `${folder}/b.db`];
    for (let number = 1; number <= 4; number++) {
      const ledger = openLedger(path, { durability: number % 2 === 0 ? "batch" : "commit" });
      ledger.begin({ ...header, seed: number === 1 ? header.seed : 99 });
      assert.equal(ledger.count(), (number - 1) * 3);
      ledger.append(group(number, 2));
      ledger.close();
    }
    const once = openLedger(other, { durability: "commit" });
    once.begin(header);
    for (let number = 1; number <= 4; number++) once.append(group(number, 2));
    const result = verifyLedger(path);
    assert.equal(result.ok && result.head, once.head());
    once.close();
  }));

Deno.test("rows and header cannot be changed, deleted, replaced or put in between", () =>
  inFolder((folder) => {
    const path = `${folder}/ledger.db`;
    written(path, 3);
    const db = new DatabaseSync(path);
    const columns = "(seq, n, at, body, prev_hash, hash)";
    const hash = "'" + "0".repeat(64) + "'";
    const refused: readonly [string, RegExp][] = [
      ["UPDATE entries SET at = 1 WHERE seq = 2", /cannot be changed/],
      ["DELETE FROM entries WHERE seq = 2", /cannot be deleted/],
      ["DELETE FROM entries", /cannot be deleted/],
      [
        `INSERT INTO entries ${columns} VALUES (1, 9, 1, '{"kind":"x"}', ${hash}, ${hash})`,
        /append/,
      ],
      [
        `INSERT OR REPLACE INTO entries ${columns} VALUES (3, 1, 1, '{"kind":"x"}', ${hash}, ${hash})`,
        /append/,
      ],
      [`INSERT INTO entries ${columns} VALUES (9, 0, 1, 'no json', ${hash}, ${hash})`, /./],
      [`INSERT INTO entries ${columns} VALUES (9, 0, 1.5, '{"kind":"x"}', ${hash}, ${hash})`, /./],
      ["UPDATE run SET header = '{}'", /cannot be changed/],
      ["DELETE FROM run", /cannot be deleted/],
    ];
    for (const [sql, message] of refused) assert.throws(() => db.exec(sql), message, sql);
    db.close();
    assert.equal(verifyLedger(path).ok, true);
  }));

Deno.test("what is no ledger is refused with what it is, and left as it was", () =>
  inFolder((folder) => {
    const cases: Record<string, (path: string) => void> = {
      "a folder": (path) => Deno.mkdirSync(path),
      "a file of 5 bytes": (path) => Deno.writeTextFileSync(path, "hello"),
      "file is not a database": (path) => Deno.writeTextFileSync(path, "hello ".repeat(1000)),
      "a database of another kind": (path) => change(path, "CREATE TABLE t (a)"),
      "version 2": (path) => {
        openLedger(path, { durability: "commit" }).close();
        change(path, "PRAGMA user_version = 2");
      },
    };
    for (const [found, make] of Object.entries(cases)) {
      const path = `${folder}/${found}`;
      make(path);
      const before = Deno.statSync(path).isFile ? Deno.readFileSync(path) : null;
      const isClear = (error: unknown) =>
        error instanceof StorageError && error.path === path && error.found.includes(found) &&
        error.wanted.includes("ledger");
      assert.throws(() => openLedger(path, { durability: "commit" }), isClear, found);
      assert.throws(() => openLedgerReader(path), isClear, found);
      assert.throws(() => verifyLedger(path), isClear, found);
      if (before !== null) assert.deepEqual(Deno.readFileSync(path), before);
    }
    assert.throws(() => openLedgerReader(`${folder}/absent`), StorageError);
    assert.throws(() => openLedger("/proc/none/ledger.db", { durability: "commit" }), StorageError);
    Deno.writeTextFileSync(`${folder}/file`, "x");
    const below = `${folder}/file/ledger.db`;
    assert.throws(() => openLedger(below, { durability: "commit" }), StorageError);
  }));

Deno.test("an append that cannot be written stops the ledger", () =>
  inFolder((folder) => {
    const path = `${folder}/ledger.db`;
    const ledger = openLedger(path, { durability: "commit" });
    ledger.begin(header);
    ledger.append(group(1, 1));
    change(path, "DROP TABLE entries");
    assert.throws(() => ledger.append(group(2, 1)), /no such table/);
    assert.throws(() => ledger.append(group(2, 1)), /an earlier write failed/);
    assert.equal(ledger.count(), 2);
    ledger.close();
  }));

Deno.test("a full disk is told with the file and what is wanted", () =>
  inFolder((folder) => {
    const path = `${folder}/ledger.db`;
    const ledger = openLedger(path, { durability: "commit" });
    ledger.begin(header);
    const full = "RAISE(ABORT, 'database or disk is full')";
    change(path, `CREATE TRIGGER full BEFORE INSERT ON entries BEGIN SELECT ${full}; END`);
    assert.throws(() => ledger.append(group(1, 2)), (error) => {
      assert.ok(error instanceof StorageError);
      assert.equal(
        error.message,
        `Cannot write ${path}: found database or disk is full, ` +
          "wanted room on its disk, and leave to write",
      );
      return true;
    });
    ledger.close();
  }));

Deno.test("a batched ledger loses at most what was not flushed", () =>
  inFolder((folder) => {
    const path = `${folder}/ledger.db`;
    const ledger = openLedger(path, { durability: "batch" });
    ledger.begin(header);
    const reader = openLedgerReader(path);
    ledger.append(group(1, 2));
    assert.equal(ledger.count(), 3);
    assert.equal([...ledger.read()].length, 3);
    assert.equal(reader.count(), 0);
    ledger.flush();
    assert.equal(reader.count(), 3);
    reader.close();
    ledger.close();
  }));

Deno.test("a reader follows a live writer and reads after it is gone", () =>
  inFolder((folder) => {
    const path = `${folder}/ledger.db`;
    const ledger = openLedger(path, { durability: "commit" });
    const reader = openLedgerReader(path);
    assert.equal(reader.header(), null);
    assert.equal(reader.head(), null);
    ledger.begin(header);
    assert.deepEqual(reader.header(), header);
    assert.equal(reader.last(), null);
    ledger.append(group(1, 2));
    assert.deepEqual(reader.last(), { seq: 1, n: 2 });
    ledger.append(group(2, 0));
    assert.deepEqual([...reader.readAfter({ seq: 1, n: 1 })], [row(1, 2), row(2, 0)]);
    assert.deepEqual([...reader.read(seq(1))], [row(2, 0)]);
    assert.equal(reader.head(), ledger.head());
    ledger.close();
    assert.equal(reader.count(), 4);
    reader.close();
  }));

Deno.test("the export is one JSON object a row", () =>
  inFolder((folder) => {
    const path = `${folder}/ledger.db`;
    written(path, 2);
    const lines = [...exportLedger(path)].map((line) => JSON.parse(line));
    assert.deepEqual(
      lines.map(({ seq, n, at, body }) => ({ seq, n, at, body })),
      [...group(1, 2), ...group(2, 2)],
    );
    assert.deepEqual(Object.keys(lines[0]), ["seq", "n", "at", "kind", "body", "hash"]);
    assert.equal(lines[1].kind, "cancel");
    const result = verifyLedger(path);
    assert.equal(result.ok && result.head, lines.at(-1).hash);
  }));

const decision = {
  kind: "entry",
  verdict: "refused",
  market: "m",
  token: "t",
  signal: { direction: -1, confidence: 0.75 },
  stance: "fade",
  sizing: { stake: 12_500_000 },
  refusals: [
    { rule: "spread", value: 30_000, limit: 20_000, unit: "price" },
    { rule: "category", value: null, limit: null, unit: "text", note: "sports" },
  ],
};
const order = {
  id: "3.2",
  market: "m",
  token: "t",
  side: "buy",
  price: 520_000,
  size: 7_000_000,
};
const fill = {
  id: "f",
  order: "3.2",
  side: "buy",
  price: 520_000,
  size: 2_000_000,
  fee: 10_000,
};

Deno.test("the views show decisions, refusals, orders and fills in dollars and shares", () =>
  inFolder((folder) => {
    const path = `${folder}/ledger.db`;
    const ledger = openLedger(path, { durability: "commit" });
    ledger.begin(header);
    ledger.append([
      shaped(2, 1, { kind: "record", decision }),
      shaped(3, 2, { kind: "place", order: { ...order, purpose: "entry", timeInForce: "FAK" } }),
      shaped(4, 0, { kind: "orderFilled", fill: { ...fill, value: 1_040_000, role: "taker" } }),
    ]);
    ledger.close();
    const db = new DatabaseSync(path, { readOnly: true });
    const one = (sql: string) => ({ ...db.prepare(sql).get() });
    assert.deepEqual(
      one("SELECT time, verdict, direction, stake_usd, first_refusal FROM decisions"),
      {
        time: "2023-11-14T22:13:20.002Z",
        verdict: "refused",
        direction: -1,
        stake_usd: 12.5,
        first_refusal: "spread",
      },
    );
    assert.deepEqual(one(`SELECT rule, value, "limit", note FROM refusals WHERE position = 1`), {
      rule: "category",
      value: null,
      limit: null,
      note: "sports",
    });
    assert.deepEqual(one("SELECT id, price, shares, purpose FROM orders"), {
      id: "3.2",
      price: 0.52,
      shares: 7,
      purpose: "entry",
    });
    assert.deepEqual(one("SELECT order_id, shares, value_usd, fee_usd, role FROM fills"), {
      order_id: "3.2",
      shares: 2,
      value_usd: 1.04,
      fee_usd: 0.01,
      role: "taker",
    });
    db.close();
  }));

function shaped(number: number, n: number, body: unknown): LedgerRow {
  return { ...row(number, n), body } as LedgerRow;
}

function written(path: string, groups: number): void {
  const ledger = openLedger(path, { durability: "commit" });
  ledger.begin(header);
  for (let number = 1; number <= groups; number++) ledger.append(group(number, 2));
  ledger.close();
}

function change(path: string, sql: string): void {
  const db = new DatabaseSync(path);
  db.exec(sql);
  db.close();
}
