import type { Arm } from "../core/types/advice.ts";
import type { ArmEffect, Effect } from "../core/types/effect.ts";
import type { BrokerInput, Input } from "../core/types/event.ts";
import { unreachable } from "../core/types/result.ts";
import type { Advisor, Broker, Emit } from "../ports.ts";

/** Who does what effects ask for. */
export interface Hands {
  readonly broker: Broker;
  /** Paper venues of the accounts beside the real one. */
  readonly shadows: ReadonlyMap<Arm, Broker>;
  /** null: answers come with the source, or not at all. */
  readonly advisor: Advisor | null;
}

/** Does what an effect asks of the outside; its row is on disk by now. Outcomes come back as events. */
export function perform(effect: Effect, hands: Hands, emit: Emit<Input>): void {
  switch (effect.kind) {
    case "shadow": {
      const broker = hands.shadows.get(effect.arm);
      if (broker === undefined) throw new Error(`Cannot trade for ${effect.arm}: it has no venue`);
      return performFor(effect.effect, broker, hands.advisor, beside(effect.arm, emit), emit);
    }
    case "tally":
      return;
    default:
      return performFor(effect, hands.broker, hands.advisor, emit, emit);
  }
}

/** What a broker of `arm` says, as the engine hears it. */
export function beside(arm: Arm, emit: Emit<Input>): Emit<BrokerInput> {
  return (input) => {
    // Settlement comes to everybody from the source.
    if (input.kind === "resolved") return;
    emit({ kind: "shadowed", arm, input });
  };
}

function performFor(
  effect: ArmEffect,
  broker: Broker,
  advisor: Advisor | null,
  answer: Emit<BrokerInput>,
  emit: Emit<Input>,
): void {
  switch (effect.kind) {
    case "place":
      return broker.place(effect.order, answer);
    case "cancel":
      return broker.cancel(effect.order, answer);
    case "ask":
      return advisor?.ask(effect.question, emit);
    case "record":
    case "measure":
    case "mark":
    case "halt":
    case "trip":
      return;
    default:
      return unreachable(effect);
  }
}
