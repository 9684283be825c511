import assert from "node:assert/strict";
import { Command, CommanderError } from "@commander-js/extra-typings";
import { addMerge, type MergeOptions } from "../../../src/cli/simulate/merge.ts";
import { addSearch, parseShard, type SearchOptions } from "../../../src/cli/simulate/search.ts";

interface Called {
  readonly options: SearchOptions | MergeOptions;
  readonly paths: readonly string[];
}

async function parsed(argv: readonly string[]): Promise<Called> {
  const quiet = { writeErr: () => {} };
  const simulate = new Command("simulate").exitOverride().configureOutput(quiet);
  let called: Called | null = null;
  const call = (options: SearchOptions | MergeOptions, paths: readonly string[] = []) => {
    called = { options, paths };
    return Promise.resolve();
  };
  addSearch(simulate, call);
  addMerge(simulate, call);
  await simulate.parseAsync([...argv], { from: "user" });
  assert.ok(called !== null);
  return called;
}

Deno.test("a search names its recordings, its space, its splits and its part", async () => {
  const { options, paths } = await parsed([
    ..."search a b --grid x.y=1,2 --grid x.z=3 --random 9 --range x.w=1:2:log".split(" "),
    ..."--strategy fade --folds 3 --test-share 0.3 --open-test --seed 7".split(" "),
    ..."--workers 2 --shard 2/4 --out p.jsonl --markets m.txt".split(" "),
  ]);
  assert.deepEqual(paths, ["a", "b", "m.txt"]);
  assert.deepEqual(options, {
    action: "search",
    paths: ["a", "b"],
    grid: ["x.y=1,2", "x.z=3"],
    range: ["x.w=1:2:log"],
    random: 9,
    strategy: "fade",
    folds: 3,
    testShare: 0.3,
    openTest: true,
    seed: 7,
    markets: "m.txt",
    workers: 2,
    shard: { index: 2, count: 4 },
    out: "p.jsonl",
  });
});

Deno.test("without a wish four folds are tested and a quarter stays locked", async () => {
  const { options } = await parsed(["search", "a"]);
  assert.deepEqual(options, {
    action: "search",
    paths: ["a"],
    grid: [],
    range: [],
    strategy: "account",
    folds: 4,
    testShare: 0.25,
    openTest: false,
    workers: 1,
  });
  const merged = await parsed(["merge", "p1", "p2", "--html", "x.html"]);
  assert.deepEqual(merged, {
    options: { action: "merge", files: ["p1", "p2"], html: "x.html" },
    paths: ["p1", "p2"],
  });
});

Deno.test("a part is K of N, or of N as the environment says", () => {
  assert.deepEqual(parseShard("2/8"), { index: 2, count: 8 });
  assert.deepEqual(parseShard("/8"), { index: null, count: 8 });
  for (const wrong of ["0/8", "9/8", "8", "/0", "1/", "-1/2", "1/20000", ""]) {
    assert.throws(() => parseShard(wrong), CommanderError);
  }
});
