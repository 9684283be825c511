// Forecasts from the decision they were made for to the day that shows whether they were right. Every
// one is kept, traded on or not: a record of the trades alone would be a record of the lucky ones.
import type { Learnt, PendingSpike } from "../types/account.ts";
import type { Forecast } from "../types/advice.ts";
import type { EntryDecision } from "../types/effect.ts";
import type { MarketId } from "../types/ids.ts";
import type { Outcome } from "../types/market.ts";
import type { Millis } from "../types/units.ts";
import { scoreJustified, scoreOutcome } from "./skill.ts";

/** Forecasts that wait; older ones are given up. */
const MOST = 500;
/** A move of which less than this was undone was justified. */
const HALF = 0.5;

/** What is learnt, with the forecast of a decision that a model took part in. */
export function remember(learnt: Learnt, decision: EntryDecision, at: Millis): Learnt {
  const { ai, id, market, signal, spike } = decision;
  if (ai === undefined || ai.estimate === null) return learnt;
  const { blind, aware, probability, justified } = ai.estimate;
  const forecast: Forecast = {
    decision: id,
    market,
    at,
    blind,
    aware,
    probability,
    pooled: ai.pooled,
    price: decision.estimate?.market ?? signal.mid,
    justified: spike === null ? null : justified,
    measuredAt: spike?.dueAt ?? null,
  };
  return { ...learnt, forecasts: [...learnt.forecasts, forecast].slice(-MOST) };
}

/** What is learnt after a market's end: what was forecast of it is scored. */
export function judgeOutcome(learnt: Learnt, market: MarketId, winner: Outcome | null): Learnt {
  let { aiSkill } = learnt;
  const forecasts: Forecast[] = [];
  for (const forecast of learnt.forecasts) {
    if (forecast.market !== market) {
      forecasts.push(forecast);
      continue;
    }
    const { probability: p, price } = forecast;
    // A market that ends at half and half proves nobody right.
    if (p === null || winner === null) continue;
    aiSkill = scoreOutcome(aiSkill, { p, price, y: winner === "yes" ? 1 : 0 });
  }
  return forecasts.length === learnt.forecasts.length ? learnt : { ...learnt, forecasts, aiSkill };
}

/** What is learnt after a spike was measured: what was said of its cause is scored. */
export function judgeMove(learnt: Learnt, spike: PendingSpike, undone: number | null): Learnt {
  const about = ({ market, measuredAt }: Forecast) =>
    market === spike.market && measuredAt === spike.dueAt;
  if (!learnt.forecasts.some(about)) return learnt;
  let { aiSkill } = learnt;
  const forecasts = learnt.forecasts.map((forecast) => {
    if (!about(forecast)) return forecast;
    const { justified: p } = forecast;
    if (p !== null && undone !== null) {
      aiSkill = scoreJustified(aiSkill, { p, y: undone < HALF ? 1 : 0 });
    }
    return { ...forecast, justified: null, measuredAt: null };
  });
  return { ...learnt, forecasts, aiSkill };
}
