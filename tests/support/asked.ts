// A spike that has models asked about it, and what came of it.
import assert from "node:assert/strict";
import type { Arms } from "../../src/core/types/advice.ts";
import type { EngineConfig } from "../../src/core/types/config.ts";
import type { Effect, EntryDecision, LedgerRow } from "../../src/core/types/effect.ts";
import type { QuestionId } from "../../src/core/types/ids.ts";
import type { Order } from "../../src/core/types/order.ts";
import { anAdvice, type Said } from "./advice.ts";
import { bold, free } from "./bold.ts";
import { aBook, type HandFed, handFed, spike } from "./engine.ts";

/** A configuration that trades on a belief, and lets models change a third of it. */
export const base = bold({ autonomy: 0.3 });
/** Models trade, and nobody is beside them. */
export const withModels: Arms = { trading: "ai", shadows: [] };

/** An engine that has just seen YES jump from 40 to 55 cents. */
export function jumped(change: Partial<EngineConfig> = {}, arms = withModels, market = free) {
  const engine = handFed({ ...base, ...change }, 1, arms);
  const at = spike(engine, 55, 1, market);
  return { engine, at };
}

/** Bodies of one kind. */
export function effects<K extends Effect["kind"]>(rows: readonly LedgerRow[], kind: K) {
  return rows.flatMap(({ body }) =>
    body.kind === kind ? [body as Extract<Effect, { kind: K }>] : []
  );
}

/** Decisions about entries of the trading account. */
export function entries(rows: readonly LedgerRow[]): readonly EntryDecision[] {
  return effects(rows, "record").flatMap(({ decision }) =>
    decision.kind === "entry" ? [decision] : []
  );
}

/** The same of the accounts beside the real one. */
/** Decisions about entries of the trading account. */
export function entriesBeside(rows: readonly LedgerRow[]): readonly EntryDecision[] {
  return effects(rows, "shadow").flatMap(({ effect }) =>
    effect.kind === "record" && effect.decision.kind === "entry" ? [effect.decision] : []
  );
}

/** The one question that was asked. */
export function asked(engine: HandFed): QuestionId {
  const [ask] = effects(engine.rows, "ask");
  if (ask === undefined) return assert.fail("nothing was asked");
  return ask.question.id;
}

/** Answers three seconds after the spike, the book as it was. */
export function answer({ engine, at }: ReturnType<typeof jumped>, said: Said): EntryDecision {
  engine.feed(aBook(55, 56, free), at + 3_000);
  const rows = engine.feed(
    { kind: "advised", advice: anAdvice(asked(engine), said) },
    at + 3_000,
  );
  const [decision] = entries(rows);
  if (decision === undefined) return assert.fail("nothing was decided");
  return decision;
}

/** Orders that were placed. */
export function placed(rows: readonly LedgerRow[]): readonly Order[] {
  return effects(rows, "place").map(({ order }) => order);
}
