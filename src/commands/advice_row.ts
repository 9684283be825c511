// The answer to one question, looked up on the ledger: reports fold it away, its words are long.
import type { LedgerReader } from "../adapters/sqlite/reader.ts";
import type { Advice } from "../core/types/advice.ts";
import type { QuestionId } from "../core/types/ids.ts";
import { seq } from "../core/types/units.ts";

/** What was asked and answered, to the letter; null: no answer is on record. */
export function adviceOn(reader: LedgerReader, question: QuestionId): Advice | null {
  // A question is named by the event that led to it, and nothing answers it before.
  const asked = Number.parseInt(question, 10);
  const rows = Number.isSafeInteger(asked) && asked > 0 ? reader.read(seq(asked)) : reader.read();
  for (const { body } of rows) {
    if (body.kind === "advised" && body.advice.question === question) return body.advice;
  }
  return null;
}
