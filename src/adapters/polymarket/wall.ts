/** Time and chance as this adapter uses them. */
export interface Wall {
  /** Unix time in milliseconds. */
  now(): number;
  /** Ends early when `signal` aborts, by resolving or by throwing. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Uniform in [0, 1). */
  random(): number;
}

/** The machine's own; its time does not follow the clock's later corrections. */
export const machineWall: Wall = {
  now: () => performance.timeOrigin + performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal?.addEventListener("abort", end);
    }),
  random: () => Math.random(),
};

/** Sleeps; false when `signal` was aborted before or meanwhile. */
export async function nap(
  wall: Pick<Wall, "sleep">,
  ms: number,
  signal?: AbortSignal,
): Promise<boolean> {
  if (signal?.aborted) return false;
  try {
    await wall.sleep(ms, signal);
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
  return !signal?.aborted;
}

/** Milliseconds that only grow: a clock that is set back neither turns them back nor stops them. */
export function steadyTime(wall: Pick<Wall, "now">): () => number {
  let seen = wall.now();
  let time = seen;
  return () => {
    const now = wall.now();
    time += Math.max(0, now - seen);
    seen = now;
    return time;
  };
}
