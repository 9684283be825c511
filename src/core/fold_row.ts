// One row into every account it is about: the real one, and those that trade on paper beside it. Live
// and at a restart the accounts come from here, so they cannot differ.
import { carry, evolve, openAccount } from "./evolve.ts";
import type { Account } from "./types/account.ts";
import type { Arm, Arms } from "./types/advice.ts";
import type { LedgerBody, LedgerRow } from "./types/effect.ts";
import type { EngineState } from "./types/state.ts";

/** Folds `row` into the accounts of `state`, in place. */
export function foldRow(state: EngineState, row: LedgerRow): void {
  const { body, at } = row;
  state.account = evolve(state.account, row);
  if (body.kind === "mark") state.lastMarkAt = at;
  if (body.kind === "started") {
    if (areOthers(state.session, body.arms)) beginAnew(state);
    state.session = body.arms;
  }
  const { learnt } = state.account;
  for (const shadow of state.shadows) {
    const own = shadowBody(shadow.arm, body);
    const account = own === null ? shadow.account : carry(shadow.account, { ...row, body: own });
    shadow.account = account.learnt === learnt ? account : { ...account, learnt };
    if (own?.kind === "mark") shadow.lastMarkAt = at;
  }
}

/** True where a session's arms are not those of the session before it. */
export function areOthers(before: Arms | null, now: Arms): boolean {
  if (before === null) return false;
  return before.trading !== now.trading || before.shadows.join() !== now.shadows.join();
}

/**
 * An account that begins to trade on paper beside `account`, with what that is worth: another bankroll
 * would make other stakes of the same decisions. A person's halt is for everybody.
 */
export function openBeside({ risk, learnt }: Pick<Account, "risk" | "learnt">): Account {
  const opened = openAccount(risk.equity);
  const halts = risk.halts.filter(({ note }) => note !== null);
  return { ...opened, learnt, risk: { ...opened.risk, halts } };
}

/** Accounts beside another arm, or not there for a while, are no comparison any more. */
function beginAnew({ account, shadows }: EngineState): void {
  for (const shadow of shadows) {
    shadow.account = openBeside(account);
    shadow.lastMarkAt = null;
  }
}

/**
 * What a row means to the account of `arm` beside the real one; null: nothing. Its own orders, and
 * what is true for everybody: what markets did and what a person asked for.
 */
export function shadowBody(arm: Arm, body: LedgerBody): LedgerBody | null {
  switch (body.kind) {
    case "shadow":
      return body.arm === arm ? body.effect : null;
    case "shadowed":
      return body.arm === arm ? body.input : null;
    case "resolved":
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
