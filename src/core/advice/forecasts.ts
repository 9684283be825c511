// Forecasts from the decision they were made for to the day that shows whether they were right. Every
// one is kept, traded on or not: a record of the trades alone would be a record of the lucky ones.
import type { Account, PendingSpike } from "../types/account.ts";
import type { Forecast } from "../types/advice.ts";
import type { EntryDecision } from "../types/effect.ts";
import type { MarketId } from "../types/ids.ts";
import type { Outcome } from "../types/market.ts";
import type { Millis } from "../types/units.ts";
import { scoreJustified, scoreOutcome } from "./skill.ts";
import { decided } from "./spend.ts";

/** Forecasts that wait; older ones are given up. */
const MOST = 500;
/** A move of which less than this was undone was justified. */
const HALF = 0.5;

/** The account with the forecast of a decision that a model took part in. */
export function remember(account: Account, decision: EntryDecision, at: Millis): Account {
  const { ai, id, market, signal, spike } = decision;
  if (ai === undefined) return account;
  const next = ai.question === null ? account : decided(account, ai.question);
  if (ai.estimate === null) return next;
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
  return { ...next, forecasts: [...next.forecasts, forecast].slice(-MOST) };
}

/** The account after a market's end: what was forecast of it is scored. */
export function judgeOutcome(
  account: Account,
  market: MarketId,
  winner: Outcome | null,
): Account {
  if (account.forecasts.length === 0) return account;
  let { aiSkill } = account;
  const forecasts: Forecast[] = [];
  for (const forecast of account.forecasts) {
    if (forecast.market !== market) {
      forecasts.push(forecast);
      continue;
    }
    const { probability: p, price } = forecast;
    // A market that ends at half and half proves nobody right.
    if (p === null || winner === null) continue;
    aiSkill = scoreOutcome(aiSkill, { p, price, y: winner === "yes" ? 1 : 0 });
  }
  return forecasts.length === account.forecasts.length
    ? account
    : { ...account, forecasts, aiSkill };
}

/** The account after a spike was measured: what was said of its cause is scored. */
export function judgeMove(account: Account, spike: PendingSpike, undone: number | null): Account {
  const about = ({ market, measuredAt }: Forecast) =>
    market === spike.market && measuredAt === spike.dueAt;
  if (!account.forecasts.some(about)) return account;
  let { aiSkill } = account;
  const forecasts = account.forecasts.map((forecast) => {
    if (!about(forecast)) return forecast;
    const { justified: p } = forecast;
    if (p !== null && undone !== null) {
      aiSkill = scoreJustified(aiSkill, { p, y: undone < HALF ? 1 : 0 });
    }
    return { ...forecast, justified: null, measuredAt: null };
  });
  return { ...account, forecasts, aiSkill };
}
