import type { Refusal, RefusalRule } from "../core/types/refusal.ts";
import type { RefusalCount } from "./fold.ts";
import type { ReportInput } from "./input.ts";
import { type Cell, type Report, share, table } from "./report.ts";
import { refusalWords, stages } from "./words.ts";

/** Why signals made no trade and why positions could not be left, with an example of each. */
export function refusals(input: ReportInput): readonly Report[] {
  const { facts } = input;
  let refused = 0;
  let stuck = 0;
  for (const { decision } of facts.decisions.values()) {
    if (decision.verdict !== "refused") continue;
    if (decision.kind === "entry") refused++;
    else stuck++;
  }
  const why = histogram(input, facts.entryRefusals, {
    name: "refusals",
    title: "Why signals made no trade",
    whole: refused,
    of: "refused signals",
  });
  if (stuck === 0) return [why];
  const exits = histogram(input, facts.exitRefusals, {
    name: "exitRefusals",
    title: "Why positions could not be left",
    whole: stuck,
    of: "refused exits",
  });
  return [why, exits];
}

interface About {
  readonly name: string;
  readonly title: string;
  /** Refused decisions of that kind. */
  readonly whole: number;
  readonly of: string;
}

function histogram(
  input: ReportInput,
  counts: ReadonlyMap<RefusalRule, RefusalCount>,
  { name, title, whole, of }: About,
): Report {
  const rows = sortedRefusals(counts).map(([rule, { main, named, example }]): Cell[] => [
    rule,
    main,
    share(main, whole),
    named,
    stages[rule],
    example,
    exampleWords(input, rule, example),
  ]);
  const notes = [
    `${whole} ${of}; each counts once, under the reason that came first.`,
  ];
  return table({ name, title, notes }, [
    { key: "rule", label: "rule", unit: "text", detail: true },
    { key: "main", label: "first", unit: "count", summed: true },
    { key: "share", label: "share", unit: "ratio", of },
    { key: "named", label: "named", unit: "count" },
    { key: "stage", label: "stage", unit: "text", detail: true },
    { key: "example", label: "example", unit: "text" },
    { key: "words", label: "reason, with its numbers", unit: "text" },
  ], rows);
}

/** Most frequent first reason first; ties by name. */
export function sortedRefusals(
  counts: ReadonlyMap<RefusalRule, RefusalCount>,
): readonly (readonly [RefusalRule, RefusalCount])[] {
  return [...counts].sort(([a, x], [b, y]) =>
    y.main - x.main || y.named - x.named || (a < b ? -1 : 1)
  );
}

function exampleWords(
  { facts }: ReportInput,
  rule: RefusalRule,
  example: RefusalCount["example"],
): string {
  const found = facts.decisions.get(example)?.decision.refusals
    .find((refusal: Refusal) => refusal.rule === rule);
  return found === undefined ? "" : refusalWords(found);
}
