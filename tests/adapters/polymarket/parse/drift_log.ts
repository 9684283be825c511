import { createDrift, type Drift } from "../../../../src/adapters/polymarket/parse/drift.ts";

/** A drift and what it has said. */
export function driftLog(): { readonly drift: Drift; readonly said: readonly string[] } {
  const said: string[] = [];
  return { drift: createDrift((text) => said.push(text)), said };
}
