// What it costs to come late to a price that comes back. A transient decays by exp(-decay) over the
// holding time (QUANT on the reversion hypothesis: du = -theta u dt), so of the way that the price is
// expected to go by itself, 1 - exp(-decay L / T) is gone after a latency L: the entry is dearer by that.
import { logit, sigmoid } from "../math/logit.ts";
import type { Millis } from "../types/units.ts";
import type { Belief } from "./beta.ts";
import type { EngineSpec } from "./engines.ts";
import type { Job } from "./job.ts";
import { DECAY } from "./models.ts";

/** What is known of the price between a signal and the entry. */
export type Waiting =
  | {
    readonly kind: "model";
    /** Dollars that a share is expected to come back by, from the entry on; negative: to go on. */
    readonly way: number;
    /** Time in which half of it is gone. */
    readonly halfLifeMs: number;
    readonly holdMs: Millis;
    readonly steps: readonly WaitingStep[];
  }
  /** No model of the move: a record tells results alone, and a held share no way there. */
  | { readonly kind: "record" }
  | { readonly kind: "held" };

/** One latency: the part of the way that is gone, and what that adds to the price of a share. */
export interface WaitingStep {
  readonly latencyMs: number;
  readonly gone: number;
  readonly extra: number;
}

export const LATENCIES_MS = [0, 100, 250, 500, 1_000, 2_000] as const;

/** What waiting costs the first account of a job. */
export function waitingOf({ engine, accounts: [{ costPerShare, holdMs }] }: Job): Waiting {
  if (engine.kind === "bootstrap") return { kind: "record" };
  const move = moveOf(engine, costPerShare);
  // Where trades are back to back there is no time in which anything could come back.
  if (move === null || holdMs === 0) return { kind: "held" };
  const { decay, gained } = move;
  return {
    kind: "model",
    way: gained(1),
    halfLifeMs: (holdMs * Math.LN2) / decay,
    holdMs,
    steps: LATENCIES_MS.map((latencyMs) => {
      const gone = -Math.expm1((-decay * latencyMs) / holdMs);
      return { latencyMs, gone, extra: gained(gone) };
    }),
  };
}

interface Move {
  readonly decay: number;
  /** Dollars that the price is up when such a part of the way is gone. */
  readonly gained: (part: number) => number;
}

function moveOf(engine: Exclude<EngineSpec, { kind: "bootstrap" }>, cost: number): Move | null {
  if (engine.kind === "diffusion") {
    const { mid, transient } = engine;
    const gained = (part: number) => sigmoid(logit(mid) - transient.size * part) - mid;
    return { decay: transient.decay, gained };
  }
  const { q, gain, loss, timeExit } = engine;
  if (timeExit === null) return null;
  // What holding is expected to bring beyond selling at once, by the chance of the target alone.
  const p = meanOfBelief(q);
  const way = (p * (1 + gain) + (1 - p) * (1 + loss) - (1 + timeExit.ret)) * cost;
  return { decay: DECAY, gained: (part) => part * way };
}

function meanOfBelief(q: Belief): number {
  return typeof q === "number" ? q : q.alpha / (q.alpha + q.beta);
}

/**
 * The half-life below which a wait of `latencyMs` takes all that a trade brings, where `worth` dollars
 * a share are left after costs; null: the whole way would not take it, or there is nothing to take.
 */
export function fatalHalfLife(latencyMs: number, way: number, worth: number): number | null {
  return worth > 0 && way > worth ? (-latencyMs * Math.LN2) / Math.log1p(-worth / way) : null;
}
