// One suite for every ledger: what is on disk and what is in memory cannot be told apart by reading.
import assert from "node:assert/strict";
import fc from "fast-check";
import { memoryLedger } from "../../src/adapters/memory/ledger.ts";
import { openLedger } from "../../src/adapters/sqlite/ledger.ts";
import type { LedgerRow } from "../../src/core/types/effect.ts";
import { seq } from "../../src/core/types/units.ts";
import type { Ledger } from "../../src/ports.ts";
import { anyRows, group, header, row } from "./ledger_rows.ts";

const ledgers: Readonly<Record<string, (folder: string) => Ledger>> = {
  memory: () => memoryLedger(),
  "sqlite, synced": (folder) => openLedger(`${folder}/commit.db`, { durability: "commit" }),
  "sqlite, batched": (folder) => openLedger(`${folder}/batch.db`, { durability: "batch" }),
};

for (const [name, open] of Object.entries(ledgers)) {
  const test = (claim: string, run: (ledger: Ledger) => void) =>
    Deno.test(`${name} ledger: ${claim}`, () => inFolder((folder) => using(open(folder), run)));

  test("begin keeps the header from the first row on", (ledger) => {
    assert.equal(ledger.header(), null);
    assert.deepEqual(ledger.begin({ ...header, seed: 7 }), { ...header, seed: 7 });
    const head = ledger.head();
    assert.deepEqual(ledger.begin({ ...header, seed: 8 }), { ...header, seed: 8 });
    assert.notEqual(ledger.head(), head);
    ledger.append(group(1, 1));
    assert.deepEqual(ledger.begin({ ...header, seed: 9 }), { ...header, seed: 8 });
    assert.deepEqual(ledger.header(), { ...header, seed: 8 });
  });

  test("nothing is appended before begin", (ledger) => {
    assert.throws(() => ledger.append(group(1, 1)), /before begin/);
    assert.throws(() => ledger.head(), /before begin/);
  });

  test("rows are read as they were appended, across appends and pages", (ledger) => {
    ledger.begin(header);
    const rows: LedgerRow[] = [];
    for (let number = 1; number <= 700; number++) {
      ledger.append(group(number, 2));
      rows.push(...group(number, 2));
    }
    assert.equal(ledger.count(), rows.length);
    assert.deepEqual([...ledger.read()], rows);
    assert.deepEqual([...ledger.read(seq(650))], rows.filter((row) => row.seq > 650));
    assert.deepEqual([...ledger.read(seq(700))], []);
  });

  test("an append of nothing changes nothing", (ledger) => {
    ledger.begin(header);
    const head = ledger.head();
    ledger.append([]);
    assert.equal(ledger.head(), head);
    assert.equal(ledger.count(), 0);
  });

  test("a row that is there, or belongs before it, is refused and nothing is kept", (ledger) => {
    ledger.begin(header);
    ledger.append(group(5, 1));
    const head = ledger.head();
    for (const bad of [row(5, 1), row(5, 0), row(4, 7)]) {
      assert.throws(() => ledger.append([bad]), /the ledger is at 5\.1/);
      assert.throws(() => ledger.append([row(6, 0), bad]), /the ledger is at 6\.0/);
    }
    assert.equal(ledger.head(), head);
    assert.deepEqual([...ledger.read()], group(5, 1));
    ledger.append(group(6, 0));
    assert.equal(ledger.count(), 3);
  });

  test("a body with a number that is none is refused whole", (ledger) => {
    ledger.begin(header);
    const bad = { ...row(2, 0), body: { kind: "mark", equity: NaN } } as unknown as LedgerRow;
    assert.throws(() => ledger.append([row(1, 0), bad]), /equity.*NaN/);
    assert.equal(ledger.count(), 0);
  });

  test("the order of keys in a body does not change the head", (ledger) => {
    ledger.begin(Object.fromEntries(Object.entries(header).reverse()) as typeof header);
    const { kind, order, reason } = { kind: "cancel", order: "1.1", reason: "x" };
    ledger.append([{ ...row(1, 1), body: { reason, order, kind } } as unknown as LedgerRow]);
    const other = memoryLedger();
    other.begin(header);
    other.append([{ ...row(1, 1), body: { kind, order, reason } } as unknown as LedgerRow]);
    assert.equal(ledger.head(), other.head());
  });

  test("what is read cannot change what is stored", (ledger) => {
    const mutable = { ...header, assumptions: ["one"] };
    ledger.begin(mutable);
    mutable.assumptions.push("two");
    assert.deepEqual(ledger.header()?.assumptions, ["one"]);
    ledger.append([row(1, 0)]);
    const [first] = ledger.read();
    assert.ok(first);
    Object.assign(first.body, { kind: "changed" });
    assert.deepEqual([...ledger.read()], [row(1, 0)]);
  });
}

Deno.test("the same rows give the same head and the same reading in every ledger", () => {
  fc.assert(
    fc.property(anyRows, fc.integer({ min: 1, max: 5 }), (rows, size) =>
      inFolder((folder) => {
        const results = Object.values(ledgers).map((open) =>
          using(open(folder), (ledger) => {
            ledger.begin(header);
            for (let i = 0; i < rows.length; i += size) ledger.append(rows.slice(i, i + size));
            assert.deepEqual([...ledger.read()], rows);
            return { head: ledger.head(), count: ledger.count() };
          })
        );
        for (const result of results) assert.deepEqual(result, results[0]);
      })),
    { numRuns: 25 },
  );
});

Deno.test("the head is the one that other tools compute from the documented text", () => {
  // printf '%s' '{"assumptions":[...]...}' | sha256sum, then
  // printf '%s' '["<that>",1,0,1700000000001,{"kind":...}]' | sha256sum (GNU coreutils).
  const ledger = memoryLedger();
  ledger.begin({ ...header, assumptions: [] });
  assert.equal(ledger.head(), "aea05af20c1d9910a9ca03b93277b54fcf63dddc9c30aaea9881b1b988c5152b");
  ledger.append([row(1, 0)]);
  assert.equal(ledger.head(), "131fb7179480cc137573bfc95434a2fc23c9f5c1e5a9df496bf9cc657aee0f5a");
});

function using<T>(ledger: Ledger, run: (ledger: Ledger) => T): T {
  try {
    return run(ledger);
  } finally {
    ledger.close();
  }
}

function inFolder(run: (folder: string) => void): void {
  const folder = Deno.makeTempDirSync();
  try {
    run(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
