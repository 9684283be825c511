// From a found spike to an order, or to the first stage that speaks against it. Every found spike
// ends in exactly one decision of each arm, with the numbers of every stage it reached.
import type { Found } from "../observe.ts";
import type { Out } from "../outbox.ts";
import type { RiskView } from "../risk/rule.ts";
import type { Outcome } from "../types/market.ts";
import { unreachable } from "../types/result.ts";
import type { EngineState } from "../types/state.ts";
import type { Millis } from "../types/units.ts";
import { coin, decideAtRandom } from "./at_random.ts";
import { decideByRules } from "./by_rules.ts";
import { believedOf, carryOut, type Entering, entering } from "./decision.ts";
import { sideOf, signalOf, tokenToBuy } from "./seen.ts";
import { askOrDecide } from "./with_models.ts";

/** Decides about one found spike: a record always, an order when nothing speaks against it. */
export function enter(state: EngineState, found: Found, at: Millis, out: Out): void {
  const { config, account } = state;
  const view: RiskView = { account, config, market: found.state, at };
  const believed = believedOf(view);
  const signalOn = (outcome: Outcome) => signalOf(view, found.candidate, outcome);
  const rules = tokenToBuy(found.candidate.direction, believed.stance);
  const entry = entering(state, view, out, { signal: signalOn(rules), ...believed });
  switch (state.arm) {
    case "noAi":
      return carryOut(entry, decideByRules(entry, sideOf(view, entry.signal, rules)));
    case "random":
      return flip(entry, signalOn);
    case "ai":
      return askOrDecide(entry, signalOn);
    default:
      return unreachable(state.arm);
  }
}

function flip(entry: Entering, signalOn: (outcome: Outcome) => Entering["signal"]): void {
  const outcome = coin(entry);
  const drawn = { ...entry, signal: signalOn(outcome) };
  carryOut(drawn, decideAtRandom(drawn, sideOf(entry.view, drawn.signal, outcome)));
}
