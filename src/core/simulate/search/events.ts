// The closed trades of one configuration, summed by event, and what of them may be compared with what.
import type { Traded } from "../backtest/assess.ts";
import { purged } from "../statistics/folds.ts";
import { type Plan, stretchAt } from "./plan.ts";

/** One closed trade with its beginning; money in 1e-6 dollars. */
export interface Held extends Traded {
  readonly openedAt: number;
}

/** What one event came to; times in Unix ms, money in 1e-6 dollars. */
export interface EventResult {
  readonly group: string;
  /** Its first trade was opened. */
  readonly from: number;
  /** Its last trade was closed. */
  readonly to: number;
  readonly trades: number;
  readonly stake: number;
  readonly net: number;
}

/** What one fold came to. */
export interface FoldResult {
  readonly trades: number;
  readonly events: number;
  readonly stake: number;
  readonly net: number;
}

/** Sums by event, in order of their first trades; equal beginnings keep the order of the trades. */
export function eventResults(trades: readonly Held[]): readonly EventResult[] {
  const events = new Map<string, EventResult>();
  for (const { group, openedAt, closedAt, stake, net } of trades) {
    const before = events.get(group);
    events.set(group, {
      group,
      from: Math.min(before?.from ?? openedAt, openedAt),
      to: Math.max(before?.to ?? closedAt, closedAt),
      trades: (before?.trades ?? 0) + 1,
      stake: (before?.stake ?? 0) + stake,
      net: (before?.net ?? 0) + net,
    });
  }
  return [...events.values()].toSorted((a, b) => a.from - b.from);
}

/** Sums over events. */
export function totalOf(events: readonly EventResult[]): FoldResult {
  let [trades, stake, net] = [0, 0, 0];
  for (const event of events) {
    trades += event.trades;
    stake += event.stake;
    net += event.net;
  }
  return { trades, events: events.length, stake, net };
}

/** Each fold's sums, the stretch that only trains left out. */
export function foldResults(events: readonly EventResult[], plan: Plan): readonly FoldResult[] {
  return Array.from({ length: plan.folds }, (_, fold) => totalOf(inFold(events, plan, fold)));
}

/** Events of one fold, from 0. */
export function inFold(
  events: readonly EventResult[],
  { foldCuts }: Plan,
  fold: number,
): readonly EventResult[] {
  return events.filter(({ from }) => stretchAt(foldCuts, from) === fold + 1);
}

/** Events of all folds: what was tested out of the first stretch. */
export function outOfSample(
  events: readonly EventResult[],
  { foldCuts }: Plan,
): readonly EventResult[] {
  return events.filter(({ from }) => stretchAt(foldCuts, from) > 0);
}

/**
 * What may be known when a fold begins: events that were over, the embargo before its beginning, and
 * that share nothing with those tested in it.
 */
export function trainedOn(
  events: readonly EventResult[],
  plan: Plan,
  { fold, embargoMs }: { readonly fold: number; readonly embargoMs: number },
): readonly EventResult[] {
  const begin = plan.foldCuts[fold] ?? Infinity;
  const [train, test]: [number[], number[]] = [[], []];
  events.forEach(({ from, to }, i) => {
    const stretch = stretchAt(plan.foldCuts, from);
    if (stretch === fold + 1) test.push(i);
    else if (stretch <= fold && to + embargoMs < begin) train.push(i);
  });
  return purged(events, { train, test }, embargoMs).map((i) => events[i] as EventResult);
}

/**
 * Events of the locked set that share nothing with the search: begun an embargo after it was over, and
 * of no group that was traded in it.
 */
export function lockedOf(
  trades: readonly Held[],
  searchedGroups: ReadonlySet<string>,
  { testFrom, embargoMs }: { readonly testFrom: number; readonly embargoMs: number },
): { readonly events: readonly EventResult[]; readonly leftOut: number } {
  const inside = trades.filter(({ openedAt }) => openedAt >= testFrom);
  const clean = inside.filter(({ openedAt, group }) =>
    openedAt >= testFrom + embargoMs && !searchedGroups.has(group)
  );
  return { events: eventResults(clean), leftOut: inside.length - clean.length };
}

/** Events as the statistics of a backtest take them: one observation each. */
export function observed(events: readonly EventResult[]): readonly Traded[] {
  return events.map(({ group, to, stake, net }) => ({ group, closedAt: to, stake, net }));
}
