// Evidence for one question, within its share of the time, and nothing from after the question.
import type { EvidenceKind, Question } from "../../core/types/advice.ts";
import { type Millis, millis } from "../../core/types/units.ts";
import type { Clock, Evidence, EvidenceItem, Gathered } from "../../ports.ts";

/** A source that does not heed its signal is left behind this much later. */
const GRACE_MS = 250;

/** What `evidence` finds in `shareMs`; what is late or from later is a sentence in `missing`. */
export async function gather(
  { evidence, clock }: { readonly evidence: Evidence; readonly clock: Clock },
  question: Question,
  shareMs: Millis,
  signal: AbortSignal,
): Promise<Gathered> {
  const own = new AbortController();
  const abort = () => own.abort();
  signal.addEventListener("abort", abort);
  const soft = clock.after(shareMs, abort);
  const left = Promise.withResolvers<Gathered>();
  const hard = clock.after(millis(shareMs + GRACE_MS), () => left.resolve(nothing(LATE)));
  try {
    return withoutLater(
      await Promise.race([found(evidence, question, own.signal), left.promise]),
      question,
    );
  } finally {
    soft.cancel();
    hard.cancel();
    signal.removeEventListener("abort", abort);
  }
}

const LATE = "Evidence did not come in time.";

/** The port does not reject; a source that does is a fault of ours, and the question goes on. */
async function found(
  evidence: Evidence,
  question: Question,
  signal: AbortSignal,
): Promise<Gathered> {
  try {
    return await evidence.gather(question, signal);
  } catch (error) {
    const name = error instanceof Error ? error.name : typeof error;
    return nothing(`Evidence could not be gathered: ${name}.`);
  }
}

function nothing(why: string): Gathered {
  return { items: [], missing: [why] };
}

/** What the market could not have known when it moved would be an answer, not evidence. */
function withoutLater({ items, missing }: Gathered, { at }: Question): Gathered {
  const isLater = ({ publishedAt }: EvidenceItem) => publishedAt !== null && publishedAt > at;
  const later = items.filter(isLater);
  if (later.length === 0) return { items, missing };
  const kinds = new Map<EvidenceKind, number>();
  for (const { kind } of later) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const said = [...kinds].map(([kind, count]) =>
    `Left out: ${count} of ${kind} published after the question.`
  );
  return { items: items.filter((item) => !isLater(item)), missing: [...missing, ...said] };
}
