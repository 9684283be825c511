import assert from "node:assert/strict";
import { join } from "node:path";
import { openArchive, readArchived } from "../../../src/adapters/evidence/archive.ts";
import { sha256 } from "../../../src/adapters/sqlite/sha256.ts";
import { StorageError } from "../../../src/core/types/storage_error.ts";
import type { Millis } from "../../../src/core/types/units.ts";
import type { EvidenceItem } from "../../../src/ports.ts";
import { aComment, json, withEvidence } from "./rig.ts";

function kept(text: string, change: Partial<EvidenceItem> = {}) {
  const item: EvidenceItem = {
    id: "E1",
    kind: "comment",
    hash: sha256(text),
    source: "kim",
    title: "",
    text,
    publishedAt: 1_000 as Millis,
    fetchedAt: 2_000 as Millis,
    flags: [],
    ...change,
  };
  return { item, url: "https://gamma.example/comments" };
}

async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(join(folder, "evidence"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const fileOf = (folder: string, text: string) =>
  join(folder, sha256(text).slice(0, 2), `${sha256(text)}.txt`);
const index = async (folder: string) =>
  (await Deno.readTextFile(join(folder, "index.jsonl"))).split("\n").filter((line) => line !== "");

Deno.test("a text lies under its hash and is read back", async () => {
  await withFolder(async (folder) => {
    const text = "She will win \u2014 90%";
    await openArchive(folder, sha256).keep([kept(text)]);
    assert.equal(await Deno.readTextFile(fileOf(folder, text)), text);
    assert.equal(await readArchived(folder, sha256(text), sha256), text);
    assert.equal(await readArchived(folder, sha256("other"), sha256), null);
    assert.deepEqual((await index(folder)).map((line) => JSON.parse(line)), [{
      hash: sha256(text),
      kind: "comment",
      source: "kim",
      title: "",
      url: "https://gamma.example/comments",
      publishedAt: 1_000,
      fetchedAt: 2_000,
      flags: [],
    }]);
  });
});

Deno.test("a text is written once, and its index line once a run for each source", async () => {
  await withFolder(async (folder) => {
    const archive = openArchive(folder, sha256);
    await archive.keep([kept("same"), kept("same")]);
    const file = fileOf(folder, "same");
    await Deno.utime(file, 1, 1);
    await Promise.all([
      archive.keep([kept("same")]),
      archive.keep([kept("same", { source: "lee" })]),
    ]);
    await openArchive(folder, sha256).keep([kept("same")]);
    assert.equal((await Deno.stat(file)).mtime?.getTime(), 1_000);
    assert.deepEqual((await index(folder)).map((line) => JSON.parse(line).source), [
      ...["kim", "lee", "kim"],
    ]);
  });
});

Deno.test("a kill between writing and renaming leaves nothing that is read", async () => {
  await withFolder(async (folder) => {
    const file = fileOf(folder, "whole");
    await Deno.mkdir(join(file, ".."), { recursive: true });
    await Deno.writeTextFile(`${file}.${Deno.pid}.tmp`, "who");
    assert.equal(await readArchived(folder, sha256("whole"), sha256), null);
    await openArchive(folder, sha256).keep([kept("whole")]);
    assert.equal(await readArchived(folder, sha256("whole"), sha256), "whole");
    assert.deepEqual([...Deno.readDirSync(join(file, ".."))].map(({ name }) => name), [
      `${sha256("whole")}.txt`,
    ]);
  });
});

Deno.test("an index line that a kill cut off is closed before the next", async () => {
  await withFolder(async (folder) => {
    await Deno.mkdir(folder, { recursive: true });
    await Deno.writeTextFile(join(folder, "index.jsonl"), '{"hash":"ab');
    await openArchive(folder, sha256).keep([kept("next")]);
    const lines = await index(folder);
    assert.equal(lines[0], '{"hash":"ab');
    assert.equal(JSON.parse(lines[1] ?? "").hash, sha256("next"));
  });
});

Deno.test("a text that was changed is not read, and is written anew when it comes again", async () => {
  await withFolder(async (folder) => {
    await openArchive(folder, sha256).keep([kept("true")]);
    await Deno.writeTextFile(fileOf(folder, "true"), "false");
    await assert.rejects(readArchived(folder, sha256("true"), sha256), StorageError);
    await openArchive(folder, sha256).keep([kept("true")]);
    assert.equal(await readArchived(folder, sha256("true"), sha256), "true");
  });
});

Deno.test("a name that is no hash never becomes a path", async () => {
  await withFolder(async (folder) => {
    const hash = "../../etc/passwd";
    await assert.rejects(readArchived(folder, hash, sha256), RangeError);
    await assert.rejects(openArchive(folder, sha256).keep([kept("x", { hash })]), RangeError);
  });
});

Deno.test("what is gathered is in the archive under the hashes of its items", async () => {
  await withFolder(async (folder) => {
    await withEvidence({ comments: () => json([aComment("hello", 1)]) }, async ({ gather }) => {
      const { items, missing } = await gather();
      assert.deepEqual(missing, []);
      assert.equal(items.length, 2);
      for (const { hash, text } of items) {
        assert.equal(await readArchived(folder, hash, sha256), text);
      }
    }, { archive: folder });
  });
});

Deno.test("an archive that cannot be written is a sentence, and the evidence is there", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(folder, "a file, not a folder");
    await withEvidence({}, async ({ gather }) => {
      const { items, missing } = await gather();
      assert.equal(items.length, 1);
      assert.match(missing.join(), /^Evidence could not be kept in the archive: \w+\.$/);
    }, { archive: folder });
  });
});
