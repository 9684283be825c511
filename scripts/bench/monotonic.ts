// The clock that other processes of this machine stamp by. Needs --allow-ffi.

const CLOCK_MONOTONIC = 1;
const TRIES = 100;

/** Milliseconds of CLOCK_MONOTONIC; from then on without a call into the system's library. */
export function monotonicClock(): () => number {
  const library = Deno.dlopen("libc.so.6", {
    clock_gettime: { parameters: ["i32", "buffer"], result: "i32" },
  });
  const time = new BigInt64Array(2);
  let [ahead, closest] = [0, Infinity];
  for (let i = 0; i < TRIES; i++) {
    const before = performance.now();
    library.symbols.clock_gettime(CLOCK_MONOTONIC, time);
    const after = performance.now();
    if (after - before >= closest) continue;
    closest = after - before;
    const [seconds = 0n, nanos = 0n] = time;
    ahead = Number(seconds) * 1e3 + Number(nanos) / 1e6 - (before + after) / 2;
  }
  library.close();
  return () => performance.now() + ahead;
}
