import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { memoryLedger } from "../../../src/adapters/memory/ledger.ts";
import { withHeartbeats } from "../../../src/adapters/replay/heartbeats.ts";
import { syntheticSource } from "../../../src/adapters/synthetic/source.ts";
import { type LaneSpec, runLanes } from "../../../src/commands/simulate/backtest_lanes.ts";
import { resampledSource } from "../../../src/commands/simulate/backtest_sources.ts";
import { allSpecs, checkLookAhead, study } from "../../../src/commands/simulate/backtest_study.ts";
import { costsOf, tradedOf } from "../../../src/commands/simulate/backtest_view.ts";
import { beginAgain, paperHeader, paperRun } from "../../../src/commands/paper_run.ts";
import { systemWall } from "../../../src/commands/wall.ts";
import { bestBid } from "../../../src/core/book.ts";
import { canonicalJson } from "../../../src/core/canonical.ts";
import { rng } from "../../../src/core/math/rng.ts";
import { assess, type Traded } from "../../../src/core/simulate/backtest/assess.ts";
import { withoutAccountLimits } from "../../../src/core/simulate/backtest/bands.ts";
import { type EntryRule, forced } from "../../../src/core/simulate/backtest/rules.ts";
import { backtestVerdict } from "../../../src/core/simulate/backtest/verdict.ts";
import { powerOf } from "../../../src/core/simulate/statistics/power.ts";
import { sampleOf } from "../../../src/core/simulate/statistics/sample.ts";
import { rulesOnly } from "../../../src/core/step.ts";
import type { EngineConfig, PaperConfig } from "../../../src/core/types/config.ts";
import { type Millis, millis, price } from "../../../src/core/types/units.ts";
import type { Source } from "../../../src/ports.ts";
import { parseDefaults } from "../../support/defaults.ts";
import { type After, jumpAt, spikeSource } from "../../support/spike_source.ts";

const config = rulesOnly(parseDefaults());
const quiet = { stopped: () => false, progress: () => {} };
const alone = { trials: 1, variance: 0.01 };
/** A venue that adds nothing of its own: results are prices, spreads and fees. */
const plain: PaperConfig = {
  ...config.paper,
  adverseTicks: 0,
  depthShare: 1,
  revertRate: 0,
  revertWinnerBias: 0,
};
const boundless = withoutAccountLimits({ ...config, paper: plain });

function fade(change: Partial<EngineConfig> = {}): LaneSpec {
  return {
    name: "fade",
    config: { ...boundless, ...change },
    rule: forced("fade"),
    silent: true,
  };
}

async function tradesOf(source: Source, spec: LaneSpec) {
  const run = await runLanes({ ...quiet, source, specs: [spec], seed: 1, until: null });
  const [lane] = run.lanes;
  assert.ok(lane !== undefined);
  return lane;
}

function made(seed: number, hours = 8): Source {
  const markets = syntheticSource({ seed, markets: 10, hours });
  return withHeartbeats(markets, 1_000 as Millis);
}

Deno.test("an account among many makes the rows of a run of it alone", async () => {
  const run = await runLanes({
    ...quiet,
    source: made(1),
    specs: allSpecs(config),
    seed: 1,
    until: null,
  });
  const ledger = memoryLedger();
  const header = { name: "made up", config, seed: 1 };
  ledger.begin(paperHeader(header, { version: "0", assumptions: [] }));
  await paperRun({
    source: made(1),
    config,
    seed: 1,
    ledger,
    begin: beginAgain({ config, arms: { trading: "noAi", shadows: [] } }, 1, ledger),
    tape: null,
    inbox: null,
    notifiers: [],
    speed: Infinity,
    wall: systemWall,
    ...quiet,
  });
  let [rows, hash] = [0, ""];
  for (const { seq, n, at, body } of ledger.read()) {
    // Counts of what was read are those of the reading, not of an account.
    if (body.kind === "tally") continue;
    rows += 1;
    const text = canonicalJson([seq, n, at, body]);
    hash = createHash("sha256").update(hash).update(text).digest("hex");
  }
  const [first] = run.lanes;
  assert.ok((first?.closed.length ?? 0) > 3, "nothing was traded");
  assert.deepEqual(first?.made, { rows, hash });
});

Deno.test("without an edge to be had every dollar loses its costs, and nobody says better", async () => {
  const all: Traded[] = [];
  const beforeCosts: Traded[] = [];
  for (let seed = 1; seed <= 6; seed++) {
    const source = resampledSource(made(seed, 12), BigInt(seed) * 7_919n);
    const lane = await tradesOf(source, fade());
    const gross = lane.closed.map((trade) => {
      const { spread, fees } = costsOf({ ...lane, closed: [trade] });
      assert.ok(spread !== null);
      return spread + fees;
    });
    tradedOf(lane.closed).forEach((trade, i) => {
      // Each seed has its own events.
      const one = { ...trade, group: `${seed} ${trade.group}` };
      all.push(one);
      beforeCosts.push({ ...one, net: one.net + (gross[i] ?? NaN) });
    });
  }
  const net = assess(all, alone, 1);
  const gross = assess(beforeCosts, alone, 1);
  assert.ok(net.trades >= 100, `${net.trades} trades`);
  const { low = NaN, high = NaN } = gross.perDollar.interval ?? {};
  assert.ok(low <= 0 && high >= 0, `before costs ${low} to ${high}`);
  const costs = (gross.net - net.net) / net.stake;
  assert.ok(costs > 0.005);
  const { low: least = NaN, high: most = NaN } = net.perDollar.interval ?? {};
  assert.ok(least <= -costs && -costs <= most, `${least} to ${most}, costs ${costs}`);
  assert.ok(["worse", "unclear"].includes(backtestVerdict(net)), backtestVerdict(net));
});

/** What follows a jump to 55: back to 40, or on to 70, ten minutes later. */
function planted(seed: number, markets: number, undone: number): Source {
  const { next } = rng(seed * 1_000_003);
  return spikeSource({
    markets: Array.from(
      { length: markets },
      (): After[] =>
        next() < undone ? [{ ms: 600_000, bid: 40, ask: 41 }] : [{ ms: 600_000, bid: 70, ask: 71 }],
    ),
  });
}

Deno.test("a planted edge is found about as often as the formula says", async () => {
  const [runs, markets] = [24, 36];
  const all: number[] = [];
  let found = 0;
  let events = 0;
  for (let seed = 1; seed <= runs; seed++) {
    const lane = await tradesOf(planted(seed, markets, 0.68), fade());
    const traded = tradedOf(lane.closed);
    events += traded.length;
    for (const { net, stake } of traded) all.push(net / stake);
    const { perDollar: { interval } } = assess(traded, alone, seed);
    if (interval !== null && (interval.low > 0 || interval.high < 0)) found++;
  }
  assert.equal(events, runs * markets);
  const { mean, sd } = sampleOf(all);
  const expected = powerOf({ edge: mean, sd: sd ?? NaN }, markets);
  assert.ok(mean > 0 && expected > 0.2 && expected < 0.95, `an edge of ${mean}, power ${expected}`);
  const se = Math.sqrt(expected * (1 - expected) / runs);
  assert.ok(Math.abs(found / runs - expected) <= 3 * se, `${found} of ${runs}, ${expected}`);
});

Deno.test("with the fee rate doubled less is left", async () => {
  const source = (rate: number) =>
    spikeSource({
      markets: Array.from({ length: 12 }, (_, i): After[] => [
        { ms: 600_000, bid: i % 2 === 0 ? 40 : 70, ask: i % 2 === 0 ? 41 : 71 },
      ]),
      change: { fee: { rate, exponent: 1 } },
    });
  const [once, twice] = [
    await tradesOf(source(0.04), fade()),
    await tradesOf(source(0.08), fade()),
  ].map(costsOf);
  assert.ok(once !== undefined && twice !== undefined && once.fees > 0);
  assert.ok(twice.net < once.net, `${twice.net} and ${once.net}`);
  assert.ok(twice.fees > 1.8 * once.fees);
});

Deno.test("a later order meets the book of its own time, never an earlier one", async () => {
  // After the jump the bid falls by a tenth of a cent every 50 ms: a price says which book it was.
  const after = Array.from({ length: 60 }, (_, k): After => {
    return { ms: (k + 1) * 50, bid: 55 - (k + 1) / 10, ask: 56 };
  });
  const source = spikeSource({ markets: [after], change: { tickSize: price(1_000) } });
  const seen: number[] = [];
  for (const latencyMs of [0, 100, 250, 500, 1_000, 2_000]) {
    const paper = { ...plain, latencyMs: latencyMs as Millis };
    const entry = { ...config.entry, maxSlippage: price(50_000) };
    const lane = await tradesOf(source, fade({ paper, entry }));
    const [trade] = [...lane.closed, ...lane.open];
    assert.ok(trade !== undefined, `nothing was bought at ${latencyMs} ms`);
    assert.equal(trade.outcome, "no");
    assert.equal(trade.openedAt, jumpAt(0) + latencyMs);
    const paid = Math.round(trade.spent / trade.bought * 1_000);
    // NO costs what the bid for YES leaves: 45.0 cents, and a tenth more for each book since.
    const book = paid - 450;
    assert.ok(book * 50 <= latencyMs && latencyMs < (book + 1) * 50 + 1, `${book} at ${latencyMs}`);
    seen.push(book);
  }
  assert.deepEqual(seen, seen.toSorted((a, b) => a - b));
});

/** Buys what will be dearer in the end: it read the recording before it decided. */
async function leaked(source: Source): Promise<readonly LaneSpec[]> {
  const lastBid = new Map<string, number>();
  for await (const batch of source.read()) {
    for (const { input } of batch) {
      if (input.kind === "quote") lastBid.set(input.token, input.bid);
    }
  }
  const [up, down] = [forced("follow"), forced("fade")];
  const rule: EntryRule = (state, found, at, out) => {
    for (const one of found) {
      const { market, book } = one.state;
      const rises = (lastBid.get(market.yes) ?? 0) > bestBid(book);
      const isUp = one.candidate.direction > 0;
      (rises === isUp ? up : down)(state, [one], at, out);
    }
  };
  return [{ name: "leaked", config: boundless, rule, silent: true }, fade()];
}

Deno.test("a strategy that knows its future is caught, one that does not passes", async () => {
  // The last decision before the cut is about a market that ends after it.
  const long = (end: number): After[] => [{ ms: 6 * 3_600_000, bid: end, ask: end + 1 }];
  const source = spikeSource({ markets: [long(40), long(70), long(40)] });
  const run = await runLanes({
    ...quiet,
    source,
    specs: await leaked(source),
    seed: 1,
    until: null,
  });
  assert.ok(run.lanes.every(({ closed }) => closed.length > 0));
  const found = await checkLookAhead({ ...quiet, run, source, specsOf: leaked, seed: 1 });
  assert.deepEqual(found?.differing, ["leaked"]);
  assert.equal(found?.passed, false);
  assert.ok(found.rows > 0);
});

Deno.test("a whole study: every account, the check, paths, and the same again", async () => {
  const input = { ...quiet, config, withModels: null, seed: 3, resamples: 1, progress: () => {} };
  const [one, again] = [
    await study({ ...input, source: made(3, 4) }),
    await study({ ...input, source: made(3, 4) }),
  ];
  assert.equal(one.lookAhead?.passed, true);
  assert.ok(one.lookAhead.rows > 100);
  assert.deepEqual(
    one.run.lanes.map((lane) => lane.made),
    again.run.lanes.map((lane) => lane.made),
  );
  assert.deepEqual(one.nulls[0]?.map((lane) => lane.made), again.nulls[0]?.map((l) => l.made));
  assert.equal(one.complete, true);
});

Deno.test("a study that is stopped keeps what it knows", async () => {
  let asked = 0;
  const found = await study({
    source: made(4, 4),
    config,
    withModels: null,
    seed: 1,
    resamples: 2,
    stopped: () => ++asked > 20_000,
    progress: () => {},
  });
  assert.equal(found.complete, false);
  assert.deepEqual([found.lookAhead, found.nulls.length], [null, 0]);
  assert.ok(found.run.inputs > 1_000);
});

Deno.test("lanes whose detectors differ are refused", async () => {
  const detection = { ...config.detection, gridMs: millis(20_000) };
  const specs = [fade(), fade({ detection })];
  await assert.rejects(
    runLanes({ ...quiet, source: made(1, 1), specs, seed: 1, until: null }),
    /detectors differ/,
  );
});
