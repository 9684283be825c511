import type { ExitView } from "./rule.ts";

/** The market ends soon, and a spike trade was never a bet on its outcome. */
export function end({ position, market, at, config }: ExitView): boolean {
  return position.plan.kind === "spike" && market.endAt !== null &&
    market.endAt - at <= config.timeLeftMs;
}
