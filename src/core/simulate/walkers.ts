import type { AccountSpec } from "./account.ts";
import { kernelOf } from "./kernel.ts";
import { isCovered, openLanes, type Walker, type Walkers } from "./lanes.ts";

/** Paths walked at once: enough for a processor to have something to do while it divides. */
const PATHS = 8;
/** The same of very long ones, which are kept in memory. */
const LONG = 20_000;
const PATHS_OF_LONG = 2;

/**
 * Walkers for accounts that are all offered the first one's trades: in lanes where these cover the
 * account, by the kernel elsewhere. Which of the two it is does not change a bit of what comes of it.
 */
export function openWalkers(accounts: readonly [AccountSpec, ...AccountSpec[]]): Walkers {
  const { trades } = accounts[0];
  const paths = trades > LONG ? PATHS_OF_LONG : PATHS;
  const covered = accounts.filter((spec) => spec.trades === trades && isCovered(spec));
  const lanes = covered.length > 0 ? openLanes(covered, paths) : null;
  const returns = lanes?.returns ?? Array.from({ length: paths }, () => new Float64Array(trades));
  const walkers = accounts.map((spec) =>
    lanes?.walkers[covered.indexOf(spec)] ?? kernelWalker(spec, returns)
  );
  return { returns, walkers };
}

function kernelWalker(spec: AccountSpec, returns: readonly Float64Array[]): Walker {
  // One kernel a path: each has but one result.
  const kernels = returns.map(() => kernelOf(spec));
  return {
    results: kernels.map(({ result }) => result),
    walk(runs) {
      for (let i = 0; i < runs; i++) kernels[i]?.walk(returns[i] ?? new Float64Array(0));
    },
  };
}
