import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { hostsAt } from "../../../src/adapters/polymarket/hosts.ts";
import {
  type FeedLine,
  lineOf,
  lineText,
  type TimedLine,
} from "../../../src/adapters/polymarket/lines.ts";
import { holdsRaw, rawFilesIn } from "../../../src/adapters/polymarket/raw_files.ts";
import {
  openRawTape,
  type RawTape,
  type RawTapeOptions,
} from "../../../src/adapters/polymarket/raw_tape.ts";
import type { LinkId } from "../../../src/core/types/ids.ts";
import { StorageError } from "../../../src/core/types/storage_error.ts";
import { millis } from "../../../src/core/types/units.ts";

const NOON = Date.UTC(2026, 10, 22, 12);
const DAY = 86_400_000;
const watch = {
  quietMs: millis(20_000),
  frozenMs: millis(60_000),
  resyncMs: millis(2_000),
  assetCheckMs: millis(300_000),
  truthMaxAgeMs: millis(900_000),
};

const frame = (at: number, text: string): TimedLine => ({
  at: millis(at),
  line: { kind: "frame", link: 7 as LinkId, text },
});

async function withFolder(run: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync();
  try {
    await run(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

function open(folder: string, over: Partial<RawTapeOptions> = {}): RawTape {
  return openRawTape({
    folder,
    hosts: hostsAt("http://venue.test"),
    watch,
    since: millis(NOON),
    maxFolderBytes: 1e9,
    notice: () => {},
    ...over,
  });
}

const names = (folder: string) => rawFilesIn(folder).map(({ name }) => name);

/** By the system's own gzip, as a person would. */
async function zcat(path: string): Promise<string[]> {
  const { stdout } = await new Deno.Command("zcat", { args: [path], stderr: "null" }).output();
  return new TextDecoder().decode(stdout).split("\n").filter((line) => line !== "");
}

Deno.test("a recording is JSON lines in gzip that any tool reads, after a header that says what it is", () =>
  withFolder(async (folder) => {
    const tape = open(folder);
    tape.write(frame(NOON, '{"a":"\u00e9"}\n'));
    tape.flush();
    tape.write({ at: millis(NOON + 5), line: { kind: "tick" } });
    tape.close();
    assert.deepEqual(names(folder), ["raw-2026-11-22.jsonl.gz"]);
    const [header, ...lines] = (await zcat(join(folder, "raw-2026-11-22.jsonl.gz")))
      .map((line) => JSON.parse(line));
    assert.deepEqual(header, {
      kind: "recording",
      format: 1,
      since: NOON,
      part: 1,
      hosts: hostsAt("http://venue.test"),
      watch,
    });
    assert.deepEqual(lines, [
      { at: NOON, kind: "frame", link: 7, text: '{"a":"\u00e9"}\n' },
      { at: NOON + 5, kind: "tick" },
    ]);
  }));

Deno.test("a new UTC day and a full file begin a new file, each with its header", () =>
  withFolder(async (folder) => {
    const tape = open(folder, { maxFileBytes: 450 });
    for (let i = 0; i < 4; i++) {
      tape.write(frame(NOON + i, String(Math.sin(i)).repeat(40)));
      tape.flush();
    }
    tape.write(frame(NOON + DAY / 2 - 1, "last of the day"));
    tape.write(frame(NOON + DAY / 2, "first of the next"));
    tape.close();
    assert.deepEqual(names(folder), [
      "raw-2026-11-22.jsonl.gz",
      "raw-2026-11-22.2.jsonl.gz",
      "raw-2026-11-23.jsonl.gz",
    ]);
    const parts = [];
    for (const name of names(folder)) {
      const [header, ...lines] = (await zcat(join(folder, name))).map((line) => JSON.parse(line));
      parts.push([header.part, header.since, lines.length]);
    }
    assert.deepEqual(parts.map(([part, since]) => [part, since]), [
      [1, NOON],
      [2, NOON],
      [3, NOON],
    ]);
    assert.equal(parts.reduce((sum, [, , lines]) => sum + (lines as number), 0), 6);
    assert.equal(parts.at(-1)?.[2], 1);
  }));

Deno.test("another run never touches what is there, nor writes into an older file", () =>
  withFolder((folder) => {
    const first = open(folder);
    first.write(frame(NOON, "one"));
    first.close();
    const before = Deno.readFileSync(join(folder, "raw-2026-11-22.jsonl.gz"));
    const second = open(folder, { since: millis(NOON - DAY) });
    second.write(frame(NOON - DAY, "its clock is a day behind"));
    second.close();
    assert.deepEqual(names(folder), ["raw-2026-11-22.jsonl.gz", "raw-2026-11-22.2.jsonl.gz"]);
    assert.deepEqual(Deno.readFileSync(join(folder, "raw-2026-11-22.jsonl.gz")), before);
  }));

Deno.test("files are ordered by date and number, not by name", () =>
  withFolder((folder) => {
    for (
      const name of ["raw-2026-11-22.10", "raw-2026-11-22.2", "raw-2026-11-22", "raw-2026-11-21.3"]
    ) {
      Deno.writeTextFileSync(join(folder, `${name}.jsonl.gz`), "");
    }
    for (const name of ["raw-2026-11-22.1.jsonl.gz", "raw-2026-11-22.jsonl", "x.jsonl.gz"]) {
      Deno.writeTextFileSync(join(folder, name), "");
    }
    assert.deepEqual(names(folder), [
      "raw-2026-11-21.3.jsonl.gz",
      "raw-2026-11-22.jsonl.gz",
      "raw-2026-11-22.2.jsonl.gz",
      "raw-2026-11-22.10.jsonl.gz",
    ]);
  }));

Deno.test("a full folder stops recording, says so once, and deletes nothing", () =>
  withFolder((folder) => {
    const notices: string[] = [];
    const tape = open(folder, { maxFolderBytes: 700, notice: (text) => notices.push(text) });
    for (let i = 0; i < 10; i++) {
      tape.write(frame(NOON + i, String(Math.sin(i)).repeat(40)));
      tape.flush();
    }
    tape.close();
    const size = Deno.statSync(join(folder, "raw-2026-11-22.jsonl.gz")).size;
    assert.ok(size > 300 && size <= 700, String(size));
    assert.equal(tape.bytes(), size);
    assert.match(tape.stopped() ?? "", /holds \d+ bytes of 700 allowed$/);
    assert.equal(notices.length, 1);
    const again = open(folder, { maxFolderBytes: 700, notice: (text) => notices.push(text) });
    again.write(frame(NOON + 20, String(Math.sin(20)).repeat(400)));
    again.close();
    assert.equal(notices.length, 2);
    assert.equal(names(folder).length, 1);
  }));

Deno.test("a folder has one recorder at a time", () =>
  withFolder((folder) => {
    const tape = open(folder);
    assert.throws(() => open(folder), StorageError);
    tape.close();
    tape.close();
    open(folder).close();
  }));

Deno.test("a folder that cannot be written is a StorageError", () =>
  withFolder((folder) => {
    const path = join(folder, "file");
    Deno.writeTextFileSync(path, "");
    assert.throws(() => open(path), StorageError);
  }));

Deno.test("a write that fails stops recording and nothing else", () =>
  withFolder((folder) => {
    const notices: string[] = [];
    const tape = open(folder, { notice: (text) => notices.push(text) });
    // Somebody made the next file in between: it is not ours to write to.
    Deno.writeTextFileSync(join(folder, "raw-2026-11-22.jsonl.gz"), "theirs");
    tape.write(frame(NOON, "x"));
    tape.flush();
    tape.write(frame(NOON + 1, "x"));
    tape.flush();
    tape.close();
    assert.equal(notices.length, 1);
    assert.match(notices[0] ?? "", /^Recording of raw data stopped: /);
    assert.equal(Deno.readTextFileSync(join(folder, "raw-2026-11-22.jsonl.gz")), "theirs");
  }));

Deno.test("a raw recording is known by name, file or folder", () =>
  withFolder((folder) => {
    assert.equal(holdsRaw(folder), false);
    assert.equal(holdsRaw(join(folder, "absent")), false);
    assert.equal(holdsRaw("raw-2026-11-22.jsonl.gz"), true);
    assert.equal(holdsRaw("any/raw-2026-11-22.14.jsonl.gz"), true);
    assert.equal(holdsRaw("any/2026-11-22.tape"), false);
    const tape = open(folder);
    tape.write(frame(NOON, "x"));
    tape.close();
    assert.equal(holdsRaw(folder), true);
  }));

Deno.test("every line comes back from its text, and what is no line is refused", () => {
  const text = fc.string({ unit: "binary" });
  const link = fc.integer({ min: 1, max: 1e9 });
  const line = fc.oneof(
    fc.record({ kind: fc.constant("frame"), link, text }),
    fc.record({ kind: fc.constant("opened"), link, tokens: fc.array(text) }),
    fc.record({ kind: fc.constant("closed"), link, reason: text }),
    fc.record({ kind: fc.constant("dropped"), tokens: fc.array(text) }),
    fc.record({
      kind: fc.constant("rest"),
      name: fc.constantFrom("markets", "truth", "books", "history", "resolutions"),
      key: text,
      body: text,
    }),
    fc.record({ kind: fc.constantFrom("tick", "heartbeat") }),
    fc.record({
      kind: fc.constant("skipped"),
      reason: fc.constantFrom("tooLong", "torn"),
      count: fc.integer({ min: 1 }),
    }),
  );
  fc.assert(fc.property(fc.nat(), line, (at, made) => {
    const timed = { at: millis(at), line: { ...made } as unknown as FeedLine };
    const written = lineText(timed);
    assert.ok(!written.includes("\n"));
    assert.deepEqual(lineOf(JSON.parse(written)), timed);
  }));
  const refused = [
    null,
    [],
    "text",
    {},
    { at: 1 },
    { at: 1.5, kind: "tick" },
    { at: 1, kind: "toString" },
    { at: 1, kind: "frame", link: 0, text: "" },
    { at: 1, kind: "frame", link: 1 },
    { at: 1, kind: "opened", link: 1, tokens: [1] },
    { at: 1, kind: "rest", name: "toString", key: "", body: "" },
    { at: 1, kind: "skipped", reason: "bored", count: 1 },
  ];
  for (const value of refused) assert.equal(lineOf(value), null, JSON.stringify(value));
});
