// Answers of reports, each made once for as long as the ledger does not change.
import type { Builder, ReportAnswer, ReportArgs } from "./contract.ts";
import type { LedgerFollower } from "./follow.ts";

/** JSON of an answer, or why there is none. */
export type Answer =
  | { readonly kind: "answer"; readonly answer: ReportAnswer; readonly json: string }
  | { readonly kind: "noName" }
  | { readonly kind: "noId" }
  | { readonly kind: "noLedger"; readonly words: string };

/** What is asked of a follower. */
export type FollowerView = Pick<LedgerFollower, "input" | "settled" | "position" | "reading">;

/** Reports by name, kept. */
export interface Answers {
  get(name: string, args: ReportArgs): Promise<Answer>;
  names(): readonly string[];
  /** Another ledger is in place. */
  reset(): void;
}

/** Kept at most; one for every report and what it was asked for. */
const MOST_KEPT = 128;

interface Kept {
  readonly seq: number;
  readonly madeAt: number;
  readonly answer: Promise<Answer>;
}

/** Nothing made yet. `now` is ms of any clock. */
export function openAnswers(
  builders: Readonly<Record<string, Builder>>,
  follower: FollowerView,
  now: () => number,
): Answers {
  const kept = new Map<string, Kept>();
  return {
    names: () => Object.keys(builders),
    reset: () => kept.clear(),
    get: async (name, args) => {
      const builder = Object.hasOwn(builders, name) ? builders[name] : undefined;
      if (builder === undefined) return { kind: "noName" };
      if (follower.input() !== null) await follower.settled();
      const input = follower.input();
      if (input === null) return { kind: "noLedger", words: waitingWords(follower) };
      const key = JSON.stringify([name, args.arm, args.window, args.id, args.whole]);
      const before = kept.get(key);
      const { seq } = follower.position();
      const maxAgeMs = builder.maxAgeMs ?? Infinity;
      if (before !== undefined && before.seq === seq && now() - before.madeAt < maxAgeMs) {
        return before.answer;
      }
      const answer = make({ name, builder, args, seq }, input);
      kept.delete(key);
      kept.set(key, { seq, madeAt: now(), answer });
      // What failed is tried again by the next who asks.
      answer.catch(() => kept.delete(key));
      const [oldest] = kept.keys();
      if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
      return answer;
    },
  };
}

interface Wanted {
  readonly name: string;
  readonly builder: Builder;
  readonly args: ReportArgs;
  readonly seq: number;
}

async function make(
  { name, builder, args, seq }: Wanted,
  input: Parameters<Builder["build"]>[0],
): Promise<Answer> {
  const at = input.facts.last ?? 0;
  const built = await builder.build(input, args);
  if (built === null) return { kind: "noId" };
  const answer = { report: name, seq, at, ...built };
  return { kind: "answer", answer, json: JSON.stringify(answer) };
}

/** Why there is nothing to show, for a person. */
export function waitingWords(follower: Pick<FollowerView, "reading">): string {
  const reading = follower.reading();
  if (reading === null) return "there is no run yet";
  const { rows, of } = reading;
  return `the ledger is being read: ${rows} of ${of} rows`;
}
