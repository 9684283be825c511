// What a person who watches sees: every tracked market, what its layers read, and its last signal.
import { bestAsk, bestBid, condition } from "../core/book.ts";
import { explain } from "../core/detect/registry.ts";
import type { EngineConfig } from "../core/types/config.ts";
import type { Signal } from "../core/types/signal.ts";
import type { LayerReading } from "../core/types/signal.ts";
import type { MarketId } from "../core/types/ids.ts";
import type { MarketState } from "../core/types/state.ts";
import type { Millis } from "../core/types/units.ts";
import { decimal, duration } from "./format.ts";
import { type Cell, table, type TableReport } from "./report.ts";
import { sampleWords } from "./words.ts";

/** The markets and what was found in them. */
export interface Watching {
  readonly markets: Iterable<MarketState>;
  readonly signals: ReadonlyMap<MarketId, Signal>;
  readonly config: EngineConfig;
  readonly at: Millis;
  readonly limit: number;
}

/** The liveliest first: by the last signal, then by how near a layer is to its threshold. */
export function watched({ markets, signals, config, at, limit }: Watching): TableReport {
  const all = [...markets].map((state) => {
    const readings = explain(state.detectors, config.detection);
    const signal = signals.get(state.market.id);
    return { state, readings, signal, near: Math.max(...readings.map(strength)) };
  }).sort((a, b) => (b.signal?.at ?? 0) - (a.signal?.at ?? 0) || b.near - a.near);
  const rows = all.slice(0, limit).map(({ state, readings, signal }): Cell[] => {
    const { book, market } = state;
    const [bid, ask] = [bestBid(book), bestAsk(book)];
    return [
      market.slug,
      bid > 0 && ask > 0 ? Math.round((bid + ask) / 2) : null,
      bid > 0 && ask > 0 ? ask - bid : null,
      bookState(state, config, at),
      ...readings.map(readingText),
      signal === undefined ? null : signalText(signal, at),
    ];
  });
  const layers = [...all[0]?.readings ?? []].map(({ layer }) => layer);
  return table({ name: "watched", title: "Markets watched", notes: [] }, [
    { key: "market", label: "market", unit: "text", width: 36 },
    { key: "price", label: "price", unit: "price" },
    { key: "spread", label: "spread", unit: "price" },
    { key: "book", label: "book", unit: "text" },
    ...layers.map((
      layer,
    ) => ({ key: layer, label: labels[layer] ?? layer, unit: "text" } as const)),
    { key: "signal", label: "last signal", unit: "text" },
  ], rows);
}

const labels: Readonly<Record<string, string>> = { cusum: "CUSUM", ewmaBand: "EWMA", roc: "ROC" };

function bookState(state: MarketState, config: EngineConfig, at: Millis): string {
  if (state.winner !== undefined) return "resolved";
  if (!state.up) return sampleWords.down;
  if (state.awaitingSnapshot) return "waiting";
  return sampleWords[condition(state.book, at, config.detection.maxBookAgeMs)];
}

/** 1 is a layer at its threshold. */
function strength({ value, threshold }: LayerReading): number {
  return value === null || threshold === 0 ? 0 : value / threshold;
}

/** Share of the threshold with its direction; fired layers shout. */
function readingText(reading: LayerReading): string | null {
  if (reading.value === null) return null;
  const sign = reading.direction > 0 ? "+" : reading.direction < 0 ? "-" : "";
  return `${sign}${decimal(Math.round(strength(reading) * 100) / 100)}${reading.fired ? " !" : ""}`;
}

function signalText({ direction, confidence, mid, anchor, at }: Signal, now: Millis): string {
  const moved = Math.round(Math.abs(mid - anchor) * 1000) / 10;
  return `${direction > 0 ? "up" : "down"} ${moved} cents, ${decimal(confidence)}, ` +
    `${duration(now - at)} ago`;
}
