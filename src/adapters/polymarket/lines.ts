// What a feed folds and a raw recording keeps: raw inputs, and the two things that a feed says
// without the machine. Live and replayed lines go through the same `fold`, so they cannot differ.
import type { SessionInput, SkipReason } from "../../core/types/event.ts";
import type { Millis } from "../../core/types/units.ts";
import type { SourceInput, TimedInput } from "../../ports.ts";
import type { Machine } from "./machine.ts";
import type { RawInput, RestName } from "./types.ts";

/** One thing that a feed heard or said. */
export type FeedLine =
  | RawInput
  | { readonly kind: "heartbeat" }
  | { readonly kind: "skipped"; readonly reason: SkipReason; readonly count: number };

/** A line and when it came; times never go back. */
export interface TimedLine {
  readonly at: Millis;
  readonly line: FeedLine;
}

/** Adds what the engine gets of a line to `out`. */
export type Fold = (timed: TimedLine, out: TimedInput[]) => void;

/**
 * Folds the lines of one run. Until the venue has said something there is nothing to beat for; then
 * the session comes first, if there is one.
 */
export function createFold(machine: Machine, session: SessionInput | null): Fold {
  let begun = false;
  return ({ at, line }, out) => {
    const say = (input: SourceInput) => {
      if (!begun && session !== null) out.push({ at, input: session });
      begun = true;
      out.push({ at, input });
    };
    if (line.kind === "skipped") say(line);
    else if (line.kind !== "heartbeat") machine.accept({ at, raw: line }, say);
    else if (begun) out.push({ at, input: line });
  };
}

/** A line as it is recorded: one JSON object without a line end. */
export function lineText({ at, line }: TimedLine): string {
  return JSON.stringify({ at, ...line });
}

/** The line in a parsed JSON value; null when it is none. */
export function lineOf(value: unknown): TimedLine | null {
  if (typeof value !== "object" || value === null) return null;
  const { at, ...line } = value as Readonly<Record<string, unknown>>;
  if (!Number.isSafeInteger(at)) return null;
  const check = shapes.get(String(line["kind"]));
  // The shape says which of the kinds it is.
  return check?.(line) ? { at: at as Millis, line: line as unknown as FeedLine } : null;
}

type Fields = Readonly<Record<string, unknown>>;

const restNames: Readonly<Record<RestName, true>> = {
  markets: true,
  truth: true,
  books: true,
  history: true,
  resolutions: true,
};

const reasons: Readonly<Record<SkipReason, true>> = {
  torn: true,
  wrongType: true,
  price: true,
  size: true,
  time: true,
  unknownEvent: true,
  unknownToken: true,
  duplicate: true,
  outOfOrder: true,
  tooLong: true,
  noSnapshot: true,
  missed: true,
  unanswered: true,
};

const checks: Readonly<Record<FeedLine["kind"], (fields: Fields) => boolean>> = {
  rest: ({ name, key, body }) =>
    Object.hasOwn(restNames, String(name)) && isText(key) && isText(body),
  frame: ({ link, text }) => isCount(link) && isText(text),
  opened: ({ link, tokens }) => isCount(link) && isTexts(tokens),
  closed: ({ link, reason }) => isCount(link) && isText(reason),
  dropped: ({ tokens }) => isTexts(tokens),
  tick: () => true,
  heartbeat: () => true,
  skipped: ({ reason, count }) => Object.hasOwn(reasons, String(reason)) && isCount(count),
};

const shapes: ReadonlyMap<string, (fields: Fields) => boolean> = new Map(Object.entries(checks));

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}
