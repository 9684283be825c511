// Prompts and answers to the letter. Reports do without them; a reader who opens a fold asks the
// ledger for that one row.
import type { Advice } from "../core/types/advice.ts";
import { shortId } from "./format.ts";
import type { Report, Stat } from "./report.ts";

/** What models were sent and what they sent back; each as one text, untrusted. */
export function verbatim({ prompts, samples }: Advice): readonly Report[] {
  const asked = prompts.map(({ ask, system, user }, i): Stat => ({
    key: `prompt${i}`,
    label: ask,
    unit: "text",
    value: `${system}\n\n${user}`,
  }));
  const answered = samples.flatMap(({ ask, model, text }, i): Stat[] =>
    text === ""
      ? []
      : [{ key: `answer${i}`, label: `${ask}, ${shortId(model)}`, unit: "text", value: text }]
  );
  const notes = ["Words of a model, not of polybot."];
  return [
    { shape: "stats", name: "prompts", title: "Prompts to the letter", notes: [], stats: asked },
    { shape: "stats", name: "answers", title: "Answers to the letter", notes, stats: answered },
  ];
}
