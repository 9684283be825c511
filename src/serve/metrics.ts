// Metrics in Prometheus' text format, version 0.0.4.
import { aiBill } from "../report/ai_bill.ts";
import type { ReportInput } from "../report/input.ts";
import { equityStats, holdingsOf } from "../report/positions.ts";
import type { LedgerHealth, Pulse, TraderState } from "./contract.ts";

/** Content type of the text. */
export const METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** What is measured. */
export interface Measured {
  readonly input: ReportInput | null;
  readonly ledger: LedgerHealth;
  readonly trader: TraderState;
  readonly pulse: Pulse | null;
  /** Unix ms. */
  readonly now: number;
  /** Of this process. */
  readonly server: { readonly lagMs: number; readonly rss: number; readonly streams: number };
  readonly version: string;
}

type Sample = readonly [labels: Readonly<Record<string, string>>, value: number | null];

interface Metric {
  readonly name: string;
  readonly type: "gauge" | "counter";
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** Every metric with its HELP and TYPE; one that is not known now has no sample. */
export function metricsText(measured: Measured): string {
  return [...processMetrics(measured), ...ledgerMetrics(measured.input)].map(metricText).join("");
}

function processMetrics(measured: Measured): readonly Metric[] {
  const { ledger, trader, pulse, now, server, version } = measured;
  const { alive, heardAt } = trader;
  const feeds = pulse?.feeds ?? [];
  const one = (value: number | null): readonly Sample[] => [[{}, value]];
  return [
    gauge("polybot_info", "Version of polybot.", [[{ version }, 1]]),
    gauge("polybot_trader_up", "1 while the trader runs and answers.", one(alive ? 1 : 0)),
    gauge(
      "polybot_trader_heard_seconds",
      "Seconds since the trader was heard of.",
      one(heardAt === null ? null : Math.max(0, now - heardAt) / 1000),
    ),
    gauge("polybot_ledger_followed", "1 while the ledger can be read.", one(ledger.ok ? 1 : 0)),
    gauge(
      "polybot_feed_age_seconds",
      "Seconds since data came on a connection of the feed.",
      alive
        ? feeds.map(({ name, ageMs }) => [{ feed: name }, ageMs === null ? null : ageMs / 1000])
        : [],
    ),
    gauge("polybot_loop_lag_seconds", "How late timers are, largest of the last minute.", [
      [{ process: "server" }, server.lagMs / 1000],
      ...alive && pulse !== null ? [[{ process: "trader" }, pulse.lagMs / 1000] as const] : [],
    ]),
    gauge("polybot_resident_memory_bytes", "Memory of the process.", [
      [{ process: "server" }, server.rss],
      ...alive && pulse !== null ? [[{ process: "trader" }, pulse.rss] as const] : [],
    ]),
    gauge("polybot_pages", "Pages with an open stream.", one(server.streams)),
  ];
}

function ledgerMetrics(input: ReportInput | null): readonly Metric[] {
  if (input === null) return [];
  const { facts, account } = input;
  const { stats } = equityStats(input);
  const micro = (value: unknown) => typeof value === "number" ? value / 1e6 : null;
  const equity = stats.find(({ key }) => key === "equity")?.value ?? null;
  const { dayStartEquity, dayRealized, halts } = account.risk;
  const today = typeof equity === "number" ? (equity - dayStartEquity) / 1e6 : null;
  const held = holdingsOf(account);
  const byState = new Map<string, number>();
  for (const { status } of facts.orders.byId.values()) {
    byState.set(status, (byState.get(status) ?? 0) + 1);
  }
  const refused = (counts: typeof facts.entryRefusals, decision: string): readonly Sample[] =>
    [...counts].map(([reason, { main }]) => [{ decision, reason }, main]);
  return [
    gauge("polybot_equity_dollars", "Equity, open positions at exit price.", [[{}, micro(equity)]]),
    gauge("polybot_cash_dollars", "Cash.", [[{}, micro(account.cash)]]),
    gauge(
      "polybot_pnl_today_dollars",
      "Result of the day (UTC); realized: unconfirmed sales included.",
      [
        [{ part: "total" }, today],
        [{ part: "realized" }, dayRealized / 1e6],
      ],
    ),
    gauge("polybot_positions", "Positions: open, or sold and not settled.", [
      [{ state: "open" }, held.open.length],
      [{ state: "settling" }, held.settling],
    ]),
    gauge("polybot_halts", "Reasons that block orders now.", [[{}, halts.length]]),
    gauge("polybot_orders", "Orders of this ledger by what became of them.", [
      ...[...byState].map(([status, count]): Sample => [{ status }, count]),
    ]),
    counter("polybot_decisions_total", "Decisions.", [[{}, facts.decisions.size]]),
    counter("polybot_refusals_total", "Decisions refused, by the first reason.", [
      ...refused(facts.entryRefusals, "entry"),
      ...refused(facts.exitRefusals, "exit"),
    ]),
    counter("polybot_ai_cost_dollars_total", "Paid for models.", [[{}, aiBill(facts.ai) / 1e6]]),
    counter("polybot_ledger_rows_total", "Rows of the ledger.", [[{}, facts.rows]]),
    gauge("polybot_ledger_last_row_timestamp_seconds", "Event time of the last row.", [
      [{}, facts.last === null ? null : facts.last / 1000],
    ]),
  ];
}

function gauge(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, type: "gauge", help, samples };
}

function counter(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, type: "counter", help, samples };
}

function metricText({ name, type, help, samples }: Metric): string {
  const lines = samples.flatMap(([labels, value]) =>
    value === null || !Number.isFinite(value) ? [] : [`${name}${labelText(labels)} ${value}`]
  );
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines, ""].join("\n");
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escaped(value: string): string {
  return value.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n");
}
