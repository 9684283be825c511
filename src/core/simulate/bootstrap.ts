import { Z95 } from "../math/interval.ts";
import type { BootstrapSpec } from "./engines.ts";
import { isEnough } from "./backtest/verdict.ts";
import { lagOne } from "./statistics/sample.ts";

/** What the pessimistic model counts as. */
const PRIOR_TRADES = 20;

/** Drawing a longer record anew for each path would take long. */
const MOST_REDRAWN = 2_000;

/** How a record is drawn again, and why, one sentence each. */
export interface BootstrapChoice {
  readonly spec: BootstrapSpec;
  readonly words: readonly string[];
}

/**
 * Engine A for a record: trades one by one where each is independent of the last, else in blocks of
 * about n^(1/3); under 30 trades or 10 events with twenty of a two-point model that breaks even. A gain
 * and a loss of the record make the model; a record without one of them has no gain, or loses the
 * stake. `events` are those of the returns: what settles together is one observation.
 */
export function bootstrapOf(
  returns: readonly number[],
  events: readonly string[] = returns.map((_, i) => String(i)),
): BootstrapChoice {
  const n = returns.length;
  const { size } = new Set(events);
  const isShort = !isEnough({ trades: n, events: size });
  const lag = lagOne(returns);
  const depends = !isShort && lag !== null && Math.abs(lag) > Z95 / Math.sqrt(n);
  const meanBlock = depends ? Math.cbrt(n) : 1;
  const prior = isShort ? breakEvenOf(returns) : null;
  const drawn = depends
    ? `each trade depends on the last one (${lag?.toFixed(2)}), so they are drawn in blocks of ` +
      `${meanBlock.toFixed(1)} on average.`
    : "trades are drawn one by one, each independent of the last.";
  const short =
    `${n} trades in ${size} events are too few to speak for themselves: ${PRIOR_TRADES} of a trade ` +
    "that breaks even are mixed in.";
  return {
    spec: { kind: "bootstrap", returns, meanBlock, redrawn: n <= MOST_REDRAWN, events, prior },
    words: [
      ...isShort ? [short] : [],
      drawn,
      n <= MOST_REDRAWN
        ? "each future draws its own record from this one first, by whole events, so that how little " +
          "it says counts."
        : "the record is too long to be drawn anew for each future: its mean is taken as known, and how " +
          `little ${size} events say of it does not count.`,
    ],
  };
}

function breakEvenOf(returns: readonly number[]) {
  const mean = (values: readonly number[], none: number) =>
    values.length === 0 ? none : values.reduce((sum, value) => sum + value, 0) / values.length;
  const loss = mean(returns.filter((value) => value < 0), -1);
  const gain = mean(returns.filter((value) => value > 0), -loss);
  return { gain, loss, hit: -loss / (gain - loss), weight: PRIOR_TRADES };
}
