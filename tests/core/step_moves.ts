// What may happen to an engine, as lists of moves: a counter-example shrinks to the few that matter.
import fc from "fast-check";
import type { Arm } from "../../src/core/types/advice.ts";
import type { CommandInput } from "../../src/core/types/event.ts";
import type { Outcome } from "../../src/core/types/market.ts";

/** What happens next. Whole numbers choose among what there is, round and round. */
export type Move =
  | { readonly kind: "wait"; readonly seconds: number }
  | { readonly kind: "jump"; readonly market: number; readonly ticks: number }
  | { readonly kind: "book"; readonly market: number; readonly shape: Shape }
  | { readonly kind: "feed"; readonly market: number; readonly what: "down" | "up" | "tick" }
  | { readonly kind: "venue"; readonly order: number; readonly what: Saying; readonly part: number }
  | { readonly kind: "answer"; readonly question: number; readonly percent: number }
  | { readonly kind: "command"; readonly what: CommandInput["kind"] }
  | { readonly kind: "resolve"; readonly market: number; readonly winner: Outcome | null }
  | {
    readonly kind: "restart";
    readonly ended: boolean;
    readonly wiped: boolean;
    readonly gap: number;
    readonly trading: Arm;
  };

/** Of a book; crossed, its best bid is above its best ask. */
export type Shape = "both" | "bids" | "asks" | "empty" | "crossed" | "thin";
type Saying =
  | "accept"
  | "reject"
  | "fill"
  | "cancel"
  | "settle"
  | "revert"
  | "repeat"
  /** More than was ordered, of an order that has ended or not; with another token or side now and then. */
  | "strange";

const arm = fc.constantFrom<Arm>("noAi", "ai", "random");
const nth = fc.nat({ max: 30 });
const oneOf = <const T>(...values: T[]) => fc.constantFrom(...values);
const weighed = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ weight, arbitrary });

const move: fc.Arbitrary<Move> = fc.oneof(
  weighed(20, fc.record({ kind: oneOf("wait"), seconds: fc.integer({ min: 1, max: 12 }) })),
  weighed(
    12,
    fc.record({ kind: oneOf("jump"), market: nth, ticks: fc.integer({ min: -16, max: 16 }) }),
  ),
  weighed(
    4,
    fc.record({
      kind: oneOf("book"),
      market: nth,
      shape: oneOf("both", "bids", "asks", "empty", "crossed", "thin"),
    }),
  ),
  weighed(
    2,
    fc.record({ kind: oneOf("feed"), market: nth, what: oneOf("down", "up", "up", "tick") }),
  ),
  weighed(
    50,
    fc.record({
      kind: oneOf("venue"),
      order: nth,
      what: oneOf(
        "accept",
        "reject",
        "fill",
        "fill",
        "cancel",
        "settle",
        "revert",
        "repeat",
        "strange",
      ),
      part: fc.integer({ min: 1, max: 4 }),
    }),
  ),
  weighed(4, fc.record({ kind: oneOf("answer"), question: nth, percent: fc.nat({ max: 100 }) })),
  weighed(
    3,
    fc.record({
      kind: oneOf("command"),
      what: oneOf(
        "haltRequested",
        "reduceRequested",
        "flattenRequested",
        "resumeRequested",
        "resumeRequested",
      ),
    }),
  ),
  weighed(
    1,
    fc.record({ kind: oneOf("resolve"), market: nth, winner: oneOf("yes", "no", null) }),
  ),
  weighed(
    2,
    fc.record({
      kind: oneOf("restart"),
      ended: fc.boolean(),
      wiped: fc.boolean(),
      gap: oneOf(0, 20_000, 3_600_000),
      trading: arm,
    }),
  ),
);

/** A life of an engine: who trades beside whom, under which limits, and what happens to it. */
export interface Story {
  readonly seed: number;
  readonly trading: Arm;
  /** The venue fills no more than was ordered, and nothing of an order that it has ended. */
  readonly isHonest: boolean;
  /** A process that goes on may trade with another arm. */
  readonly mayChange: boolean;
  readonly moves: readonly Move[];
}

/** Stories of some hundred moves, half an hour of the engine's time. */
export const stories: fc.Arbitrary<Story> = fc.record({
  seed: fc.nat({ max: 1_000 }),
  trading: arm,
  isHonest: fc.boolean(),
  mayChange: fc.boolean(),
  moves: fc.array(move, { minLength: 1, maxLength: 240, size: "max" }),
});
