// Every key that decides how much is at risk, what the paper venue does, and how the program runs.
import type { PaperConfig, RiskConfig, SizingConfig } from "../core/types/config.ts";
import type { Millis, Usdc } from "../core/types/units.ts";
import { choice, dollars, duration, type FieldsOf, flag, real, text, whole } from "./field.ts";

/** Switches of `trade`. */
export interface TradingConfig {
  readonly dryRun: boolean;
}

/** What the account starts with. */
export interface MoneyConfig {
  readonly initialCapital: Usdc;
}

/** How the program runs; nothing here changes a decision but the seed. */
export interface RuntimeConfig {
  readonly dataDir: string;
  readonly seed: number;
  readonly heartbeatMs: Millis;
}

/** Switches of `trade`. */
export const trading: FieldsOf<TradingConfig> = {
  dryRun: flag(true, "true: orders go to the paper venue and no money moves."),
};

/** What the account starts with. */
export const money: FieldsOf<MoneyConfig> = {
  initialCapital: dollars(
    75,
    { min: 1, max: 1e6 },
    "What the account starts with. A ledger keeps its own: another amount needs another data_dir.",
  ),
};

/** Kelly and Monte Carlo. */
export const sizing: FieldsOf<SizingConfig> = {
  kellyFraction: real(0.25, { above: 0, max: 1 }, "share", "Share of the full Kelly stake."),
  gapProbability: real(
    0.01,
    { min: 0, below: 1 },
    "probability",
    "Chance that a position gaps to nothing, whatever its stop.",
  ),
  timeExitProbability: real(
    0.2,
    { min: 0, below: 1 },
    "probability",
    "Chance that neither target nor stop is reached in time.",
  ),
  monteCarloRuns: whole(
    1000,
    { min: 500, max: 2000 },
    "paths",
    "Simulated futures behind a stake; fewer cannot show a ruin under 1 %.",
  ),
  monteCarloTrades: whole(200, { min: 10, max: 2000 }, "trades", "Length of a simulated future."),
  maxRuinProbability: real(
    0.01,
    { above: 0, max: 1 },
    "probability",
    "The stake is lowered until the chance of ruin is below this.",
  ),
  maxDayLossProbability: real(
    0.05,
    { above: 0, max: 1 },
    "probability",
    "The stake is lowered until the chance of the daily loss limit is below this.",
  ),
};

/** Hard limits. */
export const risk: FieldsOf<RiskConfig> = {
  maxDailyLoss: dollars(
    2,
    { above: 0, max: 1e6 },
    "The most that a day (UTC) may lose; checked before each entry, not after the loss.",
  ),
  lossBudgetMode: choice(
    ["worst_case", "stop_plus_gap"],
    "What an open position counts for: its whole stake, or the way to its stop plus gap_reserve.",
  ),
  gapReserve: real(
    0.25,
    { min: 0, max: 1 },
    "share of the stake",
    "Reserve for gaps through a stop (stop_plus_gap only).",
  ),
  maxPositionSize: dollars(
    2,
    { above: 0, max: 1e6 },
    "The largest stake of one position, fee included.",
  ),
  minPositionSize: dollars(
    0.5,
    { above: 0, max: 1e6 },
    "A smaller stake is not worth its costs: refused.",
  ),
  maxConsecutiveLosses: whole(
    3,
    { min: 1, max: 1000 },
    "trades",
    "Losses in a row that stop entries for the length of breaker.",
  ),
  breakerMs: duration("30m", { min: 1, max: 604_800 }, "How long the breaker stops entries."),
  maxWindowLoss: dollars(
    2,
    { above: 0, max: 1e6 },
    "Loss inside loss_window that trips the breaker, whatever the order of wins.",
  ),
  lossWindowMs: duration("6h", { min: 60, max: 86_400 }, "The window of max_window_loss."),
  maxDrawdown: real(
    0.2,
    { above: 0, max: 1 },
    "share of the peak",
    "A fall of equity from its peak by this much halts.",
  ),
  capitalFloor: real(
    0.5,
    { min: 0, below: 1 },
    "share of initial_capital",
    "Equity below this halts.",
  ),
  maxMarketExposure: dollars(
    2,
    { above: 0, max: 1e6 },
    "The most at stake in one market, held and in flight.",
  ),
  maxGroupExposure: dollars(
    2,
    { above: 0, max: 1e6 },
    "The most at stake in markets that settle together.",
  ),
  maxOpenPositions: whole(4, { min: 1, max: 1000 }, "positions", "The most that are open at once."),
  maxOrdersPerMinute: whole(6, { min: 1, max: 1000 }, "orders a minute", "The most that are sent."),
  maxRejections: whole(
    3,
    { min: 1, max: 1000 },
    "rejections",
    "Equal rejections by the venue in a row that stop entries on a token.",
  ),
  maxRejectionsInRow: whole(
    5,
    { min: 1, max: 1000 },
    "rejections",
    "Rejections by the venue in a row, of whatever token and reason, that halt.",
  ),
  markMs: duration(
    "60s",
    { min: 1, max: 86_400 },
    "How often equity is marked while positions are open.",
  ),
};

/** The paper venue. */
export const paper: FieldsOf<PaperConfig> = {
  latencyMs: duration("1000ms", { min: 0, max: 60 }, "From our decision to the match."),
  adverseTicks: whole(
    1,
    { min: 0, max: 100 },
    "price ticks",
    "A taker's fill is worse than the book by this much.",
  ),
  depthShare: real(
    0.5,
    { above: 0, max: 1 },
    "share",
    "Share of the displayed size that is there.",
  ),
  revertRate: real(0.02, { min: 0, max: 1 }, "share", "Share of matches that fail to settle."),
  revertWinnerBias: real(
    0.8,
    { min: 0, max: 1 },
    "weight",
    "How much failures fall on matches that have since moved our way; 1: only on those.",
  ),
  settleMs: duration("20s", { min: 0, max: 3600 }, "From match to settlement."),
  queueFactor: real(
    2,
    { min: 1, max: 1000 },
    "times",
    "Displayed size ahead of a resting order counts this many times over.",
  ),
};

/** How the program runs. */
export const runtime: FieldsOf<RuntimeConfig> = {
  dataDir: text("data", "Directory of the ledger and the recordings; --data-dir goes before it."),
  seed: whole(
    1,
    { min: 0, max: 4_294_967_295 },
    "number",
    "Seed of everything drawn by chance. A ledger keeps its own.",
  ),
  heartbeatMs: duration(
    "1s",
    { min: 0.1, max: 60 },
    "How often the engine looks at the clock on a recording that has no beat of its own.",
  ),
};
