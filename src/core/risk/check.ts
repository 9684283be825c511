import type { Approved, Order } from "../types/order.ts";
import { type Measure, type Refusal, refusalOf } from "../types/refusal.ts";
import { err, ok, type Result } from "../types/result.ts";
import { rules } from "./registry.ts";
import type { RiskRule, RiskView, Subject } from "./rule.ts";

/** What already speaks against an order on this subject, whatever its price and size. */
export function preflight(subject: Subject, view: RiskView): readonly Refusal[] {
  const refusals: Refusal[] = [];
  for (const rule of Object.values<RiskRule>(rules)) {
    if (rule.asks !== "subject" || passes(rule, subject)) continue;
    const refusal = refusalOf(rule.measure(subject, view));
    if (refusal !== null) refusals.push(refusal);
  }
  return refusals;
}

/**
 * The only door to Approved: every limit is asked, in paper as in live, in the step that makes the
 * order. An exception in a limit is not caught here or anywhere: the process stops before the order.
 */
export function check(order: Order, view: RiskView): Result<Approved<Order>, readonly Refusal[]> {
  const refusals = measures(order, view).map(refusalOf).filter((refusal) => refusal !== null);
  return refusals.length > 0 ? err(refusals) : ok(order as Approved<Order>);
}

/** What every limit measures for an order, in the order of the registry. */
export function measures(order: Order, view: RiskView): readonly Measure[] {
  return Object.values<RiskRule>(rules)
    .filter((rule) => !passes(rule, order))
    .map((rule) => rule.measure(order, view));
}

function passes(rule: RiskRule, { purpose }: Subject): boolean {
  return rule.scope === "entries" && purpose !== "entry";
}
