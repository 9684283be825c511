// Has the edge gone? The lower side of a CUSUM (Page 1954) over closed trades: each result less what
// was expected of it when it was entered, in standard deviations.
//
// k = 0.25 finds a loss of half a deviation a trade fastest. With h = 8 an edge that is as good as
// promised rings once in about 740 trades, one that fell by half a deviation within about 29, one
// that fell by a whole one within 11 (integral equation of the chart, independent normal results).
import { addToCusum, initCusum } from "../math/control_chart.ts";
import { addSample, type Moments, noMoments, sampleVariance } from "../math/welford.ts";

/** What a trade brought and what was expected of it, in one unit. */
export interface TradeResult {
  readonly net: number;
  readonly expected: number;
}

export interface DecayChart {
  /** Reference value, and decision interval; both in standard deviations of a result. */
  readonly k: number;
  readonly h: number;
  /** With fewer results nothing is said: their deviation is not known. */
  readonly least: number;
}

export const decayChart: DecayChart = { k: 0.25, h: 8, least: 10 };

export interface EdgeDecay {
  /** The sum after the last result; null: too few results, or all equal. */
  readonly value: number | null;
  /** Index of the first result that rang; null: none did. */
  readonly alarmAt: number | null;
  /** Index of the first result of the run that rang: about where the edge went. */
  readonly since: number | null;
}

/** The chart over results, oldest first; it stops at its alarm. */
export function edgeDecay(
  results: readonly TradeResult[],
  { k, h, least }: DecayChart = decayChart,
): EdgeDecay {
  const unknown: EdgeDecay = { value: null, alarmAt: null, since: null };
  const misses = results.map(({ net, expected }) => net - expected);
  const variance = sampleVariance(
    misses.reduce<Moments>((sum, miss) => addSample(sum, miss), noMoments),
  );
  if (results.length < least || variance === null || variance <= 0) return unknown;
  // Around their own mean, so that a lost edge does not hide in a larger deviation.
  const sd = Math.sqrt(variance);
  const chart = initCusum();
  for (const [i, miss] of misses.entries()) {
    addToCusum(chart, miss / sd, k);
    if (chart.low > h) return { value: chart.low, alarmAt: i, since: i - chart.lowRun + 1 };
  }
  return { value: chart.low, alarmAt: null, since: null };
}
