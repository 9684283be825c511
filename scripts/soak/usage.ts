// What a process takes, by /proc.

/** One look at a process. */
export interface Sample {
  /** Milliseconds on an even clock. */
  readonly at: number;
  readonly rssMiB: number;
  /** Seconds of CPU since its start. */
  readonly cpuS: number;
}

const PAGE = 4_096;
const TICKS_A_SECOND = 100;

/** A process now. Throws when it is gone. */
export async function sampleOf(pid: number): Promise<Sample> {
  // Deno itself may read /proc only with every permission there is.
  const { stdout, success } = await new Deno.Command("cat", { args: [`/proc/${pid}/stat`] })
    .output();
  if (!success) throw new Error(`Cannot look at process ${pid}: it is gone`);
  const stat = new TextDecoder().decode(stdout);
  // The name before it, in brackets, may hold blanks.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [user, system, pages] = [fields[11], fields[12], fields[21]].map(Number);
  return {
    at: performance.now(),
    rssMiB: (pages ?? NaN) * PAGE / 2 ** 20,
    cpuS: ((user ?? NaN) + (system ?? NaN)) / TICKS_A_SECOND,
  };
}

/** A straight line through points, by least squares. */
export interface Slope {
  readonly slope: number;
  /** Of the slope, as if the points were independent, which those of memory are not. */
  readonly error: number;
}

/** Slope of y over x with its standard error; NaN of fewer than three points. */
export function slopeOf(points: readonly (readonly [number, number])[]): Slope {
  const n = points.length;
  const mean = (of: 0 | 1) => points.reduce((sum, point) => sum + point[of], 0) / n;
  const [x0, y0] = [mean(0), mean(1)];
  let [xx, xy, yy] = [0, 0, 0];
  for (const [x, y] of points) {
    xx += (x - x0) ** 2;
    xy += (x - x0) * (y - y0);
    yy += (y - y0) ** 2;
  }
  const slope = xy / xx;
  return { slope, error: n < 3 ? NaN : Math.sqrt((yy - slope * xy) / (n - 2) / xx) };
}
