// The arms as pictures: equity of each over time, and how the difference between two of them settles
// as markets are added.
import type { Arm } from "../core/types/advice.ts";
import type { GroupId } from "../core/types/ids.ts";
import type { Millis } from "../core/types/units.ts";
import { aiBill } from "./ai_bill.ts";
import { type ArmResult, armResults, differences, differenceWords } from "./arms.ts";
import { studentInterval } from "./cluster_interval.ts";
import { signedUsd, usd } from "./format.ts";
import type { ReportInput } from "./input.ts";
import type { Curve, Lines, Picture } from "./picture.ts";
import { netOf } from "./trade_fold.ts";
import { armWords } from "./words.ts";

/** Equity by arm, then each difference with its interval. */
export function armsPictures(input: ReportInput): readonly Picture[] {
  const all = armResults(input.facts);
  return [equityOf(input, all), ...differencesOf(input, all)]
    .filter(({ curves }) => curves.some(({ points }) => points.length > 0));
}

function equityOf({ facts, config }: ReportInput, all: readonly ArmResult[]): Lines {
  const curves = all.map(({ arm, facts: own }): Curve => ({
    name: `${arm}: ${armWords[arm]}`,
    style: "step",
    points: own.marks.points().map(({ at, equity }) => [at, equity] as const),
  }));
  const last = all.flatMap(({ arm, facts: own }) =>
    own.lastMark === null ? [] : [`${arm} ${usd(own.lastMark.equity)}`]
  );
  const bill = aiBill(facts.ai, facts.change?.at);
  return {
    kind: "lines",
    name: "armsEquity",
    title: "Equity of the arms",
    x: { label: "time", unit: "time" },
    y: { label: "equity at exit price", unit: "usd" },
    marks: [{ axis: "y", at: facts.change?.capital ?? config.initialCapital, label: "start" }],
    assumptions: [
      `Before the AI bill, which is ${usd(bill)}; arms that do not trade are on paper.`,
    ],
    words: last.length === 0 ? "No arm was marked yet." : `At the last mark: ${last.join(", ")}.`,
    curves,
    bands: [],
  };
}

/** Places along the way; more would only look busy. */
const LOOKS = 40;
const pairs: readonly (readonly [Arm, Arm])[] = [
  ["ai", "noAi"],
  ["ai", "random"],
  ["noAi", "random"],
];

/** Mean difference by group after so many groups; the last place is what the table says. */
function differencesOf(input: ReportInput, all: readonly ArmResult[]): readonly Lines[] {
  const said = differences(input);
  return pairs.flatMap(([one, other]): Lines[] => {
    const a = all.find(({ arm }) => arm === one);
    const b = all.find(({ arm }) => arm === other);
    const total = said.find(({ arms }) => arms[0] === one && arms[1] === other);
    if (a === undefined || b === undefined || total === undefined) return [];
    const values = valuesOf(a, b);
    const looks = looksAt(values.length).map((n) => {
      const some = values.slice(0, n);
      const mean = some.reduce((sum, value) => sum + value, 0) / n;
      const isLast = n === values.length;
      return { n, mean, interval: isLast ? total.interval : studentInterval(some) };
    });
    return [{
      kind: "lines",
      name: `difference ${one} ${other}`,
      title: `${one} less ${other}: net result a group, as groups were added`,
      x: { label: "groups of markets that settle together", unit: "count" },
      y: { label: "mean difference a group", unit: "usd" },
      marks: [{ axis: "y", at: 0, label: "no difference" }],
      assumptions: [
        "The AI bill is spread over all groups; 95 % by Student's t, at the last place as in the table. " +
        "Looking again and again is no test: the last place is the verdict.",
      ],
      words: `${total.verdict}: ${differenceWords(total)}. In all ${
        signedUsd(Math.round(total.total))
      } over ${total.groups} groups.`,
      curves: [{ name: "mean", style: "line", points: looks.map(({ n, mean }) => [n, mean]) }],
      bands: [{
        name: "95 %",
        points: looks.flatMap(({ n, interval }) =>
          interval === null ? [] : [[n, interval.low, interval.high] as const]
        ),
      }],
    }];
  });
}

/** Differences by group in the order in which groups were closed first, each with its share of the bill. */
function valuesOf(a: ArmResult, b: ArmResult): readonly number[] {
  const groups = new Map<GroupId, { first: Millis; value: number }>();
  for (const [sign, { facts }] of [[1, a], [-1, b]] as const) {
    for (const trade of facts.trades.closed()) {
      const at = trade.closedAt ?? trade.openedAt;
      const before = groups.get(trade.group) ?? { first: at, value: 0 };
      groups.set(trade.group, {
        first: at < before.first ? at : before.first,
        value: before.value + sign * netOf(trade),
      });
    }
  }
  const bill = (a.bill - b.bill) / groups.size;
  return [...groups.values()].sort((one, other) => one.first - other.first)
    .map(({ value }) => value - bill);
}

/** At most {@link LOOKS} counts from 1 to all, the last among them. */
function looksAt(groups: number): readonly number[] {
  if (groups <= LOOKS) return Array.from({ length: groups }, (_, i) => i + 1);
  const counts = Array.from({ length: LOOKS }, (_, i) => Math.ceil(((i + 1) * groups) / LOOKS));
  return [...new Set(counts)];
}
