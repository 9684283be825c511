import type { LoopLag } from "../../report/health_now.ts";

const STEP_MS = 100;
const KEPT = 600;

/** How late a timer of 100 ms comes, over the last minute. */
export interface LagMeter {
  /** null before the first. */
  read(): LoopLag | null;
  stop(): void;
}

/** Starts measuring; `now` is a clock that never goes back. Its timer does not keep a process alive. */
export function startLagMeter(now: () => number): LagMeter {
  const lags: number[] = [];
  let due = now() + STEP_MS;
  const timer = setInterval(() => {
    const at = now();
    lags.push(Math.max(0, at - due));
    if (lags.length > KEPT) lags.shift();
    due = at + STEP_MS;
  }, STEP_MS);
  Deno.unrefTimer(timer);
  return { read: () => lagOf(lags), stop: () => clearInterval(timer) };
}

/** Median, 99th percentile and worst of lags in ms; null of none. */
export function lagOf(lags: readonly number[]): LoopLag | null {
  if (lags.length === 0) return null;
  const sorted = lags.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  return { medianMs: at(0.5), p99Ms: at(0.99), worstMs: at(1) };
}
