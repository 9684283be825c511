// The synthetic ticks of the detector and replay benchmarks, bit for bit those that the C peers make
// for themselves: a skewed choice of market, a walk of the mid in thousandths of a dollar, a jump
// now and then.
import { xoshiro128 } from "../../src/core/math/rng.ts";

/** Columns of ticks. Prices in thousandths of a dollar, depth in shares. */
export interface Ticks {
  readonly count: number;
  readonly market: Int32Array<ArrayBuffer>;
  readonly mid: Int16Array<ArrayBuffer>;
  readonly spread: Int16Array<ArrayBuffer>;
  readonly depth: Float32Array<ArrayBuffer>;
}

const BYTES_A_TICK = 12;

/** Ticks of `markets` markets, the same every time. */
export function makeTicks(count: number, markets: number): Ticks {
  const ticks = columns(new ArrayBuffer(count * BYTES_A_TICK));
  const at = new Int16Array(markets).fill(500);
  const draw = uniform();
  for (let i = 0; i < 20; i++) draw();
  for (let i = 0; i < count; i++) {
    const u = draw();
    const market = Math.min(markets - 1, Math.floor(u * u * u * markets));
    const move = moveOf(draw);
    const mid = Math.min(980, Math.max(20, (at[market] ?? 0) + move));
    at[market] = mid;
    ticks.market[i] = market;
    ticks.mid[i] = mid;
    ticks.spread[i] = 1 + draw() * 20;
    ticks.depth[i] = draw() * 1000;
  }
  return ticks;
}

function moveOf(draw: () => number): number {
  const r = draw();
  const small = r < 0.4 ? 0 : r < 0.7 ? (draw() < 0.5 ? -1 : 1) : Math.trunc((draw() - 0.5) * 8);
  return draw() < 0.002 ? Math.trunc((draw() - 0.5) * 80) : small;
}

/** xoshiro128** from the peers' state. */
function uniform(): () => number {
  const state = Int32Array.of(1, 2, 3, 4);
  const block = new Uint32Array(4096);
  let used = block.length;
  return () => {
    if (used === block.length) {
      xoshiro128(state, block);
      used = 0;
    }
    return (block[used++] ?? 0) / 2 ** 32;
  };
}

/** Writes the columns one after the other, as the peers read them. */
export function writeTicks(path: string, ticks: Ticks): void {
  Deno.writeFileSync(path, new Uint8Array(ticks.market.buffer));
}

/** Reads what {@link writeTicks} wrote. */
export function readTicks(path: string): Ticks {
  return columns(Deno.readFileSync(path).buffer);
}

function columns(buffer: ArrayBuffer): Ticks {
  const count = buffer.byteLength / BYTES_A_TICK;
  return {
    count,
    market: new Int32Array(buffer, 0, count),
    mid: new Int16Array(buffer, 4 * count, count),
    spread: new Int16Array(buffer, 6 * count, count),
    depth: new Float32Array(buffer, 8 * count, count),
  };
}
