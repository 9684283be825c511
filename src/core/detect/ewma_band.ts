// The RiskMetrics volatility band: one change against the deviation forecast before it.
import type { Direction } from "../types/market.ts";
import type { Detector } from "./detector.ts";

/** What the last sample gave. */
export interface EwmaBandState {
  ready: boolean;
  z: number;
  fired: Direction | 0;
}

/** Fires when a change exceeds `ewmaBandWidth` forecast sigma. */
export const ewmaBand: Detector<EwmaBandState> = {
  init: () => ({ ready: false, z: 0, fired: 0 }),

  update(state, { ready, z }, { ewmaBandWidth }) {
    state.ready = ready;
    state.z = z;
    state.fired = !ready ? 0 : z > ewmaBandWidth ? 1 : z < -ewmaBandWidth ? -1 : 0;
    return state.fired;
  },

  read: ({ ready, z, fired }, { ewmaBandWidth }) => ({
    layer: "ewmaBand",
    fired: fired !== 0,
    direction: !ready || z === 0 ? 0 : z > 0 ? 1 : -1,
    value: ready ? Math.abs(z) : null,
    threshold: ewmaBandWidth,
  }),

  reset(state) {
    state.ready = false;
    state.z = 0;
    state.fired = 0;
  },
};
