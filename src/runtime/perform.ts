import type { Effect } from "../core/types/effect.ts";
import type { BrokerInput } from "../core/types/event.ts";
import { unreachable } from "../core/types/result.ts";
import type { Broker, Emit } from "../ports.ts";

/** Does what an effect asks of the outside; its row is on disk by now. Outcomes come back as events. */
export function perform(effect: Effect, broker: Broker, emit: Emit<BrokerInput>): void {
  switch (effect.kind) {
    case "place":
      return broker.place(effect.order, emit);
    case "cancel":
      return broker.cancel(effect.order, emit);
    case "record":
    case "measure":
    case "mark":
    case "halt":
    case "trip":
    case "tally":
    case "ask":
    case "shadow":
      return;
    default:
      return unreachable(effect);
  }
}
