import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import { lttb } from "../../../web/charts/lttb.ts";

/** The definition once more, by brute force over areas of polygons (Steinarsson 2013, p. 21 f.). */
function byDefinition(points: readonly (readonly [number, number])[], most: number): number[] {
  const buckets: number[][] = [[0]];
  const size = (points.length - 2) / (most - 2);
  for (let b = 0; b < most - 2; b++) {
    const from = Math.floor(b * size) + 1;
    const to = Math.floor((b + 1) * size) + 1;
    buckets.push(Array.from({ length: to - from }, (_, i) => from + i));
  }
  buckets.push([points.length - 1]);
  const kept = [0];
  for (let b = 1; b < buckets.length - 1; b++) {
    const next = (buckets[b + 1] ?? []).map((i) => points[i] ?? [0, 0]);
    const mean = [0, 1].map((k) =>
      next.reduce((sum, point) => sum + (point[k] ?? 0), 0) / next.length
    );
    const a = points[kept.at(-1) ?? 0] ?? [0, 0];
    let best = -1;
    let most = -Infinity;
    for (const i of buckets[b] ?? []) {
      const p = points[i] ?? [0, 0];
      const corners = [a, p, [mean[0] ?? 0, mean[1] ?? 0] as const];
      const twice = corners.reduce((sum, [x, y], k) => {
        const [x2, y2] = corners[(k + 1) % 3] ?? [0, 0];
        return sum + x * y2 - x2 * y;
      }, 0);
      if (Math.abs(twice) > most) {
        most = Math.abs(twice);
        best = i;
      }
    }
    kept.push(best);
  }
  return [...kept, points.length - 1];
}

function thin(points: readonly (readonly [number, number])[], most: number): readonly number[] {
  return lttb(points.map(([x]) => x), points.map(([, y]) => y), most);
}

Deno.test("lttb keeps of each bucket the point that spans the largest triangle", () => {
  // By hand, twice the areas: with (0, 0) and the mean (3.5, 0.5) of the next bucket (1, 1) spans 3 and
  // (2, 5) 16.5; with (2, 5) and the last point (5, 0) then (3, 1) spans 7 and (4, 0) 5.
  const points = [[0, 0], [1, 1], [2, 5], [3, 1], [4, 0], [5, 0]] as const;
  deepStrictEqual(thin(points, 4), [0, 2, 3, 5]);
});

Deno.test("lttb agrees with its definition on any whole numbers", () => {
  const anyPoints = fc.array(fc.integer({ min: -1000, max: 1000 }), {
    minLength: 3,
    maxLength: 120,
  });
  fc.assert(fc.property(anyPoints, fc.integer({ min: 3, max: 40 }), (ys, most) => {
    fc.pre(ys.length > most);
    // The reference's buckets overlap by none only where their bounds are exact in doubles.
    const points = ys.map((y, i) => [i * 4, y] as const);
    const found = thin(points, most);
    const wanted = byDefinition(points, most);
    strictEqual(found.length, most);
    // Two points may span the same area; a sum in another order may then choose the other.
    const areaEqual = found.every((index, i) =>
      index === wanted[i] || tied(points, found, wanted, i)
    );
    ok(areaEqual, `${found} is not ${wanted}`);
  }));
});

/** From the first place where both differ on, nothing can be compared; there the areas are one. */
function tied(
  points: readonly (readonly [number, number])[],
  found: readonly number[],
  wanted: readonly number[],
  at: number,
): boolean {
  const first = found.findIndex((index, i) => index !== wanted[i]);
  if (first < at) return true;
  const size = (points.length - 2) / (found.length - 2);
  const next = points.slice(
    Math.floor(first * size) + 1,
    Math.min(Math.floor((first + 1) * size) + 1, points.length),
  );
  const mean = [0, 1].map((k) =>
    next.reduce((sum, point) => sum + (point[k] ?? 0), 0) / next.length
  );
  const [ax, ay] = points[found[first - 1] ?? 0] ?? [0, 0];
  const area = (index: number | undefined) => {
    const [x, y] = points[index ?? 0] ?? [0, 0];
    return Math.abs((ax - (mean[0] ?? 0)) * (y - ay) - (ax - x) * ((mean[1] ?? 0) - ay));
  };
  return Math.abs(area(found[first]) - area(wanted[first])) < 1e-6;
}

Deno.test("lttb keeps the ends, the order and the asked number of points", () => {
  fc.assert(fc.property(
    fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { maxLength: 300 }),
    fc.integer({ min: 2, max: 300 }),
    (ys, most) => {
      const kept = lttb(ys.map((_, i) => i), ys, most);
      strictEqual(kept.length, Math.min(ys.length, most));
      strictEqual(kept[0] ?? 0, 0);
      strictEqual(kept.at(-1) ?? ys.length - 1, ys.length - 1);
      ok(kept.every((index, i) => i === 0 || index > (kept[i - 1] ?? -1)));
    },
  ));
});

Deno.test("one spike in a hundred thousand points is still there in 500", () => {
  const ys = Array.from({ length: 100_000 }, (_, i) => i === 61_803 ? 50 : Math.sin(i / 9_000));
  ok(lttb(ys.map((_, i) => i), ys, 500).includes(61_803));
});

Deno.test("fewer than the two ends cannot be kept", () => {
  throws(() => lttb([1, 2, 3], [1, 2, 3], 1), RangeError);
});
