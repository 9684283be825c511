// Two-sided tabular CUSUM on the standardised log-odds change (Page 1954). Both sides start from
// zero after an alarm, or one jump would ring for as long as its sum lasts.
import { addToCusum, cusumAlarm, initCusum, restartCusum } from "../math/control_chart.ts";
import type { Cusum } from "../math/control_chart.ts";
import type { Direction } from "../types/market.ts";
import type { Detector } from "./detector.ts";

/** Both sums, and where the change that they may be adding up began. */
export interface CusumState {
  readonly sums: Cusum;
  /** Mid, in dollars, of the last sample at which the side was 0: its change point. */
  highAnchor: number;
  lowAnchor: number;
  /** The larger sum after the last sample, negative when it is the lower side's. */
  value: number;
  fired: Direction | 0;
  /** Where the change behind the last alarm began; the alarm cleared the sums and moved theirs. */
  anchor: number;
}

/** Fires when a sum exceeds `cusumThreshold`. */
export const cusum: Detector<CusumState> = {
  init: () => ({
    sums: initCusum(),
    highAnchor: 0,
    lowAnchor: 0,
    value: 0,
    fired: 0,
    anchor: 0,
  }),

  update(state, sample, config) {
    const { sums } = state;
    // Until the variance is believed z has no scale: adding it up would ring on the first day.
    if (sample.ready) addToCusum(sums, sample.z, config.cusumK);
    else restartCusum(sums);
    state.value = sums.high >= sums.low ? sums.high : -sums.low;
    state.fired = cusumAlarm(sums, config.cusumThreshold);
    if (state.fired !== 0) {
      state.anchor = state.fired === 1 ? state.highAnchor : state.lowAnchor;
      restartCusum(sums);
    }
    if (sums.high === 0) state.highAnchor = sample.mid;
    if (sums.low === 0) state.lowAnchor = sample.mid;
    return state.fired;
  },

  read: ({ fired, value }, config) => ({
    layer: "cusum",
    fired: fired !== 0,
    direction: value === 0 ? 0 : value > 0 ? 1 : -1,
    value: Math.abs(value),
    threshold: config.cusumThreshold,
  }),

  reset(state) {
    restartCusum(state.sums);
    state.value = 0;
    state.fired = 0;
  },
};
