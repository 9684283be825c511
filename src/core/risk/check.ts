import type { Approved, Order } from "../types/order.ts";
import type { Refusal } from "../types/refusal.ts";
import { err, ok, type Result } from "../types/result.ts";
import { rules } from "./registry.ts";
import type { RiskRule, RiskView, Subject } from "./rule.ts";

/** What already speaks against an order on this subject, whatever its price and size. */
export function preflight(subject: Subject, view: RiskView): readonly Refusal[] {
  const refusals: Refusal[] = [];
  for (const rule of Object.values<RiskRule>(rules)) {
    if (rule.asks !== "subject" || passes(rule, subject)) continue;
    const refusal = rule.check(subject, view);
    if (refusal !== null) refusals.push(refusal);
  }
  return refusals;
}

/**
 * The only door to Approved: every limit is asked, in paper as in live, in the step that makes the
 * order. An exception in a limit is not caught here or anywhere: the process stops before the order.
 */
export function check(order: Order, view: RiskView): Result<Approved<Order>, readonly Refusal[]> {
  const refusals: Refusal[] = [];
  for (const rule of Object.values<RiskRule>(rules)) {
    if (passes(rule, order)) continue;
    const refusal = rule.check(order, view);
    if (refusal !== null) refusals.push(refusal);
  }
  return refusals.length > 0 ? err(refusals) : ok(order as Approved<Order>);
}

function passes(rule: RiskRule, { purpose }: Subject): boolean {
  return rule.scope === "entries" && purpose !== "entry";
}
