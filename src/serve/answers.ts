// Answers of reports, each made once for as long as the ledger does not change. One that takes long to
// make rests before it is made anew, and says by its seq which rows it lacks: pages ask again.
import type { ReportInput } from "../report/input.ts";
import type { Builder, ReportAnswer, ReportArgs } from "./contract.ts";
import type { LedgerFollower } from "./follow.ts";

/** JSON of an answer, or why there is none. */
export type Answer =
  | { readonly kind: "answer"; readonly answer: ReportAnswer; readonly json: string }
  | { readonly kind: "noName" }
  | { readonly kind: "noId" }
  | { readonly kind: "noLedger"; readonly words: string };

/** What is asked of a follower. */
export type FollowerView = Pick<
  LedgerFollower,
  "input" | "settled" | "position" | "reading" | "health"
>;

/** Reports by name, kept. */
export interface Answers {
  get(name: string, args: ReportArgs): Promise<Answer>;
  names(): readonly string[];
  /** Another ledger is in place. */
  reset(): void;
}

/** Kept at most; one for every report and what it was asked for. */
const MOST_KEPT = 128;

/** Quicker ones are made anew for every row. */
const QUICK_MS = 20;
/** A slow one rests so many times as long as it took, so that many together leave room for others. */
const REST = 20;
/** But what was shown for so long is made anew. */
const MOST_REST_MS = 10_000;

/** Pages ask once a second; this long after its rest a report was not on any. */
const UNSEEN_MS = 3_000;

interface Kept {
  readonly seq: number;
  readonly madeAt: number;
  /** Until it was made, ms; null: it is not yet. */
  tookMs: number | null;
  /** The next one is being made. */
  isRenewed: boolean;
  readonly answer: Promise<Answer>;
}

/** The world of answers. */
export interface AnswersPorts {
  /** ms of any clock. */
  readonly now: () => number;
  /** Runs it after what waits now. */
  readonly later: (then: () => void) => void;
}

/** Nothing made yet. */
export function openAnswers(
  builders: Readonly<Record<string, Builder>>,
  follower: FollowerView,
  { now, later }: AnswersPorts,
): Answers {
  const kept = new Map<string, Kept>();
  const renew = (key: string, wanted: Omit<Wanted, "seq">, input: ReportInput) => {
    const { seq } = follower.position();
    const madeAt = now();
    const answer = make({ ...wanted, seq }, input);
    const next: Kept = { seq, madeAt, tookMs: null, isRenewed: false, answer };
    kept.delete(key);
    kept.set(key, next);
    // What failed is tried again by the next who asks.
    answer.then(() => next.tookMs = now() - madeAt, () => kept.delete(key));
    const [oldest] = kept.keys();
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    return answer;
  };
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
      const wanted = { name, builder, args };
      const before = kept.get(key);
      if (before === undefined) return renew(key, wanted, input);
      const age = now() - before.madeAt;
      const isLast = before.seq === follower.position().seq;
      if (isLast && age < (builder.maxAgeMs ?? Infinity)) return before.answer;
      const { tookMs } = before;
      const rest = tookMs === null ? Infinity : tookMs + Math.min(REST * tookMs, MOST_REST_MS);
      // A file is exact, and what nobody looked at for a while is no answer.
      const isOld = args.whole === true || age >= rest + UNSEEN_MS;
      if (tookMs !== null && (tookMs <= QUICK_MS || isOld)) return renew(key, wanted, input);
      // Nobody waits for a slow one: what there is is given, and it says which rows it lacks.
      if (age >= rest && !before.isRenewed) {
        before.isRenewed = true;
        later(() => {
          const latest = follower.input();
          if (kept.get(key) === before && latest !== null) renew(key, wanted, latest);
        });
      }
      return before.answer;
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
  input: ReportInput,
): Promise<Answer> {
  const at = input.facts.last ?? 0;
  const built = await builder.build(input, args);
  if (built === null) return { kind: "noId" };
  const answer = { report: name, seq, at, maxAgeMs: builder.maxAgeMs ?? null, ...built };
  return { kind: "answer", answer, json: JSON.stringify(answer) };
}

/** Why there is nothing to show, for a person. */
export function waitingWords(follower: Pick<FollowerView, "reading" | "health">): string {
  const { why } = follower.health();
  if (why !== null) return `the ledger cannot be read: ${why}`;
  const reading = follower.reading();
  if (reading === null) return "there is no run yet";
  const { rows, of } = reading;
  return `the ledger is being read: ${rows} of ${of} rows`;
}
