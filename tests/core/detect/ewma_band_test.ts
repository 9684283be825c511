import assert from "node:assert/strict";
import { ewmaBand } from "../../../src/core/detect/ewma_band.ts";
import {
  forecastVariance,
  initVariance,
  updateVariance,
} from "../../../src/core/math/volatility.ts";
import { aConfig, aSample, normals } from "./support.ts";

const config = aConfig();

Deno.test("the band fires outside two forecast sigma and not on the edge", () => {
  const fired = [2, 2.001, -2, -2.001, 0].map((z) =>
    ewmaBand.update(ewmaBand.init(config), aSample({ z }), config)
  );
  assert.deepEqual(fired, [0, 1, 0, -1, 0]);
});

Deno.test("the band says nothing before the variance is believed", () => {
  const state = ewmaBand.init(config);
  assert.equal(ewmaBand.update(state, aSample({ z: 9, ready: false }), config), 0);
  assert.deepEqual(ewmaBand.read(state, config), {
    layer: "ewmaBand",
    fired: false,
    direction: 0,
    value: null,
    threshold: 2,
  });
});

Deno.test("the band reads the size of the move and its direction", () => {
  const state = ewmaBand.init(config);
  ewmaBand.update(state, aSample({ z: -3 }), config);
  assert.deepEqual(ewmaBand.read(state, config), {
    layer: "ewmaBand",
    fired: true,
    direction: -1,
    value: 3,
    threshold: 2,
  });
  ewmaBand.reset(state);
  assert.deepEqual(state, ewmaBand.init(config));
});

Deno.test("the band fires on 5.36 % of pure noise with an estimated sigma", () => {
  const normal = normals(21);
  const state = ewmaBand.init(config);
  const variance = initVariance();
  const steps = 300_000;
  let fired = 0;
  for (let i = -200; i < steps; i++) {
    const change = normal();
    const z = change / Math.sqrt(forecastVariance(variance));
    const ready = variance.count >= 30;
    if (ewmaBand.update(state, aSample({ z, ready }), config) !== 0 && i >= 0) fired += 1;
    updateVariance(variance, change * change, config.ewmaLambda);
  }
  const rate = fired / steps;
  assert.ok(Math.abs(rate - 0.05361) <= 4 * Math.sqrt(0.0536 * 0.9464 / steps), `${rate}`);
});
