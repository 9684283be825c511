// Forecasts from the decision they were made for to the day that shows whether they were right. Every
// one is kept, traded on or not: a record of the trades alone would be a record of the lucky ones.
import type { Learnt, PendingSpike } from "../types/account.ts";
import type { Forecast } from "../types/advice.ts";
import type { EntryDecision } from "../types/effect.ts";
import type { MarketId } from "../types/ids.ts";
import type { Outcome } from "../types/market.ts";
import { type Millis, type Probability, probability } from "../types/units.ts";
import { scoreJustified, scoreOutcome } from "./skill.ts";

/** Markets whose end is waited for; what was forecast of others, longest ago, is given up. */
export const MOST_AWAITED = 500;
/** A move of which less than this was undone was justified. */
const HALF = 0.5;

/** What is learnt, with the forecast of a decision that a model took part in. */
export function remember(learnt: Learnt, decision: EntryDecision, at: Millis): Learnt {
  const { ai, id, market, signal, spike } = decision;
  if (ai === undefined || ai.estimate === null || ai.group === null) return learnt;
  const { blind, aware, probability, justified } = ai.estimate;
  const forecast: Forecast = {
    decision: id,
    market,
    group: ai.group,
    at,
    blind,
    aware,
    probability,
    pooled: ai.pooled,
    price: decision.estimate?.market ?? signal.mid,
    justified: spike === null ? null : justified,
    measuredAt: spike?.dueAt ?? null,
  };
  return { ...learnt, forecasts: latest([...learnt.forecasts, forecast]) };
}

/** Those of the markets that were forecast last. */
function latest(forecasts: readonly Forecast[]): readonly Forecast[] {
  if (forecasts.length <= MOST_AWAITED) return forecasts;
  const kept = new Set<MarketId>();
  for (const { market } of forecasts.toReversed()) {
    if (kept.size < MOST_AWAITED) kept.add(market);
  }
  return forecasts.filter(({ market }) => kept.has(market));
}

/**
 * What is learnt after a market's end. Forecasts of one market are no independent results, however many:
 * it is scored once, by the mean of what was said and of the prices then.
 */
export function judgeOutcome(learnt: Learnt, market: MarketId, winner: Outcome | null): Learnt {
  const about = learnt.forecasts.filter((forecast) => forecast.market === market);
  const [first] = about;
  if (first === undefined) return learnt;
  const rest = { ...learnt, forecasts: learnt.forecasts.filter((one) => one.market !== market) };
  const said = about.flatMap(({ probability: p, price }) => p === null ? [] : [{ p, price }]);
  // A market that ends at half and half proves nobody right.
  if (winner === null || said.length === 0) return rest;
  const score = {
    group: first.group,
    p: meanOf(said.map(({ p }) => p)),
    price: meanOf(said.map(({ price }) => price)),
    y: winner === "yes" ? 1 : 0,
  } as const;
  return { ...rest, aiSkill: scoreOutcome(learnt.aiSkill, score) };
}

function meanOf(values: readonly Probability[]): Probability {
  return probability(values.reduce((sum, value) => sum + value, 0) / values.length);
}

/** What is learnt after a spike was measured: what was said of its cause is scored. */
export function judgeMove(learnt: Learnt, spike: PendingSpike, undone: number | null): Learnt {
  const about = ({ market, measuredAt }: Forecast) =>
    market === spike.market && measuredAt === spike.dueAt;
  if (!learnt.forecasts.some(about)) return learnt;
  let { aiSkill } = learnt;
  const forecasts = learnt.forecasts.map((forecast) => {
    if (!about(forecast)) return forecast;
    const { justified: p, group } = forecast;
    if (p !== null && undone !== null) {
      aiSkill = scoreJustified(aiSkill, { group, p, y: undone < HALF ? 1 : 0 });
    }
    return { ...forecast, justified: null, measuredAt: null };
  });
  return { ...learnt, forecasts, aiSkill };
}
