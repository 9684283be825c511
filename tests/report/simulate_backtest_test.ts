import assert from "node:assert/strict";
import { assess, type Traded } from "../../src/core/simulate/backtest/assess.ts";
import { millis } from "../../src/core/types/units.ts";
import { brief } from "../../src/report/brief.ts";
import { cell } from "../../src/report/format.ts";
import {
  type BacktestRow,
  type BacktestView,
  simulateBacktest,
  unseenWords,
} from "../../src/report/simulate_backtest.ts";
import { backtestPictures } from "../../src/report/simulate_backtest_pictures.ts";

const tried = { trials: 7, variance: 0.02 };

function trades(n: number): Traded[] {
  return Array.from({ length: n }, (_, i) => ({
    group: `g${i % 20}`,
    closedAt: 1_780_000_000_000 + i * 60_000,
    stake: 2_000_000,
    net: i % 3 === 0 ? 150_000 : -90_000,
  }));
}

function row(name: string, n: number): BacktestRow {
  const assessment = assess(trades(n), tried, 1);
  const net = assessment.net;
  return {
    name,
    about: `what ${name} is`,
    signals: 100,
    open: 1,
    assessment,
    costs: { gross: net + 70_000, spread: 50_000, fees: 20_000, bill: 0, net },
  };
}

function view(n: number, change: Partial<BacktestView> = {}): BacktestView {
  const headline = row("pessimistic", n);
  return {
    notes: ["Source: made up."],
    verdict: "not distinguishable from nothing",
    headline,
    venues: [headline, row("optimistic", n)],
    hypotheses: [row("fade", n)],
    nulls: [row("random side", n)],
    latency: [0, 500].map((latencyMs) => ({ latencyMs, assessment: headline.assessment })),
    against: [{ name: "random side", figure: { value: 0.1, interval: { low: 0.05, high: 0.2 } } }],
    martingale: [{
      name: "fade",
      recorded: -0.05,
      paths: [-0.1, null, -0.04],
      trades: [10, 0, 20],
    }],
    lookAhead: { passed: true, at: millis(1_780_000_000_000), rows: 12_345, differing: [] },
    searched: { ...tried, before: 9 },
    reproduce: [{ key: "seed", label: "seed", unit: "text", value: 1 }],
    ...change,
  };
}

function stats(found: BacktestView, section: string): Record<string, unknown> {
  const report = simulateBacktest(found).find(({ name }) => name === section);
  assert.ok(report?.shape === "stats");
  return Object.fromEntries(report.stats.map(({ key, value }) => [key, value]));
}

Deno.test("costs add up: gross less spread, fees and bill is net, in every row", () => {
  const found = simulateBacktest(view(60));
  const first = stats(view(60), "verdict");
  const parts = ["gross", "spread", "fees", "bill"].map((key) => Number(first[key]));
  assert.equal(parts.reduce((a, b) => a + b, 0), first["net"]);
  for (const report of found) {
    if (report.shape !== "table" || !report.columns.some(({ key }) => key === "gross")) continue;
    const at = (key: string) => report.columns.findIndex((column) => column.key === key);
    for (const cells of report.rows) {
      const sum = ["gross", "spread", "fees", "bill"].map((key) => Number(cells[at(key)]))
        .reduce((a, b) => a + b, 0);
      assert.equal(sum, cells[at("net")]);
    }
  }
});

Deno.test("paths are averaged where they traded, and counted where they did as well", () => {
  const report = simulateBacktest(view(60)).find(({ name }) => name === "martingale");
  assert.ok(report?.shape === "table");
  const [cells = []] = report.rows;
  assert.deepEqual(cells.slice(0, 1), ["fade"]);
  assert.ok(Math.abs(Number(cells[2]) + 0.07) < 1e-12);
  assert.ok(Math.abs(Number(cells[3]) - 0.02) < 1e-12);
  assert.deepEqual(cells.slice(4), [3, 1, 10]);
});

Deno.test("a failed look-ahead check is said with who failed", () => {
  const lookAhead = { passed: false, at: millis(1_780_000_000_000), rows: 9, differing: ["fade"] };
  assert.match(String(stats(view(60, { lookAhead }), "verdict")["lookAhead"]), /^FAIL.*fade$/);
  assert.equal(stats(view(60, { lookAhead: null }), "verdict")["lookAhead"], "not run");
});

Deno.test("without trades nothing is made up: unknown values are null and no picture is drawn", () => {
  const none = view(0, { latency: [], against: [], martingale: [] });
  const edge = stats(none, "edge");
  for (const key of ["sharpe", "sd", "psr", "dsr", "lucky", "seen", "needed", "minBtl", "minTrl"]) {
    assert.equal(edge[key], null, key);
  }
  assert.equal(stats(none, "verdict")["because"], "no trade was closed");
  assert.deepEqual(backtestPictures(none, []), []);
});

Deno.test("tables fit into 80 columns", () => {
  for (const report of simulateBacktest(view(60))) {
    const slim = brief(report, 80);
    if (slim.shape !== "table") continue;
    const widths = slim.columns.map((column, i) =>
      Math.max(
        column.label.length,
        ...slim.rows.map((cells) => cell(cells[i] ?? null, column.unit).length),
      )
    );
    const width = widths.reduce((a, b) => a + b, 0) + 2 * (widths.length - 1);
    assert.ok(width <= 80, `${report.name}: ${width}`);
  }
});

Deno.test("pictures hold every trade, and the curve ends at the net result", () => {
  const found = view(60);
  const pictures = backtestPictures(found, trades(60));
  assert.deepEqual(pictures.map(({ name }) => name), ["verdict", "edge", "latency"]);
  const [curve, histogram] = pictures;
  assert.ok(curve?.kind === "lines" && histogram?.kind === "histogram");
  assert.equal(curve.curves[0]?.points.at(-1)?.[1], found.headline.assessment.net);
  assert.equal(histogram.bins.reduce((sum, { value }) => sum + value, 0), 60);
});

Deno.test("a record in which hardly an event lost says what one more that lost its stake would do", () => {
  const interval = { low: -0.02, high: 0.05 };
  assert.equal(
    unseenWords({ losses: 0, withLoss: interval }),
    "0 events lost; with one trade more that lost its stake -2.0% to 5.0%; ",
  );
  assert.equal(unseenWords({ losses: 5, withLoss: interval }), "");
});
