// Moves made on purpose: which there are, how large, and what a price has room for.
import type { Rng } from "../../core/math/rng.ts";
import { uniform } from "./chance.ts";
import type { MoveRule, PassingRule, Scenario, TimetableEntry } from "./scenario.ts";

/** Kinds of move; resolutions and ticks are consequences. */
export type MoveKind = TimetableEntry["kind"];

/** Every kind. */
export const moveKinds: readonly MoveKind[] = ["news", "overreaction", "sweep"];

/** A move of a fair price. */
export interface PlannedMove {
  readonly kind: MoveKind;
  /** Before it, dollars. */
  readonly from: number;
  /** At its far end. */
  readonly peak: number;
  readonly reverts: number;
  readonly riseMs: number;
  readonly halfLifeMs: number;
}

/** Prices that a move toward the middle may reach: those at which bots trade. */
const INNER: readonly [number, number] = [0.06, 0.94];
const OUTER: readonly [number, number] = [0.015, 0.985];

/** A move by its scenario's rule; null: the price leaves no room for half of what was drawn. */
export function ruleMove(
  kind: MoveKind,
  from: number,
  { moves }: Scenario,
  draw: Rng,
): PlannedMove | null {
  const rule = moves[kind];
  const size = uniform(draw, rule.size);
  const coin = draw.next() < 0.5 ? 1 : -1;
  const move = made(kind, from, size * directionOf(rule, from, coin), rule, draw);
  const [low, high] = rule.toward === "edges" ? OUTER : INNER;
  const peak = Math.min(high, Math.max(low, move.peak));
  return Math.abs(peak - from) < size / 2 || from < low || from > high ? null : { ...move, peak };
}

/** A move by its entry; what the entry leaves out is drawn by the rule. */
export function entryMove(
  entry: TimetableEntry,
  from: number,
  { moves }: Scenario,
  draw: Rng,
): PlannedMove {
  const move = made(entry.kind, from, entry.size, moves[entry.kind], draw);
  return {
    ...move,
    peak: Math.min(0.999, Math.max(0.001, move.peak)),
    reverts: entry.reverts ?? move.reverts,
    riseMs: milliseconds(entry.riseSeconds) ?? move.riseMs,
    halfLifeMs: milliseconds(entry.halfLifeSeconds) ?? move.halfLifeMs,
  };
}

function made(
  kind: MoveKind,
  from: number,
  size: number,
  rule: MoveRule | PassingRule,
  draw: Rng,
): PlannedMove {
  const riseMs = 1_000 * uniform(draw, rule.riseSeconds);
  const passes = "reverts" in rule
    ? {
      reverts: uniform(draw, rule.reverts),
      halfLifeMs: 1_000 * uniform(draw, rule.halfLifeSeconds),
    }
    : { reverts: 0, halfLifeMs: 1_000 };
  return { kind, from, peak: from + size, riseMs, ...passes };
}

// Between 0.40 and 0.60 there is room on both sides, and it is open which.
function directionOf({ toward }: MoveRule, from: number, coin: 1 | -1): 1 | -1 {
  if (toward === "edges") return from === 0.5 ? coin : from > 0.5 ? 1 : -1;
  return from < 0.4 ? 1 : from > 0.6 ? -1 : coin;
}

function milliseconds(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : 1_000 * seconds;
}
