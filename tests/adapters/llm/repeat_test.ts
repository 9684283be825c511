import assert from "node:assert/strict";
import { repeatAdvice, repeatCost } from "../../../src/adapters/llm/repeat.ts";
import { SimClock } from "../../../src/core/sim_clock.ts";
import { promptBytes } from "../../../src/core/advice/prompt.ts";
import type { Advice } from "../../../src/core/types/advice.ts";
import { millis } from "../../../src/core/types/units.ts";
import {
  aConfig,
  aModel,
  anItem,
  aQuestion,
  aRig,
  at,
  evidenceOf,
  fakeCompleter,
  sha256,
} from "./rig.ts";

async function asked(samples: number) {
  const completer = fakeCompleter();
  const evidence = evidenceOf([anItem("E1", { text: "Rain is likely. ".repeat(100) })]);
  const rig = aRig({ completer, evidence, config: aConfig({ samples }) });
  const [advice] = await rig.ask(aQuestion());
  return { advice: advice ?? assert.fail("no answer"), requests: completer.requests };
}

async function again(advice: Advice, config = aConfig()) {
  const completer = fakeCompleter();
  const clock = new SimClock(at);
  const limits = { requestTimeoutMs: millis(1_000), retries: 0, concurrency: 8 };
  const repeated = await repeatAdvice(
    { completer, config, clock, random: () => 0.5, hash: sha256, ...limits },
    advice,
  );
  return { ...repeated, requests: completer.requests };
}

for (const samples of [1, 2]) {
  Deno.test(`what was asked ${samples} times is sent again as it was sent then, temperature and all`, async () => {
    const then = await asked(samples);
    const now = await again(then.advice);
    const sent = ({ requests }: Pick<typeof now, "requests">) =>
      requests.map(({ ask, system, user, temperature }) => ({ ask, system, user, temperature }));
    assert.deepEqual(sent(now), sent(then));
    const blind = then.requests.filter(({ ask }) => ask === "blind");
    assert.deepEqual(blind.map(({ temperature }) => temperature), samples === 1 ? [0] : [0.7, 0.7]);
    assert.deepEqual(
      now.advice.samples.map(({ temperature }) => temperature),
      then.advice.samples.map(({ temperature }) => temperature),
    );
  });
}

Deno.test("asking again is paid by the length of the prompts of then, not by today's bound", async () => {
  const { advice } = await asked(2);
  // A dollar for a million tokens, either way.
  const bytes = advice.prompts.reduce((sum, prompt) => sum + promptBytes(prompt.ask, prompt), 0);
  const short = aConfig({ maxPromptBytes: 100, maxOutputTokens: 10 });
  assert.equal(repeatCost(short, advice), bytes + 10 * advice.samples.length);
  const { advice: now } = await again(advice, short);
  assert.deepEqual(now.samples.map(({ failed }) => failed), advice.samples.map(() => null));
});

Deno.test("a model that is asked no longer is named, and nothing is kept free for it", async () => {
  const { advice } = await asked(1);
  const other = aConfig({ models: [aModel("amazon.nova-pro-v1:0")] });
  assert.equal(repeatCost(other, advice), 0);
  const { missing, requests } = await again(advice, other);
  assert.deepEqual([missing, requests], [["amazon.nova-lite-v1:0"], []]);
});
