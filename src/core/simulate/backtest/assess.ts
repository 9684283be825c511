// What closed trades say, event by event: markets that settle together are one observation everywhere
// here, in means, intervals and Sharpe ratios alike.
import type { Interval } from "../../math/interval.ts";
import { type Seed, subSeed } from "../../math/rng.ts";
import { studentT } from "../../math/student_t.ts";
import { clusterBootstrap, type ClusterStatistic } from "../statistics/cluster_bootstrap.ts";
import { lagOne, type Sample, sampleOf } from "../statistics/sample.ts";
import {
  deflatedSharpe,
  luckySharpe,
  minimumTrackRecord,
  probabilisticSharpe,
  type Tried,
} from "../statistics/sharpe.ts";

/** One closed trade; money in 1e-6 dollars. */
export interface Traded {
  /** Of markets that settle together. */
  readonly group: string;
  readonly closedAt: number;
  /** Paid for shares. */
  readonly stake: number;
  readonly net: number;
}

/** A figure with what it may be; null where there is too little to say. */
export interface Figure {
  readonly value: number | null;
  readonly interval: Interval | null;
}

/** Everything that closed trades say. */
export interface Assessment {
  readonly trades: number;
  readonly events: number;
  readonly net: number;
  readonly stake: number;
  /** Net dollars per dollar paid for shares, over all trades. */
  readonly perDollar: Figure;
  /** Events with a net loss. */
  readonly losses: number;
  /** 95 % of the same had one trade more, in an event of its own, lost all its stake, as a token may. */
  readonly withLoss: Interval | null;
  /** Share of trades with a net gain. */
  readonly hitRate: Figure;
  /** Deepest fall of the summed net results, in order of closing, 1e-6 dollars. */
  readonly drawdown: Figure;
  /** Of the events' net returns per dollar. */
  readonly sample: Sample;
  /** Of the events in order of their last trade. */
  readonly lagOne: number | null;
  /** Probability that the true Sharpe ratio of an event is above 0. */
  readonly psr: number | null;
  /** The same above what luck gives the best of all that was tried. */
  readonly dsr: number | null;
  readonly luckySharpe: number | null;
  /** Events needed until a ratio like this is told from 0, and from luck, with 95 %. */
  readonly minimumTrackRecord: number | null;
  readonly minimumDeflated: number | null;
}

/** Assesses closed trades; the seed makes the intervals repeat. */
export function assess(trades: readonly Traded[], tried: Tried, seed: Seed): Assessment {
  const events = eventsOf(trades);
  const returns = events.map(({ net, stake }) => net / stake);
  const sample = sampleOf(returns);
  const net = sum(trades.map((trade) => trade.net));
  const stake = sum(trades.map((trade) => trade.stake));
  const wins = trades.filter((trade) => trade.net > 0).length;
  const { sharpe, skew, kurtosis } = sample;
  const measured = sharpe === null || skew === null || kurtosis === null
    ? null
    : { n: events.length, sharpe, skew, kurtosis };
  const lucky = events.length < 2 ? null : luckySharpe(tried);
  const draw = (what: number, statistic: ClusterStatistic) =>
    clusterBootstrap(events.length, statistic, { seed: subSeed(seed, what), method: "bca" });
  return {
    trades: trades.length,
    events: events.length,
    net,
    stake,
    perDollar: {
      value: stake > 0 ? net / stake : null,
      interval: wider(draw(0, ratio(events, "net", "stake")), linearised(events, net / stake)),
    },
    losses: events.filter(({ net }) => net < 0).length,
    withLoss: withLoss(events),
    hitRate: {
      value: trades.length > 0 ? wins / trades.length : null,
      interval: ends(draw(1, ratio(events, "wins", "trades"))),
    },
    drawdown: {
      value: trades.length > 0 ? drawdownOf(byClosing(trades)) : null,
      interval: ends(draw(2, drawdowns(events))),
    },
    sample,
    lagOne: lagOne(returns),
    psr: measured === null ? null : probabilisticSharpe(measured, 0),
    dsr: measured === null ? null : deflatedSharpe(measured, tried),
    luckySharpe: lucky,
    minimumTrackRecord: measured === null ? null : minimumTrackRecord(measured, 0),
    minimumDeflated: measured === null || lucky === null
      ? null
      : minimumTrackRecord(measured, lucky),
  };
}

/** Net per dollar of one set of trades less that of another, by drawing events of both anew. */
export function differenceOf(
  ours: readonly Traded[],
  theirs: readonly Traded[],
  seed: Seed,
): Figure {
  const groups = [...new Set([...ours, ...theirs].map(({ group }) => group))];
  const sumsOf = (trades: readonly Traded[]) => {
    const byGroup = new Map(eventsOf(trades).map((event) => [event.group, event]));
    return groups.map((group) => byGroup.get(group) ?? { net: 0, stake: 0 });
  };
  const [a, b] = [sumsOf(ours), sumsOf(theirs)];
  const statistic: ClusterStatistic = (drawn) => {
    let [netA, stakeA, netB, stakeB] = [0, 0, 0, 0];
    for (let i = 0; i < drawn.length; i++) {
      const [one, other] = [a[drawn[i] as number], b[drawn[i] as number]];
      netA += one?.net ?? 0;
      stakeA += one?.stake ?? 0;
      netB += other?.net ?? 0;
      stakeB += other?.stake ?? 0;
    }
    // A draw without a trade of one side gained nothing there.
    return (stakeA > 0 ? netA / stakeA : 0) - (stakeB > 0 ? netB / stakeB : 0);
  };
  if (ours.length === 0 || theirs.length === 0) return { value: null, interval: null };
  const found = clusterBootstrap(groups.length, statistic, { seed, method: "percentile" });
  const value = statistic(groups.map((_, i) => i));
  return { value, interval: ends(found) };
}

interface Event {
  readonly group: string;
  readonly results: readonly Traded[];
  readonly net: number;
  readonly stake: number;
  readonly wins: number;
  readonly trades: number;
}

/** In order of their last trade. */
function eventsOf(trades: readonly Traded[]): readonly Event[] {
  const groups = new Map<string, Traded[]>();
  for (const trade of byClosing(trades)) {
    const members = groups.get(trade.group) ?? [];
    groups.delete(trade.group);
    groups.set(trade.group, [...members, trade]);
  }
  return [...groups].map(([group, results]) => ({
    group,
    results,
    net: sum(results.map(({ net }) => net)),
    stake: sum(results.map(({ stake }) => stake)),
    wins: results.filter(({ net }) => net > 0).length,
    trades: results.length,
  }));
}

function byClosing(trades: readonly Traded[]): readonly Traded[] {
  return trades.toSorted((a, b) => a.closedAt - b.closedAt);
}

function ratio(
  events: readonly Event[],
  above: "net" | "wins",
  below: "stake" | "trades",
): ClusterStatistic {
  return (drawn) => {
    let [top, bottom] = [0, 0];
    for (let i = 0; i < drawn.length; i++) {
      const event = events[drawn[i] as number] as Event;
      top += event[above];
      bottom += event[below];
    }
    return top / bottom;
  };
}

function drawdowns(events: readonly Event[]): ClusterStatistic {
  return (drawn) => {
    const fall = openDrawdown();
    for (let i = 0; i < drawn.length; i++) {
      for (const { net } of (events[drawn[i] as number] as Event).results) fall.add(net);
    }
    return fall.deepest();
  };
}

function drawdownOf(trades: readonly Traded[]): number {
  const fall = openDrawdown();
  for (const { net } of trades) fall.add(net);
  return fall.deepest();
}

function openDrawdown() {
  let [total, peak, deepest] = [0, 0, 0];
  return {
    add(net: number) {
      total += net;
      if (total > peak) peak = total;
      else if (peak - total > deepest) deepest = peak - total;
    },
    deepest: () => deepest,
  };
}

/** 95 % of net per dollar `ratio`, by the deviations of its events and Student's t (delta method). */
export function linearised(
  events: readonly Pick<Event, "net" | "stake">[],
  ratio: number,
): Interval | null {
  const n = events.length;
  if (n < 2) return null;
  const meanStake = sum(events.map(({ stake }) => stake)) / n;
  const squares = sum(events.map(({ net, stake }) => ((net - ratio * stake) / meanStake) ** 2));
  const half = studentT(0.95, n - 1) * Math.sqrt(squares / (n - 1) / n);
  return { low: ratio - half, high: ratio + half };
}

/** 95 % of net per dollar with one trade more that lost all its stake, the mean of the others'. */
export function withLoss(
  events: readonly Pick<Event, "net" | "stake" | "trades">[],
): Interval | null {
  if (events.length < 2) return null;
  const total = (of: "net" | "stake" | "trades") => sum(events.map((event) => event[of]));
  const lost = total("stake") / total("trades");
  const more = [...events, { net: -lost, stake: lost }];
  return linearised(more, (total("net") - lost) / (total("stake") + lost));
}

/** Of two ways to find it the one that claims less. */
function wider(a: Interval | null, b: Interval | null): Interval | null {
  if (a === null || b === null) return ends(a ?? b);
  return ends(a.high - a.low > b.high - b.low ? a : b);
}

function ends(found: Interval | null): Interval | null {
  return found === null ? null : { low: found.low, high: found.high };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
