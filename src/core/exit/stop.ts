import type { ExitView } from "./rule.ts";

/** The best bid is at the stop or below it; a book without bids is below it too. */
export function stop({ position, bid }: ExitView): boolean {
  return bid !== null && position.plan.stop !== null && bid <= position.plan.stop;
}
