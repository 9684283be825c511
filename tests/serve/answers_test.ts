import assert from "node:assert/strict";
import { type Answers, openAnswers } from "../../src/serve/answers.ts";
import type { Builder } from "../../src/serve/contract.ts";
import { inputOf } from "../support/rows.ts";

/** A report that takes as long as the test says, over a ledger that grows when it says so. */
function rig(tookMs: number) {
  let now = 0;
  let seq = 1;
  let built = 0;
  const waiting: (() => void)[] = [];
  const slow: Builder = {
    about: "",
    build: () => {
      built++;
      now += tookMs;
      return { sections: [], pictures: [] };
    },
  };
  const input = inputOf([]);
  const answers: Answers = openAnswers({ slow }, {
    input: () => input,
    settled: () => Promise.resolve(),
    position: () => ({ seq: seq as never, n: 0 }),
    reading: () => null,
    health: () => ({ ok: true, why: null }),
  }, { now: () => now, later: (then) => void waiting.push(then) });
  return {
    async ask() {
      const answer = await answers.get("slow", {});
      assert.ok(answer.kind === "answer");
      return answer.answer.seq;
    },
    /** What waits is done. */
    async turn() {
      for (const then of waiting.splice(0)) then();
      await Promise.resolve();
      await Promise.resolve();
      await Promise.resolve();
    },
    row: () => void seq++,
    pass: (ms: number) => void (now += ms),
    built: () => built,
  };
}

Deno.test("a quick report is made anew for every row, and once for each", async () => {
  const { ask, row, built } = rig(1);
  assert.deepEqual([await ask(), await ask(), built()], [1, 1, 1]);
  row();
  assert.deepEqual([await ask(), built()], [2, 2]);
});

Deno.test("a slow report rests before it is made anew, and nobody waits for it", async () => {
  const { ask, row, pass, turn, built } = rig(100);
  await ask();
  await turn();
  row();
  pass(1_999);
  assert.deepEqual([await ask(), built()], [1, 1], "it says which rows it has");
  pass(2);
  assert.deepEqual([await ask(), await ask(), built()], [1, 1, 1]);
  await turn();
  assert.deepEqual([await ask(), built()], [2, 2]);
});

Deno.test("what nobody looked at for a while is not shown again", async () => {
  const { ask, row, pass, turn } = rig(100);
  await ask();
  await turn();
  row();
  pass(60_000);
  assert.equal(await ask(), 2);
});

Deno.test("however slow a report is, it is made anew after ten seconds", async () => {
  const { ask, row, pass, turn } = rig(5_000);
  await ask();
  await turn();
  row();
  pass(10_001);
  await ask();
  await turn();
  assert.equal(await ask(), 2);
});
