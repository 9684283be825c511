// Ledger rows of runs in which models took part and other accounts traded on paper beside the real one.
import type { Arm } from "../../src/core/types/advice.ts";
import {
  type ArmEffect,
  type EntryDecision,
  isEffect,
  type LedgerBody,
  type LedgerRow,
} from "../../src/core/types/effect.ts";
import type { ShadowedInput } from "../../src/core/types/event.ts";
import type { MarketId, QuestionId } from "../../src/core/types/ids.ts";
import { type Millis, probability } from "../../src/core/types/units.ts";
import { advice, answer, evidence, opinion, question, sample } from "./opinions.ts";
import * as rows from "./rows.ts";
import { addTrade, CAPITAL, type RowLog, rowLog, START, type TradeShape } from "./rows.ts";

/** The log as an account beside the real one writes to it. */
export function beside(log: RowLog, arm: Arm): RowLog {
  return {
    rows: log.rows,
    add(body, atMs) {
      // What models say is told to everybody.
      if (body.kind === "advised") return log.add(body, atMs);
      // Only what an arm does or hears is given here: a tally is nobody's.
      return isEffect(body)
        ? log.add({ kind: "shadow", arm, effect: body as ArmEffect }, atMs)
        : log.add({ kind: "shadowed", arm, input: body as ShadowedInput["input"] }, atMs);
    },
  };
}

/** The log as the arm with models writes to it: each entry is asked about and answered first. */
export function withModels(log: RowLog, change: Partial<EntryDecision["ai"]> = {}): RowLog {
  return {
    rows: log.rows,
    add(body, atMs) {
      if (body.kind !== "record" || body.decision.kind !== "entry") return log.add(body, atMs);
      const { market, slug } = body.decision;
      const asked = addQuestion(log, market, atMs);
      const ai = opinion({ question: asked, ...change });
      return log.add({ kind: "record", decision: { ...body.decision, market, slug, ai } });
    },
  };
}

/** Adds a question about a market and its answer: seven calls at a tenth of a cent each. */
export function addQuestion(log: RowLog, market: string, atMs?: number): QuestionId {
  const id = ask(log, market, atMs);
  const now = log.rows.at(-1)?.at ?? START;
  log.add({ kind: "advised", advice: sevenCalls(id, now) });
  return id;
}

/** Adds a question that nobody answers. */
export function ask(log: RowLog, market: string, atMs?: number): QuestionId {
  const id = `${log.rows.length + 1}.1` as QuestionId;
  const at = atMs ?? (log.rows.at(-1)?.at ?? START) + 1_000;
  const about = question(id, at, { market: market as MarketId, slug: `slug-of-${market}` });
  log.add(askBody(about), at);
  return id;
}

/** The row that asks `about`. */
export function askBody(about: ReturnType<typeof question>): LedgerBody & { kind: "ask" } {
  const refused = rows.entry("1.1");
  if (refused.kind !== "record" || refused.decision.kind !== "entry") {
    throw new Error("Cannot happen: rows.entry makes an entry decision");
  }
  const { signal } = refused.decision;
  return {
    kind: "ask",
    question: about,
    signal: { ...signal, market: about.market, at: about.at },
    spike: null,
    dueAt: (about.at + 20_000) as Millis,
  };
}

/** Three blind answers with their negations and one with the price, of model "a". */
export function sevenCalls(id: QuestionId, at: number) {
  const blind = [0.4, 0.45, 0.35].map((p) =>
    sample("blind", { answer: answer({ probability: p, justified: 0.2 }) })
  );
  const negated = [0.6, 0.6, 0.7].map((p) =>
    sample("negated", { answer: answer({ probability: p }) })
  );
  const aware = sample("aware", { answer: answer({ probability: 0.44, justified: 0.25 }) });
  return advice([...blind, ...negated, aware], {
    question: id,
    evidence: [evidence("E1", at), evidence("E2", at, { publishedAt: null, kind: "rules" })],
  });
}

/** Trades of the three arms in one market after another: what each share sold brings, by arm. */
export function addArmTrades(
  log: RowLog,
  market: string,
  sells: { readonly ai: number; readonly noAi: number; readonly random: number },
): void {
  const shape = (sell: number): TradeShape => ({ market, buy: 0.5, sell, fee: 0 });
  addTrade(withModels(log), shape(sells.ai));
  addTrade(beside(log, "noAi"), shape(sells.noAi));
  addTrade(beside(log, "random"), shape(sells.random));
}

/** A run with everything about models in it: trades of all arms, abstentions, a restart, an end. */
export function aiRun(): LedgerRow[] {
  const log = rowLog();
  log.add({ kind: "mark", equity: CAPITAL, cash: CAPITAL, newDay: true });
  beside(log, "noAi").add({ kind: "mark", equity: CAPITAL, cash: CAPITAL, newDay: true });
  addArmTrades(log, "m2", { ai: 0.53, noAi: 0.51, random: 0.48 });
  addArmTrades(log, "m3", { ai: 0.49, noAi: 0.52, random: 0.5 });
  addRefused(log, { question: null, abstained: "budget", estimate: null, pooled: null });
  const silent = ask(log, "m5");
  log.add({
    kind: "advised",
    advice: advice(
      [
        sample("blind", { answer: null, failed: "throttled", attempts: 3, detail: "slow down" }),
        sample("negated", { answer: answer({ abstains: true }), attempts: 0 }),
      ],
      { question: silent, abstained: "throttled", missing: ["No news: the host did not answer."] },
    ),
  });
  addRefused(log, { question: silent, abstained: "throttled", estimate: null, pooled: null });
  const lost = ask(log, "m6");
  log.add(rows.started());
  addRefused(log, { question: lost, abstained: "restarted", estimate: null, pooled: null });
  log.add({ kind: "resolved", market: "m2" as MarketId, winner: "no" });
  log.add({ kind: "resolved", market: "m3" as MarketId, winner: null });
  const next = START + 86_400_000;
  log.add({ kind: "mark", equity: CAPITAL, cash: CAPITAL, newDay: true }, next);
  addArmTrades(log, "m7", { ai: 0.48, noAi: 0.47, random: 0.5 });
  addRefused(log, {});
  ask(log, "m8");
  return log.rows;
}

function addRefused(log: RowLog, ai: Partial<EntryDecision["ai"]>): void {
  const id = `${log.rows.length + 1}.1`;
  log.add(rows.entry(id, { market: `r${id}` as MarketId, ai: opinion(ai) }));
}

/** Forecasts in `markets` markets, each resolved: the model says `said(y)`, the price `price(y)`. */
export function forecastRun(
  markets: number,
  { said, price }: {
    readonly said: (y: 0 | 1, i: number) => number;
    readonly price: (y: 0 | 1, i: number) => number;
  },
): LedgerRow[] {
  const log = rowLog();
  for (let i = 0; i < markets; i++) {
    const y = i % 2 === 0 ? 1 : 0;
    const p = probability(said(y, i));
    const market = `f${i}` as MarketId;
    const body = rows.entry(`${log.rows.length + 1}.1`, {
      market,
      ai: opinion({
        pooled: p,
        estimate: { ...baseEstimate(), blind: p, aware: p, probability: p },
      }),
      estimate: {
        market: probability(price(y, i)),
        fair: probability(price(y, i)),
        se: 0.01,
        contributions: [],
      },
    });
    log.add(body);
    log.add({ kind: "resolved", market, winner: y === 1 ? "yes" : "no" });
  }
  return log.rows;
}

function baseEstimate() {
  const { estimate } = opinion();
  if (estimate === null) throw new Error("Cannot happen: an opinion has an estimate");
  return estimate;
}
