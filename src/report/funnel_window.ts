// The funnel of the last hour, day or week, with the decisions behind each step.
import type { EntryDecision } from "../core/types/effect.ts";
import type { Millis } from "../core/types/units.ts";
import { reasonOf } from "./decisions.ts";
import type { DecisionFact, Facts, TallySpan } from "./fold.ts";
import { time } from "./format.ts";
import type { ReportInput } from "./input.ts";
import type { OrderFact } from "./order_fold.ts";
import { type Cell, type Report, share, table, type TableReport } from "./report.ts";
import { refusalWords, type Stage, stages } from "./words.ts";

/** How far back a funnel can look, ms. */
export const windows = { "1h": 3_600_000, "24h": 86_400_000, "7d": 7 * 86_400_000 } as const;
export type WindowName = keyof typeof windows;

/** True for the name of a window. */
export function isWindowName(name: string): name is WindowName {
  return Object.hasOwn(windows, name);
}

/** Items that are listed; the counts are of all. */
const MOST_ITEMS = 1_000;
/** Reasons named beside a step. */
const MOST_REASONS = 3;

/** Steps behind which a single signal can stand, in their order. */
const steps = [
  ["signals", "signals"],
  ["market", "market and book fit"],
  ["belief", "gain above the hurdle"],
  ["ai", "not stopped by models"],
  ["size", "a sensible size"],
  ["risk", "within the limits: entered"],
  ["orders", "orders placed"],
  ["filled", "filled, at least in part"],
  ["confirmed", "every fill confirmed"],
] as const;

/** A step's key. */
export type StepName = (typeof steps)[number][0];

interface Item {
  readonly fact: DecisionFact;
  readonly decision: EntryDecision;
  /** Index of the last step it reached. */
  readonly reached: number;
}

/** Steps of the window that ends with the ledger's last row, why fewer reach the next, and the items. */
export function funnelWindow(input: ReportInput, windowMs: number): readonly Report[] {
  const { facts } = input;
  const from = ((facts.last ?? 0) - windowMs) as Millis;
  const items = [...facts.decisions.values()].flatMap((fact): Item[] => {
    const { decision, at } = fact;
    if (decision.kind !== "entry" || at < from) return [];
    return [{ fact, decision, reached: reachedBy(decision, facts) }];
  });
  return [stepsTable(items, booksSince(facts, from)), reasonsTable(items), itemsTable(items)];
}

function reachedBy(decision: EntryDecision, { orders }: Facts): number {
  const [main] = decision.refusals;
  if (decision.verdict !== "enter") {
    // Without a reason it would be a fault: it stays where every signal begins.
    return main === undefined ? 0 : indexOf(stages[main.rule]) - 1;
  }
  const order = decision.order === null ? undefined : orders.byId.get(decision.order);
  if (order === undefined) return indexOf("risk");
  if (order.filled === 0) return indexOf("orders");
  return isConfirmed(order, orders.fills) ? indexOf("confirmed") : indexOf("filled");
}

function isConfirmed({ fills }: OrderFact, known: Facts["orders"]["fills"]): boolean {
  const live = fills.filter((id) => known.get(id)?.status !== "reverted");
  return live.length > 0 && live.every((id) => known.get(id)?.status === "settled");
}

function indexOf(step: Stage | StepName): number {
  return steps.findIndex(([name]) => name === step);
}

/** What the tallies say of a window: whole tallies, so of a little more or less time than it. */
interface Books {
  readonly from: Millis;
  readonly to: Millis;
  readonly markets: number;
  readonly samples: number;
  readonly usable: number;
  /** Signals of the same time: the window's own would be a share of other books. */
  readonly signals: number;
}

/** Tallies that reach into the window; null: none does, so nothing is known of its books. */
function booksSince({ tally: { spans }, decisions }: Facts, from: Millis): Books | null {
  const counted = spans.slice(spans.findLastIndex((span) => span.to <= from) + 1);
  const [first, last] = [counted[0], counted.at(-1)];
  if (first === undefined || last === undefined) return null;
  const sum = (of: (span: TallySpan) => number) => counted.reduce((all, s) => all + of(s), 0);
  const signals = [...decisions.values()].filter(({ at, decision }) =>
    decision.kind === "entry" && at >= first.from && at <= last.to
  );
  return {
    from: first.from,
    to: last.to,
    markets: counted.reduce((most, { markets }) => Math.max(most, markets), 0),
    samples: sum(({ samples }) => samples),
    usable: sum(({ usable }) => usable),
    signals: signals.length,
  };
}

function stepsTable(items: readonly Item[], books: Books | null): TableReport {
  const counts = steps.map((_, i) => items.filter(({ reached }) => reached >= i).length);
  const rows = steps.map(([key, label], i): Cell[] => {
    const count = counts[i] ?? 0;
    if (i === 0) {
      const of = books === null ? null : share(books.signals, books.usable);
      return [key, label, count, of, "healthy books", null];
    }
    const before = counts[i - 1] ?? 0;
    return [key, label, count, share(count, before), steps[i - 1]?.[1] ?? "", before - count];
  });
  const healthy = books === null ? null : share(books.usable, books.samples);
  const unfit = books === null ? null : books.samples - books.usable;
  const seen: Cell[][] = [
    ["markets", "markets tracked, at most", books?.markets ?? null, null, "", null],
    ["samples", "looks at a book", books?.samples ?? null, null, "", null],
    ["healthy", "healthy books", books?.usable ?? null, healthy, "looks at a book", unfit],
  ];
  const notes = ["A signal is counted out at the reason that came first.", booksWords(books)];
  return table({ name: "steps", title: "From markets to confirmed fills", notes }, [
    { key: "key", label: "key", unit: "text", detail: true },
    { key: "step", label: "step", unit: "text" },
    { key: "count", label: "count", unit: "count" },
    { key: "share", label: "share", unit: "ratio" },
    { key: "of", label: "of", unit: "text", detail: true },
    { key: "stopped", label: "stopped before it", unit: "count" },
  ], [...seen, ...rows]);
}

function booksWords(books: Books | null): string {
  if (books === null) {
    return "Markets and books are counted every ten minutes and when a run ends: no count of this time " +
      "is written yet, so they are not known.";
  }
  return "Markets and books are counted every ten minutes and when a run ends: these are of " +
    `${time(books.from)} to ${time(books.to)}, and so is the share of books that gave a signal.`;
}

/** The most frequent first reasons at each step, with the latest example. */
function reasonsTable(items: readonly Item[]): TableReport {
  const found = new Map<string, { step: number; count: number; last: EntryDecision }>();
  for (const { decision } of items) {
    const [main] = decision.refusals;
    if (decision.verdict === "enter" || main === undefined) continue;
    const count = (found.get(main.rule)?.count ?? 0) + 1;
    found.set(main.rule, { step: indexOf(stages[main.rule]), count, last: decision });
  }
  const taken = new Map<number, number>();
  const rows = [...found].sort(([a, x], [b, y]) =>
    x.step - y.step || y.count - x.count || (a < b ? -1 : 1)
  ).flatMap(([rule, { step, count, last }]): Cell[][] => {
    const place = (taken.get(step) ?? 0) + 1;
    taken.set(step, place);
    const [main] = last.refusals;
    if (place > MOST_REASONS || main === undefined) return [];
    return [[steps[step]?.[1] ?? "", rule, count, refusalWords(main), last.id]];
  });
  return table({ name: "reasons", title: "Why they stopped", notes: [] }, [
    { key: "step", label: "stopped before", unit: "text" },
    { key: "rule", label: "rule", unit: "text", detail: true },
    { key: "count", label: "signals", unit: "count" },
    { key: "words", label: "the latest one said", unit: "text" },
    { key: "example", label: "decision", unit: "text" },
  ], rows);
}

function itemsTable(items: readonly Item[]): TableReport {
  const rows = items.slice(-MOST_ITEMS).reverse().map(({ fact, decision, reached }): Cell[] => [
    fact.at,
    decision.id,
    decision.slug,
    steps[reached]?.[1] ?? "",
    reached,
    reasonOf(decision),
  ]);
  const notes = items.length > MOST_ITEMS ? [`The last ${MOST_ITEMS} of ${items.length}.`] : [];
  return table({ name: "items", title: "The signals, newest first", notes }, [
    { key: "at", label: "time", unit: "time" },
    { key: "decision", label: "decision", unit: "text" },
    { key: "market", label: "market", unit: "text", width: 24 },
    { key: "reached", label: "got as far as", unit: "text" },
    { key: "reachedIndex", label: "reached, as a number", unit: "count", detail: true },
    { key: "reason", label: "reason", unit: "text" },
  ], rows);
}
