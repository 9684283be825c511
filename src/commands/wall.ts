import type { Wall } from "../runtime/drive.ts";

/** The machine's time, for pacing. */
export const systemWall: Wall = {
  now: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};
