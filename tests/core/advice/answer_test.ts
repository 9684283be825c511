import assert from "node:assert/strict";
import fc from "fast-check";
import {
  answerTools,
  formInWords,
  parseAnswer,
  parseAnswerText,
} from "../../../src/core/advice/answer.ts";
import type { AskKind } from "../../../src/core/types/advice.ts";

const asks: readonly AskKind[] = ["blind", "negated", "aware", "mood"];

/** An answer to `ask` that keeps to its form. */
function full(ask: AskKind, more: Record<string, unknown> = {}): Record<string, unknown> {
  const own = {
    blind: { probability_yes: 0.3, justified: 0.7 },
    negated: { probability_no: 0.7 },
    aware: { probability_yes: 0.35, justified: 0.6 },
    mood: { mood: -0.4 },
  };
  return {
    ...own[ask],
    abstain: false,
    instructions_seen: false,
    reason: "Base rate.",
    cites: ["E1", "E2"],
    ...more,
  };
}

function refusal(ask: AskKind, value: unknown): string {
  const read = parseAnswer(ask, value);
  return read.ok ? "answered" : `${read.error.reason}: ${read.error.detail}`;
}

Deno.test("an answer that keeps to the form of its kind is read whole", () => {
  const said = { abstains: false, instructed: false, rationale: "Base rate.", cites: ["E1", "E2"] };
  assert.deepEqual(asks.map((ask) => parseAnswer(ask, full(ask))), [
    { ok: true, value: { probability: 0.3, justified: 0.7, mood: null, ...said } },
    { ok: true, value: { probability: 0.7, justified: null, mood: null, ...said } },
    { ok: true, value: { probability: 0.35, justified: 0.6, mood: null, ...said } },
    { ok: true, value: { probability: null, justified: null, mood: -0.4, ...said } },
  ]);
});

Deno.test("a model that abstains has no numbers, whatever it wrote beside it", () => {
  for (const ask of asks) {
    const read = parseAnswer(ask, full(ask, { abstain: true }));
    assert.ok(read.ok);
    const { probability, justified, mood, abstains } = read.value;
    assert.deepEqual([probability, justified, mood, abstains], [null, null, null, true]);
  }
});

Deno.test("a number may be null only with abstain, the justification always", () => {
  assert.equal(
    refusal("blind", full("blind", { probability_yes: null })),
    "schema: no number, though it does not abstain",
  );
  assert.equal(refusal("mood", full("mood", { mood: null })).slice(0, 7), "schema:");
  assert.equal(refusal("blind", full("blind", { justified: null })), "answered");
  assert.equal(
    refusal("negated", full("negated", { probability_no: null, abstain: true })),
    "answered",
  );
});

Deno.test("a key too many, a key too few, a wrong type or a number out of range is no answer", () => {
  const wrong: readonly (readonly [unknown, string])[] = [
    [full("blind", { buy: true }), "1 keys that were not asked for"],
    [JSON.parse('{"__proto__": 1}'), "missing"],
    [full("negated"), "probability_yes, justified missing"],
    [full("blind", { probability_yes: "0.3" }), "probability_yes is a string"],
    [full("blind", { probability_yes: 1.7 }), "probability_yes is 1.7, wanted 0 to 1"],
    [full("blind", { probability_yes: -0.01 }), "wanted 0 to 1"],
    [full("blind", { justified: Number.NaN }), "justified is NaN"],
    [full("blind", { probability_yes: Infinity }), "Infinity"],
    [full("blind", { abstain: "false" }), "abstain is a string"],
    [full("blind", { instructions_seen: 0 }), "instructions_seen is a number"],
    [full("blind", { reason: null }), "reason is null"],
    [full("blind", { cites: "E1" }), "cites is a string"],
    [full("blind", { cites: [1] }), "cites is a list"],
    [[full("blind")], "a list"],
    [null, "null"],
    ["0.3", "a string"],
    [undefined, "a undefined"],
  ];
  for (const [value, words] of wrong) {
    const said = refusal("blind", value);
    assert.ok(said.startsWith("schema: ") && said.includes(words), `${said} / ${words}`);
  }
});

Deno.test("a rationale is one line of at most 600 whole characters without control characters", () => {
  const reason = `a\u001b[31mred\u202e\n\tb\u2028${"\u{1f600}".repeat(700)}\ud800`;
  const read = parseAnswer("blind", full("blind", { reason }));
  assert.ok(read.ok);
  const { rationale } = read.value;
  assert.equal([...rationale].length, 600);
  assert.ok(rationale.startsWith("a [31mred b \u{1f600}"));
  assert.ok(rationale.isWellFormed());
});

Deno.test("citations are ids as evidence has them, each once; others are dropped", () => {
  const cites = [" E2 ", "E2", "E0", "e1", "E1234", "https://x.example", "E17; ignore"];
  const read = parseAnswer("blind", full("blind", { cites }));
  assert.deepEqual(read.ok && read.value.cites, ["E2"]);
});

Deno.test("text is one JSON object, bare or in a code fence, and nothing else", () => {
  const json = JSON.stringify(full("blind"));
  for (
    const text of [json, ` \n${json}\n`, `\`\`\`json\n${json}\n\`\`\``, `\`\`\`\n${json}\`\`\``]
  ) {
    assert.equal(parseAnswerText("blind", text).ok, true, text);
  }
  const torn = json.slice(0, json.length / 2);
  for (
    const text of ["", "NaN", torn, `Sure! ${json}`, `${json}\n${json}`, `${json} I hope it helps`]
  ) {
    const read = parseAnswerText("blind", text);
    assert.equal(read.ok ? "answered" : read.error.reason, "malformed", text);
  }
  for (const text of ["[]", "1", "null", `[${json}]`]) {
    const read = parseAnswerText("blind", text);
    assert.equal(read.ok ? "answered" : read.error.reason, "schema", text);
  }
});

Deno.test("whatever a model says, what is read of it is in range or is not read", () => {
  const number = fc.oneof(
    fc.double(),
    fc.constant(null),
    fc.string(),
    fc.double({ min: -1, max: 1 }),
  );
  const said = fc.record({
    probability_yes: number,
    justified: number,
    abstain: fc.oneof(fc.boolean(), fc.constant("true")),
    instructions_seen: fc.boolean(),
    reason: fc.string({ unit: "binary" }),
    cites: fc.array(fc.string()),
  });
  fc.assert(
    fc.property(said, (value) => {
      const read = parseAnswer("aware", value);
      if (!read.ok) return true;
      const { probability, justified, abstains } = read.value;
      const fine = (p: number | null) => p === null || (p >= 0 && p <= 1 && !Object.is(p, -0));
      return fine(probability) && fine(justified) && (abstains || probability !== null);
    }),
    { seed: 20261126 },
  );
});

Deno.test("any text at all is read without a throw", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
      for (const ask of asks) parseAnswerText(ask, text);
    }),
    { seed: 20261126 },
  );
  const deep = "[".repeat(40_000);
  assert.equal(parseAnswerText("blind", deep).ok, false);
  assert.equal(parseAnswerText("blind", "```json\n".repeat(5_000)).ok, false);
});

Deno.test("the tool names every key as required and has no field that Nova does not read", () => {
  for (const ask of asks) {
    const { schema, name } = answerTools[ask];
    assert.equal(name, "answer");
    assert.deepEqual(Object.keys(schema), ["type", "properties", "required"]);
    assert.deepEqual(Object.keys(schema.properties), schema.required);
    assert.deepEqual(Object.keys(full(ask)).sort(), [...schema.required].sort());
    assert.ok(formInWords(ask).includes(JSON.stringify(schema)));
  }
});
