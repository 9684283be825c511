// Money over time: profit by day, equity and how far it fell.
import { isoDate } from "../core/math/calendar.ts";
import { billSums } from "./ai_bill.ts";
import { drawdownStats } from "./equity.ts";
import type { ReportInput } from "./input.ts";
import type { MarkPoint } from "./mark_fold.ts";
import type { Histogram, Lines, Mark, Picture } from "./picture.ts";
import { type Cell, type Report, table } from "./report.ts";
import { duration, ratio, signedUsd, usd } from "./format.ts";
import { grossOf, netOf } from "./trade_fold.ts";

const DAY_MS = 86_400_000;

/** Closed trades and costs of models by UTC day, then the fall of equity. */
export function day(input: ReportInput): readonly Report[] {
  const rows = daySums(input).map((one): Cell[] => [
    isoDate(one.day),
    one.trades,
    one.gross,
    one.fees,
    one.net,
    one.models,
    one.net - one.models,
  ]);
  const notes = [
    "By the day on which a trade was closed. Orders of the venue do not pay for models: their cost " +
    "is taken off in the last column only.",
  ];
  return [
    table({ name: "days", title: "Profit by day (UTC)", notes }, [
      { key: "day", label: "day", unit: "text" },
      { key: "trades", label: "closed trades", unit: "count", summed: true },
      { key: "gross", label: "gross", unit: "usd", summed: true },
      { key: "fees", label: "fees", unit: "usd", summed: true },
      { key: "net", label: "net", unit: "usd", summed: true },
      { key: "models", label: "models", unit: "usd", summed: true },
      { key: "after", label: "net less models", unit: "usd", summed: true },
    ], rows),
    {
      shape: "stats",
      name: "drawdown",
      title: "Drawdown",
      notes: ["Between marks equity may have been lower."],
      stats: drawdownStats(input),
    },
  ];
}

interface DaySum {
  readonly day: number;
  trades: number;
  gross: number;
  fees: number;
  net: number;
  models: number;
}

/** Days on which something was closed or paid for, in order. */
function daySums({ facts }: ReportInput): readonly DaySum[] {
  const sums = new Map<number, DaySum>();
  const at = (day: number): DaySum => {
    const known = sums.get(day);
    if (known !== undefined) return known;
    const fresh = { day, trades: 0, gross: 0, fees: 0, net: 0, models: 0 };
    sums.set(day, fresh);
    return fresh;
  };
  for (const trade of facts.trades.closed()) {
    if (trade.closedAt === null) continue;
    const one = at(Math.floor(trade.closedAt / DAY_MS));
    one.trades += 1;
    one.gross += grossOf(trade);
    one.fees += trade.fees;
    one.net += netOf(trade);
  }
  for (const [day, cost] of billSums(facts.ai).byDay) at(day).models += cost;
  return [...sums.values()].sort((a, b) => a.day - b.day);
}

/** Profit by day and drawdown; none before the first mark. */
export function dayPictures(input: ReportInput): readonly Picture[] {
  const sums = daySums(input);
  const profit: Picture[] = sums.length === 0 ? [] : [profitPicture(sums)];
  return input.facts.lastMark === null ? profit : [...profit, drawdownPicture(input)];
}

function profitPicture(sums: readonly DaySum[]): Histogram {
  const net = sums.reduce((sum, one) => sum + one.net, 0);
  const best = sums.reduce((a, b) => b.net > a.net ? b : a);
  const worst = sums.reduce((a, b) => b.net < a.net ? b : a);
  return {
    kind: "histogram",
    name: "profitByDay",
    title: "Net profit by day",
    x: { label: "day (UTC)", unit: "time" },
    y: { label: "net", unit: "usd" },
    bins: sums.map(({ day, net }) => ({ from: day * DAY_MS, to: (day + 1) * DAY_MS, value: net })),
    marks: [{ axis: "y", at: 0, label: "nothing" }],
    assumptions: ["Closed trades after fees; models not taken off."],
    words: `${signedUsd(net)} on ${sums.length} days; best ${isoDate(best.day)} ` +
      `${signedUsd(best.net)}, worst ${isoDate(worst.day)} ${signedUsd(worst.net)}.`,
  };
}

function drawdownPicture({ facts, config }: ReportInput): Lines {
  const points = facts.marks.points();
  const { share, at } = facts.marks.drawdown();
  const limit = config.risk.maxDrawdown;
  const deepest = at === null
    ? "equity never fell below a mark before it"
    : `deepest ${ratio(share)}`;
  return {
    kind: "lines",
    name: "drawdown",
    title: "Drawdown",
    x: { label: "time", unit: "time" },
    y: { label: "below the highest mark before", unit: "ratio" },
    curves: [{ name: "drawdown", points: fallsOf(points, config.initialCapital), style: "step" }],
    bands: [],
    marks: [{ axis: "y", at: limit, label: "limit" }],
    assumptions: [
      "From the highest mark of the whole run; the limit counts from the last resume, if there was one.",
    ],
    words: `Drawdown over ${spanOf(points)}: ${deepest}; the limit is ${ratio(limit)}.`,
  };
}

/** The lowest of each point against the highest before it. */
function fallsOf(points: readonly MarkPoint[], capital: number): [number, number][] {
  let peak = capital;
  return points.map(({ at, low, high }): [number, number] => {
    const fall = peak > 0 ? Math.max(0, 1 - low / peak) : 0;
    if (high > peak) peak = high;
    return [at, fall];
  });
}

/** Equity and cash over time, with the capital it began with; none before the first mark. */
export function equityPictures({ facts, config }: ReportInput): readonly Picture[] {
  const points = facts.marks.points();
  const last = points.at(-1);
  if (last === undefined) return [];
  const capital = config.initialCapital;
  const start: Mark = { axis: "y", at: capital, label: "start" };
  return [{
    kind: "lines",
    name: "equity",
    title: "Equity",
    x: { label: "time", unit: "time" },
    y: { label: "equity", unit: "usd" },
    curves: [{ name: "equity", points: points.map((p) => [p.at, p.equity]), style: "step" }],
    bands: [{ name: "lowest to highest", points: points.map((p) => [p.at, p.low, p.high]) }],
    marks: [start],
    assumptions: ["Open positions at what selling them into the book would fetch."],
    words: `Equity over ${spanOf(points)}: from ${usd(capital)} to ${usd(last.equity)}, ` +
      `${signedUsd(last.equity - capital)}.`,
  }];
}

function spanOf(points: readonly MarkPoint[]): string {
  const [first, last] = [points[0], points.at(-1)];
  return first === undefined || last === undefined ? "no time" : duration(last.at - first.at);
}
