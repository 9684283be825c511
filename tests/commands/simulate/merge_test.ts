import assert from "node:assert/strict";
import { CliError } from "../../../src/cli/exit.ts";
import { accountDefaults, type AccountOptions } from "../../../src/cli/simulate/account.ts";
import { accountCommand } from "../../../src/commands/simulate/account.ts";
import { mergeCommand } from "../../../src/commands/simulate/merge.ts";
import { readShard, writeShard } from "../../../src/commands/simulate/merge_file.ts";
import { partOf } from "../../../src/commands/simulate/merge_shard.ts";
import { searchCommand } from "../../../src/commands/simulate/search.ts";
import { inRunFolder, type RunFolder } from "../../support/run_folder.ts";
import { answered, searchOptions, writeQuotes } from "../../support/search_folder.ts";

function accountOptions(change: Partial<AccountOptions> = {}): AccountOptions {
  return { ...accountDefaults, from: "model", runs: 4_300, days: 5, seed: 3, ...change };
}

function account(folder: RunFolder, data: string, change: Partial<AccountOptions>) {
  const options = accountOptions(change);
  return answered(folder, { data }, (context) => accountCommand(context, options));
}

function merge(folder: RunFolder, data: string, files: readonly string[]) {
  return answered(
    folder,
    { data },
    (context) => mergeCommand(context, { action: "merge", files }),
  );
}

/** Runs every part in a folder of its own, as machines would, and returns the files. */
async function parts(
  folder: RunFolder,
  count: number,
  run: (data: string, shard: { index: number; count: number }, out: string) => Promise<unknown>,
): Promise<readonly string[]> {
  const files: string[] = [];
  for (let index = 1; index <= count; index++) {
    const out = `${folder.dataDir}/part${index}.jsonl`;
    await run(`machine${index}`, { index, count }, out);
    files.push(out);
  }
  return files;
}

Deno.test("futures in parts are bit for bit those of one process, however chance is drawn", async () => {
  await inRunFolder(null, async (folder) => {
    for (
      const change of [
        { variance: "plain" },
        { variance: "antithetic" },
        { variance: "stratified", model: "resolution" },
        { model: "diffusion" },
      ] as const
    ) {
      const whole = await account(folder, "whole", change);
      const files = await parts(
        folder,
        3,
        (data, shard, out) => account(folder, data, { ...change, shard, out }),
      );
      const merged = await merge(folder, "merged", files.toReversed());
      assert.equal(merged.code, 0);
      assert.equal(JSON.stringify(merged.envelope), JSON.stringify(whole.envelope));
    }
  });
});

Deno.test("a search in parts is bit for bit that of one process", async () => {
  await inRunFolder(null, async (folder) => {
    writeQuotes(`${folder.dataDir}/quotes`, 10);
    const markets = `${folder.dataDir}/some.txt`;
    const named = Array.from({ length: 9 }, (_, i) => `made-up-${i + 1}-2026-08-01\n`);
    Deno.writeTextFileSync(markets, named.join(""));
    const grid = ["exit.max_hold=20m,40m", "detection.cusum_threshold=3,4,-1"];
    const search = (data: string, change: object) =>
      answered(
        folder,
        { data },
        (context) => searchCommand(context, searchOptions(folder, { grid, markets, ...change })),
      );
    const whole = await search("whole", {});
    const files = await parts(folder, 4, (data, shard, out) => search(data, { shard, out }));
    const merged = await merge(folder, "merged", files);
    assert.equal(JSON.stringify(merged.envelope), JSON.stringify(whole.envelope));
    // Merging again registers nothing again, and the search itself has nothing left to run.
    const again = await merge(folder, "merged", files);
    assert.deepEqual(again.envelope, merged.envelope);
    assert.deepEqual((await search("merged", {})).envelope, whole.envelope);
    // Machines that share a data directory come to the same.
    const shared = await parts(folder, 2, (_, shard, out) => search("shared", { shard, out }));
    assert.deepEqual((await merge(folder, "shared", shared)).envelope, whole.envelope);
  });
});

async function refusal(run: Promise<unknown>): Promise<CliError> {
  try {
    await run;
  } catch (error) {
    assert.ok(error instanceof CliError);
    return error;
  }
  assert.fail("nothing was refused");
}

Deno.test("parts that do not belong together are refused with what is wrong", async () => {
  await inRunFolder(null, async (folder) => {
    const files = await parts(
      folder,
      3,
      (data, shard, out) => account(folder, data, { runs: 3_000, shard, out }),
    );
    const [one = "", two = "", three = ""] = files;
    const missing = await refusal(merge(folder, "m", [one, three]));
    assert.equal(missing.exitCode, 6);
    assert.match(missing.message, /part 2 of 3 is missing/);
    const twice = await refusal(merge(folder, "m", [one, two, two, three]));
    assert.match(twice.message, /part 2 of 3 is there twice/);
    const other = `${folder.dataDir}/other.jsonl`;
    await account(folder, "o", { runs: 3_000, seed: 4, shard: { index: 2, count: 3 }, out: other });
    const stranger = await refusal(merge(folder, "m", [one, other, three]));
    assert.equal(stranger.exitCode, 6);
    assert.match(stranger.message, /other.jsonl has seed 4, .*part1.jsonl has 3/);
    const absent = await refusal(merge(folder, "m", [one, `${folder.dataDir}/none`]));
    assert.equal(absent.exitCode, 3);
    const text = Deno.readTextFileSync(two);
    for (
      const changed of [
        text.replace('"runs":1000', '"runs":999'),
        text.replace('"index":2', '"index":3'),
        text.slice(0, -20),
        text.split("\n").slice(1).join("\n"),
        "",
      ]
    ) {
      Deno.writeTextFileSync(two, changed);
      assert.equal((await refusal(merge(folder, "m", files))).exitCode, 6);
    }
  });
});

Deno.test("a part takes no target for its error and no threads, and needs a file", async () => {
  await inRunFolder(null, async (folder) => {
    const shard = { index: 1, count: 2 };
    const out = `${folder.dataDir}/part.jsonl`;
    for (const change of [{ shard, out, targetSe: 0.1 }, { shard, out, workers: 2 }, { shard }]) {
      assert.equal((await refusal(account(folder, "a", change))).exit, "usage");
    }
    assert.throws(() => Deno.statSync(out), Deno.errors.NotFound);
  });
});

Deno.test("a part is told by the environment only where a file was asked for", () => {
  const environment = { JOB_COMPLETION_INDEX: "1", JOB_COMPLETIONS: "3" };
  assert.equal(partOf({}, environment), null);
  assert.deepEqual(partOf({ out: "x" }, environment), {
    shard: { index: 2, count: 3 },
    out: "x",
  });
  assert.deepEqual(partOf({ out: "x" }, {}), { shard: { index: 1, count: 1 }, out: "x" });
  assert.throws(() => partOf({ out: "x" }, { JOB_COMPLETION_INDEX: "1" }), {
    message: "Cannot tell which part this is: read JOB_COMPLETION_INDEX=1",
  });
});

Deno.test("a file of a part keeps what was written, whole or not at all", async () => {
  await inRunFolder(null, ({ dataDir }) => {
    const path = `${dataDir}/part.jsonl`;
    const header = {
      command: "simulate search",
      line: "line",
      seed: 1,
      dataHash: null,
      configHash: "c",
      version: "1",
      shard: { index: 1, count: 1 },
    };
    const written = writeShard(path, { header, frame: { a: [1, null] }, items: [1, { b: "\n" }] });
    assert.match(written.checksum, /^[0-9a-f]{64}$/);
    assert.deepEqual(readShard(path), {
      header: written,
      frame: { a: [1, null] },
      items: [1, { b: "\n" }],
    });
    assert.throws(() => writeShard(path, { header, frame: NaN, items: [] }), TypeError);
    assert.deepEqual(readShard(path).items, [1, { b: "\n" }]);
    assert.deepEqual([...Deno.readDirSync(dataDir)].map(({ name }) => name), ["part.jsonl"]);
  });
});
