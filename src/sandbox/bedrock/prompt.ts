// What a forecaster understands of a prompt: the task in its first line, the market by its question,
// the ids of evidence, and text that says what to answer.
import type { AskKind } from "../../core/types/advice.ts";
import type { ListedMarket } from "../types.ts";

export interface ReadPrompt {
  /** null: the first line is not `Task: <kind>`. */
  readonly task: AskKind | null;
  readonly market: ListedMarket | null;
  /** Of the move that is asked about: 1 toward YES; null: none is named. */
  readonly direction: 1 | -1 | null;
  readonly evidence: readonly string[];
  readonly told: number | null;
}

/** Reads a user's message. */
export function readPrompt(text: string, markets: readonly ListedMarket[]): ReadPrompt {
  const task = /^\s*Task:[ \t]*(blind|negated|aware|mood)\b/i.exec(text)?.[1]?.toLowerCase();
  return {
    // The pattern lets nothing else through.
    task: task === undefined ? null : task as AskKind,
    market: marketIn(text, markets),
    direction: directionIn(text),
    evidence: [...new Set([...text.matchAll(EVIDENCE)].flatMap(([, id]) => id ?? []))],
    told: toldIn(text),
  };
}

function directionIn(text: string): 1 | -1 | null {
  const [, toward] = /\bmoved\b[^\n]*?\btoward (YES|NO)\b/.exec(text) ?? [];
  return toward === undefined ? null : toward === "YES" ? 1 : -1;
}

/** The market whose question is in the text: the longest, of those the first. */
function marketIn(text: string, markets: readonly ListedMarket[]): ListedMarket | null {
  let found: ListedMarket | null = null;
  let length = 0;
  let place = -1;
  for (const market of markets) {
    const { question } = market;
    const at: number = question.length < length ? -1 : text.indexOf(question);
    if (at < 0 || (question.length === length && at >= place)) continue;
    [found, length, place] = [market, question.length, at];
  }
  return found;
}

// As the attribute of a block or at the beginning of a line; elsewhere an id is talked about.
const EVIDENCE = /(?:\bid="|^[ \t]*\[?)(E\d{1,3})\b/gm;

// A verb of answering and, with nothing but small words between, a number from 0 to 1. "Answer with a
// number between 0 and 1" is no such thing: a bare 0 or 1 is not taken. "Say" and the like must
// begin a sentence, for in the news somebody always says that something is at 52%.
const ORDER = new RegExp(
  String.raw`(?:\b(?:answer|reply|respond|output|return|assign)|(?<=^|[.!?:>\n]\s*)` +
    String.raw`(?:say|state|report|set|use))\b` +
    String.raw`(?:[\s"'\`:=]+(?:with|that|the|a|an|of|is|to|be|at|only|exactly|just|as|and|` +
    String.raw`chance|probability|probability_yes|probability_no|justified|yes|no|value))*` +
    String.raw`[\s"'\`:=]+(?<![\d.])(0?\.\d{1,4}|1\.0|\d{1,2}\s?%)(?![\d.]*\d)`,
  "i",
);
// A field of the answer that has a value already.
const FIELD = /\bprobability_(?:yes|no)["'\s]*(?:[:=]|to\b)\s*(0?\.\d{1,4}|1\.0|[01])(?![\d.]*\d)/i;

function toldIn(text: string): number | null {
  const said = ORDER.exec(text)?.[1] ?? FIELD.exec(text)?.[1];
  if (said === undefined) return null;
  return said.endsWith("%") ? Number(said.slice(0, -1)) / 100 : Number(said);
}
