import assert from "node:assert/strict";
import {
  isMine,
  type ShardEnvironment,
  shardFrom,
  type ShardHeader,
  shardProblems,
} from "../../../../src/core/simulate/search/shards.ts";

Deno.test("every item is exactly one part's", () => {
  for (const count of [1, 2, 3, 7]) {
    for (let item = 0; item < 20; item++) {
      const owners = Array.from({ length: count }, (_, i) => isMine({ index: i + 1, count }, item));
      assert.equal(owners.filter(Boolean).length, 1);
    }
  }
});

function found(environment: ShardEnvironment, count?: number) {
  return shardFrom(count === undefined ? null : { index: null, count }, environment);
}

Deno.test("each engine says which part a job is", () => {
  const aws = { AWS_BATCH_JOB_ARRAY_INDEX: "0", AWS_BATCH_JOB_ARRAY_SIZE: "4" };
  assert.deepEqual(found(aws), { ok: true, shard: { index: 1, count: 4 } });
  assert.deepEqual(found({ AWS_BATCH_JOB_ARRAY_INDEX: "3" }, 4), {
    ok: true,
    shard: { index: 4, count: 4 },
  });
  const slurm = {
    SLURM_ARRAY_TASK_ID: "3",
    SLURM_ARRAY_TASK_COUNT: "4",
    SLURM_ARRAY_TASK_MIN: "1",
  };
  assert.deepEqual(found(slurm), { ok: true, shard: { index: 3, count: 4 } });
  const kubernetes = { JOB_COMPLETION_INDEX: "1", JOB_COMPLETIONS: "2" };
  assert.deepEqual(found(kubernetes), { ok: true, shard: { index: 2, count: 2 } });
  assert.deepEqual(found({}), { ok: true, shard: null });
});

Deno.test("a part that the command line names goes before every environment", () => {
  const environment = { JOB_COMPLETION_INDEX: "9", JOB_COMPLETIONS: "2" };
  assert.deepEqual(shardFrom({ index: 2, count: 8 }, environment), {
    ok: true,
    shard: { index: 2, count: 8 },
  });
});

Deno.test("values that do not fit together are refused with what was read", () => {
  const refused = (environment: ShardEnvironment, count?: number) => {
    const answer = found(environment, count);
    assert.ok(!answer.ok, JSON.stringify(answer));
    return `${answer.read}; ${answer.wanted}`;
  };
  assert.equal(
    refused({ AWS_BATCH_JOB_ARRAY_INDEX: "3" }),
    "AWS_BATCH_JOB_ARRAY_INDEX=3; a size: --shard /N",
  );
  assert.equal(
    refused({ JOB_COMPLETION_INDEX: "4", JOB_COMPLETIONS: "4" }),
    "JOB_COMPLETION_INDEX=4, JOB_COMPLETIONS=4; an index from 0 on, below the size",
  );
  assert.equal(
    refused({ JOB_COMPLETION_INDEX: "1", JOB_COMPLETIONS: "4" }, 8),
    "--shard /8, JOB_COMPLETION_INDEX=1, JOB_COMPLETIONS=4; one size, not two",
  );
  assert.match(
    refused({
      AWS_BATCH_JOB_ARRAY_INDEX: "1",
      SLURM_ARRAY_TASK_ID: "1",
      SLURM_ARRAY_TASK_COUNT: "4",
    }),
    /the variables of one engine/,
  );
  assert.match(
    refused({ SLURM_ARRAY_TASK_ID: "0", SLURM_ARRAY_TASK_COUNT: "4", SLURM_ARRAY_TASK_MIN: "1" }),
    /an index from 1 on/,
  );
  assert.match(refused({ JOB_COMPLETION_INDEX: "one", JOB_COMPLETIONS: "4" }), /whole numbers/);
  assert.equal(refused({}, 4), "--shard /4, no index; an index beside the size");
});

const header: ShardHeader = {
  command: "simulate search",
  line: "polybot simulate search tape",
  seed: 1,
  dataHash: "d",
  configHash: "c",
  version: "1",
  shard: { index: 1, count: 2 },
  checksum: "x",
};
const second: ShardHeader = { ...header, shard: { index: 2, count: 2 }, checksum: "y" };

function problems(...headers: readonly ShardHeader[]): readonly string[] {
  return shardProblems(headers.map((one, i) => ({ file: `${i + 1}.jsonl`, header: one })));
}

Deno.test("parts in any order make a whole; one missing, one twice and strangers do not", () => {
  assert.deepEqual(problems(header, second), []);
  assert.deepEqual(problems(second, header), []);
  assert.deepEqual(problems(header), ["part 2 of 2 is missing"]);
  assert.deepEqual(problems(header, second, second), [
    "part 2 of 2 is there twice: 2.jsonl, 3.jsonl",
  ]);
  assert.deepEqual(problems(), ["there is no file"]);
  assert.deepEqual(problems(header, { ...second, shard: { index: 2, count: 3 } }), [
    "2.jsonl is one of 3 parts, 1.jsonl of 2",
  ]);
  for (const key of ["command", "line", "seed", "dataHash", "configHash", "version"] as const) {
    const [first, ...others] = problems(header, { ...second, [key]: "other" } as ShardHeader);
    assert.match(first ?? "", new RegExp(`^2.jsonl has ${key} other, 1.jsonl has `));
    assert.deepEqual(others, []);
  }
});
