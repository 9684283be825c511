import assert from "node:assert/strict";
import { logit, sigmoid } from "../../../src/core/math/logit.ts";
import { rng, type Seed } from "../../../src/core/math/rng.ts";
import {
  type DiffusionSpec,
  drawsPerTrade,
  type Ending,
  returnAt,
  walker,
} from "../../../src/core/simulate/diffusion.ts";
import { engineOf } from "../../../src/core/simulate/engines.ts";
import { near, nearOverSeeds } from "../../support/near.ts";
import { refTest } from "../../support/shared.ts";

const free = { cost: 0.5, halfSpread: 0, feeRate: 0, feeExponent: 1 };

function specOf(change: Partial<DiffusionSpec>): DiffusionSpec {
  return {
    kind: "diffusion",
    mid: 0.4,
    q: "market",
    target: 1 - 1e-12,
    stop: 1e-12,
    variance: 0.25,
    steps: 1,
    jumps: { perTrade: 0, sd: 0 },
    transient: { size: 0, decay: 0 },
    execution: free,
    ...change,
  };
}

/** Something about each of `count` endings. */
function endings(
  spec: DiffusionSpec,
  { q, count, seed }: { q: number; count: number; seed: Seed },
  of: (ending: Readonly<Ending>) => number,
): number[] {
  const walk = walker(spec);
  const random = rng(seed);
  const uniforms = new Float64Array(drawsPerTrade(spec));
  return Array.from({ length: count }, () => {
    random.fill(uniforms);
    return of(walk(uniforms, 0, q));
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

interface Hit {
  readonly p0: number;
  readonly stop: number;
  readonly target: number;
  readonly q: number;
  readonly P_target_first: number;
}

refTest("the target is touched first as often as belief_diffusion.json says", (read) => {
  const hits: Hit[] = JSON.parse(read("belief_diffusion.json"))["hit_probabilities"];
  for (const { p0, stop, target, q, P_target_first: expected } of hits) {
    // Narrow barriers and much evidence: all but nothing ends by time, and a step is a fifth of the way.
    const width = Math.min(logit(target) - logit(p0), logit(p0) - logit(stop));
    const steps = 400;
    const spec = specOf({ mid: p0, stop, target, steps, variance: steps * (width / 5) ** 2 });
    const count = 400;
    const error = Math.sqrt((expected * (1 - expected)) / count);
    nearOverSeeds(
      (seed) => mean(endings(spec, { q, count, seed }, ({ by }) => by === "target" ? 1 : 0)),
      expected,
      error,
      `p0 ${p0} q ${q}`,
    );
  }
});

interface Terminal {
  readonly p0: number;
  readonly q: number;
  readonly sigma2T: number;
  readonly mean_pT: number;
  readonly var_pT: number;
  readonly cdf: Readonly<Record<string, number>>;
}

refTest("the price at the end has the law of belief_diffusion.json", (read) => {
  const laws: Terminal[] = JSON.parse(read("belief_diffusion.json"))["terminal_mixture"];
  for (const { p0, q, sigma2T, mean_pT, var_pT, cdf } of laws) {
    // The increments are exact, so one step and eight have one law.
    for (const steps of [1, 8]) {
      const spec = specOf({ mid: p0, variance: sigma2T, steps });
      const count = 500;
      const drawn = Array.from(
        { length: 20 },
        (_, i) => endings(spec, { q, count, seed: i + 1 }, ({ mid }) => mid),
      );
      const of = (seed: number) => drawn[seed - 1] ?? [];
      const what = `p0 ${p0} q ${q} in ${steps}`;
      nearOverSeeds((seed) => mean(of(seed)), mean_pT, Math.sqrt(var_pT / count), what);
      for (const [at, share] of Object.entries(cdf)) {
        const error = Math.sqrt((share * (1 - share)) / count);
        if (count * Math.min(share, 1 - share) < 5) continue;
        nearOverSeeds(
          (seed) => mean(of(seed).map((p) => p <= Number(at) ? 1 : 0)),
          share,
          error,
          `${what} at ${at}`,
        );
      }
    }
  }
});

Deno.test("when the market is right its price is a martingale, jumps and all", () => {
  for (
    const jumps of [{ perTrade: 0, sd: 0 }, { perTrade: 2, sd: 0.5 }, { perTrade: 0.3, sd: 1.5 }]
  ) {
    for (const mid of [0.1, 0.4, 0.75]) {
      const spec = specOf({ mid, jumps, steps: 4 });
      const drawn = Array.from(
        { length: 20 },
        (_, i) => endings(spec, { q: mid, count: 800, seed: i + 1 }, ({ mid }) => mid),
      );
      const all = drawn.flat();
      const variance = mean(all.map((p) => (p - mid) ** 2));
      const what = `mid ${mid} with ${jumps.perTrade} jumps`;
      nearOverSeeds(
        (seed) => mean(drawn[seed - 1] ?? []),
        mid,
        Math.sqrt(variance / 800),
        what,
      );
    }
  }
});

Deno.test("stopped at barriers it is still a martingale, where a jump lands included", () => {
  const spec = specOf({
    stop: 0.33,
    target: 0.5,
    steps: 128,
    jumps: { perTrade: 1, sd: 0.6 },
  });
  const ends = Array.from(
    { length: 20 },
    (_, i) => endings(spec, { q: 0.4, count: 400, seed: i + 1 }, ({ mid }) => mid),
  );
  const spread = mean(ends.flat().map((p) => (p - 0.4) ** 2));
  nearOverSeeds((seed) => mean(ends[seed - 1] ?? []), 0.4, Math.sqrt(spread / 400), "stopped");
});

Deno.test("without evidence a transient alone moves the price, and nothing moves it without that", () => {
  const still = specOf({ variance: 0, steps: 8 });
  for (const mid of endings(still, { q: 0.4, count: 5, seed: 1 }, ({ mid }) => mid)) {
    near(mid, 0.4, 1e-12);
  }
  const back = specOf({ variance: 0, steps: 8, transient: { size: -0.5, decay: 40 } });
  const expected = sigmoid(logit(0.4) + 0.5);
  for (const mid of endings(back, { q: 0.4, count: 5, seed: 1 }, ({ mid }) => mid)) {
    near(mid, expected, 1e-9);
  }
});

Deno.test("leaving costs half the spread and the fee, and loses no more than the stake", () => {
  const taker = { cost: 0.41, halfSpread: 0.005, feeRate: 0.04, feeExponent: 1 };
  // .45 bid, fee .04 x .45 x .55 = .0099.
  near(returnAt(0.455, taker), (0.45 - 0.0099 - 0.41) / 0.41, 1e-12);
  assert.equal(returnAt(0, taker), -1);
  near(returnAt(1.005, taker), (1 - 0.41) / 0.41, 1e-12);
});

Deno.test("a mid outside its barriers is refused", () => {
  assert.throws(() => engineOf(specOf({ mid: 0.4, stop: 0.45, target: 0.5 }), 1), RangeError);
  assert.throws(() => engineOf(specOf({ steps: 0 }), 1), RangeError);
});
