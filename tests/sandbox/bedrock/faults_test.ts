// Every fault of a model as the unmodified SDK meets it.
import assert from "node:assert/strict";
import { MODEL_FAULTS, type ModelFault } from "../../../src/sandbox/faults/menu.ts";
import { millis } from "../../../src/core/types/units.ts";
import { type Rig, withSandbox } from "../server/rig.ts";
import { aPrompt, aRequest, FAMILIES, fieldsOf, withClient } from "./rig.ts";

const [CLAUDE = "", , , TITAN = ""] = FAMILIES.map(([id]) => id);

const thrown: readonly (readonly [what: ModelFault, name: string, status: number])[] = [
  ["throttled", "ThrottlingException", 429],
  ["notReady", "ModelNotReadyException", 429],
  ["internal", "InternalServerException", 500],
  ["unavailable", "ServiceUnavailableException", 503],
  ["modelError", "ModelErrorException", 424],
  ["modelTimeout", "ModelTimeoutException", 408],
  ["denied", "AccessDeniedException", 403],
  ["expiredToken", "ExpiredTokenException", 403],
];

/** Runs with a fault of a model that is on. */
async function withFault(
  what: string,
  run: (rig: Rig, send: Parameters<Parameters<typeof withClient>[1]>[0]) => Promise<void>,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await withSandbox(async (rig) => {
    const set = await rig.fault({ name: "model", what, ...more });
    assert.equal(set.status, 200, set.text);
    await withClient(rig.sandbox.url, (send) => run(rig, send));
  });
}

Deno.test("failures of the service are the SDK's own exceptions, by name and status", async () => {
  for (const [what, name, status] of thrown) {
    await withFault(what, async ({ sandbox, market, acted }, send) => {
      for (const id of [CLAUDE, TITAN]) {
        await assert.rejects(
          send(aRequest(id, aPrompt("blind", market))),
          (error: { name: string; message: string; $metadata: { httpStatusCode: number } }) => {
            assert.deepEqual([error.name, error.$metadata.httpStatusCode], [name, status], what);
            assert.ok(error.message.length > 10 && error.message !== "UnknownError", what);
            return true;
          },
        );
      }
      assert.equal(acted("model"), 2);
      const { answered, refused, byModel } = sandbox.status().models;
      assert.deepEqual([answered, refused, byModel[CLAUDE]?.inputTokens], [0, 2, 0]);
    });
  }
});

Deno.test("answers that are none come with their stop reason, as a tool's input or as text", async () => {
  type Seen = readonly [stop: string, tool: (input: Fields) => boolean, text: RegExp];
  const spoiled: Readonly<Partial<Record<ModelFault, Seen>>> = {
    cutOff: [
      "max_tokens",
      (input) => "probability_yes" in input && !("reason" in input),
      /^\{"probability_yes":0\.\d+,[^}]*$/,
    ],
    wrongTypes: [
      "tool_use",
      (input) => input["probability_yes"] === "high" && input["abstain"] === "no",
      /^\{"probability_yes":"high",.*\}$/,
    ],
    extraKeys: ["tool_use", (input) => input["stake_dollars"] === 1_000, /"side":"buy"/],
    outOfRange: ["tool_use", (input) => input["probability_yes"] === 1.7, /"justified":1\.7/],
    notANumber: ["tool_use", (input) => input["justified"] === "NaN", /"probability_yes":NaN,/],
    abstains: [
      "tool_use",
      (input) => input["abstain"] === true && input["probability_yes"] === null,
      /"probability_yes":null/,
    ],
  };
  for (const [what, [stop, isIt, text]] of Object.entries(spoiled)) {
    await withFault(what, async ({ sandbox, market }, send) => {
      const tool = await send(aRequest(CLAUDE, aPrompt("blind", market)));
      const input = fieldsOf(tool);
      assert.equal(tool.stopReason, stop, what);
      assert.ok(isIt(input), `${what}: ${JSON.stringify(input)}`);
      const plain = await send(aRequest(TITAN, aPrompt("blind", market)));
      assert.equal(plain.stopReason, stop === "tool_use" ? "end_turn" : stop, what);
      assert.match(plain.output?.message?.content?.[0]?.text ?? "", text);
      // They are paid for all the same.
      assert.ok((sandbox.status().models.byModel[CLAUDE]?.outputTokens ?? 0) > 0, what);
    });
  }
});

Deno.test("prose, refusals and interventions are text in place of a tool's input", async () => {
  const said: readonly (readonly [what: ModelFault, stop: string, text: RegExp])[] = [
    ["prose", "end_turn", /I would lean towards yes/],
    ["refusal", "end_turn", /I can't help/],
    ["guardrail", "guardrail_intervened", /cannot answer/],
    ["contentFiltered", "content_filtered", /cannot answer/],
  ];
  for (const [what, stop, text] of said) {
    await withFault(what, async ({ market }, send) => {
      for (const id of [CLAUDE, TITAN]) {
        const output = await send(aRequest(id, aPrompt("blind", market)));
        assert.equal(output.stopReason, stop, what);
        const [block] = output.output?.message?.content ?? [];
        assert.equal(block?.toolUse, undefined);
        assert.match(block?.text ?? "", text);
      }
    });
  }
});

Deno.test("usage may be missing, and a connection may close in the middle of the body", async () => {
  await withFault("noUsage", async ({ sandbox, market }, send) => {
    const output = await send(aRequest(CLAUDE, aPrompt("blind", market)));
    assert.equal(output.usage, undefined);
    assert.equal(fieldsOf(output).abstain, false);
    assert.ok((sandbox.status().models.byModel[CLAUDE]?.inputTokens ?? 0) > 0);
  });
  await withFault("closed", async ({ sandbox, market }, send) => {
    await assert.rejects(send(aRequest(CLAUDE, aPrompt("blind", market))), /reading a body/);
    // It was answered, and is paid for, though nobody got the answer.
    assert.equal(sandbox.status().models.answered, 1);
  });
});

Deno.test("a slow model answers late by the venue's clock, a hanging one never in time", async () => {
  await withFault("slow", async ({ sandbox, market, acted }, send) => {
    let output: Awaited<ReturnType<typeof send>> | null = null;
    const answer = send(aRequest(CLAUDE, aPrompt("blind", market)))
      .then((value) => output = value);
    while (acted("model") === 0) await pause();
    sandbox.advance(4_999);
    await pause();
    assert.equal(output, null);
    sandbox.advance(1);
    const { metrics } = await answer;
    assert.equal(metrics?.latencyMs, 5_000);
  }, { ms: 5_000 });
  await withFault("hang", async ({ sandbox, market, acted }, send) => {
    const refused = assert.rejects(
      send(aRequest(CLAUDE, aPrompt("blind", market))),
      { name: "ModelTimeoutException" },
    );
    while (acted("model") === 0) await pause();
    sandbox.advance(600_000);
    await refused;
    assert.equal(sandbox.status().models.answered, 0);
  });
});

Deno.test("any: each time another fault, and the same ones again with the same seed", async () => {
  const run = async (seed: number) => {
    const seen: string[] = [];
    await withSandbox(async (rig) => {
      await rig.fault({ name: "model", what: "any", ms: 0 });
      await withClient(rig.sandbox.url, async (send) => {
        for (let i = 0; i < 40; i++) {
          const sent = send(aRequest(CLAUDE, aPrompt("blind", rig.market)));
          seen.push(await sent.then(({ stopReason = "" }) => stopReason, ({ name }) => name));
        }
      });
    }, { seed });
    return seen;
  };
  const seen = await run(1);
  assert.ok(new Set(seen).size >= 10, seen.join(" "));
  assert.deepEqual(await run(1), seen);
  assert.notDeepEqual(await run(2), seen);
});

Deno.test("every fault of a model has a test", () => {
  const tested = [
    ...thrown.map(([what]) => what),
    ...["slow", "hang", "closed", "noUsage", "prose", "refusal", "guardrail", "contentFiltered"],
    ...["cutOff", "wrongTypes", "extraKeys", "outOfRange", "notANumber", "abstains"],
  ];
  assert.deepEqual(tested.toSorted(), MODEL_FAULTS.toSorted());
});

Deno.test("faults of models come by share, by timetable and for one model by its path", async () => {
  await withFault("throttled", async ({ market, acted }, send) => {
    let failed = 0;
    for (let i = 0; i < 60; i++) {
      await send(aRequest(CLAUDE, aPrompt("blind", market))).catch(() => failed++);
    }
    assert.equal(acted("model"), failed);
    assert.ok(failed > 15 && failed < 45, `${failed}`);
  }, { share: 0.5 });
  await withFault("throttled", async ({ market }, send) => {
    const names = await Promise.all([CLAUDE, TITAN].map(async (id) => {
      const sent = send(aRequest(id, aPrompt("blind", market)));
      return await sent.then(() => "answered", ({ name }) => name);
    }));
    assert.deepEqual(names, ["answered", "ThrottlingException"]);
  }, { path: "/bedrock/model/amazon.titan*" });
  await withSandbox(async ({ sandbox, market }) => {
    await withClient(sandbox.url, async (send) => {
      await send(aRequest(CLAUDE, aPrompt("blind", market)));
      sandbox.advance(1_000);
      await assert.rejects(send(aRequest(CLAUDE, aPrompt("blind", market))), {
        name: "AccessDeniedException",
      });
    });
  }, {
    faults: [{
      afterMs: millis(1_000),
      everyMs: null,
      request: {
        name: "model",
        args: { what: "denied", share: 1, ms: null },
        scope: {},
        forMs: null,
        times: null,
      },
    }],
  });
});

Deno.test("what fails everywhere at the venue leaves models and news alone, unless asked", async () => {
  await withSandbox(async ({ sandbox, market, fault, get }) => {
    const news = "/gdelt/api/v2/doc/doc?query=markets&mode=artlist&format=json";
    await withClient(sandbox.url, async (send) => {
      const request = aRequest(CLAUDE, aPrompt("blind", market));
      for (const name of ["http5xx", "http429", "html", "halfJson", "slow"]) {
        await fault({ name });
      }
      await send(request);
      assert.equal((await get(news)).status, 200);
      await fault({ name: "http5xx", status: 502, path: "/bedrock/*" });
      await fault({ name: "html", path: "/gdelt/*", status: 503 });
      await assert.rejects(send(request), (error: { $metadata: { httpStatusCode: number } }) => {
        assert.equal(error.$metadata.httpStatusCode, 502);
        return true;
      });
      assert.equal((await get(news)).status, 503);
    });
  });
});

Deno.test("a fault of models that is not there is refused with those that are", async () => {
  await withSandbox(async ({ fault, get }) => {
    const wrong = await fault({ name: "model", what: "tired" });
    assert.equal(wrong.status, 400);
    assert.match(wrong.body.error, /^model: what: wanted one of throttled, notReady, .*, any$/);
    assert.deepEqual((await get("/sandbox/menu")).body.model.args.what.fallback, "throttled");
  });
});

type Fields = Readonly<Record<string, unknown>>;

/** Lets what is under way go on; no more than a turn of the event loop. */
function pause(): Promise<void> {
  return new Promise((done) => setTimeout(done, 1));
}
