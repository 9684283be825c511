// The CUSUM layer on noise of known deviation: what theory gives, and what the layer does.
import { layers } from "../../detect/registry.ts";
import type { Sample } from "../../detect/detector.ts";
import { normalCdf, normalPdf } from "../../math/normal.ts";
import type { Seed } from "../../math/rng.ts";
import { addSample, type Moments, noMoments } from "../../math/welford.ts";
import type { DetectionConfig } from "../../types/config.ts";
import type { Millis } from "../../types/units.ts";
import { normalsOf } from "./noise.ts";

/** Reference value and decision interval of a CUSUM, in sigma. */
export interface Chart {
  readonly k: number;
  readonly h: number;
}

const NODES = 80;

/**
 * Average run length of the two-sided CUSUM from zero, in steps, on normal noise whose mean is
 * `shift` sigma off (Page 1954; the integral equation by Gauss-Legendre quadrature, Champ & Rigdon
 * 1991; both sides together as in Lucas & Crosier 1982).
 */
export function averageRunLength({ k, h }: Chart, shift: number): number {
  return 1 / (1 / oneSided({ k, h }, shift) + 1 / oneSided({ k, h }, -shift));
}

/** Run lengths of the layer itself, `runs` of them, each from zero. */
export function runLengths(
  { chart, shift, runs, seed }: { chart: Chart; shift: number; runs: number; seed: Seed },
): Moments {
  const config = configOf(chart);
  const normal = normalsOf(seed);
  const state = layers.cusum.init(config);
  const sample = readySample();
  let moments = noMoments;
  for (let run = 0; run < runs; run++) {
    layers.cusum.reset(state);
    let length = 1;
    for (;; length++) {
      sample.z = normal() + shift;
      if (layers.cusum.update(state, sample, config) !== 0) break;
    }
    moments = addSample(moments, length);
  }
  return moments;
}

/** How often a single spike is found on the step it happens. */
export interface Power {
  readonly cusum: number;
  readonly band: number;
  readonly draws: number;
}

/** Steps of noise between two spikes: what a chart remembers is gone by then. */
const BETWEEN = 25;

/**
 * Share of isolated spikes of `size` sigma that the CUSUM and the band find on the step itself, in
 * a chart that has been running on noise of known deviation and starts from zero after an alarm.
 */
export function powerAt(
  { chart, bandWidth, size, draws, seed }: {
    chart: Chart;
    bandWidth: number;
    size: number;
    draws: number;
    seed: Seed;
  },
): Power {
  const config = { ...configOf(chart), ewmaBandWidth: bandWidth };
  const normal = normalsOf(seed);
  const running = layers.cusum.init(config);
  const bandState = layers.ewmaBand.init(config);
  const sample = readySample();
  let cusum = 0;
  let band = 0;
  for (let draw = 0; draw < draws; draw++) {
    for (let step = 0; step < BETWEEN; step++) {
      sample.z = normal();
      layers.cusum.update(running, sample, config);
    }
    sample.z = normal() + size;
    // On a copy: the running chart has seen no spike.
    const probe = { ...running, sums: { ...running.sums } };
    if (layers.cusum.update(probe, sample, config) === 1) cusum += 1;
    if (layers.ewmaBand.update(bandState, sample, config) === 1) band += 1;
  }
  return { cusum: cusum / draws, band: band / draws, draws };
}

// The layers read nothing else of it.
function configOf({ k, h }: Chart): DetectionConfig {
  return { cusumK: k, cusumThreshold: h } as DetectionConfig;
}

function readySample(): Sample {
  return {
    at: 0 as Millis,
    twiceMid: 1_000_000,
    mid: 0.5,
    logit: 0,
    change: 0,
    sigma: 1,
    z: 0,
    ready: true,
    tickSize: 10_000,
    spread: 10_000,
  };
}

/**
 * Upper side only: L(s) = 1 + Phi(k - s - shift) L(0) + integral over (0, h) of
 * phi(z + k - s - shift) L(z) dz, solved at 0 and at the nodes.
 */
function oneSided({ k, h }: Chart, shift: number): number {
  const { nodes, weights } = legendre(NODES);
  const points = [0, ...nodes.map((x) => h * (x + 1) / 2)];
  const rows = points.map((s) => {
    const row = points.map((z, j) =>
      j === 0
        ? normalCdf(k - s - shift)
        : (weights[j - 1] as number) * (h / 2) * normalPdf(z + k - s - shift)
    );
    return row.map((value) => -value);
  });
  rows.forEach((row, i) => row[i] = (row[i] as number) + 1);
  return solve(rows, points.map(() => 1))[0] as number;
}

/** Nodes and weights of Gauss-Legendre quadrature on (-1, 1), by Newton's method. */
function legendre(n: number): { nodes: number[]; weights: number[] } {
  const nodes: number[] = [];
  const weights: number[] = [];
  for (let i = 1; i <= n; i++) {
    let x = Math.cos(Math.PI * (i - 0.25) / (n + 0.5));
    let slope = 1;
    for (let round = 0; round < 100; round++) {
      let [before, here] = [1, x];
      for (let j = 2; j <= n; j++) {
        [before, here] = [here, ((2 * j - 1) * x * here - (j - 1) * before) / j];
      }
      slope = n * (x * here - before) / (x * x - 1);
      const move = here / slope;
      x -= move;
      if (Math.abs(move) < 1e-15) break;
    }
    nodes.push(x);
    weights.push(2 / ((1 - x * x) * slope * slope));
  }
  return { nodes, weights };
}

/** Solves a x = b by elimination with pivots; `a` and `b` are used up. */
function solve(a: number[][], b: number[]): number[] {
  const n = b.length;
  for (let i = 0; i < n; i++) {
    let pivot = i;
    for (let r = i + 1; r < n; r++) {
      if (Math.abs(at(a, r, i)) > Math.abs(at(a, pivot, i))) pivot = r;
    }
    [a[i], a[pivot]] = [a[pivot] as number[], a[i] as number[]];
    [b[i], b[pivot]] = [b[pivot] as number, b[i] as number];
    for (let r = i + 1; r < n; r++) {
      const factor = at(a, r, i) / at(a, i, i);
      const row = a[r] as number[];
      for (let c = i; c < n; c++) row[c] = (row[c] as number) - factor * at(a, i, c);
      b[r] = (b[r] as number) - factor * (b[i] as number);
    }
  }
  const x = new Array<number>(n).fill(0);
  for (let i = n - 1; i >= 0; i--) {
    let rest = b[i] as number;
    for (let c = i + 1; c < n; c++) rest -= at(a, i, c) * (x[c] as number);
    x[i] = rest / at(a, i, i);
  }
  return x;
}

function at(a: readonly (readonly number[])[], row: number, column: number): number {
  return a[row]?.[column] ?? NaN;
}
