// Every key that decides what is traded. Property names are the engine's; the YAML key is the same
// name in snake_case without the unit. Sources of the defaults are in docs/STRATEGY.md.
import type {
  DetectionConfig,
  EnsembleConfig,
  EntryConfig,
  ExitConfig,
  ReversionConfig,
  UniverseConfig,
} from "../core/types/config.ts";
import {
  choice,
  dollars,
  duration,
  type FieldsOf,
  real,
  sharePrice,
  whole,
  words,
} from "./field.ts";

/** Detector layers and the liquidity gate. */
export const detection: FieldsOf<DetectionConfig> = {
  gridMs: duration(
    "10s",
    { min: 1, max: 3600 },
    "Step of the clock grid on which mids are sampled.",
  ),
  maxGapMs: duration(
    "60s",
    { min: 1, max: 86_400 },
    "A gap between usable samples longer than this is no return: detectors start afresh.",
  ),
  cusumThreshold: real(2.5, { min: 0.1, max: 50 }, "sigma", "Decision interval h of the CUSUM."),
  cusumK: real(
    1,
    { min: 0, max: 10 },
    "sigma",
    "Reference value k of the CUSUM: half the shift that is to be found fastest.",
  ),
  ewmaBandWidth: real(
    2,
    { min: 0.1, max: 50 },
    "sigma",
    "Half-width of the volatility band around the forecast.",
  ),
  ewmaLambda: real(
    0.94,
    { above: 0, below: 1 },
    "share",
    "Weight of the OLD variance (RiskMetrics); the new squared return gets the rest.",
  ),
  ewmaWinsorSigma: real(
    4,
    { min: 0, max: 100 },
    "sigma",
    "Returns are cut at this size before they enter the variance; 0 turns it off.",
  ),
  warmupTicks: whole(
    30,
    { min: 2, max: 100_000 },
    "grid steps",
    "Samples before the variance is believed.",
  ),
  sigmaFloorTicks: real(
    1,
    { above: 0, max: 100 },
    "price ticks",
    "The forecast sigma is never below this, in log-odds at the present price.",
  ),
  rocThreshold: real(
    0.02,
    { above: 0, max: 1 },
    "share of the dearer token's price",
    "Change of the mid over roc_window that counts as fast.",
  ),
  rocWindowMs: duration("300s", { min: 1, max: 86_400 }, "How far back the rate of change looks."),
  rocMinTicks: real(
    2,
    { min: 0, max: 100 },
    "price ticks",
    "A change of fewer ticks than this never counts as fast.",
  ),
  refractoryTicks: whole(
    10,
    { min: 0, max: 100_000 },
    "grid steps",
    "After a signal a market gives no other for this long.",
  ),
  minConfidence: real(
    0.5,
    { min: 0.25, max: 1 },
    "share",
    "Share of the four layers that must agree, 0.25 a layer.",
  ),
  minVolume: dollars(
    50_000,
    { min: 0, max: 1e9 },
    "Markets that traded less than this in 24 hours are not entered.",
  ),
  maxBookAgeMs: duration("5s", { min: 0.1, max: 86_400 }, "An older book is not traded on."),
  maxSpreadTicks: real(
    2,
    { min: 1, max: 1000 },
    "price ticks",
    "The widest spread that is entered is the larger of this and max_spread.",
  ),
  maxSpread: sharePrice(
    0.03,
    { max: 0.5 },
    "The widest spread that is entered is the larger of this and max_spread_ticks.",
  ),
  entryDepthMultiple: real(
    5,
    { min: 1, max: 1000 },
    "times our stake",
    "Buying this multiple may cost at most one tick over the best price.",
  ),
  exitDepthMultiple: real(
    10,
    { min: 1, max: 1000 },
    "times our shares",
    "Shares wanted on the exit side within exit_depth_within of the best price.",
  ),
  exitDepthWithin: sharePrice(0.02, { max: 0.5 }, "How far from the best price exit depth counts."),
};

/** Which markets may be entered. */
export const universe: FieldsOf<UniverseConfig> = {
  minPrice: sharePrice(0.05, {}, "Markets with a mid below this are not entered."),
  maxPrice: sharePrice(0.95, {}, "Markets with a mid above this are not entered."),
  minTimeLeftMs: duration(
    "6h",
    { min: 0, max: 31_536_000 },
    "Markets that end sooner than this are not entered.",
  ),
  excludedCategories: words(
    ["sports-live", "crypto-5m", "crypto-15m"],
    "Kinds of market that are never entered: their prices move for reasons that do not revert.",
  ),
  excludedSlugs: words(
    [],
    "Single markets that are never entered, by the last part of their address.",
  ),
};

/** What is believed of reversion before anything was seen, and how it is learnt. */
export const reversion: FieldsOf<ReversionConfig> = {
  priorMean: real(
    0,
    { min: -1, max: 1 },
    "share of a spike",
    "Share expected to be undone before anything was logged; negative expects it to go on.",
  ),
  priorSpikes: real(
    20,
    { above: 0, max: 100_000 },
    "spikes",
    "The prior weighs as much as this many logged spikes.",
  ),
  priorSd: real(
    1,
    { above: 0, max: 100 },
    "share of a spike",
    "Standard deviation of one spike's undone share.",
  ),
  horizonMs: duration(
    "3600s",
    { min: 1, max: 604_800 },
    "How long after its signal a logged spike is measured.",
  ),
  minSigmas: real(
    1,
    { min: 0, max: 10 },
    "standard errors",
    "A belief nearer to zero than this is left alone: no trade.",
  ),
  maxRatio: real(
    2,
    { above: 0, max: 100 },
    "spike sizes",
    "One spike counts as undone, or continued, by at most this much.",
  ),
};

/** How inputs are pooled into an estimate. */
export const ensemble: FieldsOf<EnsembleConfig> = {
  autonomy: real(0.3, { min: 0, max: 1 }, "share", "0: rules only; 1: AI only."),
  weightTechnical: real(0.05, { min: 0, max: 1 }, "share", "Weight of the detector layers."),
  weightMeanReversion: real(0.3, { min: 0, max: 1 }, "share", "Weight of learnt mean reversion."),
  weightAi: real(0.25, { min: 0, max: 1 }, "share", "Weight of the model's probability."),
  weightSentiment: real(0.05, { min: 0, max: 1 }, "share", "Weight of sentiment."),
  maxTotalWeight: real(
    0.3333,
    { min: 0, max: 1 },
    "share",
    "Bound on the sum of the weights that act; the market keeps the rest.",
  ),
  clip: real(
    1,
    { above: 0, max: 10 },
    "log-odds",
    "Bound on the distance of one input from the market price.",
  ),
};

/** How positions are opened. */
export const entry: FieldsOf<EntryConfig> = {
  style: choice(["taker", "maker"], "Take the book's price, or rest an order at our own."),
  maxSlippage: sharePrice(
    0.01,
    { max: 0.5 },
    "A taker's limit may be this far beyond the best price.",
  ),
  makerLifeMs: duration(
    "180s",
    { min: 150, max: 86_400 },
    "Life of a resting entry; the venue takes none that ends within two minutes.",
  ),
  minEdge: sharePrice(0.005, {}, "The expected net gain must exceed this."),
  maxEdge: sharePrice(
    0.15,
    {},
    "A larger expected gain is more often an error than an edge: refused.",
  ),
  edgeSigmas: real(
    0.5,
    { min: 0, max: 10 },
    "standard errors",
    "Taken off the estimate before it is compared with the cost.",
  ),
  resolutionWithinMs: duration(
    "720h",
    { min: 0, max: 31_536_000 },
    "A trade on the outcome is made only where the market ends within this; 0: never.",
  ),
};

/** How positions are closed. */
export const exit: FieldsOf<ExitConfig> = {
  style: choice(["taker", "maker"], "Take the book's price, or rest an order at our own."),
  targetFraction: real(
    0.5,
    { above: 0, max: 5 },
    "share of the spike",
    "Gain on the token held at which the position is closed.",
  ),
  stopFraction: real(
    0.5,
    { above: 0, max: 5 },
    "share of the spike",
    "Loss on the token held at which the position is closed.",
  ),
  minTargetTicks: real(
    2,
    { min: 1, max: 100 },
    "price ticks",
    "A target is never nearer than this.",
  ),
  minStopTicks: real(2, { min: 1, max: 100 }, "price ticks", "A stop is never nearer than this."),
  maxHoldMs: duration("3600s", { min: 1, max: 2_592_000 }, "A position is closed after this long."),
  timeLeftMs: duration(
    "7200s",
    { min: 0, max: 31_536_000 },
    "Positions are closed this long before their market ends.",
  ),
  retryMs: duration(
    "5s",
    { min: 0.1, max: 3600 },
    "An exit that did not fill is tried again after this.",
  ),
};
