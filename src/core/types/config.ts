// The engine's configuration in the engine's units. `src/config/schema.ts` reads it from YAML
// (dollars, seconds, snake_case) and holds every default and comment.
import type { AiModel } from "./advice.ts";
import type { Millis, Price, Shares, Usdc } from "./units.ts";

/** Detector layers and the liquidity gate; formulas in core/detect, defaults from the literature. */
export interface DetectionConfig {
  /** Step of the clock grid on which mids are sampled. */
  readonly gridMs: Millis;
  /** A gap between usable samples longer than this is no return: detectors start afresh. */
  readonly maxGapMs: Millis;
  /** Decision interval h of the CUSUM, in sigma. */
  readonly cusumThreshold: number;
  /** Reference value k of the CUSUM, in sigma; half the shift to be found fastest. */
  readonly cusumK: number;
  /** Half-width of the volatility band in forecast sigma. */
  readonly ewmaBandWidth: number;
  /** Weight of the OLD variance (RiskMetrics). */
  readonly ewmaLambda: number;
  /** Returns are winsorised at this many sigma before they enter the variance; 0 turns it off. */
  readonly ewmaWinsorSigma: number;
  /** Samples before the variance is believed. */
  readonly warmupTicks: number;
  /** The forecast sigma is never below this many price ticks, in log-odds. */
  readonly sigmaFloorTicks: number;
  readonly rocThreshold: number;
  readonly rocWindowMs: Millis;
  readonly rocMinTicks: number;
  /** Grid steps after a signal in which the market gives no other. */
  readonly refractoryTicks: number;
  /** Share of the four layers that must agree, 0.25 a layer. */
  readonly minConfidence: number;
  readonly minVolume: Usdc;
  readonly maxBookAgeMs: Millis;
  /** The widest spread is the larger of these two. */
  readonly maxSpreadTicks: number;
  readonly maxSpread: Price;
  /** Walking this multiple of our stake may cost at most one tick over the best price. */
  readonly entryDepthMultiple: number;
  /** Shares on the exit side within `exitDepthWithin` of the best, as a multiple of ours. */
  readonly exitDepthMultiple: number;
  readonly exitDepthWithin: Price;
}

/** Which markets may be entered at all. */
export interface UniverseConfig {
  readonly minPrice: Price;
  readonly maxPrice: Price;
  readonly minTimeLeftMs: Millis;
  readonly excludedCategories: readonly string[];
  readonly excludedSlugs: readonly string[];
}

/** What is believed of reversion before, and how it is learnt from, the bot's own logged spikes. */
export interface ReversionConfig {
  /** Share of a spike expected to be undone; negative expects continuation. */
  readonly priorMean: number;
  /** The prior counts as this many logged spikes. */
  readonly priorSpikes: number;
  /** Spread of a single spike's undone share around the mean. */
  readonly priorSd: number;
  /** When a logged spike is measured, after the signal. */
  readonly horizonMs: Millis;
  /** A posterior within this many standard errors of zero is left alone. */
  readonly minSigmas: number;
  /** A single spike counts as undone by at most this multiple of its size, either way. */
  readonly maxRatio: number;
}

/** Market-anchored pool in log-odds. */
export interface EnsembleConfig {
  /** 0: rules only; 1: AI only. */
  readonly autonomy: number;
  readonly weightTechnical: number;
  readonly weightMeanReversion: number;
  readonly weightAi: number;
  readonly weightSentiment: number;
  /** Bound on the sum of weights that act. */
  readonly maxTotalWeight: number;
  /** Bound on one input's distance from the market, in log-odds. */
  readonly clip: number;
}

/** Models that are asked, and how far they are let. */
export interface AiConfig {
  readonly enabled: boolean;
  /** Whose orders leave: ai, or no_ai while the models are only measured. */
  readonly arm: "ai" | "no_ai";
  readonly models: readonly AiModel[];
  /** Blind answers, each with its negation, of each model. */
  readonly samples: number;
  /** After this long the decision is made without an answer. */
  readonly deadlineMs: Millis;
  /** Bounds of one call; the worst case of its cost comes from them. */
  readonly maxPromptBytes: number;
  readonly maxOutputTokens: number;
  readonly budgetTrade: Usdc;
  readonly budgetDay: Usdc;
  readonly budgetMonth: Usdc;
  /** A move that is justified with at least this probability is not faded. */
  readonly veto: number;
  /** Samples that differ by this, log-odds, count half. */
  readonly disagreementHalf: number;
  /** Expected profit of a trade in multiples of what was paid for its answers. */
  readonly minProfitMultiple: number;
}

export type ExecutionStyle = "taker" | "maker";

/** How positions are opened. */
export interface EntryConfig {
  readonly style: ExecutionStyle;
  /** A taker's limit may be this far beyond the best price. */
  readonly maxSlippage: Price;
  /** Life of a resting entry. */
  readonly makerLifeMs: Millis;
  /** Expected net gain must exceed this, dollars a share. */
  readonly minEdge: Price;
  /** A larger expected gain is more often an error than an edge. */
  readonly maxEdge: Price;
  /** Standard errors taken off the estimate before it is compared with the cost. */
  readonly edgeSigmas: number;
  /** Trades on the outcome itself are made only where it is known within this time. */
  readonly resolutionWithinMs: Millis;
}

/** How positions are closed. */
export interface ExitConfig {
  readonly style: ExecutionStyle;
  /** Target and stop as shares of the spike, on the token held. */
  readonly targetFraction: number;
  readonly stopFraction: number;
  readonly minTargetTicks: number;
  readonly minStopTicks: number;
  readonly maxHoldMs: Millis;
  /** Everything but a hold-to-resolution trade is closed this long before the end. */
  readonly timeLeftMs: Millis;
  /** An exit order that did not fill is tried again after this. */
  readonly retryMs: Millis;
}

/** Kelly and Monte Carlo. */
export interface SizingConfig {
  readonly kellyFraction: number;
  /** Chance that the position gaps to nothing, whatever the stop. */
  readonly gapProbability: number;
  /** Chance that neither target nor stop is reached in time. */
  readonly timeExitProbability: number;
  readonly monteCarloRuns: number;
  readonly monteCarloTrades: number;
  readonly maxRuinProbability: number;
  readonly maxDayLossProbability: number;
}

export type LossBudgetMode = "worst_case" | "stop_plus_gap";

/** Hard limits; each is enforced by one rule in core/risk. */
export interface RiskConfig {
  readonly maxDailyLoss: Usdc;
  readonly lossBudgetMode: LossBudgetMode;
  /** Reserve for gaps through a stop, as a share of the stake (stop_plus_gap only). */
  readonly gapReserve: number;
  readonly maxPositionSize: Usdc;
  readonly minPositionSize: Usdc;
  readonly maxConsecutiveLosses: number;
  readonly breakerMs: Millis;
  /** Realised loss inside `lossWindowMs` that trips the breaker whatever the order of wins. */
  readonly maxWindowLoss: Usdc;
  readonly lossWindowMs: Millis;
  readonly maxDrawdown: number;
  /** Equity below this share of the initial capital halts. */
  readonly capitalFloor: number;
  readonly maxMarketExposure: Usdc;
  readonly maxGroupExposure: Usdc;
  readonly maxOpenPositions: number;
  readonly maxOrdersPerMinute: number;
  /** Equal venue rejections in a row that stop entries on a token. */
  readonly maxRejections: number;
  /** Venue rejections in a row, of whatever token and reason, that halt. */
  readonly maxRejectionsInRow: number;
  /** While positions are open equity is marked this often. */
  readonly markMs: Millis;
}

/** The paper venue; defaults are the pessimistic band. */
export interface PaperConfig {
  readonly latencyMs: Millis;
  /** Ticks by which a taker fill is worse than the book it matched. */
  readonly adverseTicks: number;
  /** Share of the displayed size that is really there. */
  readonly depthShare: number;
  /** Share of matches that fail to settle. */
  readonly revertRate: number;
  /** Weight toward reverting matches that have since moved our way, 0 none to 1 all. */
  readonly revertWinnerBias: number;
  /** From match to settlement. */
  readonly settleMs: Millis;
  /** Displayed size ahead of a resting order counts this many times over. */
  readonly queueFactor: number;
}

/** Everything the core may be told. Part of the state; its hash is in the first ledger row. */
export interface EngineConfig {
  readonly initialCapital: Usdc;
  readonly detection: DetectionConfig;
  readonly universe: UniverseConfig;
  readonly reversion: ReversionConfig;
  readonly ensemble: EnsembleConfig;
  readonly ai: AiConfig;
  readonly entry: EntryConfig;
  readonly exit: ExitConfig;
  readonly sizing: SizingConfig;
  readonly risk: RiskConfig;
  readonly paper: PaperConfig;
  /** Grid of share counts the venue accepts. */
  readonly shareStep: Shares;
}
