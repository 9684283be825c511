// What an advisor spends: nothing without having reserved it, nothing twice, and all of it on record.
import assert from "node:assert/strict";
import fc from "fast-check";
import { systemClock } from "../../../src/adapters/clock/system.ts";
import { createAdvisor } from "../../../src/adapters/llm/advisor.ts";
import { openBedrock } from "../../../src/adapters/llm/bedrock.ts";
import { createBudget } from "../../../src/adapters/llm/budget.ts";
import type { Completion, CompletionFailure } from "../../../src/adapters/llm/completer.ts";
import type { AbstainReason, Advice, AskKind } from "../../../src/core/types/advice.ts";
import { err, ok } from "../../../src/core/types/result.ts";
import { millis, usdc } from "../../../src/core/types/units.ts";
import {
  aConfig,
  aQuestion,
  aRig,
  at,
  CALL,
  completion,
  evidenceOf,
  failed,
  fakeCompleter,
  filled,
  sha256,
  toolAnswer,
  withBedrock,
  WORST,
} from "./rig.ts";

const throttled: CompletionFailure = {
  reason: "throttled",
  detail: "slow down",
  billable: false,
  again: true,
};
Deno.test("a throttled call is made again and costs nothing for that; two retries are all", async () => {
  const tries = new Map<string, number>();
  const completer = fakeCompleter(({ ask, user }) => {
    const made = (tries.get(user) ?? 0) + 1;
    tries.set(user, made);
    return Promise.resolve(made === 3 ? ok(completion(ask)) : err(throttled));
  });
  const [advice] = await aRig({ completer }).ask(aQuestion());
  assert.ok(advice?.samples.every(({ attempts, failed }) => attempts === 3 && failed === null));
  assert.deepEqual([completer.requests.length, advice?.cost], [18, 6 * CALL]);
  const never = fakeCompleter(() => Promise.resolve(err(throttled)));
  const [none] = await aRig({ completer: never }).ask(aQuestion());
  assert.deepEqual(none?.samples.map(({ failed, attempts, cost }) => [failed, attempts, cost]), [
    ["throttled", 3, 0],
    ["throttled", 3, 0],
    ["throttled", 3, 0],
    ["throttled", 3, 0],
  ]);
  assert.equal(none?.abstained, "throttled");
});

Deno.test("waits between tries double under full jitter", async () => {
  const times: number[] = [];
  const rig = aRig({
    random: () => 0.5,
    retries: 3,
    config: aConfig({ samples: 1 }),
    completer: fakeCompleter(({ ask }) => {
      if (ask === "blind") times.push(rig.clock.now() - at);
      return Promise.resolve(err(throttled));
    }),
  });
  await rig.ask(aQuestion());
  assert.deepEqual(times, [0, 100, 300, 700]);
});

Deno.test("a call that may have worked is paid for at its worst, each time it is made", async () => {
  const completer = fakeCompleter(() => Promise.resolve(err(failed)));
  const [advice] = await aRig({ completer, config: aConfig({ samples: 1 }) }).ask(aQuestion());
  assert.equal(advice?.abstained, "server");
  assert.equal(advice?.cost, 2 * 3 * WORST);
  const silent = fakeCompleter(({ ask }) =>
    Promise.resolve(ok({ ...completion(ask), usage: null }))
  );
  const [unsaid] = await aRig({ completer: silent }).ask(aQuestion());
  assert.equal(unsaid?.cost, 6 * WORST);
});

Deno.test("a question never costs more than its reserve, whatever fails (R-220)", async () => {
  for (const calls of [0, 1, 3, 5]) {
    const completer = fakeCompleter(() => Promise.resolve(err(failed)));
    const reserve = usdc(calls * WORST + WORST / 2);
    const [advice] = await aRig({ completer }).ask(aQuestion({ reserve }));
    assert.equal(completer.requests.length, calls);
    assert.equal(advice?.cost, calls * WORST);
    assert.equal(advice?.abstained, calls === 0 ? "budget" : "server");
  }
});

Deno.test("a call that cannot be paid is not made, and the rest is used", async () => {
  const completer = fakeCompleter();
  const [advice] = await aRig({ completer }).ask(aQuestion({ reserve: usdc(2 * WORST) }));
  assert.deepEqual(advice?.samples.map(({ failed }) => failed ?? "answered").slice(0, 4), [
    "answered",
    "answered",
    "budget",
    "budget",
  ]);
  assert.equal(advice?.abstained, null);
  assert.ok((advice?.cost ?? 0) <= 2 * WORST);
});

Deno.test("the same prompt within its life costs nothing; a failure is asked again", async () => {
  const completer = fakeCompleter();
  const rig = aRig({ completer, cacheMs: millis(600_000) });
  const [first] = await rig.ask(aQuestion());
  const [again] = await rig.ask(aQuestion());
  assert.equal(completer.requests.length, 6);
  assert.equal(again?.cost, 0);
  assert.ok(again?.samples.every(({ attempts, cost }) => attempts === 0 && cost === 0));
  assert.deepEqual(
    again?.samples.map(({ answer }) => answer),
    first?.samples.map(({ answer }) => answer),
  );
  rig.clock.advanceTo(millis(at + 600_001));
  await rig.ask(aQuestion());
  assert.equal(completer.requests.length, 12);

  const broken = fakeCompleter(() => Promise.resolve(err({ ...throttled, again: false })));
  const other = aRig({ completer: broken, cacheMs: millis(600_000) });
  await other.ask(aQuestion());
  await other.ask(aQuestion());
  assert.equal(broken.requests.length, 8);
});

Deno.test("fifty questions at once on a budget for ten calls make ten requests (R-220)", async () => {
  const clock = systemClock();
  const budget = createBudget(usdc(10 * WORST));
  // Without usage every answer costs its worst case, so that nothing is given back.
  await withBedrock(
    () => toolAnswer(filled("blind"), { usage: undefined }),
    async (endpoint, count) => {
      const completer = openBedrock({
        region: "us-east-1",
        endpoint,
        credentials: { kind: "bearer", token: { reveal: () => "a-key" } },
        version: "0.0.0",
      });
      const advisor = createAdvisor({
        config: aConfig(),
        completer,
        evidence: evidenceOf([]),
        clock,
        random: () => 0,
        hash: sha256,
        requestTimeoutMs: millis(10_000),
        retries: 2,
        concurrency: 100,
        cacheMs: millis(0),
        budget,
      });
      const asked = Array.from(
        { length: 50 },
        () =>
          new Promise<Advice>((resolve) =>
            advisor.ask(aQuestion(), ({ advice }) => resolve(advice))
          ),
      );
      const advices = await Promise.all(asked);
      advisor.close();
      assert.equal(count(), 10);
      assert.equal(budget.spent(), 10 * WORST);
      assert.equal(
        advices.reduce((sum, { cost }) => sum + cost, 0),
        10 * WORST,
      );
      assert.ok(advices.filter(({ abstained }) => abstained === "budget").length >= 40);
    },
  );
  clock.close();
});

const outcome = fc.oneof(
  fc.constant<"answer">("answer"),
  fc.constantFrom<AbstainReason>(
    "throttled",
    "server",
    "unreachable",
    "timeout",
    "denied",
    "invalid",
  ),
  fc.constantFrom<"silent" | "torn" | "abstains" | "instructed">(
    "silent",
    "torn",
    "abstains",
    "instructed",
  ),
);

/** What a provider says that has one of these outcomes. */
function saidOf(ask: AskKind, what: string): Completion | CompletionFailure {
  switch (what) {
    case "answer":
      return completion(ask);
    case "silent":
      return { ...completion(ask), usage: null };
    case "torn":
      return { text: "{", stop: "end_turn", usage: { inputTokens: 400, outputTokens: 1 } };
    case "abstains":
      return completion(ask, { abstain: true });
    case "instructed":
      return completion(ask, { instructions_seen: true });
    default: {
      const again = what === "throttled" || what === "server" || what === "unreachable";
      const billable = what === "server" || what === "timeout";
      return { reason: what as AbstainReason, detail: what, billable, again };
    }
  }
}

Deno.test("whatever a provider does, there is one answer, its cost is its calls', within the reserve", async () => {
  const input = fc.record({
    said: fc.array(outcome, { minLength: 1, maxLength: 40 }),
    calls: fc.integer({ min: 0, max: 12 }),
    samples: fc.integer({ min: 1, max: 3 }),
    concurrency: fc.integer({ min: 1, max: 6 }),
    retries: fc.integer({ min: 0, max: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(input, async ({ said, calls, samples, concurrency, retries }) => {
      let made = 0;
      const completer = fakeCompleter(({ ask }) => {
        const one = saidOf(ask, said[made++ % said.length] ?? "answer");
        return Promise.resolve("text" in one ? ok(one) : err(one));
      });
      const rig = aRig({ completer, concurrency, retries, config: aConfig({ samples }) });
      const reserve = usdc(calls * WORST);
      const advices = await rig.ask(aQuestion({ reserve }));
      assert.equal(advices.length, 1);
      const [advice] = advices;
      assert.ok(advice !== undefined && advice.cost <= reserve);
      assert.equal(advice.cost, advice.samples.reduce((sum, { cost }) => sum + cost, 0));
      assert.equal(advice.samples.reduce((sum, { attempts }) => sum + attempts, 0), made);
      assert.ok(advice.samples.every(({ attempts }) => attempts <= retries + 1));
      assert.ok(
        advice.samples.every(({ answer, failed }) => (answer === null) !== (failed === null)),
      );
      const blind = advice.samples.filter(({ ask, answer }) =>
        ask === "blind" && answer?.abstains === false
      );
      if (advice.abstained === null) assert.ok(blind.length > 0);
      if (advice.samples.some(({ answer }) => answer?.instructed)) {
        assert.equal(advice.abstained, "injection");
      }
    }),
    { seed: 20261126, numRuns: 200 },
  );
});
