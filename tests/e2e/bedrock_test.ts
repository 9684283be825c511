// The advisor over the unmodified SDK against the sandbox's Bedrock.
import assert from "node:assert/strict";
import { openBedrock } from "../../src/adapters/llm/bedrock.ts";
import { createAdvisor } from "../../src/adapters/llm/advisor.ts";
import { systemClock } from "../../src/adapters/clock/system.ts";
import { callCost } from "../../src/core/advice/cost.ts";
import type { Advice, AskKind } from "../../src/core/types/advice.ts";
import type { AiConfig } from "../../src/core/types/config.ts";
import { millis } from "../../src/core/types/units.ts";
import { MODEL_FAULTS, type ModelFault } from "../../src/sandbox/faults/menu.ts";
import type { Sandbox } from "../../src/sandbox/server.ts";
import { aConfig, aModel, anItem, aQuestion, evidenceOf, sha256 } from "../adapters/llm/rig.ts";
import { withSandbox } from "../sandbox/server/rig.ts";

const families = [
  "us.anthropic.claude-haiku-4-5-20251001-v1:0",
  "amazon.nova-lite-v1:0",
  "amazon.titan-text-express-v1",
  "mistral.mistral-large-2407-v1:0",
  "mistral.mistral-7b-instruct-v0:2",
];

interface Asking {
  readonly sandbox: Sandbox;
  readonly question: string;
  readonly config?: Partial<AiConfig>;
  readonly requestTimeoutMs?: number;
}

/** What an advisor of its own answers to one question. */
async function adviceOf(
  { sandbox, question, config = {}, requestTimeoutMs = 10_000 }: Asking,
): Promise<Advice> {
  const clock = systemClock();
  const advisor = createAdvisor({
    config: aConfig({ maxPromptBytes: 6_000, ...config }),
    completer: openBedrock({
      region: "us-east-1",
      endpoint: `${sandbox.url}/bedrock`,
      credentials: { kind: "bearer", token: { reveal: () => "a-key" } },
      version: "0.0.0",
    }),
    evidence: evidenceOf([
      anItem("E1", { publishedAt: null }),
      anItem("E2", { kind: "comment", publishedAt: null }),
    ]),
    clock,
    // No wait between tries.
    random: () => 0,
    hash: sha256,
    requestTimeoutMs: millis(requestTimeoutMs),
    retries: 1,
    concurrency: 4,
    cacheMs: millis(0),
  });
  try {
    const at = sandbox.clock.now();
    return await new Promise<Advice>((resolve) => {
      advisor.ask(aQuestion({ question, at }), ({ advice }) => resolve(advice));
    });
  } finally {
    advisor.close();
    clock.close();
  }
}

Deno.test("every family answers every kind in its form, and the bill is the provider's (R-217)", async () => {
  await withSandbox(async ({ sandbox, market }) => {
    const models = families.map((id) => aModel(id));
    const { question } = market;
    const advice = await adviceOf({ sandbox, question, config: { models } });
    assert.equal(advice.abstained, null);
    assert.deepEqual(
      advice.samples.flatMap(({ failed, detail }) =>
        failed === null ? [] : [`${failed} ${detail}`]
      ),
      [],
    );
    const asks = (kind: AskKind) => advice.samples.filter(({ ask }) => ask === kind).length;
    assert.deepEqual([asks("blind"), asks("negated"), asks("aware"), asks("mood")], [10, 10, 5, 1]);
    const { byModel, answered } = sandbox.status().models;
    assert.equal(answered, advice.samples.length);
    for (const model of models) {
      const own = advice.samples.filter((sample) => sample.model === model.id);
      const counted = byModel[model.id.replace("us.", "")];
      assert.deepEqual(
        [
          own.reduce((sum, { inputTokens }) => sum + inputTokens, 0),
          own.reduce((sum, { outputTokens }) => sum + outputTokens, 0),
        ],
        [counted?.inputTokens, counted?.outputTokens],
        model.id,
      );
      for (const sample of own) assert.equal(sample.cost, callCost(model, sample));
    }
    assert.equal(advice.cost, advice.samples.reduce((sum, { cost }) => sum + cost, 0));
  });
});

/** The reason each fault ends in; null: it is no fault to the advisor. */
const outcomes: Readonly<Record<ModelFault, Advice["abstained"]>> = {
  throttled: "throttled",
  notReady: "throttled",
  internal: "server",
  unavailable: "server",
  modelError: "server",
  modelTimeout: "timeout",
  denied: "denied",
  expiredToken: "denied",
  slow: null,
  hang: "timeout",
  closed: "unreachable",
  cutOff: "cutOff",
  prose: "malformed",
  refusal: "refused",
  guardrail: "refused",
  contentFiltered: "refused",
  wrongTypes: "schema",
  extraKeys: "schema",
  outOfRange: "schema",
  notANumber: "schema",
  noUsage: null,
  abstains: "model",
};

Deno.test("every fault of Bedrock ends in an abstention with its reason, and costs what it may have", async () => {
  await withSandbox(async ({ sandbox, market }) => {
    const { question } = market;
    for (const what of MODEL_FAULTS) {
      const ms = what === "slow" ? 50 : what === "hang" ? 5_000 : null;
      const args = { what, ...(ms === null ? {} : { ms }) };
      const set = await control(sandbox, { name: "model", ...args });
      assert.equal(set, 200, what);
      for (const id of ["amazon.nova-lite-v1:0", "amazon.titan-text-express-v1"]) {
        const before = sandbox.status().models;
        const advice = await adviceOf({
          sandbox,
          question,
          config: { models: [aModel(id)], samples: 1 },
          requestTimeoutMs: what === "hang" ? 100 : 10_000,
        });
        // A bare NaN is no JSON at all.
        const expected = what === "notANumber" && id.includes("titan")
          ? "malformed"
          : outcomes[what];
        assert.equal(advice.abstained, expected, `${what} ${id}`);
        const { inputTokens = 0, outputTokens = 0 } = spent(before, sandbox.status().models, id);
        const billed = callCost(aModel(id), { inputTokens, outputTokens });
        assert.ok(advice.cost >= billed, `${what} ${id}: ${advice.cost} of ${billed}`);
        for (const { failed, detail = "" } of advice.samples) {
          assert.ok(!detail.includes("a-key"));
          assert.equal(failed === null ? null : failed, expected === "model" ? null : expected);
        }
      }
      assert.equal(sandbox.faults.clear("model"), true);
    }
  }, { manual: false });
});

type Models = ReturnType<Sandbox["status"]>["models"];

/** Tokens that a model was counted between two looks. */
function spent(before: Models, after: Models, id: string) {
  const [was, is] = [before.byModel[id], after.byModel[id]];
  return {
    inputTokens: (is?.inputTokens ?? 0) - (was?.inputTokens ?? 0),
    outputTokens: (is?.outputTokens ?? 0) - (was?.outputTokens ?? 0),
  };
}

async function control(
  sandbox: Sandbox,
  fault: Readonly<Record<string, unknown>>,
): Promise<number> {
  const response = await fetch(`${sandbox.url}/sandbox/faults`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(fault),
  });
  await response.body?.cancel();
  return response.status;
}
