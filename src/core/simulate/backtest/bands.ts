// Three beliefs about the venue behind a paper fill. The headline of a backtest is the worst of them.
import type { EngineConfig, PaperConfig } from "../../types/config.ts";
import type { Millis, Usdc } from "../../types/units.ts";

export type Band = "pessimistic" | "realistic" | "optimistic";

/** What every band assumes; pessimistic is the configuration's default. */
export const bands: Readonly<Record<Band, PaperConfig>> = {
  pessimistic: {
    latencyMs: 1_000 as Millis,
    adverseTicks: 1,
    depthShare: 0.5,
    revertRate: 0.02,
    revertWinnerBias: 0.8,
    settleMs: 20_000 as Millis,
    queueFactor: 2,
  },
  // A measured round trip, the book as it is shown, one match in two hundred undone.
  realistic: {
    latencyMs: 500 as Millis,
    adverseTicks: 0,
    depthShare: 0.8,
    revertRate: 0.005,
    revertWinnerBias: 0.5,
    settleMs: 20_000 as Millis,
    queueFactor: 1.5,
  },
  // A venue in the next room that never fails: nobody should expect it.
  optimistic: {
    latencyMs: 100 as Millis,
    adverseTicks: 0,
    depthShare: 1,
    revertRate: 0,
    revertWinnerBias: 0,
    settleMs: 20_000 as Millis,
    queueFactor: 1,
  },
};

/** Key by key the worse for us of two: a configuration that flatters the venue changes no headline. */
export function worseOf(a: PaperConfig, b: PaperConfig): PaperConfig {
  return {
    latencyMs: Math.max(a.latencyMs, b.latencyMs) as Millis,
    adverseTicks: Math.max(a.adverseTicks, b.adverseTicks),
    depthShare: Math.min(a.depthShare, b.depthShare),
    revertRate: Math.max(a.revertRate, b.revertRate),
    revertWinnerBias: Math.max(a.revertWinnerBias, b.revertWinnerBias),
    settleMs: Math.max(a.settleMs, b.settleMs) as Millis,
    queueFactor: Math.max(a.queueFactor, b.queueFactor),
  };
}

/** The same engine at a venue. */
export function atVenue(config: EngineConfig, paper: PaperConfig): EngineConfig {
  return { ...config, paper };
}

const UNBOUND = 1e12 as Usdc;

/**
 * The same engine with stakes as they are and nothing that stops an account: a hypothesis is about
 * every signal, and one that loses must not be saved by the drawdown limit.
 */
export function withoutAccountLimits(config: EngineConfig): EngineConfig {
  return {
    ...config,
    initialCapital: UNBOUND,
    risk: {
      ...config.risk,
      maxDailyLoss: UNBOUND,
      maxWindowLoss: UNBOUND,
      maxConsecutiveLosses: Number.MAX_SAFE_INTEGER,
      maxDrawdown: 1,
      capitalFloor: 0,
      maxGroupExposure: UNBOUND,
      maxOpenPositions: Number.MAX_SAFE_INTEGER,
      maxOrdersPerMinute: Number.MAX_SAFE_INTEGER,
    },
  };
}
