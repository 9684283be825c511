// A recording that looks at a market every two minutes cannot be judged on a ten-second grid, nor
// its quotes called stale after five seconds. The clock of the detectors follows the source, never
// finer than configured, and every change is said before the first figure.
import { rulesOnly } from "../core/step.ts";
import type { Arms } from "../core/types/advice.ts";
import type { EngineConfig } from "../core/types/config.ts";
import type { Millis } from "../core/types/units.ts";
import type { SourceInfo } from "../ports.ts";
import { duration } from "../report/format.ts";

/** A configuration on a source's own clock, and what was changed for it. */
export interface Fitted {
  readonly config: EngineConfig;
  readonly changes: readonly string[];
}

const GRID_STEP_MS = 1_000;

/** Widens the times that the source is too slow for. */
export function fitToSource(config: EngineConfig, info: SourceInfo): Fitted {
  const grid = Math.ceil(info.cadenceMs / GRID_STEP_MS) * GRID_STEP_MS;
  const { gridMs, maxBookAgeMs } = config.detection;
  // A grid that is wide enough is no help where a quote is too old before the next one comes.
  if (grid <= gridMs && info.cadenceMs <= maxBookAgeMs) return { config, changes: [] };
  const wanted = {
    gridMs: grid,
    maxGapMs: 5 * grid,
    maxBookAgeMs: 2 * grid,
    rocWindowMs: 3 * grid,
  };
  const detection = { ...config.detection };
  const changes: string[] = [];
  for (const key of Object.keys(wanted) as (keyof typeof wanted)[]) {
    if (detection[key] >= wanted[key]) continue;
    changes.push(`${names[key]} ${duration(wanted[key])}`);
    detection[key] = wanted[key] as Millis;
  }
  const horizonMs = Math.max(config.reversion.horizonMs, 2 * grid) as Millis;
  if (horizonMs > config.reversion.horizonMs) {
    changes.push(`reversion horizon ${duration(horizonMs)}`);
  }
  const said = `the source looks at a market every ${duration(info.cadenceMs)}, so: ` +
    changes.join(", ");
  return {
    config: { ...config, detection, reversion: { ...config.reversion, horizonMs } },
    changes: changes.length === 0 ? [] : [said],
  };
}

const names = {
  gridMs: "detector grid",
  maxGapMs: "largest gap",
  maxBookAgeMs: "oldest quote",
  rocWindowMs: "rate-of-change window",
} as const;

const SLOWEST_BEAT_MS = 60_000;

/** Heartbeat of a recording that has none of its own: `least`, or a quarter of a slower cadence. */
export function beatOf(info: SourceInfo, least: Millis): Millis {
  const quarter = Math.floor(info.cadenceMs / 4_000) * 1_000;
  return Math.min(SLOWEST_BEAT_MS, Math.max(least, quarter)) as Millis;
}

/** A configuration, and who trades under it. */
export interface Armed {
  readonly config: EngineConfig;
  readonly arms: Arms;
}

/** Who trades: an arm with models only where they may be asked, or were. */
export function armed(config: EngineConfig, models: boolean): Armed {
  const { ai, ensemble } = config;
  if (!models || !ai.enabled || ai.models.length === 0 || ensemble.autonomy === 0) {
    return { config: rulesOnly(config), arms: { trading: "noAi", shadows: ["random"] } };
  }
  const arms: Arms = ai.arm === "ai"
    ? { trading: "ai", shadows: ["noAi", "random"] }
    : { trading: "noAi", shadows: ["ai", "random"] };
  return { config, arms };
}

/** What is assumed where models were to be asked and the recording has no answers of any. */
export function silence(
  config: EngineConfig,
  models: boolean,
  info: SourceInfo,
): readonly string[] {
  const wanted = models && config.ai.enabled && config.ensemble.autonomy > 0;
  if (!wanted || info.answers === true) return [];
  return [
    "no model is asked about the past: the recording holds no answers, so rules decide alone.",
  ];
}

/** True where an arm of these asks models. */
export function asksModels({ trading, shadows }: Arms): boolean {
  return trading === "ai" || shadows.includes("ai");
}
