import type { OrderPurpose } from "../types/order.ts";
import { end } from "./end.ts";
import { flatten } from "./flatten.ts";
import type { ExitRule, ExitView } from "./rule.ts";
import { stop } from "./stop.ts";
import { target } from "./target.ts";
import { time } from "./time.ts";

/** Ways out, first match counts: where stop and target fall into one interval, it was the stop. */
export const exits = { flatten, stop, target, time, end } as const satisfies Partial<
  Record<OrderPurpose, ExitRule>
>;

export type ExitName = keyof typeof exits;

const names = Object.keys(exits) as readonly ExitName[];

/** The way out that applies now, or null. */
export function wayOut(view: ExitView): ExitName | null {
  for (const name of names) if (exits[name](view)) return name;
  return null;
}
