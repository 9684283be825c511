// What came of one question that was asked by hand, as sections.
import type {
  Advice,
  AdviceEstimate,
  EvidenceRef,
  Question,
  Sample,
} from "../core/types/advice.ts";
import { answerWords, ownWords } from "../report/ai_explain.ts";
import { decimal, duration, ratio } from "../report/format.ts";
import { type Cell, type Report, type Stat, table } from "../report/report.ts";
import { abstainWords, askWords } from "../report/words.ts";

/** One question, what was answered, and what is made of it. */
export interface Asked {
  readonly question: Question;
  readonly advice: Advice;
  readonly estimate: AdviceEstimate;
  /** What a reader must know of the venue's prices. */
  readonly notes: readonly string[];
}

/** The opinion first, then what was read, then every call. */
export function adviceReport({ question, advice, estimate, notes }: Asked): readonly Report[] {
  return [
    opinionSection({ question, advice, estimate, notes }),
    evidenceTable(advice.evidence, question),
    callsTable(advice.samples),
    ownWords(advice.samples),
  ].filter((section) => section.shape === "table" ? section.rows.length > 0 : !isMute(section));
}

function isMute(section: Report): boolean {
  return section.shape === "stats" && section.stats.length === 0;
}

function opinionSection({ question, advice, estimate, notes }: Asked): Report {
  const { abstained, flags, missing } = advice;
  const said = flags.map(({ pattern, excerpt }) =>
    `The market's own text reads like instructions (${pattern}): "${excerpt}"`
  );
  const stats: readonly Stat[] = [
    { key: "market", label: "market", unit: "text", value: question.slug },
    ...(abstained === null ? [] : [text("abstained", "no opinion", abstainWords[abstained])]),
    chance("price", "price of YES", question.mid),
    chance("anchor", "  an hour ago", question.anchor),
    chance("blind", "YES, without the price", estimate.blind),
    chance("aware", "YES, with the price", estimate.aware),
    chance("together", "  both together", estimate.probability),
    chance("justified", "news justifies half of the move", estimate.justified),
    text("mood", "mood, -1 NO to 1 YES", estimate.mood === null ? null : decimal(estimate.mood)),
    text("disagreement", "disagreement, log-odds", decimal(estimate.disagreement)),
    { key: "answered", label: "usable answers", unit: "count", value: estimate.answered },
    { key: "asked", label: "  of calls", unit: "count", value: estimate.asked },
    { key: "cost", label: "cost", unit: "usd", value: advice.cost },
    { key: "ms", label: "time", unit: "ms", value: advice.ms },
  ];
  return {
    shape: "stats",
    name: "opinion",
    title: question.question,
    notes: [...notes, ...missing.map((what) => `Not seen: ${what}`), ...said, "Nothing is traded."],
    stats,
  };
}

function text(key: string, label: string, value: string | null): Stat {
  return { key, label, unit: "text", value };
}

function chance(key: string, label: string, value: number | null): Stat {
  return text(key, label, value === null ? null : ratio(value));
}

function evidenceTable(evidence: readonly EvidenceRef[], { at }: Question): Report {
  const rows = evidence.map((item): Cell[] => [
    item.id,
    item.kind,
    item.source,
    item.publishedAt === null ? "not known" : `${duration(at - item.publishedAt)} before`,
    item.flags.map(({ pattern }) => pattern).join(", "),
    item.title,
  ]);
  const notes = ["Nothing here was checked. What reads like instructions was not shown."];
  return table({ name: "evidence", title: "Evidence", notes }, [
    { key: "id", label: "id", unit: "text" },
    { key: "kind", label: "kind", unit: "text" },
    { key: "source", label: "source", unit: "text", width: 24 },
    { key: "age", label: "published", unit: "text" },
    { key: "flagged", label: "flagged", unit: "text" },
    { key: "title", label: "title", unit: "text" },
  ], rows);
}

function callsTable(samples: readonly Sample[]): Report {
  const rows = samples.map((sample): Cell[] => [
    sample.ask,
    sample.model,
    answerWords(sample),
    sample.cost,
    sample.ms,
    sample.attempts,
    sample.detail ?? "",
  ]);
  const asked = [...new Set(samples.map(({ ask }) => ask))];
  const notes = asked.map((ask) => `${ask}: ${askWords[ask]}.`);
  return table({ name: "calls", title: "Calls", notes }, [
    { key: "ask", label: "asked", unit: "text" },
    { key: "model", label: "model", unit: "text", width: 16 },
    { key: "answer", label: "answer", unit: "text" },
    { key: "cost", label: "cost", unit: "usd", summed: true },
    { key: "ms", label: "time", unit: "ms" },
    { key: "attempts", label: "requests", unit: "count", summed: true, detail: true },
    { key: "detail", label: "detail", unit: "text" },
  ], rows);
}
