import type { ExitView } from "./rule.ts";

/** The trade had its time. */
export function time({ position, at }: ExitView): boolean {
  return position.plan.until !== null && at >= position.plan.until;
}
