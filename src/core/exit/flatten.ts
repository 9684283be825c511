import type { ExitView } from "./rule.ts";

/** A person asked for everything to be sold. */
export function flatten(view: ExitView): boolean {
  return view.flatten;
}
