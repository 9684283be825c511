import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { commandStatus, openInbox, putCommand } from "../../../src/adapters/sqlite/inbox.ts";
import { openLedger } from "../../../src/adapters/sqlite/ledger.ts";
import { StorageError } from "../../../src/core/types/storage_error.ts";
import { millis, seq } from "../../../src/core/types/units.ts";
import { inFolder } from "./folder.ts";

const halt = { kind: "haltRequested", by: "cli", reason: "lunch", at: millis(1000) } as const;
const resume = { ...halt, kind: "resumeRequested", reason: "back" } as const;

Deno.test("commands are handed out once, in the order they were put", () =>
  inFolder((folder) => {
    const path = `${folder}/inbox.db`;
    const inbox = openInbox(path);
    assert.deepEqual(inbox.poll(), []);
    const first = putCommand(path, halt);
    const second = putCommand(path, resume);
    assert.deepEqual(inbox.poll(), [
      { id: first, input: { kind: "haltRequested", by: "cli", reason: "lunch", command: first } },
      {
        id: second,
        input: { kind: "resumeRequested", by: "cli", reason: "back", command: second },
      },
    ]);
    assert.deepEqual(inbox.poll(), []);
    inbox.close();
  }));

Deno.test("a command is taken exactly once, also when the engine starts again", () =>
  inFolder((folder) => {
    const path = `${folder}/inbox.db`;
    const id = putCommand(path, halt);
    assert.deepEqual(commandStatus(path, id), { status: "waiting", since: 1000 });
    const first = openInbox(path);
    assert.equal(first.poll().length, 1);
    first.close(); // killed before its row: handed out again
    const second = openInbox(path);
    assert.equal(second.poll().length, 1);
    second.confirm(id, seq(42));
    second.confirm(id, seq(43)); // a repeat changes nothing
    assert.deepEqual(second.poll(), []);
    second.close();
    const third = openInbox(path);
    assert.deepEqual(third.poll(), []);
    third.close();
    const status = commandStatus(path, id);
    assert.equal(status.status === "taken" && status.seq, 42);
  }));

Deno.test("recovery that confirms what the ledger holds keeps it from being taken twice", () =>
  inFolder((folder) => {
    const path = `${folder}/inbox.db`;
    const id = putCommand(path, halt);
    const inbox = openInbox(path);
    inbox.confirm(id, seq(7));
    inbox.confirm("of another inbox", seq(8));
    assert.deepEqual(inbox.poll(), []);
    inbox.close();
  }));

Deno.test("R-173 a command that is left twice under one id is one, and its id is no other's", () =>
  inFolder((folder) => {
    const path = `${folder}/inbox.db`;
    const id = "00000000-0000-4000-8000-00000000000a";
    assert.equal(putCommand(path, { ...halt, id }), id);
    assert.equal(putCommand(path, { ...halt, id }), id);
    assert.throws(() => putCommand(path, { ...resume, id }), /its id is that of a haltRequested/);
    const inbox = openInbox(path);
    assert.deepEqual(inbox.poll().map((one) => one.input.kind), ["haltRequested"]);
    inbox.confirm(id, seq(7));
    assert.equal(putCommand(path, { ...halt, id }), id);
    assert.deepEqual(inbox.poll(), []);
    inbox.close();
    assert.equal(commandStatus(path, id).status, "taken");
  }));

Deno.test("R-173 a command needs a name and a reason, and both are tidied", () =>
  inFolder((folder) => {
    const path = `${folder}/inbox.db`;
    for (const bad of ["", "  \n", "\u0000"]) {
      assert.throws(() => putCommand(path, { ...resume, reason: bad }), RangeError);
      assert.throws(() => putCommand(path, { ...resume, by: bad }), RangeError);
    }
    putCommand(path, { ...resume, reason: ` a\u0000b\nc ${"x".repeat(9000)}` });
    const inbox = openInbox(path);
    const [command] = inbox.poll();
    assert.match(command?.input.reason ?? "", /^a b c x{494}$/);
    inbox.close();
  }));

Deno.test("an unknown command, an absent inbox and another database are told apart", () =>
  inFolder((folder) => {
    const path = `${folder}/inbox.db`;
    assert.throws(() => commandStatus(path, "x"), StorageError);
    putCommand(path, halt);
    assert.deepEqual(commandStatus(path, "x"), { status: "unknown" });
    openLedger(`${folder}/ledger.db`, { durability: "commit" }).close();
    assert.throws(() => openInbox(`${folder}/ledger.db`), StorageError);
    assert.throws(() => putCommand(folder, halt), StorageError);
  }));

Deno.test("a command that cannot be written or confirmed is told with the file", () =>
  inFolder((folder) => {
    const path = `${folder}/inbox.db`;
    const id = putCommand(path, halt);
    const inbox = openInbox(path);
    const db = new DatabaseSync(path);
    for (const action of ["INSERT", "UPDATE"]) {
      db.exec(
        `CREATE TRIGGER full_${action} BEFORE ${action} ON commands ` +
          "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END",
      );
    }
    db.close();
    for (const write of [() => putCommand(path, halt), () => inbox.confirm(id, seq(1))]) {
      assert.throws(write, (error) => {
        assert.ok(error instanceof StorageError);
        assert.match(error.message, /^Cannot write .*inbox\.db: found database or disk is full/);
        return true;
      });
    }
    inbox.close();
  }));
