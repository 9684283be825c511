// Answers that came but are no good: what a program must not take for an opinion.
import { type ConverseBody, cut, type Said } from "./converse_answer.ts";
import { utf8 } from "./converse_request.ts";

const PROSE = "Looking at the evidence, I would lean towards yes, though much could still change.";
const DECLINED = "I'm sorry, but I can't help with forecasts that may be used for trading.";
const BLOCKED = "Sorry, the model cannot answer this question.";

/** Ways to spoil what is said, by the name of the fault. */
export const spoilers: Readonly<Record<string, (said: Said) => Said>> = {
  cutOff: (said) => cut(said, Math.floor(utf8(said.text) / 2)),
  prose: () => ({ stop: "end_turn", fields: null, text: PROSE }),
  refusal: () => ({ stop: "end_turn", fields: null, text: DECLINED }),
  guardrail: () => ({ stop: "guardrail_intervened", fields: null, text: BLOCKED }),
  contentFiltered: () => ({ stop: "content_filtered", fields: null, text: BLOCKED }),
  wrongTypes: (said) => changed(said, (value) => wrongType(value)),
  extraKeys: (said) => changed(said, (value) => value, { side: "buy", stake_dollars: 1_000 }),
  outOfRange: (said) => changed(said, (value) => isNumber(value) ? 1.7 : value),
  notANumber: (said) => notANumber(said),
};

/** The body without what was used. */
export function withoutUsage({ body, ...tokens }: ConverseBody): ConverseBody {
  const { usage: _, ...rest } = body;
  return { body: rest, ...tokens };
}

function wrongType(value: unknown): unknown {
  if (isNumber(value)) return "high";
  return typeof value === "boolean" ? "no" : Array.isArray(value) ? "E1" : value;
}

/** A text can hold the bare word, which is no JSON; the fields of a tool only its letters. */
function notANumber(said: Said): Said {
  if (said.fields !== null) return changed(said, (value) => isNumber(value) ? "NaN" : value);
  return {
    ...said,
    text: said.text.replaceAll(
      /"(probability_yes|probability_no|justified|mood)":[^,}]+/g,
      '"$1":NaN',
    ),
  };
}

function changed(said: Said, change: (value: unknown) => unknown, more: object = {}): Said {
  const fields: Record<string, unknown> = { ...(said.fields ?? JSON.parse(said.text)) };
  for (const [key, value] of Object.entries(fields)) fields[key] = change(value);
  const all = { ...fields, ...more };
  return { ...said, fields: said.fields === null ? null : all, text: JSON.stringify(all) };
}

function isNumber(value: unknown): boolean {
  return typeof value === "number";
}
