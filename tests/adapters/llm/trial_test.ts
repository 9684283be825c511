import assert from "node:assert/strict";
import { tryModel } from "../../../src/adapters/llm/trial.ts";
import { SimClock } from "../../../src/core/sim_clock.ts";
import { err, ok } from "../../../src/core/types/result.ts";
import { millis } from "../../../src/core/types/units.ts";
import { aConfig, aModel, at, completion, fakeCompleter, sha256 } from "./rig.ts";

const parts = {
  config: aConfig(),
  clock: new SimClock(at),
  hash: sha256,
  requestTimeoutMs: millis(1_000),
};

Deno.test("a trial is one blind question about nothing that is traded, paid and timed", async () => {
  const completer = fakeCompleter();
  const { prompt, text: _text, ...sample } = await tryModel({ ...parts, completer }, aModel());
  assert.match(prompt, /^[0-9a-f]{64}$/);
  assert.deepEqual({ ...sample, answer: sample.answer?.probability }, {
    ask: "blind",
    model: "amazon.nova-lite-v1:0",
    stop: "tool_use",
    inputTokens: 400,
    outputTokens: 100,
    cost: 500,
    ms: 0,
    attempts: 1,
    temperature: 0,
    answer: 0.3,
    failed: null,
  });
  assert.ok(completer.requests[0]?.user.includes("Will the sun rise over Oslo tomorrow?"));
});

Deno.test("a trial that fails is not made again, nor is an answer kept", async () => {
  const failure = {
    reason: "throttled",
    detail: "slow down",
    billable: false,
    again: true,
  } as const;
  const completer = fakeCompleter(() => Promise.resolve(err(failure)));
  const { failed, attempts, cost } = await tryModel({ ...parts, completer }, aModel());
  assert.deepEqual([failed, attempts, cost], ["throttled", 1, 0]);
  const answering = fakeCompleter(({ ask }) => Promise.resolve(ok(completion(ask))));
  await tryModel({ ...parts, completer: answering }, aModel());
  await tryModel({ ...parts, completer: answering }, aModel());
  assert.equal(answering.requests.length, 2);
});
