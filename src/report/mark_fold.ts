import { type Millis, minus, type Usdc } from "../core/types/units.ts";

/** One mark, or several that were put together: then the last one's values and the extremes. */
export interface MarkPoint {
  readonly at: Millis;
  readonly equity: Usdc;
  readonly cash: Usdc;
  readonly low: Usdc;
  readonly high: Usdc;
}

/** The deepest fall of equity from its highest mark before. */
export interface Drawdown {
  readonly peak: Usdc;
  readonly trough: Usdc;
  /** When the trough was marked; null when equity never fell. */
  readonly at: Millis | null;
  /** (peak - trough) / peak. */
  readonly share: number;
}

/** The equity curve, thinned in pairs when it grows, and its drawdown on all marks. */
export interface MarkFold {
  add(at: Millis, equity: Usdc, cash: Usdc): void;
  points(): readonly MarkPoint[];
  /** Marks seen, thinned ones included. */
  count(): number;
  drawdown(): Drawdown;
}

/** A fold that starts from the capital and keeps at most `most` points. */
export function openMarkFold(capital: Usdc, most: number = 4096): MarkFold {
  let points: MarkPoint[] = [];
  let stride = 1;
  let inLast = 0;
  let count = 0;
  let peak = capital;
  let worst: Drawdown = { peak: capital, trough: capital, at: null, share: 0 };

  function measure(at: Millis, equity: Usdc): void {
    if (equity > peak) peak = equity;
    const share = peak > 0 ? minus(peak, equity) / peak : 0;
    if (share > worst.share) worst = { peak, trough: equity, at, share };
  }

  return {
    add(at, equity, cash) {
      count++;
      measure(at, equity);
      const point = { at, equity, cash, low: equity, high: equity };
      const last = points.at(-1);
      if (last !== undefined && inLast < stride) {
        points[points.length - 1] = joined(last, point);
        inLast++;
        return;
      }
      if (points.length >= most) {
        points = halved(points);
        stride *= 2;
      }
      points.push(point);
      inLast = 1;
    },
    points: () => points,
    count: () => count,
    drawdown: () => worst,
  };
}

function joined(a: MarkPoint, b: MarkPoint): MarkPoint {
  const low = a.low < b.low ? a.low : b.low;
  const high = a.high > b.high ? a.high : b.high;
  return { ...b, low, high };
}

function halved(points: readonly MarkPoint[]): MarkPoint[] {
  const half: MarkPoint[] = [];
  for (let i = 0; i < points.length; i += 2) {
    const a = points[i];
    const b = points[i + 1];
    if (a !== undefined) half.push(b === undefined ? a : joined(a, b));
  }
  return half;
}
