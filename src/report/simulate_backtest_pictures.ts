// The pictures of a backtest: net results as they came, what a trade brought, what waiting costs.
import type { Traded } from "../core/simulate/backtest/assess.ts";
import { ratio, signedUsd } from "./format.ts";
import type { Picture } from "./picture.ts";
import type { BacktestView } from "./simulate_backtest.ts";

/** Named as the sections behind which they stand; those without a point are left out. */
export function backtestPictures(
  view: BacktestView,
  closed: readonly Traded[],
): readonly Picture[] {
  return [...curve(view, closed), ...histogram(view, closed), ...latency(view)];
}

function curve({ headline, notes }: BacktestView, closed: readonly Traded[]): readonly Picture[] {
  if (closed.length === 0) return [];
  let total = 0;
  const points = closed.toSorted((a, b) => a.closedAt - b.closedAt).map(({ closedAt, net }) => {
    total += net;
    return [closedAt, total] as const;
  });
  return [{
    kind: "lines",
    name: "verdict",
    title: "Net results of closed trades, summed",
    x: { label: "time", unit: "time" },
    y: { label: "net", unit: "usd" },
    marks: [{ axis: "y", at: 0, label: "nothing" }],
    curves: [{ name: headline.name, points, style: "step" }],
    bands: [],
    assumptions: notes.slice(0, 1),
    words: `The sum of net results ends at ${signedUsd(total)} after ${closed.length} trades.`,
  }];
}

const BINS = 20;

function histogram({ headline }: BacktestView, closed: readonly Traded[]): readonly Picture[] {
  const results = closed.map(({ net, stake }) => net / stake).toSorted((a, b) => a - b);
  const [least, most] = [results[0], results.at(-1)];
  if (least === undefined || most === undefined || least === most) return [];
  const width = (most - least) / BINS;
  const bins = Array.from({ length: BINS }, (_, i) => {
    return { from: least + i * width, to: least + (i + 1) * width, value: 0 };
  });
  for (const result of results) {
    const bin = bins[Math.min(BINS - 1, Math.floor((result - least) / width))];
    if (bin !== undefined) bin.value += 1;
  }
  const gains = results.filter((result) => result > 0).length;
  return [{
    kind: "histogram",
    name: "edge",
    title: "What a trade brought, net per dollar staked",
    x: { label: "net per dollar staked", unit: "ratio" },
    y: { label: "trades", unit: "count" },
    marks: [{ axis: "x", at: 0, label: "nothing" }],
    bins,
    assumptions: [`The account: ${headline.name}.`],
    words: `${gains} of ${results.length} trades gained; results lie between ${ratio(least)} and ` +
      `${ratio(most)}.`,
  }];
}

function latency({ latency: rows }: BacktestView): readonly Picture[] {
  const known = rows.flatMap(({ latencyMs, assessment: { perDollar: { value, interval } } }) =>
    value === null ? [] : [{ latencyMs, value, interval }]
  );
  if (known.length < 2) return [];
  const [first, last] = [known[0], known.at(-1)];
  return [{
    kind: "lines",
    name: "latency",
    title: "Net result against latency",
    x: { label: "from decision to match", unit: "ms" },
    y: { label: "net per dollar staked", unit: "ratio" },
    marks: [{ axis: "y", at: 0, label: "nothing" }],
    curves: [{
      name: "pessimistic venue",
      points: known.map(({ latencyMs, value }) => [latencyMs, value] as const),
      style: "line",
    }],
    bands: [{
      name: "95 %",
      points: known.flatMap(({ latencyMs, interval }) =>
        interval === null ? [] : [[latencyMs, interval.low, interval.high] as const]
      ),
    }],
    assumptions: ["Everything but the latency is pessimistic; intervals are by event."],
    words: first === undefined || last === undefined
      ? ""
      : `${ratio(first.value)} per dollar at ${first.latencyMs} ms, ${ratio(last.value)} at ` +
        `${last.latencyMs} ms.`,
  }];
}
