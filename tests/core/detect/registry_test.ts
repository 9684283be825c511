import assert from "node:assert/strict";
import fc from "fast-check";
import {
  confidence,
  explain,
  initDetectors,
  type MarketDetectors,
  type Quote,
  resetDetectors,
  sampleMarket,
} from "../../../src/core/detect/registry.ts";
import { logit } from "../../../src/core/math/logit.ts";
import { MICRO, millis } from "../../../src/core/types/units.ts";
import { csv, refTest } from "../../support/shared.ts";
import { aConfig, detectorsAfter, flat, mirrored, quoteAt, sampleOnce } from "./support.ts";
import { GRID_MS, TICK, walks } from "./support.ts";

const config = aConfig();

/** Everything that happens on a path of quotes, and what is left in the end. */
function run(quotes: readonly Quote[], d: MarketDetectors = initDetectors(config)) {
  return quotes.map((quote) => ({
    ...sampleOnce(d, quote, config),
    readings: explain(d, config),
    z: d.sample.z,
  }));
}

Deno.test("a jump fires every layer, dated where it began", () => {
  const d = detectorsAfter(flat(50, 60), config);
  const { fired, candidate } = sampleOnce(d, quoteAt(60, 56), config);
  assert.deepEqual(fired, { cusum: 1, ewmaBand: 1, roc: 1 });
  assert.deepEqual(candidate, { direction: 1, agreeing: 3, mid: 0.56, anchor: 0.5 });
  assert.deepEqual(explain(d, config).map(({ layer, fired }) => [layer, fired]), [
    ["cusum", true],
    ["ewmaBand", true],
    ["roc", true],
  ]);
});

Deno.test("nothing fires before the variance is believed", () => {
  const d = detectorsAfter(flat(50, 30), config);
  assert.deepEqual(sampleOnce(d, quoteAt(30, 60), config).fired, { roc: 1 });
  // 30 changes have been seen by sample 31.
  const later = detectorsAfter(flat(50, 31), config);
  assert.deepEqual(sampleOnce(later, quoteAt(31, 60), config).fired, {
    cusum: 1,
    ewmaBand: 1,
    roc: 1,
  });
});

Deno.test("a move of one tick never makes a candidate, wherever the price is", () => {
  for (let mid = 2; mid <= 98; mid++) {
    for (const move of [1, -1]) {
      if (mid + move < 1 || mid + move > 99) continue;
      const d = detectorsAfter(flat(mid, 60), config);
      const { fired, candidate } = sampleOnce(d, quoteAt(60, mid + move), config);
      assert.equal(candidate, null);
      assert.deepEqual(fired, {});
    }
  }
});

Deno.test("a move of two ticks never leaves the band, away from 0.50 as well as toward it", () => {
  // With p(1-p) of the old price alone a two-tick move away from 0.50 has z = 2.0011 and more.
  for (let mid = 4; mid <= 96; mid++) {
    for (const move of [2, -2]) {
      const d = detectorsAfter(flat(mid, 60), config);
      assert.equal(sampleOnce(d, quoteAt(60, mid + move), config).fired["ewmaBand"], undefined);
      assert.ok(Math.abs(d.sample.z) < 2 && Math.abs(d.sample.z) > 1.2, `${mid}: ${d.sample.z}`);
    }
  }
});

refTest("the floor of a still market is one tick in log-odds", (read) => {
  for (const row of csv(read("logit_tick_table.csv"))) {
    const mid = Math.round(Number(row["p"]) * MICRO);
    const tickSize = Math.round(Number(row["tick"]) * MICRO);
    const quote = { at: millis(0), bid: mid - tickSize / 2, ask: mid + tickSize / 2, tickSize };
    const d = initDetectors(config);
    sampleMarket(d, quote, config);
    const expected = Number(row["tick/(p(1-p))"]);
    assert.ok(Math.abs(d.sample.sigma / expected - 1) <= 1e-7, `${mid}: ${d.sample.sigma}`);
    assert.ok(Math.abs(d.sample.logit - Number(row["logit_p"])) <= 1e-10);
  }
});

Deno.test("CUSUM without another layer of its sign is no candidate", () => {
  // Down ten ticks and then slowly back: the sum rises, no single step leaves the band, and the
  // rate over the window is still negative.
  const rocWindowMs = millis(12 * GRID_MS);
  const slow = aConfig({ cusumK: 0.5, rocWindowMs, refractoryTicks: 0 });
  const d = detectorsAfter([...flat(60, 60), 50, ...flat(50, 5)], slow);
  const outcomes = [1, 2, 3, 4, 5, 6].map((step) =>
    sampleOnce(d, quoteAt(65 + step, 50 + 1.4 * step), { ...slow, ewmaBandWidth: 9 })
  );
  const alarm = outcomes.find(({ fired }) => fired["cusum"] === 1);
  assert.deepEqual(alarm, { fired: { cusum: 1, roc: -1 }, candidate: null });
});

Deno.test("layers of the other sign add nothing", () => {
  // Down a tick a step for twenty steps, then half of it back at once: up for CUSUM and band, still
  // down over the window.
  const long = aConfig({ rocWindowMs: millis(20 * GRID_MS) });
  const slide = Array.from({ length: 20 }, (_, i) => 69 - i);
  const d = detectorsAfter([...flat(70, 60), ...slide], long);
  const { fired, candidate } = sampleOnce(d, quoteAt(80, 60), long);
  assert.deepEqual(fired, { cusum: 1, ewmaBand: 1, roc: -1 });
  assert.equal(candidate?.agreeing, 2);
});

Deno.test("after a candidate a market gives no other for the refractory steps", () => {
  const jumps = (refractoryTicks: number) => {
    const quick = aConfig({ refractoryTicks });
    const d = detectorsAfter(flat(50, 60), quick);
    // A huge jump every step: without the pause each is a candidate.
    return Array.from({ length: 8 }, (_, i) => {
      const candidate = sampleMarket(d, quoteAt(60 + i, i % 2 === 0 ? 90 : 10), {
        ...quick,
        ewmaLambda: 0.999999,
      });
      return candidate !== null;
    });
  };
  assert.deepEqual(jumps(0), Array.from({ length: 8 }, () => true));
  const paused = jumps(3);
  assert.deepEqual(paused, [true, false, false, false, true, false, false, false]);
});

Deno.test("the refractory pause is counted in grid steps, missing samples included", () => {
  const quick = aConfig({ refractoryTicks: 3, maxGapMs: millis(600_000), ewmaLambda: 0.999999 });
  const again = (step: number) => {
    const d = detectorsAfter([...flat(50, 60), 90], quick);
    return sampleMarket(d, quoteAt(step, 5), quick) !== null;
  };
  assert.deepEqual([61, 62, 63, 64].map(again), [false, false, false, true]);
});

Deno.test("a gap is no return, and the variance outlives it", () => {
  const d = detectorsAfter(flat(50, 60), config);
  const { sum, weight, count } = d.variance;
  const { fired, candidate } = sampleOnce(d, quoteAt(59 + 7, 80), config);
  assert.deepEqual([fired, candidate], [{}, null]);
  assert.deepEqual([d.sample.change, d.sample.ready], [0, false]);
  assert.deepEqual(d.variance, { sum, weight, count });
  // The very next step is judged again, with a rate window that has to fill anew.
  assert.deepEqual(sampleOnce(d, quoteAt(67, 90), config).fired, { cusum: 1, ewmaBand: 1 });
});

Deno.test("a longer step between samples is judged on a longer scale", () => {
  const wide = aConfig({ sigmaFloorTicks: 0, ewmaWinsorSigma: 0 });
  const mids = Array.from({ length: 60 }, (_, i) => i % 2 === 0 ? 50 : 52);
  const [next, later] = [detectorsAfter(mids, wide), detectorsAfter(mids, wide)];
  sampleMarket(next, quoteAt(60, 58), wide);
  const { sum } = later.variance;
  sampleMarket(later, quoteAt(63, 58), wide);
  // Four steps of 10 s: twice the deviation, and a quarter of the square for each of them.
  assert.ok(Math.abs(next.sample.z / later.sample.z - 2) < 1e-12);
  const expected = 0.94 * sum + 0.06 * later.sample.change ** 2 / 4;
  assert.ok(Math.abs(later.variance.sum / expected - 1) < 1e-12);
});

Deno.test("R-105 a tick-size change is no return and moves the floor", () => {
  const d = detectorsAfter(flat(96, 60), config);
  const before = d.sample.sigma;
  const { fired, candidate } = sampleOnce(d, quoteAt(60, 97.5, { tickSize: 1000 }), config);
  assert.deepEqual([fired, candidate], [{}, null]);
  assert.equal(d.sample.change, 0);
  assert.ok(d.sample.sigma < before / 5);
  assert.equal(d.variance.count, 59);
});

Deno.test("R-101 R-124 a one-sided, crossed or locked book feeds no detector", () => {
  const broken: Partial<Quote>[] = [
    { bid: 0 },
    { ask: 0 },
    { bid: 0, ask: 0 },
    { bid: 60 * TICK },
    { bid: 50 * TICK, ask: 50 * TICK },
    { bid: -TICK },
    { ask: MICRO },
    { ask: MICRO + TICK },
    { bid: NaN },
    { ask: NaN },
    { tickSize: NaN },
    { tickSize: 0 },
    { at: millis(59 * GRID_MS) },
    { at: millis(0) },
    { at: NaN as Quote["at"] },
  ];
  for (const change of broken) {
    const d = detectorsAfter([...flat(50, 59), 56], config);
    const before = structuredClone({ ...d, fired: [0, 0, 0] });
    const { fired, candidate } = sampleOnce(d, quoteAt(60, 50, change), config);
    assert.deepEqual([fired, candidate], [{}, null], JSON.stringify(change));
    assert.deepEqual(d, before, JSON.stringify(change));
  }
});

Deno.test("a floor of 0 and a market that never moved give no infinite z", () => {
  const bare = aConfig({ sigmaFloorTicks: 0 });
  const d = detectorsAfter(flat(50, 60), bare);
  const { fired } = sampleOnce(d, quoteAt(60, 60), bare);
  assert.deepEqual([fired["cusum"], d.sample.z, d.sample.ready], [undefined, 0, false]);
  sampleMarket(d, quoteAt(61, 61), bare);
  assert.ok(Number.isFinite(d.sample.z) && d.sample.ready);
});

Deno.test("one jump is winsorised and does not blind the forecast after it", () => {
  const plain = aConfig({ ewmaWinsorSigma: 0 });
  const path = [...flat(50, 60), 80, 80];
  const [cut, whole] = [detectorsAfter(path, config), detectorsAfter(path, plain)];
  assert.ok(whole.sample.sigma > 4 * cut.sample.sigma);
  // E[min(Z^2, 16)], the share of a normal variance that cutting at four sigma leaves.
  assert.ok(Math.abs(cut.winsorMean - 0.999879495448875) < 1e-14);
  assert.equal(whole.winsorMean, 1);
});

Deno.test("R-123 a repeated quote never makes a candidate", () => {
  fc.assert(fc.property(walks, (quotes) => {
    const d = initDetectors(config);
    for (const quote of quotes) sampleMarket(d, quote, config);
    const { at, bid, ask, tickSize } = quotes.at(-1) as Quote;
    assert.equal(sampleMarket(d, { at, bid, ask, tickSize }, config), null);
    const next = millis(at + GRID_MS);
    assert.equal(sampleMarket(d, { at: next, bid, ask, tickSize }, aConfig()), null);
  }));
});

Deno.test("the mirrored book flips every direction at the same steps", () => {
  fc.assert(fc.property(walks, (quotes) => {
    const yes = run(quotes);
    run(quotes.map(mirrored)).forEach((no, i) => {
      const { fired, candidate, readings, z } = yes[i] as (typeof yes)[number];
      assert.equal(no.z + z, 0);
      const negated = Object.entries(fired).map(([layer, direction]) => [layer, -direction]);
      assert.deepEqual(no.fired, Object.fromEntries(negated));
      assert.deepEqual(
        no.readings.map((reading) => ({ ...reading, direction: 0 - reading.direction })),
        readings,
      );
      assert.equal(no.candidate?.agreeing, candidate?.agreeing);
      if (candidate === null || no.candidate === null) return;
      assert.equal(no.candidate.direction, -candidate.direction);
      assert.ok(Math.abs(no.candidate.mid + candidate.mid - 1) < 1e-15);
      assert.ok(Math.abs(no.candidate.anchor + candidate.anchor - 1) < 1e-15);
    });
  }));
});

Deno.test("a JSON snapshot in mid-stream changes nothing", () => {
  fc.assert(fc.property(walks, fc.nat(59), (quotes, cut) => {
    const whole = initDetectors(config);
    const expected = run(quotes, whole);
    const first = initDetectors(config);
    const before = run(quotes.slice(0, cut), first);
    const restored: MarketDetectors = JSON.parse(JSON.stringify(first));
    assert.deepEqual([...before, ...run(quotes.slice(cut), restored)], expected);
    assert.deepEqual(restored, JSON.parse(JSON.stringify(whole)));
  }));
});

Deno.test("R-256 what comes later changes nothing that was found before", () => {
  fc.assert(fc.property(walks, walks, fc.nat(59), (quotes, others, cut) => {
    const tail = others.map((quote) => ({ ...quote, at: millis(quote.at + 1e9) }));
    const found = run([...quotes.slice(0, cut), ...tail]).slice(0, cut);
    assert.deepEqual(found, run(quotes).slice(0, cut));
  }));
});

Deno.test("a reset forgets the path but neither the variance nor the pause", () => {
  const d = detectorsAfter([...flat(50, 60), 60], config);
  const { variance, quietSteps } = structuredClone(d);
  resetDetectors(d);
  assert.deepEqual([d.variance, d.quietSteps], [variance, quietSteps]);
  assert.equal(quietSteps, config.refractoryTicks);
  assert.deepEqual(sampleOnce(d, quoteAt(61, 90), config), { fired: {}, candidate: null });
});

Deno.test("the streamed z of an unbroken path is the one computed from the whole path", () => {
  const moves = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 40, maxLength: 90 });
  fc.assert(fc.property(moves, (path) => {
    const plain = aConfig({ ewmaWinsorSigma: 0 });
    let mid = 50;
    const mids = path.map((move) => mid = Math.min(Math.max(mid + move, 3), 97));
    const xs = mids.map((m) => logit(m / 100));
    const d = initDetectors(plain);
    mids.forEach((m, t) => {
      sampleMarket(d, quoteAt(t, m), plain);
      if (t === 0) return;
      const changes = xs.slice(1, t).map((x, i) => x - (xs[i] ?? NaN));
      const weights = changes.map((_, i) => 0.94 ** (changes.length - 1 - i));
      const total = weights.reduce((sum, w) => sum + w, 0);
      const squares = changes.reduce((sum, r, i) => sum + r * r * (weights[i] ?? NaN), 0);
      const odds = [m, mids[t - 1] ?? NaN].map((p) => p / 100 * (1 - p / 100));
      const sigma = Math.max(
        total === 0 ? 0 : Math.sqrt(squares / total),
        0.01 / Math.min(...odds),
      );
      const z = ((xs[t] ?? NaN) - (xs[t - 1] ?? NaN)) / sigma;
      assert.ok(Math.abs(d.sample.z - z) <= 1e-12 * (1 + Math.abs(z)), `${d.sample.z}, ${z}`);
    });
  }));
});

Deno.test("every candidate has CUSUM and another layer of its sign", () => {
  fc.assert(fc.property(walks, (quotes) => {
    for (const { fired, candidate } of run(quotes)) {
      if (candidate === null) continue;
      const agreeing = Object.values(fired).filter((sign) => sign === candidate.direction).length;
      assert.equal(fired["cusum"], candidate.direction);
      assert.equal(candidate.agreeing, agreeing);
      assert.ok(agreeing >= 2);
    }
  }));
});

Deno.test("confidence is a quarter a layer and rises with each", () => {
  const all = [0, 1, 2, 3].flatMap((agreeing) => [false, true].map((l) => confidence(agreeing, l)));
  assert.deepEqual(all, [0, 0.25, 0.25, 0.5, 0.5, 0.75, 0.75, 1]);
});
