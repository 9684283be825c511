import { liveOrders } from "../core/risk/exposure.ts";
import type { Account } from "../core/types/account.ts";
import type { EngineState } from "../core/types/state.ts";

/** Grid steps of a pass: one to sample what the warm-up left, one to act on what it showed. */
const STEPS = 2;
/** More steps for orders on their way; what still rests then is canceled by the next pass. */
const PATIENCE_STEPS = 30;

/**
 * Tells when one look at the market is over: every tracked market had its samples, and no order or
 * question is on its way any more, also of the accounts on paper beside the real one. Resting orders do
 * not hold a pass up for ever, but for `PATIENCE_STEPS` at most.
 */
export function onePass(state: EngineState): () => boolean {
  let first: number | null = null;
  return () => {
    if (state.gridIndex < 0 || state.links.size === 0) return false;
    first ??= state.gridIndex;
    const steps = state.gridIndex - first;
    if (steps < STEPS) return false;
    // What is measured beside the real account is paid for, too, and of no use half done.
    const isWaiting = [state, ...state.shadows].some(({ account }) => waits(account));
    return !isWaiting || steps >= STEPS + PATIENCE_STEPS;
  };
}

function waits(account: Account): boolean {
  return [...liveOrders(account)].length > 0 || account.unsettled.size > 0 ||
    account.asked.size > 0;
}
