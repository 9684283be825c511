// Ten forecasts and three forecasters of the reference vectors (quant/refs/ensemble_vectors.json,
// keys scores and hedge; computed independently of this project).
import type { Verified } from "../../../src/core/advice/calibration.ts";

export const outcomes: readonly (0 | 1)[] = [1, 0, 1, 1, 0, 0, 1, 0, 1, 0];

const said = [0.9, 0.2, 0.65, 0.7, 0.45, 0.1, 0.55, 0.35, 0.8, 0.6];

/** A fair forecaster, one that never says anything, one that is timid. */
export const experts: readonly (readonly number[])[] = [
  said,
  said.map(() => 0.5),
  [0.6, 0.4, 0.6, 0.5, 0.5, 0.3, 0.6, 0.4, 0.6, 0.4],
];

export const tenForecasts: readonly Verified[] = said.map((p, i) => ({ p, y: outcomes[i] ?? 0 }));
