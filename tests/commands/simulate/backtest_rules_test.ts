import assert from "node:assert/strict";
import { type LaneSpec, runLanes } from "../../../src/commands/simulate/backtest_lanes.ts";
import { withoutAccountLimits } from "../../../src/core/simulate/backtest/bands.ts";
import {
  anyTime,
  coinToss,
  delayed,
  type EntryRule,
  forced,
  randomSide,
  randomTime,
} from "../../../src/core/simulate/backtest/rules.ts";
import { rulesOnly } from "../../../src/core/step.ts";
import { millis } from "../../../src/core/types/units.ts";
import { parseDefaults } from "../../support/defaults.ts";
import { type After, jumpAt, spikeSource } from "../../support/spike_source.ts";

const defaults = rulesOnly(parseDefaults());
/** A strategy that believes that every jump is undone whole. */
const config = withoutAccountLimits({
  ...defaults,
  reversion: { ...defaults.reversion, priorMean: 1, priorSpikes: 1e5, minSigmas: 0 },
  ensemble: { ...defaults.ensemble, weightMeanReversion: 1, maxTotalWeight: 1 },
});
const { latencyMs } = config.paper;

async function tradesBy(
  rule: EntryRule | null,
  markets: readonly (readonly After[])[],
  silent = false,
) {
  const spec: LaneSpec = { name: "one", config, rule, silent };
  const run = await runLanes({
    source: spikeSource({ markets }),
    specs: [spec],
    seed: 1,
    until: null,
    stopped: () => false,
    progress: () => {},
  });
  const [lane] = run.lanes;
  assert.ok(lane !== undefined);
  return [...lane.closed, ...lane.open].toSorted((a, b) => a.openedAt - b.openedAt);
}

const stays: readonly After[] = [{ ms: 1_800_000, bid: 55, ask: 56 }];
const gone: readonly After[] = [{ ms: 30_000, bid: 40, ask: 41 }];

Deno.test("against an upward move NO is bought, with it YES, by a coin either", async () => {
  const sides = async (rule: EntryRule) =>
    (await tradesBy(rule, Array.from({ length: 16 }, () => stays), true)).map((one) => one.outcome);
  assert.deepEqual(new Set(await sides(forced("fade"))), new Set(["no"]));
  assert.deepEqual(new Set(await sides(forced("follow"))), new Set(["yes"]));
  assert.deepEqual(new Set(await sides(coinToss())), new Set(["yes", "no"]));
});

Deno.test("a later decision is made on the market of that time, if anything is left", async () => {
  const [now] = await tradesBy(null, [stays]);
  assert.equal(now?.openedAt, jumpAt(0) + latencyMs);
  const [later] = await tradesBy(delayed(millis(60_000)), [stays]);
  assert.equal(later?.openedAt, jumpAt(0) + 60_000 + latencyMs);
  assert.deepEqual(await tradesBy(delayed(millis(60_000)), [gone]), []);
  assert.equal((await tradesBy(null, [gone])).length, 1);
});

Deno.test("a random side is taken where the strategy enters, and nowhere else", async () => {
  const markets = Array.from({ length: 16 }, (_, i) => i % 2 === 0 ? stays : gone);
  const own = await tradesBy(null, markets);
  const drawn = await tradesBy(randomSide(), markets);
  assert.ok(own.length >= 8);
  assert.deepEqual(drawn.map(({ openedAt }) => openedAt), own.map(({ openedAt }) => openedAt));
  assert.deepEqual(new Set(own.map(({ outcome }) => outcome)), new Set(["no"]));
  assert.deepEqual(new Set(drawn.map(({ outcome }) => outcome)), new Set(["yes", "no"]));
});

Deno.test("at any time there is one entry a signal, in the hours after it, of either token", async () => {
  // Markets begin two hours apart, so a wait of more than these 105 minutes finds no book.
  const calm: readonly After[] = Array.from({ length: 105 }, (_, i) => {
    return { ms: 60_000 * (i + 1), bid: 55, ask: 56 };
  });
  const markets = Array.from({ length: 16 }, () => calm);
  const own = await tradesBy(forced("fade"), markets, true);
  const drawn = await tradesBy(randomTime(), markets, true);
  assert.equal(own.length, 16);
  assert.ok(drawn.length >= 10 && drawn.length <= 16, `${drawn.length}`);
  assert.deepEqual(new Set(drawn.map(({ outcome }) => outcome)), new Set(["yes", "no"]));
  const begun = new Map(own.map(({ market, openedAt }) => [market, openedAt]));
  const waits = drawn.map(({ market, openedAt }) => openedAt - (begun.get(market) ?? NaN));
  assert.ok(waits.every((ms) => ms >= anyTime.least && ms <= anyTime.most + 10_000), `${waits}`);
  assert.ok(new Set(waits).size >= waits.length - 2, `${waits}`);
});
