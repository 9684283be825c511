import assert from "node:assert/strict";
import { withHaltFile } from "../../../src/adapters/halt_file/halt_file.ts";
import { memoryInbox } from "../../../src/adapters/memory/inbox.ts";
import type { CommandInput } from "../../../src/core/types/event.ts";
import { seq } from "../../../src/core/types/units.ts";
import type { Inbox } from "../../../src/ports.ts";

const resume: CommandInput = { kind: "resumeRequested", by: "cli", reason: "fine", command: "r" };

Deno.test("a HALT file halts once each time it appears", () =>
  inFolder((path) => {
    const inbox = withHaltFile(path, memoryInbox());
    assert.deepEqual(kinds(inbox), []);
    Deno.writeTextFileSync(path, "  news\n");
    assert.deepEqual(inbox.poll(), [{
      id: "file",
      input: { kind: "haltRequested", by: "file", reason: "news", command: "file" },
    }]);
    inbox.confirm("file", seq(3));
    assert.deepEqual(kinds(inbox), []);
    Deno.removeSync(path);
    assert.deepEqual(kinds(inbox), []);
    Deno.writeTextFileSync(path, "");
    assert.deepEqual(inbox.poll().map(({ input }) => input.reason), ["HALT file"]);
  }));

Deno.test("a resume while the HALT file is there halts again", () =>
  inFolder((path) => {
    const commands = memoryInbox();
    const inbox = withHaltFile(path, commands);
    Deno.writeTextFileSync(path, "");
    commands.put(resume);
    assert.deepEqual(kinds(inbox), ["resumeRequested", "haltRequested"]);
    commands.put(resume);
    assert.deepEqual(kinds(inbox), ["resumeRequested", "haltRequested"]);
    assert.deepEqual(kinds(inbox), []);
    Deno.removeSync(path);
    commands.put(resume);
    assert.deepEqual(kinds(inbox), ["resumeRequested"]);
  }));

Deno.test("a HALT file that is there at the start halts", () =>
  inFolder((path) => {
    Deno.writeTextFileSync(path, "");
    assert.deepEqual(kinds(withHaltFile(path, memoryInbox())), ["haltRequested"]);
    assert.deepEqual(kinds(withHaltFile(path, memoryInbox())), ["haltRequested"]);
  }));

Deno.test("whatever is called HALT halts, and its text is bounded and on one line", () =>
  inFolder((path) => {
    Deno.mkdirSync(path);
    assert.deepEqual(kinds(withHaltFile(path, memoryInbox())), ["haltRequested"]);
    Deno.removeSync(path);
    Deno.writeTextFileSync(path, "line\nline\u0007" + "\u00e9".repeat(100_000));
    const [command] = withHaltFile(path, memoryInbox()).poll();
    assert.match(command?.input.reason ?? "", /^line line \u00e9{190}$/);
    Deno.writeFileSync(path, new Uint8Array([0xff, 0xfe, 0x00]));
    assert.deepEqual(kinds(withHaltFile(path, memoryInbox())), ["haltRequested"]);
  }));

Deno.test("confirmations of other commands reach the inbox", () =>
  inFolder((path) => {
    const commands = memoryInbox();
    const inbox = withHaltFile(path, commands);
    commands.put(resume);
    assert.deepEqual(inbox.poll().map(({ id }) => id), ["r"]);
    inbox.confirm("r", seq(9));
    assert.equal(commands.takenBy("r"), 9);
  }));

function kinds(inbox: Inbox): readonly string[] {
  return inbox.poll().map(({ input }) => input.kind);
}

function inFolder(work: (path: string) => void): void {
  const folder = Deno.makeTempDirSync();
  try {
    work(`${folder}/HALT`);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
