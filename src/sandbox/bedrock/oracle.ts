// A forecaster at a desk: it knows the world and reads prompts. No HTTP: a simulation may call it.
import type { Millis } from "../../core/types/units.ts";
import type { Exchange, World } from "../types.ts";
import { textHash } from "./draws.ts";
import {
  abstention,
  forecast,
  type ForecastAnswer,
  type ForecasterName,
  type Truth,
} from "./forecaster.ts";
import { readPrompt } from "./prompt.ts";
import { truthOf } from "./truth.ts";

export interface OracleOptions {
  readonly exchange: Pick<Exchange, "market" | "markets">;
  readonly world: Pick<World, "history" | "script">;
  readonly clock: { now(): Millis };
  readonly seed: number;
  readonly forecaster: ForecasterName;
}

/** Answers prompts by what is true now. */
export interface Oracle {
  forecaster(): ForecasterName;
  /** Answers from now on are another's. */
  become(name: ForecasterName): void;
  /**
   * What `model` answers to a user's message. The n-th time that the same message comes it may get
   * another answer; a new oracle gives the same ones in the same order.
   */
  answer(asked: { readonly prompt: string; readonly model: string }): ForecastAnswer;
}

/**
 * The truth about a move the other way than the one made on purpose: it undoes that one. It is as
 * justified as that one is not, and the places where the market may rest change sides.
 */
function facing(truth: Truth, direction: 1 | -1 | null): Truth {
  const { move } = truth;
  if (move === null || direction === null || direction === move.direction) return truth;
  const { at, justified, ifJustified, ifUndone } = move;
  return {
    ...truth,
    move: { at, direction, justified: !justified, ifJustified: ifUndone, ifUndone: ifJustified },
  };
}

/** Messages of which it is remembered how often they came. */
const KEPT = 20_000;

/** An oracle that has not been asked anything. */
export function createOracle(options: OracleOptions): Oracle {
  const { exchange, clock, seed } = options;
  const times = new Map<string, number>();
  let name = options.forecaster;
  return {
    forecaster: () => name,
    become(next) {
      name = next;
    },
    answer({ prompt, model }) {
      const { task, market, direction, evidence, told } = readPrompt(prompt, exchange.markets());
      if (task === null) {
        return abstention("blind", "The first line does not say what the task is.");
      }
      if (market === null) return abstention(task, "There is no market of which this is asked.");
      return forecast(name, facing(truthOf(options, market, clock.now()), direction), {
        seed,
        market: market.id,
        model,
        task,
        sample: sampleOf(prompt, model),
        evidence,
        told,
      });
    },
  };

  /** A prompt that names its sample is one of a kind; of others the times they came are counted. */
  function sampleOf(prompt: string, model: string): number {
    const hash = textHash(prompt);
    const key = `${model} ${hash} ${prompt.length}`;
    const earlier = times.get(key) ?? 0;
    times.delete(key);
    times.set(key, earlier + 1);
    if (times.size > KEPT) times.delete(times.keys().next().value ?? key);
    return (hash + earlier) >>> 0;
  }
}
