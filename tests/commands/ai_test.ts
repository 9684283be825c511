import assert from "node:assert/strict";
import { reportText } from "../../src/cli/print.ts";
import { modelSections, trialExit } from "../../src/commands/ai.ts";
import { checkRoom } from "../../src/commands/models.ts";
import { adviceReport } from "../../src/commands/ai_sections.ts";
import { poolAdvice } from "../../src/core/advice/pool_advice.ts";
import type { AbstainReason } from "../../src/core/types/advice.ts";
import { usdc } from "../../src/core/types/units.ts";
import { aConfig, aModel } from "../adapters/llm/rig.ts";
import { brief } from "../../src/report/brief.ts";
import { advice, answer, evidence, question, sample } from "../support/opinions.ts";

Deno.test("a test of models fails by problems, by an unreachable provider, or not at all", () => {
  const exit = (...failed: readonly (AbstainReason | null)[]) =>
    trialExit(failed.map((reason) => ({ failed: reason })));
  assert.deepEqual(
    [
      exit(null, null),
      exit(null, "schema"),
      exit("denied"),
      exit("unreachable", "timeout"),
      exit("unreachable", null),
      exit("unreachable", "denied"),
    ],
    [0, 6, 6, 5, 6, 6],
  );
});

Deno.test("the configured models are listed with family, price, abilities and the worst case", () => {
  const models = ["amazon.nova-lite-v1:0", "amazon.titan-text-lite-v1", "some.other"].map((id) =>
    aModel(id)
  );
  const sections = modelSections(aConfig({ models }), { region: "eu-west-1", endpoint: "aws" }, {
    day: usdc(20_000),
    month: usdc(310_000),
  });
  const [table, stats] = sections;
  assert.ok(table?.shape === "table" && stats?.shape === "stats");
  assert.deepEqual(table.rows, [
    [
      "amazon.nova-lite-v1:0",
      "nova",
      1,
      1_000_000,
      1_000_000,
      5_500,
      "tool (tool), system prompt, temperature",
    ],
    [
      "amazon.titan-text-lite-v1",
      "titan",
      1,
      1_000_000,
      1_000_000,
      5_500,
      "answers in text, temperature",
    ],
    ["some.other", "unknown", 1, 1_000_000, 1_000_000, 5_500, "cannot be asked: no known family"],
  ]);
  // Five calls of each of three models, and one about the mood.
  assert.deepEqual(stats.stats.slice(0, 2).map(({ value }) => value), [16, 16 * 5_500]);
  assert.deepEqual(
    stats.stats.filter(({ key }) => key.endsWith("Spent")).map(({ value }) => value),
    [20_000, 310_000],
  );
  assert.match(table.notes.join(" "), /eu-west-1 on AWS/);
});

Deno.test("a model without room for a prompt beside its longest answer is refused, with the key", () => {
  const titan = (maxOutputTokens: number) =>
    checkRoom(aConfig({ models: [aModel("amazon.titan-text-lite-v1")], maxOutputTokens }));
  assert.throws(() => titan(4_000), {
    exit: "config",
    message:
      "Cannot ask amazon.titan-text-lite-v1: ai.max_output_tokens 4000 leaves 288 bytes of " +
      "its context for a prompt, wanted at least 4000",
  });
  // (4,096 - 2,763) x 3 = 3,999.
  assert.throws(() => titan(2_763));
  titan(2_762);
  checkRoom(aConfig({ models: [aModel("amazon.nova-lite-v1:0")], maxOutputTokens: 4_000 }));
});

Deno.test("an answer is shown with what was read, every call, the pooled opinion and the bill", () => {
  const asked = question("0.0", 1_000_000);
  const said = advice([
    sample("blind", { answer: answer({ probability: 0.6, justified: 0.2 }) }),
    sample("negated", { answer: answer({ probability: 0.4 }) }),
    sample("aware", { answer: null, failed: "throttled", detail: "slow down" }),
  ], { evidence: [evidence("E1", 1_000_000)], missing: ["Comments could not be had."] });
  const estimate = poolAdvice(said, aConfig({ models: [aModel("a")], samples: 1 }));
  const sections = adviceReport({ question: asked, advice: said, estimate, notes: ["Made up."] });
  assert.deepEqual(sections.map(({ name }) => name), [
    "opinion",
    "evidence",
    "calls",
    "rationale",
  ]);
  const [opinion, read, calls, words] = sections;
  assert.ok(opinion?.shape === "stats" && read?.shape === "table" && calls?.shape === "table");
  const stat = (key: string) => opinion.stats.find((one) => one.key === key)?.value;
  assert.deepEqual(["blind", "aware", "justified", "cost"].map(stat), [
    "60.0%",
    null,
    "20.0%",
    3_000,
  ]);
  assert.deepEqual(opinion.notes, [
    "Made up.",
    "Not seen: Comments could not be had.",
    "Nothing is traded.",
  ]);
  assert.deepEqual(read.rows[0]?.slice(0, 4), ["E1", "news", "news.example", "10m 00s before"]);
  assert.deepEqual(calls.rows.map((row) => row[2]), [
    "YES 60.0%, justified 20.0%",
    "NO 40.0%",
    "none: the provider answers too many requests",
  ]);
  assert.equal(calls.rows[2]?.at(-1), "slow down");
  // The call without an answer has no words of a model.
  assert.equal(words?.shape === "stats" ? words.stats.length : -1, 2);
  const printer = { columns: 80, globals: { color: false } as never };
  const text = sections.map((one) => reportText(brief(one, 80), printer)).join("\n");
  assert.match(text, / YES 60\.0%, justified 20\.0% /);
});

Deno.test("without an opinion it says why, and what it found", () => {
  const flags = [{ pattern: "ignore", excerpt: "ignore all previous" }];
  const said = advice([], { abstained: "injection", flags });
  const estimate = poolAdvice(said, aConfig());
  const sections = adviceReport({
    question: question("0.0", 0),
    advice: said,
    estimate,
    notes: [],
  });
  assert.deepEqual(sections.map(({ name }) => name), ["opinion"]);
  const [opinion] = sections;
  assert.ok(opinion?.shape === "stats");
  assert.ok(opinion.stats.some(({ key }) => key === "abstained"));
  assert.match(opinion.notes.join(" "), /ignore all previous/);
});
