// One row into every account it is about: the real one, and those that trade on paper beside it. Live
// and at a restart the accounts come from here, so they cannot differ.
import { evolve } from "./evolve.ts";
import type { Arm } from "./types/advice.ts";
import type { LedgerBody, LedgerRow } from "./types/effect.ts";
import type { EngineState } from "./types/state.ts";

/** Folds `row` into the accounts of `state`, in place. */
export function foldRow(state: EngineState, row: LedgerRow): void {
  state.account = evolve(state.account, row);
  if (row.body.kind === "mark") state.lastMarkAt = row.at;
  for (const shadow of state.shadows) {
    const body = shadowBody(shadow.arm, row.body);
    if (body === null) continue;
    shadow.account = evolve(shadow.account, { ...row, body });
    if (body.kind === "mark") shadow.lastMarkAt = row.at;
  }
}

/**
 * What a row means to the account of `arm` beside the real one; null: nothing. Its own orders, and
 * what is true for everybody: what markets did, what models said, what a person asked for.
 */
export function shadowBody(arm: Arm, body: LedgerBody): LedgerBody | null {
  switch (body.kind) {
    case "shadow":
      return body.arm === arm ? body.effect : null;
    case "shadowed":
      return body.arm === arm ? body.input : null;
    case "measure":
    case "resolved":
    case "advised":
    case "started":
    case "haltRequested":
    case "reduceRequested":
    case "resumeRequested":
    case "flattenRequested":
      return body;
    default:
      return null;
  }
}
