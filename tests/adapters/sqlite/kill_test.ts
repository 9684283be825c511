import assert from "node:assert/strict";
import { openLedger } from "../../../src/adapters/sqlite/ledger.ts";
import { openLedgerReader } from "../../../src/adapters/sqlite/reader.ts";
import { verifyLedger } from "../../../src/adapters/sqlite/verify.ts";
import { StorageError } from "../../../src/core/types/storage_error.ts";
import { group, header } from "../../contract/ledger_rows.ts";
import { inFolder } from "./folder.ts";

const ROUNDS = 6;
/** Groups said before the kill; the kill then hits anywhere in a later append. */
const AFTER = [1, 37, 150, 5, 400, 90];

Deno.test("R-176 killed at any point, a ledger keeps every acknowledged group and no half", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/ledger.db`;
    let before = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const said = await runUntilKilled(path, AFTER[round] ?? 1);
      assert.ok(said > before, "the next process went on after the last one");
      const reader = openLedgerReader(path);
      const rows = [...reader.read()];
      const last = reader.last()?.seq ?? 0;
      reader.close();
      assert.ok(last >= said && last <= said + 1, `said ${said}, on disk ${last}`);
      const whole = Array.from({ length: last }, (_, i) => group(i + 1, 2)).flat();
      assert.deepEqual(rows, whole);
      assert.equal(verifyLedger(path).ok, true);
      before = last;
    }
    const ledger = openLedger(path, { durability: "commit" });
    assert.equal(ledger.count(), before * 3);
    ledger.append(group(before + 1, 2));
    ledger.close();
    assert.equal(verifyLedger(path).ok, true);
  });
});

Deno.test("R-174 a second writer is refused until the first one's process is gone", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/ledger.db`;
    const child = start(path, "idle");
    const reader = lines(child.stdout);
    assert.equal((await reader.next()).value, "open");
    assert.throws(
      () => openLedger(path, { durability: "commit" }),
      (error: unknown) =>
        error instanceof StorageError && error.path === path &&
        error.found === `a writer already: process ${child.pid}`,
    );
    const beside = openLedgerReader(path);
    assert.deepEqual(beside.header(), header);
    beside.close();
    child.kill("SIGKILL");
    await child.status;
    await reader.return();
    openLedger(path, { durability: "commit" }).close();
  });
});

Deno.test("R-174 a second writer of the same process is refused too", async () => {
  await inFolder((folder) => {
    const path = `${folder}/ledger.db`;
    const first = openLedger(path, { durability: "batch" });
    assert.throws(() => openLedger(path, { durability: "batch" }), StorageError);
    first.close();
    openLedger(path, { durability: "batch" }).close();
  });
});

async function runUntilKilled(path: string, groups: number): Promise<number> {
  const child = start(path, "write");
  let [said, count] = [0, 0];
  const reader = lines(child.stdout);
  for await (const line of reader) {
    if (line === "open") continue;
    said = Number(line);
    if (++count === groups) child.kill("SIGKILL");
  }
  assert.equal((await child.status).signal, "SIGKILL");
  return said;
}

function start(path: string, mode: string): Deno.ChildProcess {
  const script = new URL("kill_child.ts", import.meta.url).pathname;
  const args = [
    "run",
    "--quiet",
    "--no-check",
    "--allow-read",
    "--allow-write",
    script,
    path,
    mode,
  ];
  return new Deno.Command(Deno.execPath(), { args, stdout: "piped" }).spawn();
}

async function* lines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string, void> {
  let rest = "";
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    rest += decoder.decode(chunk, { stream: true });
    const parts = rest.split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
  }
}
