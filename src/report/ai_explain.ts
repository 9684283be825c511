// A model's part in one decision: what it was shown, what it said to the number, what was made of it,
// and what the rules alone would have done.
import type { AiOpinion, Counterfactual, EvidenceRef } from "../core/types/advice.ts";
import type { EntryDecision } from "../core/types/effect.ts";
import type { Millis } from "../core/types/units.ts";
import { type Call, type QuestionFact, silenceOf } from "./ai_fold.ts";
import type { Facts } from "./fold.ts";
import { decimal, duration, price, ratio, shortId, usd } from "./format.ts";
import { type Cell, type Column, type Report, type Stat, table } from "./report.ts";
import { abstainWords, askWords } from "./words.ts";

/** Most of a model's name that a line has room for. */
const MODEL_WIDTH = 18;

/** Sections about the models; none where the decision was made without. */
export function aiSections({ ai }: EntryDecision, facts: Facts): readonly Report[] {
  if (ai === undefined) return [];
  const fact = ai.question === null ? undefined : facts.ai.questions.get(ai.question);
  return [opinionSection(ai, fact), ...(fact === undefined ? [] : adviceSections(fact))];
}

function opinionSection(ai: AiOpinion, fact: QuestionFact | undefined): Report {
  const { estimate, abstained, question } = ai;
  const silence: Stat[] = abstained === null
    ? []
    : [{ key: "abstained", label: "no opinion", unit: "text", value: abstainWords[abstained] }];
  const stats: Stat[] = [
    { key: "question", label: "question", unit: "text", value: question ?? "not asked" },
    ...silence,
    belief("blind", "YES, without the price", estimate?.blind),
    belief("aware", "YES, with the price", estimate?.aware),
    belief("together", "  both together", estimate?.probability),
    belief("market", "the market said when asked", fact?.question.mid),
    belief("pooled", "price moved by the models alone", ai.pooled),
    share("justified", "news justifies half of the move", estimate?.justified, "certainty"),
    number("mood", "mood, -1 NO to 1 YES", estimate?.mood),
    number("disagreement", "disagreement, log-odds", estimate?.disagreement),
    share("confidence", "confidence", estimate?.confidence, "full confidence"),
    { key: "answered", label: "usable answers", unit: "count", value: estimate?.answered ?? null },
    { key: "asked", label: "  of calls", unit: "count", value: estimate?.asked ?? null },
    share("earned", "weight that the record leaves", ai.earned, "the configured weight"),
    { key: "vetoed", label: "vetoed the trade", unit: "text", value: ai.vetoed ? "yes" : "no" },
    { key: "cost", label: "cost", unit: "usd", value: ai.cost },
    { key: "waited", label: "waited for it", unit: "ms", value: ai.waitedMs },
    { key: "withoutAi", label: "without AI", unit: "text", value: without(ai.withoutAi) },
  ];
  return { shape: "stats", name: "models", title: "Models", notes: notesOf(ai, fact), stats };
}

function notesOf({ abstained }: AiOpinion, fact: QuestionFact | undefined): string[] {
  const { advice, charge } = fact ?? { advice: null, charge: null };
  const notes = (advice?.missing ?? []).map((what) => `Not seen: ${what}`);
  for (const { pattern, excerpt } of advice?.flags ?? []) {
    notes.push(`The market's own text reads like instructions (${pattern}): "${excerpt}"`);
  }
  if (abstained === "late" && advice !== null) {
    notes.push("The answer below came after the decision and had no part in it.");
  }
  if (charge?.by === "restart") {
    notes.push(`The worst case of ${usd(charge.cost)} counts as spent: the answer was lost.`);
  }
  return notes;
}

/** What the rules alone would have done, in one line. */
function without({ verdict, refusal, outcome, fair, stake }: Counterfactual): string {
  const parts = [
    verdict === "enter" ? "the rules would enter" : `the rules would refuse: ${refusal ?? "?"}`,
    ...(outcome === null ? [] : [`side ${outcome.toUpperCase()}`]),
    ...(fair === null ? [] : [`fair value of YES ${price(micro(fair))}`]),
    ...(stake === null ? [] : [`stake ${usd(stake)}`]),
  ];
  return parts.join(", ");
}

function adviceSections({ question, advice }: QuestionFact): Report[] {
  if (advice === null) return [];
  return [
    evidenceTable(advice.evidence, question.at),
    callsTable(advice.samples),
    ownWords(advice.samples),
  ].filter((report) => report.shape === "table" ? report.rows.length > 0 : !isEmpty(report));
}

function isEmpty(report: Report): boolean {
  return report.shape === "stats" && report.stats.length === 0;
}

const evidenceColumns: readonly Column[] = [
  { key: "id", label: "id", unit: "text" },
  { key: "kind", label: "kind", unit: "text" },
  { key: "source", label: "source", unit: "text", width: 14 },
  { key: "age", label: "published", unit: "text" },
  { key: "title", label: "title", unit: "text", width: 20 },
  { key: "flagged", label: "hidden for", unit: "text", width: 10 },
  { key: "hash", label: "SHA-256", unit: "text", detail: true },
];

function evidenceTable(evidence: readonly EvidenceRef[], at: Millis): Report {
  const rows = evidence.map((item): Cell[] => [
    item.id,
    item.kind,
    item.source,
    ageWords(item.publishedAt, at),
    item.title,
    item.flags.map(({ pattern }) => pattern).join(", "),
    item.hash,
  ]);
  const notes = ["Nothing here was checked; times are relative to the spike."];
  const head = { name: "evidence", title: "What the models could read", notes };
  return table(head, evidenceColumns, rows);
}

function ageWords(publishedAt: Millis | null, at: Millis): string {
  if (publishedAt === null) return "time unknown";
  return publishedAt <= at
    ? `${duration(at - publishedAt)} before`
    : `${duration(publishedAt - at)} after`;
}

const callColumns: readonly Column[] = [
  { key: "ask", label: "asked", unit: "text" },
  { key: "model", label: "model", unit: "text", width: MODEL_WIDTH },
  { key: "answer", label: "answer", unit: "text" },
  { key: "input", label: "tokens in", unit: "count", summed: true, detail: true },
  { key: "output", label: "tokens out", unit: "count", summed: true, detail: true },
  { key: "cost", label: "cost", unit: "usd", summed: true },
  { key: "ms", label: "time", unit: "ms" },
  { key: "attempts", label: "requests", unit: "count", summed: true, detail: true },
  { key: "failure", label: "no answer because", unit: "text", detail: true },
  { key: "detail", label: "detail", unit: "text", detail: true },
  { key: "prompt", label: "prompt", unit: "text", detail: true },
];

function callsTable(samples: readonly Call[]): Report {
  const rows = samples.map((call): Cell[] => {
    const reason = silenceOf(call);
    return [
      call.ask,
      call.model,
      answerWords(call),
      call.inputTokens,
      call.outputTokens,
      call.cost,
      call.ms,
      call.attempts,
      reason === null ? "" : abstainWords[reason],
      call.detail ?? null,
      call.prompt,
    ];
  });
  const asked = [...new Set(samples.map(({ ask }) => ask))];
  const notes = asked.map((ask) => `${ask}: ${askWords[ask]}.`);
  return table({ name: "calls", title: "Calls", notes }, callColumns, rows);
}

/** One answer in a line: its numbers, or why there is none. */
export function answerWords({ ask, answer, failed }: Call): string {
  if (answer === null || failed !== null) return `none: ${abstainWords[failed ?? "malformed"]}`;
  const { probability, justified, mood } = answer;
  const side = ask === "negated" ? "NO" : "YES";
  return [
    ...(probability === null ? [] : [`${side} ${ratio(probability)}`]),
    ...(justified === null ? [] : [`justified ${ratio(justified)}`]),
    ...(mood === null ? [] : [`mood ${decimal(mood)}`]),
    ...(answer.abstains ? ["abstains"] : []),
    ...(answer.instructed ? ["reports instructions"] : []),
  ].join(", ");
}

/** What models said to each call; long sentences: a line each, broken where there is little room. */
export function ownWords(samples: readonly Call[]): Report {
  const stats = samples.flatMap(({ ask, model, answer }, i): Stat[] => {
    if (answer === null) return [];
    const cites = answer.cites.length === 0 ? "" : ` [${answer.cites.join(", ")}]`;
    const label = `${ask}, ${shortId(model, MODEL_WIDTH)}`;
    return [{ key: `words${i}`, label, unit: "text", value: `${answer.rationale}${cites}` }];
  });
  const notes = ["Words of a model, not of polybot; in brackets the evidence that it names."];
  return { shape: "stats", name: "rationale", title: "The models' own words", notes, stats };
}

function belief(key: string, label: string, value: number | null | undefined): Stat {
  const known = value === null || value === undefined ? null : micro(value);
  return { key, label, unit: "price", value: known };
}

function share(key: string, label: string, value: number | null | undefined, of: string): Stat {
  return { key, label, unit: "ratio", value: value ?? null, of };
}

function number(key: string, label: string, value: number | null | undefined): Stat {
  return { key, label, unit: "text", value: value ?? null };
}

/** To a hundredth of a cent: more digits would claim too much. */
function micro(dollars: number): number {
  return Math.round(dollars * 1e4) * 100;
}
