// The same signals decided three ways: by the rules with models, by the rules alone, by chance. What
// models are worth is the difference, and what they cost is part of it.
//
// 1. The AI bill is taken off the arm with models and off no other.
// 2. Trades in markets that settle together are one observation.
// 3. "not proven" whenever the interval includes zero.
import { edgeDecay } from "../core/advice/edge_decay.ts";
import type { Arm } from "../core/types/advice.ts";
import type { DecisionId, GroupId } from "../core/types/ids.ts";
import { aiBill } from "./ai_bill.ts";
import type { ArmFacts } from "./arm_fold.ts";
import { type FoundInterval, meanInterval, seedOf } from "./cluster_interval.ts";
import type { DecisionFact, Facts } from "./fold.ts";
import { count, signedUsd, time, usd } from "./format.ts";
import type { ReportInput } from "./input.ts";
import { type Cell, type Column, type Report, table } from "./report.ts";
import { grossOf, netOf, type Trade } from "./trade_fold.ts";
import { sum } from "./trades.ts";
import { MIN_GROUPS, MIN_TRADES } from "./verdict.ts";
import { armWords } from "./words.ts";

/** Results of each arm, then the differences with their verdicts. */
export function arms(input: ReportInput): readonly Report[] {
  return [armsTable(input), differencesTable(input)];
}

/** One account, whichever it is, since the arms changed last. */
export interface ArmResult {
  readonly arm: Arm;
  readonly facts: ArmFacts;
  readonly decisions: ReadonlyMap<DecisionId, DecisionFact>;
  /** What was paid for models, 1e-6 dollars. */
  readonly bill: number;
}

/** Every arm that there is, in a fixed order. */
export function armResults(facts: Facts): readonly ArmResult[] {
  return order.flatMap((arm): ArmResult[] => {
    const found = facts.arm === arm ? facts : facts.shadows.get(arm);
    if (found === undefined) return [];
    const bill = arm === "ai" ? aiBill(facts.ai, facts.change?.at) : 0;
    const own = found === facts ? lately(facts) : found;
    return [{ arm, facts: own, decisions: found.decisions, bill }];
  });
}

/** The account that trades, as if it had begun with the accounts beside it. */
function lately(facts: Facts): ArmFacts {
  const { trades, change } = facts;
  if (change === null) return facts;
  const since = (all: readonly Trade[]) => all.filter(({ openedAt }) => openedAt >= change.at);
  return {
    ...facts,
    marks: change.marks,
    trades: { ...trades, closed: () => since(trades.closed()), open: () => since(trades.open()) },
  };
}

export type ArmVerdict = "no trades yet" | "not proven" | `${Arm} better` | `${Arm} worse`;

/** Net result of one arm less that of another, by group of markets. */
export interface Difference {
  readonly arms: readonly [Arm, Arm];
  readonly groups: number;
  /** Closed trades of both. */
  readonly trades: number;
  /** 1e-6 dollars, bill included. */
  readonly total: number;
  /** Of the mean by group, 1e-6 dollars. */
  readonly interval: FoundInterval | null;
  readonly verdict: ArmVerdict;
}

/** The three differences, as far as both of their arms are there. */
export function differences({ facts, run }: ReportInput): readonly Difference[] {
  const all = armResults(facts);
  return pairs.flatMap(([one, other], i): Difference[] => {
    const [a, b] = [one, other].map((arm) => all.find((result) => result.arm === arm));
    return a === undefined || b === undefined ? [] : [difference(a, b, seedOf(run.seed, i))];
  });
}

/** What the verdict rests on, with its interval in words. */
export function differenceWords({ groups, trades, interval, verdict }: Difference): string {
  if (verdict === "no trades yet") return "neither arm has closed a trade";
  const between = interval === null
    ? "no interval"
    : `between ${signedUsd(Math.round(interval.low))} and ${
      signedUsd(Math.round(interval.high))
    } a group (95 %)`;
  if (groups < MIN_GROUPS || trades < MIN_TRADES) {
    return `${between}; insufficient: ${MIN_GROUPS} groups and ${MIN_TRADES} trades are needed, ` +
      `and there are ${count(groups)} and ${count(trades)}`;
  }
  return verdict === "not proven" ? `${between}, which includes zero` : between;
}

const order: readonly Arm[] = ["ai", "noAi", "random"];
const pairs: readonly (readonly [Arm, Arm])[] = [
  ["ai", "noAi"],
  ["ai", "random"],
  ["noAi", "random"],
];

function difference(a: ArmResult, b: ArmResult, seed: ReturnType<typeof seedOf>): Difference {
  const byGroup = new Map<GroupId, number>();
  const closed = [a, b].map(({ facts }) => facts.trades.closed());
  closed.forEach((trades, i) => {
    const sign = i === 0 ? 1 : -1;
    for (const trade of trades) {
      byGroup.set(trade.group, (byGroup.get(trade.group) ?? 0) + sign * netOf(trade));
    }
  });
  const bill = a.bill - b.bill;
  const groups = byGroup.size;
  // Most questions end without a trade: their price is spread over all groups alike.
  const values = [...byGroup.values()].map((value) => value - bill / groups);
  const trades = sum(closed.map(({ length }) => length));
  const interval = meanInterval(values, seed);
  return {
    arms: [a.arm, b.arm],
    groups,
    trades,
    total: sum([...byGroup.values()]) - bill,
    interval,
    verdict: verdictOf(a.arm, groups, trades, interval),
  };
}

function verdictOf(
  arm: Arm,
  groups: number,
  trades: number,
  interval: FoundInterval | null,
): ArmVerdict {
  if (trades === 0) return "no trades yet";
  if (groups < MIN_GROUPS || trades < MIN_TRADES || interval === null) return "not proven";
  if (interval.low > 0) return `${arm} better`;
  return interval.high < 0 ? `${arm} worse` : "not proven";
}

const armColumns: readonly Column[] = [
  { key: "arm", label: "arm", unit: "text" },
  { key: "decides", label: "decided by", unit: "text", detail: true },
  { key: "account", label: "account", unit: "text", detail: true },
  { key: "trades", label: "trades", unit: "count" },
  { key: "groups", label: "groups", unit: "count", detail: true },
  { key: "gross", label: "gross", unit: "usd" },
  { key: "fees", label: "fees", unit: "usd" },
  { key: "bill", label: "AI bill", unit: "usd" },
  { key: "net", label: "net", unit: "usd" },
  { key: "mean", label: "net a trade", unit: "usd", detail: true },
  { key: "equity", label: "equity", unit: "usd" },
  { key: "drawdown", label: "drawdown", unit: "ratio", of: "the highest mark before it" },
  { key: "edge", label: "edge", unit: "text", detail: true },
];

function armsTable({ facts, config }: ReportInput): Report {
  const notes = [
    `The account that trades is ${facts.arm}; every other arm trades on paper beside it.`,
    "Net is of closed trades, after fees and the AI bill; equity is before the bill.",
  ];
  if (facts.shadows.size === 0) notes.push("No arm traded beside it: there is no comparison.");
  const { change } = facts;
  if (change !== null) {
    notes.push(
      `Since ${
        time(change.at)
      }, when the arms changed: results before that are of other accounts ` +
        "and not counted here. Every arm beside the one that trades began anew with its equity then, " +
        `${usd(change.capital)}.`,
    );
  }
  const rows = armResults(facts).map((result): Cell[] => {
    const { arm, bill } = result;
    const closed = result.facts.trades.closed();
    const net = sum(closed.map(netOf)) - bill;
    const { lastMark, marks } = result.facts;
    return [
      arm,
      armWords[arm],
      arm === facts.arm ? "trading" : "paper, beside it",
      closed.length,
      new Set(closed.map(({ group }) => group)).size,
      sum(closed.map(grossOf)),
      sum(closed.map(({ fees }) => fees)),
      bill,
      net,
      closed.length > 0 ? Math.round(net / closed.length) : null,
      arm === facts.arm
        ? equityOf(facts, config.initialCapital)
        : equityOf(result.facts, change?.capital ?? config.initialCapital),
      lastMark === null ? null : marks.drawdown().share,
      edgeWords(result, closed),
    ];
  });
  const title = "Arms: the same signals, decided in different ways";
  return table({ name: "arms", title, notes }, armColumns, rows);
}

/** As last marked; without a position it is cash, which needs no mark. */
function equityOf({ trades, lastMark, markOutdated }: ArmFacts, capital: number): number | null {
  if (trades.open().length === 0) return capital + sum(trades.closed().map(netOf));
  return lastMark === null || markOutdated ? null : lastMark.equity;
}

/** Whether trades still bring what was expected of them when they were entered. */
function edgeWords({ decisions }: ArmResult, closed: readonly Trade[]): string {
  const results = closed.flatMap((trade) => {
    const decision = decisions.get(trade.decision)?.decision;
    const edge = decision?.kind === "entry" ? decision.edge : null;
    return edge === null ? [] : [{ net: netOf(trade), expected: edge.net * trade.bought }];
  });
  const { value, alarmAt, since } = edgeDecay(results);
  if (value === null) return `unknown: ${count(results.length)} trades with an expected gain`;
  if (alarmAt === null || since === null) return "as expected (CUSUM without alarm)";
  return `DECAYED: alarm at trade ${count(alarmAt + 1)}, below expectation since trade ` +
    count(since + 1);
}

const differenceColumns: readonly Column[] = [
  { key: "difference", label: "difference", unit: "text" },
  { key: "groups", label: "groups", unit: "count" },
  { key: "trades", label: "trades", unit: "count" },
  { key: "total", label: "net, total", unit: "usd" },
  { key: "mean", label: "a group", unit: "usd", detail: true },
  { key: "low", label: "from", unit: "usd" },
  { key: "high", label: "to", unit: "usd" },
  { key: "by", label: "interval by", unit: "text", detail: true },
  { key: "verdict", label: "verdict", unit: "text" },
  { key: "because", label: "because", unit: "text", detail: true },
];

function differencesTable(input: ReportInput): Report {
  const all = differences(input);
  const notes = [
    "Net results by group of markets that settle together, in groups in which either arm traded; " +
    "the AI bill is spread over them. From and to: 95 % for the mean of a group, Student's t or " +
    "the cluster bootstrap, whichever is wider.",
    ...all.map((one) => `${one.arms.join(" - ")}: ${one.verdict}: ${differenceWords(one)}.`),
  ];
  const rows = all.map((one): Cell[] => {
    const { arms: [a, b], groups, trades, total, interval } = one;
    return [
      `${a} - ${b}`,
      groups,
      trades,
      Math.round(total),
      groups > 0 ? Math.round(total / groups) : null,
      interval === null ? null : Math.round(interval.low),
      interval === null ? null : Math.round(interval.high),
      interval?.by ?? null,
      one.verdict,
      differenceWords(one),
    ];
  });
  return table({ name: "differences", title: "Differences", notes }, differenceColumns, rows);
}
