// Whether a stake may be risked, judged on simulated trades.
//
// 1. Paths are drawn per dollar staked and never depend on the stake: the stake only scales them.
//    So every stake of a seed sees the same trades, and one that passes does so at any lower stake.
// 2. A loss is measured in dollars at a fixed stake, harsher than a stake that shrinks with the
//    bankroll; growth is measured at the fixed fraction stake / bankroll, because it is a rate.
import { wilson } from "../math/interval.ts";
import { rng, type Seed } from "../math/rng.ts";
import type { Refusal } from "../types/refusal.ts";
import { MICRO } from "../types/units.ts";
import type { Outcome } from "./kelly.ts";

export interface PathsInput {
  readonly outcomes: readonly Outcome[];
  /**
   * Probabilities of the outcomes under equally likely beliefs, one list a belief: path i follows
   * belief i modulo their number. Without it every path follows `outcomes`.
   */
  readonly beliefs?: readonly (readonly number[])[];
  /** Horizon of one path. */
  readonly trades?: number;
  readonly tradesPerDay: number;
  /** More than {@link MAX_RUNS} are cut to that. */
  readonly runs: number;
  readonly seed: Seed;
}

export interface StakeInput {
  /** All in dollars. */
  readonly stake: number;
  readonly bankroll: number;
  readonly dayLimit: number;
}

/** Simulated trades of one dollar each. */
export interface Paths {
  readonly runs: number;
  readonly trades: number;
  readonly returns: readonly number[];
  /** Lowest running total of each path, at most 0. */
  readonly lowest: Float64Array;
  /** Lowest running total and final total of each whole day of each path, in order. */
  readonly dayLowest: Float64Array;
  readonly dayTotal: Float64Array;
  /** Mean loss of the worst 5 % of days. */
  readonly cvarDay: number;
  /** How often each outcome came in each of {@link BATCHES} equal batches of paths. */
  readonly batches: readonly Int32Array[];
}

/** What the paths say of a stake. */
export interface Validation {
  readonly runs: number;
  /** Losing half the bankroll within the horizon. */
  readonly ruin: { readonly estimate: number; readonly upper95: number };
  /** Being down by more than the day's limit at any moment of a day. */
  readonly dayLoss: { readonly estimate: number; readonly upper95: number };
  /** Mean loss over the worst 5 % of days, dollars. */
  readonly cvarDay: number;
  readonly dayLimit: number;
  /** Nats a trade. */
  readonly meanLogGrowth: { readonly estimate: number; readonly lower95: number };
}

export interface Limits {
  readonly maxRuinProbability: number;
  readonly maxDayLossProbability: number;
}

/** Beyond this the simulation would hold up the event loop. */
export const MAX_RUNS = 2_000;
const DEFAULT_TRADES = 200;
const RUIN_SHARE = 0.5;
const TAIL = 0.05;
/** Money has no parts below 1e-6, so a loss this near its limit is at the limit, not beyond. */
const ATOM = 1e-9;
const BATCHES = 20;
/**
 * The sixth smallest of twenty is below their median with 97.9 % probability, whatever their
 * distribution. A mean less t standard errors is no use here: it can rise with the stake.
 */
const LOWER_RANK = 6;

/** Draws the paths and judges one stake on them. */
export function validateStake(input: PathsInput & StakeInput): Validation {
  return judgeStake(drawPaths(input), input);
}

/** The first limit that a stake breaks, as a refusal; null when it passes them all. */
export function passes(validation: Validation, limits: Limits): Refusal | null {
  const { ruin, dayLoss, cvarDay, dayLimit, meanLogGrowth } = validation;
  if (!(ruin.upper95 <= limits.maxRuinProbability)) {
    return ratio("monteCarloRuin", ruin.upper95, limits.maxRuinProbability);
  }
  if (!(dayLoss.upper95 <= limits.maxDayLossProbability)) {
    return ratio("monteCarloDayLoss", dayLoss.upper95, limits.maxDayLossProbability);
  }
  if (!(cvarDay <= dayLimit + ATOM)) {
    return {
      rule: "monteCarloDayLoss",
      value: Math.ceil(cvarDay * MICRO),
      limit: Math.floor(dayLimit * MICRO),
      unit: "usd",
      note: "mean of the worst 5 % of days",
    };
  }
  if (!(meanLogGrowth.lower95 > 0)) return ratio("monteCarloGrowth", meanLogGrowth.lower95, 0);
  return null;
}

/** Judges a stake on paths already drawn: under a tenth of the time of drawing them. */
export function judgeStake(paths: Paths, { stake, bankroll, dayLimit }: StakeInput): Validation {
  const ruined = countBelow(paths.lowest, (RUIN_SHARE * bankroll + ATOM) / stake);
  const lostDays = countBelow(paths.dayLowest, (dayLimit + ATOM) / stake);
  return {
    runs: paths.runs,
    ruin: proportion(ruined, paths.lowest.length),
    dayLoss: proportion(lostDays, paths.dayLowest.length),
    cvarDay: stake * paths.cvarDay,
    dayLimit,
    meanLogGrowth: logGrowth(paths, stake / bankroll),
  };
}

/**
 * Simulates `runs` paths of `trades` independent trades. Throws RangeError unless the
 * probabilities are a distribution, there is a whole day and there is a path for every batch.
 */
export function drawPaths(input: PathsInput): Paths {
  const { outcomes, tradesPerDay, trades = DEFAULT_TRADES } = input;
  const runs = Math.min(input.runs, MAX_RUNS);
  const days = Math.floor(trades / tradesPerDay);
  if (!(runs >= BATCHES && days >= 1)) {
    throw new RangeError(`Cannot simulate ${runs} paths of ${days} days: too few`);
  }
  const returns = Float64Array.from(outcomes, (outcome) => outcome.ret);
  const beliefs = input.beliefs ?? [outcomes.map((outcome) => outcome.probability)];
  const bounds = Float64Array.from(beliefs.flatMap((belief) => cumulative(belief, returns.length)));
  const lowest = new Float64Array(runs);
  const dayLowest = new Float64Array(runs * days);
  const dayTotal = new Float64Array(runs * days);
  const batches = Array.from({ length: BATCHES }, () => new Int32Array(returns.length));
  const random = rng(input.seed);
  const uniforms = new Float64Array(trades);
  let run = 0;
  for (const [batch, counts] of batches.entries()) {
    for (; run < Math.floor(((batch + 1) * runs) / BATCHES); run++) {
      random.fill(uniforms);
      lowest[run] = walk({
        uniforms,
        bounds: row(bounds, run % beliefs.length, returns.length),
        returns,
        counts,
        dayLowest: row(dayLowest, run, days),
        dayTotal: row(dayTotal, run, days),
        tradesPerDay,
      });
    }
  }
  const cvarDay = -meanOfSmallest(dayTotal, TAIL);
  return { runs, trades, returns: [...returns], lowest, dayLowest, dayTotal, cvarDay, batches };
}

interface Walk {
  readonly uniforms: Float64Array;
  readonly bounds: Float64Array;
  readonly returns: Float64Array;
  readonly counts: Int32Array;
  readonly dayLowest: Float64Array;
  readonly dayTotal: Float64Array;
  readonly tradesPerDay: number;
}

/** Walks one path, writes its days and outcome counts, and returns its lowest running total. */
function walk(path: Walk): number {
  const { uniforms, bounds, returns, counts, dayLowest, dayTotal, tradesPerDay } = path;
  let before = 0;
  let lowest = 0;
  for (let start = 0, day = 0; start < uniforms.length; start += tradesPerDay, day++) {
    const end = Math.min(start + tradesPerDay, uniforms.length);
    let total = 0;
    let low = 0;
    for (let i = start; i < end; i++) {
      const u = uniforms[i] ?? 0;
      let k = 0;
      while (u >= (bounds[k] ?? 1)) k++;
      counts[k] = (counts[k] ?? 0) + 1;
      total += returns[k] ?? 0;
      low = Math.min(low, total);
    }
    // Writing past the last whole day is ignored: a started day is no day.
    dayLowest[day] = low;
    dayTotal[day] = total;
    lowest = Math.min(lowest, before + low);
    before += total;
  }
  return lowest;
}

function row(matrix: Float64Array, index: number, length: number): Float64Array {
  return matrix.subarray(index * length, (index + 1) * length);
}

/** Upper ends of the outcomes' shares of [0, 1); outcome k is drawn when u is first below end k. */
function cumulative(probabilities: readonly number[], length: number): number[] {
  let sum = 0;
  const bounds = probabilities.map((probability) => {
    if (!(probability >= 0)) throw new RangeError(`Cannot draw with probability ${probability}`);
    return sum += probability;
  });
  if (bounds.length !== length || !(Math.abs(sum - 1) < 1e-9)) {
    throw new RangeError(`Cannot draw from ${bounds.length} outcomes summing to ${sum}`);
  }
  // The sum is 1 up to rounding; an outcome that cannot happen must not get what is missing.
  return bounds.fill(1, probabilities.findLastIndex((probability) => probability > 0));
}

function logGrowth(paths: Paths, f: number): Validation["meanLogGrowth"] {
  const logs = paths.returns.map((ret) => (1 + f * ret > 0 ? Math.log1p(f * ret) : -Infinity));
  const means = paths.batches.map((counts) => {
    let sum = 0;
    let drawn = 0;
    for (const [k, count] of counts.entries()) {
      if (count === 0) continue;
      sum += count * (logs[k] ?? 0);
      drawn += count;
    }
    return { sum, mean: sum / drawn };
  });
  const total = means.reduce((sum, batch) => sum + batch.sum, 0);
  const sorted = Float64Array.from(means, (batch) => batch.mean).sort();
  return {
    estimate: total / (paths.runs * paths.trades),
    lower95: sorted[LOWER_RANK - 1] ?? -Infinity,
  };
}

function countBelow(values: Float64Array, loss: number): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (-(values[i] ?? 0) > loss) count++;
  return count;
}

function proportion(count: number, of: number): Validation["ruin"] {
  return { estimate: count / of, upper95: wilson(count, of).high };
}

/** Mean of the smallest `share` of values; a value on the boundary counts in part. */
function meanOfSmallest(values: Float64Array, share: number): number {
  const wanted = share * values.length;
  const whole = Math.floor(wanted);
  const ordered = values.slice();
  selectSmallest(ordered, whole);
  const sum = ordered.subarray(0, whole).reduce((total, value) => total + value, 0);
  return (sum + (wanted - whole) * (ordered[whole] ?? 0)) / wanted;
}

/** Reorders so that `values[rank]` is what sorting would put there, nothing larger before it. */
function selectSmallest(values: Float64Array, rank: number): void {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1] ?? 0;
    let i = low;
    let j = high;
    while (i <= j) {
      while ((values[i] ?? 0) < pivot) i++;
      while ((values[j] ?? 0) > pivot) j--;
      if (i > j) break;
      const swapped = values[i] ?? 0;
      values[i++] = values[j] ?? 0;
      values[j--] = swapped;
    }
    if (rank <= j) high = j;
    else if (rank >= i) low = i;
    else return;
  }
}

function ratio(rule: Refusal["rule"], value: number, limit: number): Refusal {
  // A row of the ledger is JSON, which has no infinities.
  return { rule, value: Number.isFinite(value) ? value : null, limit, unit: "ratio" };
}
