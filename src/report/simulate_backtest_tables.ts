// The tables of a backtest.
import { type Cell, type Column, type Head, type Report, table } from "./report.ts";
import type { AgainstRow, BacktestRow, LatencyRow, NullRow } from "./simulate_backtest.ts";

const accountColumns: readonly Column[] = [
  { key: "name", label: "account", unit: "text" },
  { key: "about", label: "what it is", unit: "text", detail: true },
  { key: "trades", label: "trades", unit: "count" },
  { key: "events", label: "events", unit: "count", detail: true },
  { key: "gross", label: "gross", unit: "usd" },
  { key: "spread", label: "spread", unit: "usd" },
  { key: "fees", label: "fees", unit: "usd" },
  { key: "bill", label: "AI bill", unit: "usd", detail: true },
  { key: "net", label: "net", unit: "usd" },
  { key: "perDollar", label: "per $", unit: "ratio", of: "dollars paid for shares" },
  { key: "low", label: "from", unit: "ratio", of: "dollars paid for shares" },
  { key: "high", label: "to", unit: "ratio", of: "dollars paid for shares" },
  { key: "hitRate", label: "gains", unit: "ratio", of: "closed trades", detail: true },
  { key: "psr", label: "PSR", unit: "ratio", of: "certainty", detail: true },
  { key: "dsr", label: "DSR", unit: "ratio", of: "certainty", detail: true },
];

/** Accounts with every cost and the net result per dollar. */
export function accountsTable(head: Head, all: readonly BacktestRow[]): Report {
  const rows = all.map(({ name, about, assessment, costs }): Cell[] => {
    const { trades, events, perDollar, hitRate, psr, dsr } = assessment;
    const { low, high } = perDollar.interval ?? { low: null, high: null };
    const { gross, spread, fees, bill, net } = costs;
    return [
      name,
      about,
      trades,
      events,
      gross,
      spread === null ? null : -spread,
      -fees,
      -bill,
      net,
      perDollar.value,
      low,
      high,
      hitRate.value,
      psr,
      dsr,
    ];
  });
  return table(head, accountColumns, rows);
}

/** The headline less other accounts. */
export function againstTable(rows: readonly AgainstRow[]): Report {
  const columns: readonly Column[] = [
    { key: "name", label: "headline less", unit: "text" },
    { key: "difference", label: "per $", unit: "ratio", of: "dollars paid for shares" },
    { key: "low", label: "from", unit: "ratio", of: "dollars paid for shares" },
    { key: "high", label: "to", unit: "ratio", of: "dollars paid for shares" },
    { key: "words", label: "", unit: "text" },
  ];
  const head = {
    name: "against",
    title: "What knowing more, or coming sooner, was worth",
    notes: ["Differences of net results per dollar staked; 95 % by drawing whole events anew."],
  };
  return table(
    head,
    columns,
    rows.map(({ name, figure: { value, interval } }) => [
      name,
      value,
      interval?.low ?? null,
      interval?.high ?? null,
      interval === null
        ? "nothing to compare"
        : interval.low > 0
        ? "better"
        : interval.high < 0
        ? "worse"
        : "not distinguishable",
    ]),
  );
}

/** Strategies on recorded paths and on such without an edge. */
export function martingaleTable(rows: readonly NullRow[]): Report {
  const columns: readonly Column[] = [
    { key: "name", label: "strategy", unit: "text" },
    { key: "recorded", label: "recorded, per $", unit: "ratio", of: "dollars paid for shares" },
    { key: "null", label: "no edge, per $", unit: "ratio", of: "dollars paid for shares" },
    { key: "excess", label: "difference", unit: "ratio", of: "dollars paid for shares" },
    { key: "paths", label: "paths", unit: "count" },
    { key: "above", label: "paths as good", unit: "count" },
    { key: "trades", label: "trades a path", unit: "count", detail: true },
  ];
  const head = {
    name: "martingale",
    title: "The same strategy where there is nothing to be known",
    notes: [
      "Each step of every recorded mid is taken again in a direction drawn anew, with its size, its " +
      "time, spreads, depth and gaps as they were; near 0 and 1 the odds keep the mean. A strategy " +
      "that does as well there has nothing. No edge: the mean over paths that traded.",
    ],
  };
  return table(
    head,
    columns,
    rows.map(({ name, recorded, paths, trades }) => {
      const known = paths.filter((value) => value !== null);
      const mean = known.length === 0
        ? null
        : known.reduce((sum, value) => sum + value, 0) / known.length;
      return [
        name,
        recorded,
        mean,
        recorded === null || mean === null ? null : recorded - mean,
        paths.length,
        recorded === null ? null : known.filter((value) => value >= recorded).length,
        trades.length === 0 ? null : Math.round(trades.reduce((a, b) => a + b, 0) / trades.length),
      ];
    }),
  );
}

/** What waiting costs. */
export function latencyTable(rows: readonly LatencyRow[]): Report {
  const columns: readonly Column[] = [
    { key: "latency", label: "latency", unit: "ms" },
    { key: "trades", label: "trades", unit: "count" },
    { key: "net", label: "net", unit: "usd" },
    { key: "perDollar", label: "per $", unit: "ratio", of: "dollars paid for shares" },
    { key: "low", label: "from", unit: "ratio", of: "dollars paid for shares" },
    { key: "high", label: "to", unit: "ratio", of: "dollars paid for shares" },
  ];
  const head = {
    name: "latency",
    title: "Result against latency, everything else pessimistic",
    notes: [],
  };
  return table(
    head,
    columns,
    rows.map(({ latencyMs, assessment: { trades, net, perDollar } }) => [
      latencyMs,
      trades,
      net,
      perDollar.value,
      perDollar.interval?.low ?? null,
      perDollar.interval?.high ?? null,
    ]),
  );
}
