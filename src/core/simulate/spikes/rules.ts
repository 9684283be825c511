// What counts as a spike, and when what became of it is looked at.
import { MICRO } from "../../types/units.ts";
import type { Millis, Price } from "../../types/units.ts";

/** A size from which a change is a spike. */
export interface SpikeKind {
  /** roc: share of the price before; move: dollars of a one-dollar share. */
  readonly measure: "roc" | "move";
  /** In 1e-6, so that ticks compare exactly. */
  readonly least: number;
}

/** Definition of a spike study. */
export interface SpikeRules {
  readonly kinds: readonly SpikeKind[];
  /** A change is taken against the last price at least this old. */
  readonly windowMs: Millis;
  /** After a spike of a kind its market has no other of that kind for this long. */
  readonly lockMs: Millis;
  /** When what was undone is measured, after the spike; rises. */
  readonly horizonsMs: readonly Millis[];
  /** Nothing is compared across a longer silence. */
  readonly maxGapMs: Millis;
  /** A market is looked at no more often than this. */
  readonly stepMs: Millis;
  /** Prices before a spike: from, to, both included. */
  readonly lowest: Price;
  readonly highest: Price;
  /** Widest spread before and after it. */
  readonly maxSpread: Price;
  /**
   * An absent side within `maxSpread` of 0 or 1 is taken to stand there. For recordings of prices
   * alone, whose quotes are made up around them.
   */
  readonly edges: boolean;
}

const MINUTE = 60_000;

/** ROC of 2, 5 and 10 %, moves of 2, 5 and 10 cents. */
export const usualKinds: readonly SpikeKind[] = [
  { measure: "roc", least: 20_000 },
  { measure: "roc", least: 50_000 },
  { measure: "roc", least: 100_000 },
  { measure: "move", least: 20_000 },
  { measure: "move", least: 50_000 },
  { measure: "move", least: 100_000 },
];

/** The usual rules for a source that looks at a market every `cadenceMs`. */
export function usualRules(
  given: { readonly windowMs: Millis; readonly cadenceMs: Millis; readonly edges: boolean },
): SpikeRules {
  return {
    kinds: usualKinds,
    windowMs: given.windowMs,
    lockMs: 60 * MINUTE as Millis,
    horizonsMs: horizonsFor(given.cadenceMs),
    // Five looks missed, as the detectors have it; a feed of events may be still for ten minutes.
    maxGapMs: Math.max(10 * MINUTE, 5 * given.cadenceMs) as Millis,
    stepMs: 1_000 as Millis,
    lowest: 100_000 as Price,
    highest: 900_000 as Price,
    maxSpread: 30_000 as Price,
    edges: given.edges,
  };
}

// Before the next look nothing can have come back; a source that looks rarely is asked after a day too.
function horizonsFor(cadenceMs: number): readonly Millis[] {
  const usual = [5, 15, 60, 240].map((minutes) => minutes * MINUTE as Millis);
  const day = 1_440 * MINUTE as Millis;
  if (cadenceMs <= 5 * MINUTE) return usual;
  return [...usual.filter((ms) => ms >= cadenceMs), day];
}

/** Whether a change between two prices, both twice and in 1e-6, is of a kind. */
export function isOfKind({ measure, least }: SpikeKind, from: number, to: number): boolean {
  const size = Math.abs(to - from);
  return measure === "move" ? size >= 2 * least : size * MICRO >= least * from;
}
