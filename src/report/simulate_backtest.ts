// A backtest as people read it: the verdict first, then what it rests on, then what the same signals did
// without knowing anything. Money in 1e-6 dollars.
import type { Assessment, Figure } from "../core/simulate/backtest/assess.ts";
import type { Searched } from "../core/simulate/backtest/trial.ts";
import { BELIEVED, LEAST, LEAST_LOSSES } from "../core/simulate/backtest/verdict.ts";
import type { Sample } from "../core/simulate/statistics/sample.ts";
import { edgeSeen, resultsNeeded } from "../core/simulate/statistics/power.ts";
import { minimumBacktestLength } from "../core/simulate/statistics/sharpe.ts";
import type { Millis } from "../core/types/units.ts";
import { count, decimal, ratio, time, usd } from "./format.ts";
import type { Cell, Report, Stat, StatsReport } from "./report.ts";
import {
  accountsTable,
  againstTable,
  latencyTable,
  martingaleTable,
} from "./simulate_backtest_tables.ts";

/** Where the money of closed trades went. gross - spread - fees - bill = net. */
export interface Costs {
  /** At mid prices, before any cost; null where the mids of its fills are not known. */
  readonly gross: number | null;
  /** Given up against the mid at every fill: half-spread, slippage, adverse ticks. */
  readonly spread: number | null;
  readonly fees: number;
  /** Of models. */
  readonly bill: number;
  readonly net: number;
}

/** One account of the backtest. */
export interface BacktestRow {
  readonly name: string;
  /** What it is, in a few words. */
  readonly about: string;
  /** Signals it decided about; null where only those that led to an order are known. */
  readonly signals: number | null;
  readonly open: number;
  readonly assessment: Assessment;
  readonly costs: Costs;
}

/** One latency and what the headline's account would have made with it. */
export interface LatencyRow {
  readonly latencyMs: number;
  readonly assessment: Assessment;
}

/** A strategy on recorded and on resampled paths, net dollars per dollar staked. */
export interface NullRow {
  readonly name: string;
  readonly recorded: number | null;
  /** One a resampled path; null where it made no trade. */
  readonly paths: readonly (number | null)[];
  readonly trades: readonly number[];
}

/** The headline less another account. */
export interface AgainstRow {
  readonly name: string;
  readonly figure: Figure;
}

/** What became of the look-ahead check. */
export interface LookAheadView {
  readonly passed: boolean;
  readonly at: Millis;
  readonly rows: number;
  readonly differing: readonly string[];
}

/** All that the report of a backtest shows. */
export interface BacktestView {
  /** Source, assumptions, selection, and that it was cut short where it was. */
  readonly notes: readonly string[];
  readonly verdict: string;
  readonly headline: BacktestRow;
  readonly venues: readonly BacktestRow[];
  readonly hypotheses: readonly BacktestRow[];
  readonly nulls: readonly BacktestRow[];
  readonly latency: readonly LatencyRow[];
  readonly against: readonly AgainstRow[];
  readonly martingale: readonly NullRow[];
  readonly lookAhead: LookAheadView | null;
  readonly searched: Searched;
  readonly reproduce: readonly Stat[];
}

/** Sections in reading order. */
export function simulateBacktest(view: BacktestView): readonly Report[] {
  return [
    verdictSection(view),
    edgeSection(view),
    accountsTable(
      { name: "venues", title: "The account, at three beliefs about the venue", notes: venueNotes },
      view.venues,
    ),
    accountsTable(
      {
        name: "hypotheses",
        title: "Every signal, always against it or always with it",
        notes: hypothesisNotes,
      },
      view.hypotheses,
    ),
    accountsTable(
      { name: "nulls", title: "The same signals, knowing less or coming later", notes: nullNotes },
      view.nulls,
    ),
    againstTable(view.against),
    martingaleTable(view.martingale),
    latencyTable(view.latency),
    reproduceSection(view.reproduce),
  ];
}

const venueNotes: readonly string[] = [
  "Pessimistic: 1 s late, a tick worse than the book, half of what is shown is there, 2 % of matches " +
  "fail and most of those are winners; a configuration that is worse is used as it is. Realistic: " +
  "0.5 s, the book as shown, four fifths of it, 0.5 % fail. Optimistic: 0.1 s, all of it, none fails.",
  "Gross is at mid prices. Models are not asked about the past; where the recording holds their " +
  "answers, with models is the account that heard them, at the configured venue, bill taken off.",
];

const hypothesisNotes: readonly string[] = [
  "At each signal that passes the gates the largest stake is bought: of the token that gains when the " +
  "move is undone (fade), when it goes on (follow), or by a coin. Target, stop, time limit and venue " +
  "are the headline's; limits of the account are off, so that no loss saves a hypothesis from the " +
  "rest of its signals.",
];

const nullNotes: readonly string[] = [
  "Under the account's limits. Random side: the strategy says when, a coin says which token. Random " +
  "entry: a coin at every signal that passes the gates. Random time: a coin, at a moment drawn from " +
  "the two hours after each signal. Later: the strategy decides then, on the " +
  "market as it is then, if anything is left of the move.",
];

function verdictSection(view: BacktestView): StatsReport {
  const { headline: { assessment, costs, signals, open }, lookAhead } = view;
  const { trades, events, perDollar, hitRate, drawdown } = assessment;
  return {
    shape: "stats",
    name: "verdict",
    title: "Backtest: is there an edge at all?",
    notes: ["PAPER: no real money; fills are simulated.", ...view.notes],
    stats: [
      stat("verdict", "verdict", "text", view.verdict),
      stat("because", "because", "text", becauseOf(assessment)),
      stat("lookAhead", "look-ahead check", "text", lookAheadWords(lookAhead)),
      stat("signals", "signals", "count", signals),
      stat("trades", "closed trades", "count", trades),
      stat("events", "events (settle together)", "count", events),
      stat("open", "still open at the end", "count", open),
      stat("gross", "gross, at mid prices", "usd", costs.gross),
      stat("spread", "spread and slippage", "usd", costs.spread === null ? null : -costs.spread),
      stat("fees", "fees", "usd", -costs.fees),
      stat("bill", "AI bill", "usd", -costs.bill),
      stat("net", "net", "usd", costs.net),
      stat("perDollar", "net per dollar staked", "text", shareWords(perDollar)),
      stat("hitRate", "trades with a net gain", "text", shareWords(hitRate)),
      stat("drawdown", "deepest fall of net results", "text", moneyWords(drawdown)),
    ],
  };
}

function edgeSection({ headline: { assessment }, searched }: BacktestView): StatsReport {
  const { sample, events, psr, dsr, luckySharpe, lagOne } = assessment;
  const { trials, variance, before } = searched;
  const seen = sample.sd === null ? null : edgeSeen(sample.sd, events);
  const needed = sample.sd === null ? null : resultsNeeded({ edge: 0.02, sd: sample.sd });
  const shortest = sample.sharpe !== null && sample.sharpe > 0
    ? Math.ceil(minimumBacktestLength(trials, sample.sharpe))
    : null;
  return {
    shape: "stats",
    name: "edge",
    title: "How sure that is",
    notes: [
      "One observation is one event. Sharpe ratios are of an event, not of a year; kurtosis is 3 for " +
      "a normal.",
      "Trials differ by configuration, strategy, assumptions, seed and selection of markets; the same " +
      "again is none. Those count that read any of these recordings.",
    ],
    stats: [
      stat("trials", "different trials on any of these recordings", "count", trials),
      stat("before", "trials registered on any of them before", "count", before),
      stat("sharpe", "Sharpe ratio of an event", "text", number(sample.sharpe)),
      stat("sd", "standard deviation of its return", "text", percent(sample.sd)),
      stat("skew", "skew", "text", number(sample.skew)),
      stat("kurtosis", "kurtosis", "text", number(sample.kurtosis)),
      stat("lagOne", "autocorrelation at lag 1", "text", number(lagOne)),
      stat("psr", "P(true ratio above 0) (PSR)", "text", percent(psr)),
      stat("lucky", "ratio that luck gives the best try", "text", number(luckySharpe)),
      stat("variance", "variance of the tries' ratios", "text", number(variance)),
      stat("dsr", "P(true ratio above luck) (DSR)", "text", percent(dsr)),
      stat(
        "minTrl",
        "events to tell it from 0 (MinTRL)",
        "text",
        enough(sample, assessment.minimumTrackRecord),
      ),
      stat(
        "minTrlLuck",
        "events to tell it from luck",
        "text",
        enough(sample, assessment.minimumDeflated),
      ),
      stat("minBtl", "events below which luck shows it (MinBTL)", "count", shortest),
      stat("seen", "smallest edge these events show (80 %)", "text", percent(seen)),
      stat("needed", "events needed to see an edge of 2 %", "count", needed),
    ],
  };
}

function reproduceSection(stats: readonly Stat[]): StatsReport {
  return { shape: "stats", name: "reproduce", title: "Reproduce", notes: [], stats };
}

/** What the verdict rests on, with its numbers. */
function becauseOf(assessment: Assessment): string {
  const { trades, events, perDollar, dsr } = assessment;
  if (trades === 0) return "no trade was closed";
  if (trades < LEAST.trades) return `${LEAST.trades} closed trades are needed`;
  if (events < LEAST.events) return `${LEAST.events} independent events are needed`;
  const believed = `P(above luck) ${dsr === null ? "not known" : ratio(dsr)}, wanted ` +
    ratio(BELIEVED);
  return `net per dollar ${shareWords(perDollar)}; ${unseenWords(assessment)}${believed}`;
}

/** What a record without losses leaves open; "" where enough of them were seen. */
export function unseenWords(
  { losses, withLoss }: Pick<Assessment, "losses" | "withLoss">,
): string {
  if (losses >= LEAST_LOSSES || withLoss === null) return "";
  const [low, high] = [ratio(withLoss.low), ratio(withLoss.high)];
  return `${
    count(losses)
  } events lost; with one trade more that lost its stake ${low} to ${high}; `;
}

function lookAheadWords(found: LookAheadView | null): string {
  if (found === null) return "not run";
  const { passed, at, rows, differing } = found;
  const what = `${count(rows)} rows before ${time(at)}, everything after it changed`;
  return passed ? `pass: ${what}` : `FAIL: ${what}; differing: ${differing.join(", ")}`;
}

function shareWords({ value, interval }: Figure): string {
  if (value === null) return "-";
  const between = interval === null
    ? "no interval"
    : `95 % from ${ratio(interval.low)} to ${ratio(interval.high)}`;
  return `${ratio(value)} (${between})`;
}

function moneyWords({ value, interval }: Figure): string {
  if (value === null) return "-";
  const between = interval === null
    ? "no interval"
    : `95 % from ${usd(interval.low)} to ${usd(interval.high)}`;
  return `${usd(value)} (${between})`;
}

/** Without a ratio nothing is known; with one that is not above what it is told from, nothing helps. */
function enough({ sharpe }: Sample, needed: number | null): string | null {
  if (sharpe === null) return null;
  return needed === null ? "no number would do" : count(Math.ceil(needed));
}

function percent(value: number | null): string | null {
  return value === null ? null : ratio(value);
}

function number(value: number | null): string | null {
  return value === null ? null : decimal(value);
}

function stat(key: string, label: string, unit: Stat["unit"], value: Cell): Stat {
  return { key, label, unit, value };
}
