// The unmodified SDK of Amazon against the local Bedrock.
import assert from "node:assert/strict";
import type { ConverseCommandInput } from "@aws-sdk/client-bedrock-runtime";
import { STILL, withSandbox } from "../server/rig.ts";
import { aPrompt, aRequest, FAMILIES, fieldsOf, TOOL, withClient } from "./rig.ts";

const SPOKEN = ["abstain", "cites", "instructions_seen", "justified", "probability_yes", "reason"];
const [CLAUDE, NOVA, MISTRAL, TITAN, SMALL] = FAMILIES.map(([id]) => id) as readonly string[];

Deno.test("every family answers the SDK: with its tool, or with JSON where it has none", async () => {
  await withSandbox(async ({ sandbox, market }) => {
    await withClient(sandbox.url, async (send) => {
      for (const [id, choice] of FAMILIES) {
        const output = await send(aRequest(id, aPrompt("blind", market)));
        const [block] = output.output?.message?.content ?? [];
        assert.equal(output.stopReason, choice === null ? "end_turn" : "tool_use", id);
        assert.equal(block?.toolUse?.name, choice === null ? undefined : "answer", id);
        if (choice !== null) {
          assert.match(block?.toolUse?.toolUseId ?? "", /^tooluse_[0-9a-f]{32}$/);
        }
        assert.deepEqual(Object.keys(fieldsOf(output)).sort(), SPOKEN, id);
        assert.equal(output.output?.message?.role, "assistant");
        assert.match(output.$metadata.requestId ?? "", /^[0-9a-f-]{36}$/);
      }
    });
    const { models } = sandbox.status();
    assert.deepEqual([models.forecaster, models.answered, models.refused], ["informed", 5, 0]);
    assert.deepEqual(Object.keys(models.byModel), FAMILIES.map(([id]) => id));
  });
});

Deno.test("golden: a tool's answer and a text, to the letter", async () => {
  await withSandbox(async ({ sandbox, market, ask }) => {
    const headers = { authorization: "Bearer a-key", "content-type": "application/json" };
    const say = async (id: string) => {
      const { modelId: _, ...body } = aRequest(id, aPrompt("blind", market));
      const path = `/bedrock/model/${encodeURIComponent(id)}/converse`;
      return await ask("POST", path, body, { headers });
    };
    assert.deepEqual([market.question, sandbox.exchange.book(market.yes)?.asks.at(-1)?.price], [
      "Will bill P-0 pass its second chamber?",
      820_000,
    ]);
    const tool = await say(CLAUDE ?? "");
    const text = await say(TITAN ?? "");
    assert.deepEqual(tool.body, GOLDEN_TOOL);
    assert.equal(text.text, GOLDEN_TEXT);
  });
});

Deno.test("a token is four bytes, of prompts and answers alike, and the status adds them up", async () => {
  await withSandbox(async ({ sandbox, market }) => {
    await withClient(sandbox.url, async (send) => {
      // Two bytes of UTF-8 for each of these letters.
      const text = `${aPrompt("blind", market)}${"\u00e9".repeat(50)}`;
      const { usage, output } = await send(aRequest(TITAN ?? "", text));
      // The request holds one text and no system prompt, which counts as an empty one.
      const asked = new TextEncoder().encode(text).length;
      const said = output?.message?.content?.[0]?.text?.length ?? NaN;
      const expected = [Math.ceil(asked / 4), Math.ceil(said / 4)] as const;
      assert.deepEqual([usage?.inputTokens, usage?.outputTokens], [...expected]);
      assert.equal(usage?.totalTokens, expected[0] + expected[1]);
      await send(aRequest(TITAN ?? "", text));
      const { inputTokens, outputTokens } = sandbox.status().models.byModel[TITAN ?? ""] ??
        assert.fail();
      assert.equal(inputTokens, 2 * expected[0]);
      assert.ok(outputTokens >= 2 * expected[1] - 2);
    });
  });
});

Deno.test("models are known by id, by inference profile and by ARN; others are refused", async () => {
  const arn = "arn:aws:bedrock:us-east-1";
  const known = [
    `us.${CLAUDE}`,
    `global.anthropic.claude-sonnet-4-5-20250929-v1:0`,
    `eu.${NOVA}`,
    `${arn}::foundation-model/${CLAUDE}`,
    `${arn}:123456789012:inference-profile/us.${NOVA}`,
  ];
  const unknown: readonly (readonly [id: string, name: string, status: number])[] = [
    ["anthropic.gpt-4", "ValidationException", 400],
    ["meta.llama3-8b-instruct-v1:0", "ValidationException", 400],
    ["amazon.nova-canvas-v1:0", "ValidationException", 400],
    [`${arn}::foundation-model/amazon.nothing-v1:0`, "ResourceNotFoundException", 404],
    [`${arn}:1:application-inference-profile/abc`, "ResourceNotFoundException", 404],
  ];
  await withSandbox(async ({ sandbox, market }) => {
    await withClient(sandbox.url, async (send) => {
      for (const id of known) {
        assert.equal(fieldsOf(await send(aRequest(id, aPrompt("blind", market)))).abstain, false);
      }
      for (const [id, name, status] of unknown) {
        await assert.rejects(send(aRequest(id, aPrompt("blind", market))), (error: Thrown) => {
          assert.deepEqual([error.name, error.$metadata?.httpStatusCode], [name, status], id);
          return true;
        });
      }
    });
    assert.equal(sandbox.status().models.refused, unknown.length);
    assert.deepEqual(Object.keys(sandbox.status().models.byModel), [
      CLAUDE,
      "anthropic.claude-sonnet-4-5-20250929-v1:0",
      NOVA,
    ]);
  });
});

Deno.test("what a model does not support or a request may not say is a ValidationException", async () => {
  const [tool] = [{ tools: [TOOL] }];
  const user = (text: string) => ({ role: "user" as const, content: [{ text }] });
  const wrong:
    readonly (readonly [id: string | undefined, Partial<ConverseCommandInput>, RegExp])[] = [
      [TITAN, { system: [{ text: "Be brief." }] }, /doesn't support system messages/],
      [TITAN, { toolConfig: tool }, /doesn't support tool use/],
      [SMALL, { system: [{ text: "Be brief." }] }, /doesn't support system messages/],
      [SMALL, { toolConfig: tool }, /doesn't support tool use/],
      [
        MISTRAL,
        { toolConfig: { ...tool, toolChoice: { tool: { name: "answer" } } } },
        /tool field/,
      ],
      [NOVA, { toolConfig: { ...tool, toolChoice: { tool: { name: "other" } } } }, /none of/],
      [NOVA, { inferenceConfig: { maxTokens: 0 } }, /inferenceConfig\.maxTokens/],
      [NOVA, { inferenceConfig: { maxTokens: 10_001 } }, /model limit of 10000/],
      [NOVA, { inferenceConfig: { temperature: 1.1 } }, /inferenceConfig\.temperature/],
      [NOVA, { inferenceConfig: { topP: -0.1 } }, /inferenceConfig\.topP/],
      [NOVA, { inferenceConfig: { stopSequences: [""] } }, /stopSequences/],
      [NOVA, { messages: [] }, /messages/],
      [NOVA, { messages: [user(" ")] }, /blank/],
      [NOVA, { messages: [user("a"), user("b")] }, /alternate/],
      [NOVA, { messages: [{ role: "assistant", content: [{ text: "a" }] }] }, /start with a user/],
      [TITAN, { messages: [user("a".repeat(32_769))] }, /Max input tokens: 8192/],
      [
        "anthropic.claude-opus-4-7",
        { inferenceConfig: { temperature: 0.5 } },
        /temperature.*deprecated/,
      ],
    ];
  await withSandbox(async ({ sandbox, market }) => {
    await withClient(sandbox.url, async (send) => {
      for (const [id = "", change, message] of wrong) {
        const request = aRequest(id, aPrompt("blind", market), change);
        await assert.rejects(send(request), { name: "ValidationException", message }, `${message}`);
      }
    });
    assert.equal(sandbox.status().models.answered, 0);
  });
});

Deno.test("a body that is no JSON and an operation that is not there are refused", async () => {
  await withSandbox(async ({ ask }) => {
    const headers = { authorization: "Bearer a-key" };
    const path = `/bedrock/model/${NOVA}/converse`;
    const torn = await ask("POST", path, undefined, { headers, body: '{"messages":' });
    assert.deepEqual([torn.status, torn.headers.get("x-amzn-errortype")], [
      400,
      "ValidationException",
    ]);
    const stream = await ask("POST", `${path}-stream`, {}, { headers });
    assert.deepEqual([stream.status, stream.headers.get("x-amzn-errortype")], [
      404,
      "UnknownOperationException",
    ]);
  });
});

Deno.test("a key or a signature is wanted, and nothing else will do", async () => {
  await withSandbox(async ({ sandbox, market, ask }) => {
    const request = aRequest(NOVA ?? "", aPrompt("blind", market));
    for (const access of ["token", "keys"] as const) {
      await withClient(sandbox.url, async (send) => {
        assert.equal((await send(request)).stopReason, "tool_use");
      }, access);
    }
    await withClient(sandbox.url, async (send) => {
      await assert.rejects(send(request), { name: "MissingAuthenticationTokenException" });
    }, "nobody");
    for (const authorization of ["Basic YTpi", "Bearer ", "AWS4-HMAC-SHA256 Credential=A/s3/x,"]) {
      const { modelId, ...body } = request;
      const path = `/bedrock/model/${modelId}/converse`;
      const answer = await ask("POST", path, body, { headers: { authorization } });
      assert.equal(answer.status, 403, authorization);
    }
  });
});

Deno.test("an answer that is longer than allowed is cut where it stands", async () => {
  await withSandbox(async ({ sandbox, market }) => {
    await withClient(sandbox.url, async (send) => {
      const inferenceConfig = { maxTokens: 10 };
      for (const id of [CLAUDE ?? "", TITAN ?? ""]) {
        const output = await send(aRequest(id, aPrompt("blind", market), { inferenceConfig }));
        assert.deepEqual([output.stopReason, output.usage?.outputTokens], ["max_tokens", 10]);
        const [block] = output.output?.message?.content ?? [];
        if (block?.toolUse === undefined) assert.equal(block?.text?.length, 40);
        else assert.deepEqual(Object.keys(fieldsOf(output)), ["probability_yes"]);
      }
    });
  });
});

Deno.test("a tool gets the fields that its schema names", async () => {
  await withSandbox(async ({ sandbox, market }) => {
    await withClient(sandbox.url, async (send) => {
      const schema = (json: Record<string, never> | { properties: Record<string, never> }) => ({
        toolConfig: { tools: [{ toolSpec: { name: "x-1", inputSchema: { json } } }] },
      });
      const text = aPrompt("mood", market);
      const two = await send(
        aRequest(NOVA ?? "", text, schema({ properties: { mood: {} as never } })),
      );
      assert.deepEqual(Object.keys(fieldsOf(two)), ["mood"]);
      const all = await send(aRequest(NOVA ?? "", text, schema({})));
      assert.equal(Object.keys(fieldsOf(all)).length, 5);
    });
  });
});

Deno.test("a sandbox may be given another forecaster, and be told to change while it runs", async () => {
  const scenario = { ...STILL, forecaster: "overconfident" as const };
  await withSandbox(async ({ get, ask, sandbox, market }) => {
    assert.deepEqual((await get("/sandbox/forecaster")).body, { forecaster: "overconfident" });
    const changed = await ask("POST", "/sandbox/forecaster", { name: "hedging" });
    assert.deepEqual([changed.status, changed.body], [200, { forecaster: "hedging" }]);
    assert.equal(sandbox.status().models.forecaster, "hedging");
    await withClient(sandbox.url, async (send) => {
      const { justified } = fieldsOf(await send(aRequest(NOVA ?? "", aPrompt("blind", market))));
      assert.ok(justified >= 0.45 && justified <= 0.55);
    });
    for (const name of ["wizard", 7, undefined, "toString"]) {
      const wrong = await ask("POST", "/sandbox/forecaster", { name });
      assert.deepEqual([wrong.status, wrong.body.error], [
        400,
        "name: wanted one of informed, uninformed, overconfident, hedging, injected",
      ]);
    }
  }, { scenario });
  await withSandbox(({ sandbox }) => {
    assert.equal(sandbox.status().models.forecaster, "uninformed");
    return Promise.resolve();
  }, { scenario, forecaster: "uninformed" });
});

interface Thrown {
  readonly name: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const GOLDEN_TOOL = {
  output: {
    message: {
      role: "assistant",
      content: [{
        toolUse: {
          toolUseId: "tooluse_f893a2eefb32455ea1c18690ee42c90b",
          name: "answer",
          input: {
            probability_yes: 0.811,
            justified: 0.395,
            abstain: false,
            instructions_seen: false,
            reason: "No move stands out; the base rate is the best guess.",
            cites: [],
          },
        },
      }],
    },
  },
  stopReason: "tool_use",
  usage: { inputTokens: 113, outputTokens: 40, totalTokens: 153 },
  metrics: { latencyMs: 0 },
};
const GOLDEN_TEXT = '{"output":{"message":{"role":"assistant","content":[{"text":"' +
  '{\\"probability_yes\\":0.825,\\"justified\\":0.418,\\"abstain\\":false,' +
  '\\"instructions_seen\\":false,' +
  '\\"reason\\":\\"No move stands out; the base rate is the best guess.\\",\\"cites\\":[]}"}]}},' +
  '"stopReason":"end_turn","usage":{"inputTokens":20,"outputTokens":40,"totalTokens":60},' +
  '"metrics":{"latencyMs":0}}';
