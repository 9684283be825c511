// Recordings as a backtest and a search take them: which of their markets, and what is assumed of them.
import { type Assume, defaultAssume } from "../../adapters/replay/recording.ts";
import type { BacktestOptions } from "../../cli/simulate/backtest.ts";
import { canonicalJson } from "../../core/canonical.ts";
import { MICRO, type Millis, price, shares, usdc } from "../../core/types/units.ts";
import type { Source } from "../../ports.ts";
import { beatOf } from "../fit.ts";
import { openSources } from "../sources.ts";
import { onlyMarkets } from "./backtest_sources.ts";
import { namesIn, Selection } from "./selection.ts";

/** What is read; plain values, so that a thread can be told. */
export interface Recordings {
  readonly paths: readonly string[];
  readonly assume: Assume;
  readonly heartbeatMs: Millis;
  /** Names of markets; null: all of them. */
  readonly markets: readonly string[] | null;
}

/** Recordings as the command line names them; exit 3 where there is no file of markets. */
export function recordingsOf(
  { paths, markets, assumeSpread, assumeDepth, assumeVolume }: Pick<
    BacktestOptions,
    "paths" | "markets" | "assumeSpread" | "assumeDepth" | "assumeVolume"
  >,
  heartbeatMs: Millis,
): Recordings {
  const micro = (value: number) => Math.round(value * MICRO);
  const { spread, depth, volume } = defaultAssume;
  return {
    paths,
    assume: {
      spread: assumeSpread === undefined ? spread : price(micro(assumeSpread)),
      depth: assumeDepth === undefined ? depth : shares(micro(assumeDepth)),
      volume: assumeVolume === undefined ? volume : usdc(micro(assumeVolume)),
    },
    heartbeatMs,
    markets: markets === undefined ? null : namesIn(markets),
  };
}

/** Opens them; the selection learns which markets there are while they are read. */
export async function openRecordings(
  { paths, assume, heartbeatMs, markets }: Recordings,
  selection: Selection = new Selection(markets),
): Promise<Source> {
  const source = await openSources(paths, { assume, heartbeatMs });
  return markets === null ? source : onlyMarkets(source, selection.takes);
}

/** All that is assumed of them and can change a result, as canonical JSON; amounts in 1e-6. */
export function assumedOf({ assume, heartbeatMs }: Recordings, { info }: Source): string {
  return canonicalJson({ ...assume, beatMs: beatOf(info, heartbeatMs) });
}
