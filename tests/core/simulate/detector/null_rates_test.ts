import assert from "node:assert/strict";
import { initDetectors, sampleMarket } from "../../../../src/core/detect/registry.ts";
import { forecastVariance } from "../../../../src/core/math/volatility.ts";
import { subSeed } from "../../../../src/core/math/rng.ts";
import { alarmRules, ruleIndex } from "../../../../src/core/simulate/detector/alarms.ts";
import {
  type NullModel,
  nullModelOf,
  nullPrices,
} from "../../../../src/core/simulate/detector/noise.ts";
import {
  alarmRate,
  BURN_IN,
  meanOf,
  nullPath,
  NullRates,
  STEPS,
} from "../../../../src/core/simulate/detector/null_rates.ts";
import { poisson } from "../../../../src/core/simulate/poisson.ts";
import type { DetectionConfig } from "../../../../src/core/types/config.ts";
import { MICRO, millis } from "../../../../src/core/types/units.ts";
import { aConfig, TICK } from "../../detect/support.ts";
import { near } from "../../../support/near.ts";

const PATHS = 150;
/** Of the reference, which has an error of its own. */
const REFERENCE_PATHS = 2_000;
const SEED = 20_261_126;

/** The reference has no winsorising, no condition on ticks or spread, and no pause. */
function plain(change: Partial<DetectionConfig>): DetectionConfig {
  return aConfig({ ewmaWinsorSigma: 0, rocMinTicks: 0, refractoryTicks: 0, ...change });
}

const continuous = { name: "", label: "", start: 0.5, tick: 1, bounce: false } as const;
const gaussian: NullModel = { ...continuous, tail: "normal", sd: 0.03 };
const student: NullModel = { ...continuous, tail: "student3", sd: 0.03 };
const ticks: NullModel = { ...continuous, tail: "normal", sd: 0.01, tick: TICK };

interface Row {
  readonly name: string;
  readonly model: NullModel;
  readonly config: DetectionConfig;
  /** By alarm rule, as printed: four decimals, or three. */
  readonly rates: Readonly<Record<string, readonly [rate: number, decimals: number]>>;
}

function rates(
  cusum: number,
  band: number | null,
  roc: number | null,
  any: number | null,
  two: number | null,
  shipped: number,
): Row["rates"] {
  const all = { cusum: [cusum, 4], band: [band, 4], roc: [roc, 3], any: [any, 3], two: [two, 4] };
  const known = Object.entries({ ...all, shipped: [shipped, 4] })
    .flatMap(([name, [rate, decimals]]) =>
      typeof rate === "number" ? [[name, [rate, decimals ?? 4] as const] as const] : []
    );
  return Object.fromEntries(known);
}

// Null firing rates a tick (quantitative reference, section 2.6): 2,000 paths of 2,800 ticks each.
// Where prices are rounded and the floor is not 0, the band of the reference takes the floor at the
// price before, and lets moves of just two ticks through that ours does not: see the test below. The
// reference's plain rate of change at 0.10 is not ours, which is that of the dearer token.
const table: readonly Row[] = [
  {
    name: "Gaussian, k 0.5, no floor",
    model: gaussian,
    config: plain({ cusumK: 0.5, sigmaFloorTicks: 0 }),
    rates: rates(.0334, .0537, .400, .425, .0490, .0318),
  },
  {
    name: "Student t3, k 0.5, no floor",
    model: student,
    config: plain({ cusumK: 0.5, sigmaFloorTicks: 0 }),
    rates: rates(.0376, .0615, .324, .350, .0494, .0363),
  },
  {
    name: "Gaussian, k 1, no floor",
    model: gaussian,
    config: plain({ sigmaFloorTicks: 0 }),
    rates: rates(.0039, .0537, .400, .423, .0311, .0038),
  },
  {
    name: "Student t3, k 1, no floor",
    model: student,
    config: plain({ sigmaFloorTicks: 0 }),
    rates: rates(.0175, .0615, .324, .349, .0395, .0175),
  },
  {
    name: "Gaussian, k 1, floor of a tick",
    model: gaussian,
    config: plain({}),
    rates: rates(.0000, .0043, .400, .401, .0033, .0000),
  },
  {
    name: "Student t3, k 1, floor of a tick",
    model: student,
    config: plain({}),
    rates: rates(.0032, .0146, .324, .326, .0129, .0032),
  },
  {
    name: "one-cent ticks, 80 % flat, k 0.5, no floor",
    model: ticks,
    config: plain({ cusumK: 0.5, sigmaFloorTicks: 0 }),
    rates: rates(.0280, .1419, .043, .173, .0361, .0278),
  },
  {
    name: "one-cent ticks, Student t3, k 1, floor of a tick",
    model: { ...student, tick: TICK },
    config: plain({}),
    rates: rates(.0033, null, .262, null, null, .0033),
  },
  {
    name: "one-cent ticks with bid-ask bounce, k 1, floor of a tick",
    model: { ...ticks, bounce: true },
    config: plain({}),
    rates: rates(.0000, null, .148, null, null, .0000),
  },
  {
    name: "0.10 with one-cent ticks, k 0.5, no floor",
    model: { ...ticks, start: 0.1 },
    config: plain({ cusumK: 0.5, sigmaFloorTicks: 0 }),
    rates: rates(.0374, .0671, null, null, null, .0374),
  },
];

function ratesOf({ model, config }: Pick<Row, "model" | "config">): NullRates {
  const rates = new NullRates();
  for (let index = 0; index < PATHS; index++) {
    rates.add(nullPath(model, config, { seed: SEED, index, spread: 2 }));
  }
  return rates;
}

/** Standard errors between our rate and a printed one; both are simulated, one is rounded. */
function off(
  { mean, se }: { mean: number; se: number },
  [printed, decimals]: readonly [number, number],
): number {
  const theirs = se * Math.sqrt(PATHS / REFERENCE_PATHS);
  const rounding = 0.5 * 10 ** -decimals;
  const beyond = Math.max(0, Math.abs(mean - printed) - rounding);
  return beyond === 0 ? 0 : beyond / Math.hypot(se, theirs);
}

for (const row of table) {
  Deno.test(`the layers fire as often on nothing as the reference says: ${row.name}`, () => {
    const found = ratesOf(row);
    for (const [name, printed] of Object.entries(row.rates)) {
      const mean = meanOf(found.held[ruleIndex(name)]);
      const errors = off(mean, printed);
      assert.ok(errors <= 4, `${name}: ${mean.mean} for ${printed[0]}, ${errors} s.e.`);
    }
  });
}

Deno.test("with the floor at the price before alone, the band fires as the reference's does", () => {
  const rows = [
    [{ ...ticks }, plain({ cusumK: 0.5, sigmaFloorTicks: 0.5 }), .0716],
    [{ ...student, tick: TICK }, plain({}), .0216],
    [{ ...ticks, bounce: true }, plain({}), .0212],
  ] as const;
  for (const [model, config, printed] of rows) {
    const theirs: number[] = [];
    let ours = 0;
    for (let index = 0; index < PATHS; index++) {
      const { before, both } = bandOf(model, config, index);
      theirs.push(before);
      ours += both / PATHS;
    }
    const mean = theirs.reduce((sum, each) => sum + each, 0) / PATHS;
    const squares = theirs.reduce((sum, each) => sum + (each - mean) ** 2, 0);
    const se = Math.sqrt(squares / (PATHS - 1) / PATHS);
    assert.ok(off({ mean, se }, [printed, 4]) <= 4, `${mean} for ${printed}`);
    assert.ok(ours < 0.6 * mean, `${ours}: the stricter floor makes no difference`);
  }
});

/** Share of steps on which the band fires, with both floors. */
function bandOf(model: NullModel, config: DetectionConfig, index: number) {
  const next = nullPrices(model, subSeed(SEED, index));
  const d = initDetectors(config);
  let [before, both, last] = [0, 0, 0.5];
  for (let step = 0; step < BURN_IN + STEPS; step++) {
    const micro = next();
    const forecast = Math.sqrt(forecastVariance(d.variance));
    const at = millis(step * config.gridMs);
    sampleMarket(d, { at, bid: micro - 1, ask: micro + 1, tickSize: TICK }, config);
    const floor = config.sigmaFloorTicks * (TICK / MICRO) / (last * (1 - last));
    last = micro / MICRO;
    if (step < BURN_IN) continue;
    if (Math.abs(d.sample.change) > config.ewmaBandWidth * Math.max(forecast, floor)) before += 1;
    if (Math.abs(d.sample.z) > config.ewmaBandWidth) both += 1;
  }
  return { before: before / STEPS, both: both / STEPS };
}

Deno.test("the shipped rule with its pause is the engine's candidate, alarm by alarm", () => {
  for (const name of ["gaussian", "student", "student-ticks", "flat", "bounce"]) {
    const model = nullModelOf(name);
    assert.ok(model !== undefined);
    for (const config of [aConfig(), aConfig({ cusumK: 0.2, sigmaFloorTicks: 0.1 })]) {
      for (let index = 0; index < 10; index++) {
        const path = nullPath(model, config, { seed: 5, index, spread: TICK });
        assert.equal(path.alarms[ruleIndex("shipped")], path.candidates);
      }
    }
  }
});

Deno.test("four in five steps of the market of one-cent ticks are flat", () => {
  const rates = ratesOf({ model: ticks, config: plain({}) });
  near(rates.flat.mean, 0.8, 0.01);
});

Deno.test("a rule that asks for more never sounds more often", () => {
  const model = nullModelOf("student");
  assert.ok(model !== undefined);
  const { held } = ratesOf({ model, config: aConfig() });
  const rate = (name: string) => held[ruleIndex(name)]?.mean ?? NaN;
  assert.ok(rate("shipped") <= rate("two") && rate("two") <= rate("any"));
  assert.ok(rate("noBand") <= rate("shipped") && rate("noRoc") <= rate("shipped"));
  assert.ok(rate("shipped") <= rate("cusum"));
  assert.equal(alarmRules.length, held.length);
});

Deno.test("no alarm in some days is not no alarm ever", () => {
  // Exact Poisson limits: 3.689 for 0; 0.619 and 8.767 for 3 (Breslow & Day 1987, vol. II, table 2.10).
  near(poisson(0).high, 3.689, 0.005);
  near(poisson(3).low, 0.619, 0.03);
  near(poisson(3).high, 8.767, 0.005);
  assert.equal(poisson(0).low, 0);
  const silent = { count: 100, mean: 0, m2: 0 };
  const rate = alarmRate(silent, 10_000);
  const days = 100 * STEPS * 10_000 / 86_400_000;
  assert.equal(rate.mean, 0);
  near(rate.high, 3.689 / days, 0.005);
});
