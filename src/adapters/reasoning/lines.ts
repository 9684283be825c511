// Ledger rows joined to one line for each decision that a model took part in: what was asked, what
// was read and answered to the letter, what was decided, and what would have been without.
import { canonicalJson } from "../../core/canonical.ts";
import type { Advice } from "../../core/types/advice.ts";
import type { EntryDecision, LedgerBody, LedgerRow } from "../../core/types/effect.ts";
import type { QuestionId } from "../../core/types/ids.ts";

/** A line and the row that it belongs to. */
export interface ReasoningLine {
  readonly seq: number;
  readonly n: number;
  /** Days since 1970 in UTC. */
  readonly day: number;
  /** One JSON object, without the end of the line. */
  readonly text: string;
}

type Ask = Extract<LedgerBody, { readonly kind: "ask" }>;

interface Open {
  readonly row: string;
  readonly ask: Ask;
  advice: Advice | null;
}

/**
 * Joins rows in their order. A line depends on rows alone: those of a restarted process give the same
 * bytes. An answer that comes after its decision is in the ledger only.
 */
export function joinReasoning(): (row: LedgerRow) => ReasoningLine | null {
  const open = new Map<QuestionId, Open>();

  function hear(row: LedgerRow, body: LedgerBody, account: Account): ReasoningLine | null {
    switch (body.kind) {
      case "ask":
        open.set(body.question.id, { row: `${row.seq}.${row.n}`, ask: body, advice: null });
        return null;
      case "advised": {
        const asked = open.get(body.advice.question);
        if (asked !== undefined) asked.advice ??= body.advice;
        return null;
      }
      case "record": {
        const { decision } = body;
        if (decision.kind !== "entry" || decision.ai === undefined) return null;
        const id = decision.ai.question;
        const asked = id === null ? undefined : open.get(id);
        if (id !== null) open.delete(id);
        return lineOf(row, decision, asked ?? null, account);
      }
      default:
        return null;
    }
  }

  return (row) => {
    const { body } = row;
    return body.kind === "shadow"
      ? hear(row, body.effect, "on paper, beside the one that trades")
      : hear(row, body, "trading");
  };
}

type Account = "trading" | "on paper, beside the one that trades";

function lineOf(
  row: LedgerRow,
  decision: EntryDecision,
  asked: Open | null,
  account: Account,
): ReasoningLine {
  const { seq, n, at } = row;
  const { ai } = decision;
  const text = canonicalJson({
    format: 1,
    row: `${seq}.${n}`,
    time: new Date(at).toISOString(),
    account,
    market: decision.market,
    slug: decision.slug,
    verdict: decision.verdict,
    probability: ai?.estimate?.probability ?? null,
    justified: ai?.estimate?.justified ?? null,
    abstained: ai?.abstained ?? null,
    cost: ai?.cost ?? 0,
    models: [...new Set(asked?.advice?.samples.map(({ model }) => model))],
    asked: asked === null ? null : { row: asked.row, dueAt: asked.ask.dueAt },
    question: asked?.ask.question ?? null,
    advice: asked?.advice ?? null,
    decision,
  });
  return { seq, n, day: Math.floor(at / 86_400_000), text };
}
