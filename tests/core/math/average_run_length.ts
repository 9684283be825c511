// Average run lengths of a CUSUM on independent normal values, by the integral equation of Page
// (1954): L(s) = 1 + Phi(k - s - shift) L(0) + Int_0^h phi(z + k - s - shift) L(z) dz, solved at
// the nodes of a Gauss-Legendre rule (Nystroem).
import { normalCdf, normalPdf } from "../../../src/core/math/normal.ts";

/** A chart and what it watches, in sigma. `head` is where both sides start. */
export interface CusumChart {
  readonly k: number;
  readonly h: number;
  readonly head: number;
  readonly shift: number;
}

/** Steps to the first alarm of either side, on average (Lucas & Crosier 1982 for a head start). */
export function averageRunLength({ k, h, head, shift }: CusumChart): number {
  const up = runLengthFrom(k, h, shift);
  const down = runLengthFrom(k, h, -shift);
  const [up0, down0] = [up(0), down(0)];
  return (up(head) * down0 + down(head) * up0 - up0 * down0) / (up0 + down0);
}

function runLengthFrom(k: number, h: number, shift: number): (start: number) => number {
  const nodes = gaussLegendre(64, h);
  const kernel = (from: number) => [
    normalCdf(k - from - shift),
    ...nodes.map(({ at, weight }) => weight * normalPdf(at + k - from - shift)),
  ];
  const points = [0, ...nodes.map(({ at }) => at)];
  const lengths = solve(points.map((from, i) => [
    ...kernel(from).map((weight, j) => (i === j ? 1 : 0) - weight),
    1,
  ]));
  return (start) => kernel(start).reduce((sum, weight, i) => sum + weight * (lengths[i] ?? 0), 1);
}

function gaussLegendre(n: number, h: number): { at: number; weight: number }[] {
  return Array.from({ length: n }, (_, i) => {
    let x = Math.cos(Math.PI * (i + 0.75) / (n + 0.5));
    let slope = 0;
    for (let step = 0; step < 8; step++) {
      let [before, value] = [1, x];
      for (let j = 2; j <= n; j++) {
        [before, value] = [value, ((2 * j - 1) * x * value - (j - 1) * before) / j];
      }
      slope = n * (x * value - before) / (x * x - 1);
      x -= value / slope;
    }
    return { at: h * (x + 1) / 2, weight: h / ((1 - x * x) * slope * slope) };
  });
}

// Gaussian elimination; the matrix is near the identity, and pivots on its diagonal are safe.
function solve(rows: readonly number[][]): number[] {
  rows.forEach((pivot, i) => {
    for (const row of rows.slice(i + 1)) {
      const factor = (row[i] as number) / (pivot[i] as number);
      for (let j = i; j < row.length; j++) {
        row[j] = (row[j] as number) - factor * (pivot[j] as number);
      }
    }
  });
  const solution: number[] = [];
  for (const [i, row] of [...rows.entries()].reverse()) {
    const known = solution.reduce((sum, x, j) => sum + (row[row.length - 2 - j] as number) * x, 0);
    solution.push(((row.at(-1) as number) - known) / (row[i] as number));
  }
  return solution.reverse();
}
