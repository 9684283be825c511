import type { ExitView } from "./rule.ts";

/** Somebody bids the target. */
export function target({ position, bid }: ExitView): boolean {
  return bid !== null && position.plan.target !== null && bid >= position.plan.target;
}
