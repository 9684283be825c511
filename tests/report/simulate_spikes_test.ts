import assert from "node:assert/strict";
import { openRecording } from "../../src/adapters/replay/open.ts";
import { type SpikeKind, usualRules } from "../../src/core/simulate/spikes/rules.ts";
import { SpikeStudy } from "../../src/core/simulate/spikes/study.ts";
import type { Market } from "../../src/core/types/market.ts";
import { millis, price } from "../../src/core/types/units.ts";
import { spikeSections } from "../../src/report/simulate_spikes.ts";
import { beliefOf, beliefSettings, beliefStats } from "../../src/report/simulate_spikes_belief.ts";
import { cellsOf, undoneAt } from "../../src/report/simulate_spikes_sums.ts";
import { parseDefaults } from "../support/defaults.ts";
import { near } from "../support/near.ts";
import { recordings, recordingTest } from "../support/shared.ts";

const config = parseDefaults();
const MINUTE = 60_000;

async function studied(
  path: string,
  { minutes = 10, edges = true, only }: {
    minutes?: number;
    edges?: boolean;
    only?: (market: Market) => boolean;
  } = {},
): Promise<SpikeStudy> {
  const source = await openRecording(path, { spread: price(2) });
  const { cadenceMs } = source.info;
  const rules = usualRules({ windowMs: millis(minutes * MINUTE), cadenceMs, edges });
  const study = new SpikeStudy(rules, config, only);
  for await (const batch of source.read()) for (const { at, input } of batch) study.add(at, input);
  study.end();
  return study;
}

/** Slugs of set A that were drawn at random; the others were chosen because they had spiked. */
function drawnAtRandom(): (market: Market) => boolean {
  if (recordings === null) return () => true;
  const text = Deno.readTextFileSync(new URL("A_pmus_quotes_2min_CCBY4/markets.csv", recordings));
  const drawn = text.split("\n").filter((line) => line.includes(",random,"));
  const slugs = new Set(drawn.map((line) => line.split(",")[1]));
  return ({ slug }) => slugs.has(slug);
}

function cellOf(study: SpikeStudy, measure: SpikeKind["measure"], percent: number) {
  const index = study.rules.kinds.findIndex((kind) =>
    kind.measure === measure && kind.least === percent * 10_000
  );
  const cell = cellsOf(study, { by: "all", value: "" })[index];
  if (cell === undefined) throw new Error("Cannot find the cell");
  return cell;
}

/** Measure, size in per cent or cents. */
type Size = readonly ["roc" | "move", number];

// Frequencies and reversals as they were measured on the same recordings, on complete sources, with
// their own 95 % intervals: the description that comes with the recordings, tables 2 and 3.
const sizes: readonly Size[] = [
  ["roc", 2],
  ["roc", 5],
  ["roc", 10],
  ["move", 2],
  ["move", 5],
  ["move", 10],
];
type Row = readonly [Size, number, ...(readonly [number, number, number])[]];

/** Whether two intervals have a point in common, in per cent. */
function meets(study: SpikeStudy, [[measure, percent], first, ...cells]: Row): string[] {
  const cell = cellOf(study, measure, percent);
  return cells.flatMap(([, low, high], i) => {
    const { interval } = undoneAt(cell, first + i, 1);
    if (interval === null) return [`${measure} ${percent}: no interval`];
    const apart = 100 * interval.low > high || 100 * interval.high < low;
    return apart ? [`${measure} ${percent} at ${i}: ${interval.low} ${interval.high}`] : [];
  });
}

recordingTest(
  "spikes of minute prices are as many a day as were counted (table 2)",
  async (path) => {
    for (
      const [minutes, rates] of [
        [10, [15.7, 11.4, 7.4, 10.1, 4.6, 2.3]],
        [5, [15.1, 10.5, 6.8, 9.4, 4.1, 1.9]],
      ] as const
    ) {
      const study = await studied(path("B1_clob_weather_1min_MIT"), { minutes });
      const days = (study.exposure.get("")?.inRangeMs ?? 0) / 86_400_000;
      sizes.forEach(([measure, percent], i) => {
        const rate = cellOf(study, measure, percent).spikes / days;
        // They are printed to 0.1, and one spike is 0.03 a day.
        const off = Math.abs(rate - (rates[i] ?? NaN));
        assert.ok(off <= 0.05 + 1 / days, `${measure} ${percent} in ${minutes} min: ${rate}`);
      });
    }
  },
);

recordingTest("of minute prices as much is undone as was measured (table 3)", async (path) => {
  const study = await studied(path("B1_clob_weather_1min_MIT"));
  const value = (percent: number, horizon: number) =>
    100 * (undoneAt(cellOf(study, "move", percent), horizon, 1).value ?? NaN);
  // The source is complete, so that the figures themselves can be compared.
  assert.deepEqual([5, 10].map((each) => cellOf(study, "move", each).spikes), [166, 81]);
  assert.deepEqual([5, 10].map((each) => cellOf(study, "move", each).clusters.size), [17, 14]);
  near(value(5, 0), 12.6, 0.01);
  near(value(5, 1), 16.8, 0.01);
  near(value(5, 2), 10.9, 0.03);
  near(value(10, 0), 13.4, 0.01);
  near(value(10, 1), 13.2, 0.01);
  near(value(10, 2), 9.7, 0.04);
  const rows: readonly Row[] = [
    [["roc", 5], 0, [5.8, -2, 13], [2.6, -14, 16], [6.9, -16, 28], [-25.7, -63, 13]],
    [["move", 5], 0, [12.6, 6, 21], [16.8, 5, 28], [10.9, -17, 39], [9.4, -35, 57]],
    [["move", 10], 0, [13.4, 3, 23], [13.2, -2, 26], [9.7, -26, 47], [-14, -84, 40]],
  ];
  assert.deepEqual(rows.flatMap((row) => meets(study, row)), []);
});

recordingTest("markets drawn at random agree with their complete source, sports", async (path) => {
  const study = await studied(path("A_pmus_quotes_2min_CCBY4/quotes_sports.csv.gz"), {
    edges: false,
    only: drawnAtRandom(),
  });
  const rows: readonly Row[] = [
    [["roc", 2], 0, [0.5, -1, 2], [0.5, -2, 3], [1.6, -4, 8], [1.8, -8, 13]],
    [["roc", 5], 0, [-0.8, -3, 1], [-0.4, -3, 2], [-0.4, -7, 6], [-0.7, -11, 10]],
    [["roc", 10], 0, [0, -1, 1], [0.6, -2, 3], [3, -3, 8], [2.3, -6, 11]],
    [["move", 5], 0, [-0.4, -2, 1], [0.5, -2, 3], [2.5, -3, 8], [5.6, -2, 13]],
    [["move", 10], 0, [0.8, -1, 2], [-0.4, -3, 2], [1, -3, 5], [0.8, -4, 6]],
  ];
  assert.deepEqual(rows.flatMap((row) => meets(study, row)), []);
  assert.deepEqual(ratesOff(study, [0.49, 0.23, 0.15, 0.20, 0.125, 0.089]), []);
});

recordingTest("markets drawn at random agree with their source, the rest", async (path) => {
  const study = await studied(path("A_pmus_quotes_2min_CCBY4/quotes_nonsports.csv.gz"), {
    edges: false,
    only: drawnAtRandom(),
  });
  const rows: readonly Row[] = [
    [["roc", 2], 0, [-5.2, -8, -3], [-7, -13, -1], [-17.8, -30, -6], [-22.6, -46, -2]],
    [["roc", 5], 0, [-5.5, -8, -3], [-9.4, -16, -4], [-16.9, -29, -4], [-32.1, -51, -14]],
    [["move", 5], 0, [-4.4, -7, -1], [-4.1, -10, 2], [-2.9, -14, 12], [-10.3, -27, 5]],
    [["move", 10], 0, [-4, -9, 1], [5.5, -1, 13], [20.5, 7, 38], [25.9, 2, 51]],
  ];
  assert.deepEqual(rows.flatMap((row) => meets(study, row)), []);
});

/** Rates a market-day that lie outside the interval of this sample, for sizes as above. */
function ratesOff(study: SpikeStudy, rates: readonly number[]): string[] {
  const about = { source: "", selection: null, assumptions: [], complete: true, belief: null };
  const report = spikeSections({ study, seed: 1, ...about })
    .find(({ name }) => name === "frequency");
  if (report?.shape !== "table") throw new Error("Cannot find the table");
  return report.rows.flatMap(([kind, , rate, low, high], i) => {
    const expected = rates[i] ?? NaN;
    return expected < Number(low) || expected > Number(high)
      ? [`${kind}: ${rate}, ${low} to ${high}, wanted ${expected}`]
      : [];
  });
}

recordingTest("polls of the most traded markets agree, sports and the rest", async (path) => {
  const folder = path("C_gamma_top50_polls_nolicence");
  const of = (sports: boolean) =>
    studied(folder, { minutes: 30, only: ({ category }) => (category === "sports") === sports });
  // Horizons of a source that looks every half hour: 1 h, 4 h, a day.
  const rest = meets(await of(false), [["move", 5], 0, [4.8, -1, 11], [12.4, 3, 22], [
    19.4,
    4,
    37,
  ]]);
  const dated = meets(await of(true), [["move", 5], 0, [-0.4, -3, 2], [-3.3, -7, 0], [
    -3.6,
    -7,
    0,
  ]]);
  assert.deepEqual([...rest, ...dated], []);
});

recordingTest(
  "an interval without 0 gives the engine a prior, one with it gives none",
  async (path) => {
    const study = await studied(path("B1_clob_weather_1min_MIT"));
    const short = beliefOf(study, { seed: 1, horizonMs: 15 * MINUTE, priorSd: 1 });
    near(short?.prior?.mean ?? NaN, 0.168, 0.01);
    // Its standard error is about 0.06: worth more spikes than there were events, which is the cap.
    assert.equal(short?.prior?.spikes, 17);
    assert.match(
      short === null ? "" : beliefSettings(short),
      /^--set reversion\.prior_mean=0\.1\d+ --set reversion\.prior_spikes=17$/,
    );
    // What a recording was asked for it cannot be tested with.
    assert.match(short === null ? "" : beliefStats(short).notes?.[1] ?? "", /^Not in a backtest/);
    const hour = beliefOf(study, { seed: 1, horizonMs: 60 * MINUTE, priorSd: 1 });
    assert.equal(hour?.prior, null);
    assert.equal(hour === null ? "" : beliefSettings(hour), "--set reversion.prior_mean=0");
  },
);
