// A search as people read it: the verdict first, then every configuration, then what choosing by the past
// would have earned. Money in 1e-6 dollars.
import type { Assessment } from "../core/simulate/backtest/assess.ts";
import { BELIEVED, isEnough, LEAST } from "../core/simulate/backtest/verdict.ts";
import type { Judged, JudgedRow } from "../core/simulate/search/judge.ts";
import type { Plan } from "../core/simulate/search/plan.ts";
import type { Millis } from "../core/types/units.ts";
import { count, decimal, duration, ratio, time } from "./format.ts";
import type { Histogram, Picture } from "./picture.ts";
import { unseenWords } from "./simulate_backtest.ts";
import {
  type Cell,
  type Column,
  type Report,
  share,
  type Stat,
  type StatsReport,
  table,
} from "./report.ts";

/** What the locked set said, in words. */
export interface LockedView {
  readonly assessment: Assessment;
  readonly verdict: string;
  readonly leftOut: number;
  readonly looked: number;
}

/** All that the report of a search shows. */
export interface SearchView {
  readonly judged: Judged;
  readonly plan: Plan;
  readonly embargoMs: number;
  readonly verdict: string;
  /** As flags; null: nothing was chosen. */
  readonly chosen: string | null;
  readonly asked: number;
  readonly locked: LockedView | null;
  /** Times the locked set of this data was opened. */
  readonly opened: number;
  /** Trials that read any of it, openings included. */
  readonly seen: number;
  readonly notes: readonly string[];
}

/** Rows that are shown; --json has all. */
const MOST_ROWS = 50;

/** Sections in reading order. */
export function searchSections(view: SearchView): readonly Report[] {
  return [verdictSection(view), trialsTable(view), foldsTable(view), lockedSection(view)];
}

function verdictSection(view: SearchView): StatsReport {
  const { judged, plan, embargoMs, asked } = view;
  const { chosen, searched, overfitting, walk, rows } = judged;
  const invalid = rows.filter(({ trial }) => trial.search.invalid !== null).length;
  const own = chosen?.assessment ?? null;
  return {
    shape: "stats",
    name: "verdict",
    title: "Search: is the best configuration more than luck?",
    notes: [
      "PAPER: no real money; fills are simulated.",
      ...view.notes,
      `Cut by equal shares of the prices: one stretch that only trains, ${plan.folds} tests one after ` +
      `the other${
        plan.testFrom === null ? "" : ", and a locked end"
      }. An event lies as a whole in the ` +
      `stretch of its first trade; what was not over ${
        duration(embargoMs)
      } before a test trains not.`,
    ],
    stats: [
      stat("verdict", "verdict", view.verdict),
      stat("because", "because", becauseOf(view)),
      stat("chosen", "best out of sample", view.chosen ?? "none traded"),
      stat("perDollar", "its net per dollar staked", own === null ? null : shareWords(own)),
      { ...stat("trades", "its closed trades", own?.trades ?? null), unit: "count" },
      { ...stat("events", "its events (settle together)", own?.events ?? null), unit: "count" },
      stat("sharpe", "its Sharpe ratio of an event", number(own?.sample.sharpe)),
      stat("lucky", "ratio that luck gives the best try", number(own?.luckySharpe)),
      stat("dsr", "P(true ratio above luck) (DSR)", percent(own?.dsr)),
      {
        ...stat("tried", "different trials on any of these recordings", searched.trials),
        unit: "count",
      },
      stat(
        "here",
        "of them here",
        `${count(rows.length)}: ${count(invalid)} invalid, ${count(asked - rows.length)} of ` +
          `${count(asked)} combinations equal to another or not run`,
      ),
      stat(
        "pbo",
        "P(best in sample is below the middle elsewhere) (PBO)",
        overfitting === null
          ? "fewer than two configurations traded"
          : `${ratio(overfitting.probability)}, of ${count(overfitting.splits.length)} ways to ` +
            "halve the time",
      ),
      stat("walk", "choosing by the past, net per dollar", shareWords(walk)),
      stat("locked", "locked test set", lockedWords(view)),
    ],
  };
}

function becauseOf({ judged: { chosen, overfitting }, locked }: SearchView): string {
  if (chosen === null) return "no configuration closed a trade out of sample";
  const found = reasonIn(chosen.assessment);
  // PBO is about the ranking, not about the edge.
  const pbo = overfitting === null || overfitting.probability < 0.5
    ? ""
    : `; PBO is ${ratio(overfitting.probability)}: which of them is best is luck`;
  if (locked === null) return `${found}${pbo}`;
  return `in the locked set, which decides: ${
    reasonIn(locked.assessment)
  }; before it: ${found}${pbo}`;
}

function reasonIn(assessment: Assessment): string {
  const { trades, events, perDollar: { interval }, dsr } = assessment;
  if (!isEnough(assessment)) {
    return `${count(trades)} trades in ${count(events)} events; at least ${LEAST.trades} in ` +
      `${LEAST.events} are wanted`;
  }
  const inside = interval === null
    ? "there is no interval"
    : `its interval is ${ratio(interval.low)} to ${ratio(interval.high)}`;
  const luck = dsr === null ? "luck cannot be judged" : `DSR is ${ratio(dsr)}`;
  return `${inside}, ${unseenWords(assessment)}${luck} (${ratio(BELIEVED)} wanted)`;
}

function lockedWords({ plan, locked, opened, seen }: SearchView): string {
  if (plan.testFrom === null) return "there is none";
  const from = `from ${time(plan.testFrom as Millis)}`;
  const times = opened === 0
    ? "never opened"
    : `opened ${count(opened)} ${opened === 1 ? "time" : "times"}`;
  const others = seen - opened;
  const uses = others === 0 ? times : `${times}, and read by ${count(others)} other trials`;
  return locked === null ? `locked ${from}; ${uses}` : `${from}: ${locked.verdict}; ${uses}`;
}

const trialColumns: readonly Column[] = [
  { key: "set", label: "configuration", unit: "text" },
  { key: "trades", label: "trades", unit: "count" },
  { key: "events", label: "events", unit: "count", detail: true },
  { key: "net", label: "net", unit: "usd" },
  { key: "perDollar", label: "per dollar", unit: "ratio", of: "dollars paid for shares" },
  { key: "low", label: "low", unit: "ratio", of: "dollars paid for shares" },
  { key: "high", label: "high", unit: "ratio", of: "dollars paid for shares" },
  { key: "dsr", label: "DSR", unit: "ratio", of: "all true ratios", detail: true },
  { key: "folds", label: "by fold", unit: "text", detail: true },
  { key: "note", label: "note", unit: "text", width: 40 },
];

function trialsTable({ judged: { rows } }: SearchView): Report {
  const cut = rows.length > MOST_ROWS
    ? [`The first ${MOST_ROWS} of ${rows.length}; --json has all, without intervals further down.`]
    : [];
  return table(
    {
      name: "trials",
      title: "Configurations out of sample, the best first",
      notes: [
        `A configuration is named by its values of ${keysIn(rows).join(", ")}.`,
        `By the lower end of net per dollar (95 %, Student's t) where at least ${LEAST.trades} trades ` +
        `in ${LEAST.events} events are there; then the others, by net per dollar.`,
        "Intervals are 95 %, by events, the wider of that one and what drawing anew shows. The " +
        "first row is the best of many: its interval does not know that it was picked, DSR does.",
        ...cut,
      ],
    },
    trialColumns,
    rows.slice(0, MOST_ROWS).map(trialCells),
  );
}

/** Keys are the same in every row and would not fit: cut short, two rows would look alike. */
function valuesIn(set: readonly string[]): string {
  return set.map((one) => one.slice(one.indexOf("=") + 1)).join(" ");
}

function keysIn([first]: readonly JudgedRow[]): readonly string[] {
  return (first?.trial.search.set ?? []).map((one) => one.slice(0, one.indexOf("=")));
}

function trialCells({ trial: { search }, folds, assessment }: JudgedRow): readonly Cell[] {
  const { trades, events, net, perDollar: { value, interval }, dsr } = assessment;
  const isValid = search.invalid === null;
  return [
    valuesIn(search.set),
    trades,
    events,
    isValid ? net : null,
    value,
    interval?.low ?? null,
    interval?.high ?? null,
    dsr,
    folds.map(({ net, stake }) => percent(share(net, stake)) ?? "-").join(" "),
    isValid ? (trades === 0 ? "no trades" : "") : `invalid: ${search.invalid}`,
  ];
}

function foldsTable({ judged: { picks, walk }, plan }: SearchView): Report {
  const columns: readonly Column[] = [
    { key: "fold", label: "test", unit: "count" },
    { key: "from", label: "from", unit: "text" },
    { key: "set", label: "best before it", unit: "text" },
    { key: "train", label: "before", unit: "ratio", of: "dollars paid for shares" },
    { key: "test", label: "in it", unit: "ratio", of: "dollars paid for shares" },
    { key: "trades", label: "trades", unit: "count", summed: true },
    { key: "net", label: "net", unit: "usd", summed: true },
  ];
  return table(
    {
      name: "walk",
      title: "Choosing by the past, test after test",
      notes: [
        "Before each test the best is taken as in the list above, of what was over by then.",
        walk.trades === 0
          ? "All tests together: no trade."
          : `All tests together: ${shareWords(walk) ?? "not known"} a dollar, ${
            count(walk.trades)
          } trades.`,
      ],
    },
    columns,
    picks.map(({ trial, train, test }, fold) => [
      fold + 1,
      time((plan.foldCuts[fold] ?? 0) as Millis),
      trial === null ? "nothing was over yet" : valuesIn(trial.search.set),
      train,
      share(test.net, test.stake),
      test.trades,
      test.net,
    ]),
  );
}

function lockedSection(view: SearchView): StatsReport {
  const { locked, opened, seen } = view;
  const own = locked?.assessment ?? null;
  const opening = locked === null ? [] : [
    stat("verdict", "verdict", locked.verdict),
    stat("perDollar", "net per dollar staked", shareWords(locked.assessment)),
    { ...stat("trades", "closed trades", own?.trades ?? null), unit: "count" as const },
    { ...stat("events", "events (settle together)", own?.events ?? null), unit: "count" as const },
    stat("dsr", "P(true ratio above luck) (DSR)", percent(own?.dsr)),
    { ...stat("leftOut", "trades left out", locked.leftOut), unit: "count" as const },
    { ...stat("looked", "configurations seen on it", locked.looked), unit: "count" as const },
  ];
  return {
    shape: "stats",
    name: "locked",
    title: "The locked test set",
    notes: locked === null
      ? [
        "--open-test uses it on the best configuration; each use is registered and cannot be undone.",
      ]
      : [
        "Trades that were opened within the embargo, or in events that any configuration of the " +
        "search had traded, are left out.",
      ],
    stats: [
      ...opening,
      { ...stat("opened", "times it was opened", opened), unit: "count" },
      { ...stat("seen", "other trials that read any of it", seen - opened), unit: "count" },
    ],
  };
}

/** Pictures of a search: how configurations did, and how the best of one half did in the other. */
export function searchPictures({ rows, overfitting }: Judged): readonly Picture[] {
  const values = rows.flatMap(({ assessment: { perDollar } }) => perDollar.value ?? []);
  const own = values.length < 2 ? [] : [histogram(values, {
    name: "trials",
    title: "Configurations by net per dollar out of sample",
    label: "net per dollar staked",
    words: `${values.length} configurations, the highest with ${
      ratio(Math.max(...values))
    } a dollar.`,
  })];
  if (overfitting === null) return own;
  const logits = overfitting.splits.map(({ logit }) => logit);
  return [
    ...own,
    histogram(logits, {
      name: "walk",
      title: "Where the best of one half ranks in the other",
      label: "ln(rank / (1 - rank)), 0 is the middle",
      words:
        `${ratio(overfitting.probability)} of ${logits.length} ways to halve the time leave the ` +
        "best of one half no better than the middle of the other.",
    }),
  ];
}

const BINS = 20;

function histogram(
  values: readonly number[],
  { name, title, label, words }: {
    readonly name: string;
    readonly title: string;
    readonly label: string;
    readonly words: string;
  },
): Histogram {
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
  const width = (most - least) / BINS || 1 / BINS;
  const counts = Array<number>(BINS).fill(0);
  for (const value of values) {
    const bin = Math.min(BINS - 1, Math.floor((value - least) / width));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return {
    kind: "histogram",
    name,
    title,
    x: { label, unit: "text" },
    y: { label: "how many", unit: "count" },
    marks: [{ axis: "x", at: 0, label: "nothing" }],
    assumptions: [],
    words,
    bins: counts.map((value, i) => ({
      from: least + i * width,
      to: least + (i + 1) * width,
      value,
    })),
  };
}

function stat(key: string, label: string, value: Cell): Stat {
  return { key, label, unit: "text", value };
}

function number(value: number | null | undefined): string | null {
  return value === null || value === undefined ? null : decimal(value);
}

function percent(value: number | null | undefined): string | null {
  return value === null || value === undefined ? null : ratio(value);
}

function shareWords({ perDollar: { value, interval } }: Assessment): string | null {
  if (value === null) return null;
  const range = interval === null
    ? "one event has no interval"
    : `${ratio(interval.low)} to ${ratio(interval.high)}`;
  return `${ratio(value)} (${range})`;
}
