// What the models have shown so far, learnt from forecasts that came true or did not.
import type { AiSkill, Track } from "../types/advice.ts";

/** Before anything was scored the base is believed with 0.7 and the model with 0.3. */
const untried: Track = { scored: [], logWeights: [Math.log(0.7), Math.log(0.3)] };

/** Nothing scored yet. */
export const noSkill: AiSkill = { outcome: untried, justified: untried };
