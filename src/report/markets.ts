// Every tracked market as the tape tells of it; the ledger alone knows of none that was not traded.
import { bestAsk, bestBid, condition } from "../core/book.ts";
import { explain } from "../core/detect/registry.ts";
import { readLiquidity } from "../core/detect/liquidity.ts";
import type { EngineConfig } from "../core/types/config.ts";
import type { MarketId } from "../core/types/ids.ts";
import type { LayerReading } from "../core/types/signal.ts";
import type { MarketState } from "../core/types/state.ts";
import type { Millis } from "../core/types/units.ts";
import { type Cell, type Column, table, type TableReport } from "./report.ts";
import { time } from "./format.ts";
import { sampleWords } from "./words.ts";

/** How far the reader of the tape is; what failed stays where it was. */
export type TapeReading =
  | { readonly kind: "current" }
  /** It has not come to the tape's end so far. */
  | { readonly kind: "behind" }
  | { readonly kind: "failed"; readonly why: string };

/** The markets at one time. */
export interface MarketsInput {
  readonly markets: Iterable<MarketState>;
  /** Mids of YES in 1e-6, oldest first, at most 120. */
  spark(market: MarketId): readonly number[];
  readonly config: EngineConfig;
  readonly at: Millis;
  readonly reading: TapeReading;
}

/** The state of the reader for a person. */
export function tapeWords(reading: TapeReading): string {
  switch (reading.kind) {
    case "current":
      return "followed";
    case "behind":
      return "being read for the first time";
    case "failed":
      return `cannot be read further: ${reading.why}`;
  }
}

/** A row a market, the ones nearest to a signal first. `spark` holds its numbers with blanks between. */
export function marketsReport(input: MarketsInput): TableReport {
  const { markets, spark, config, at, reading } = input;
  const rows = [...markets].map((state) => {
    const readings = explain(state.detectors, config.detection);
    const near = Math.max(0, ...readings.map(strengthOf));
    const line = spark(state.market.id).map(Math.round).join(" ");
    return { near, row: rowOf({ state, readings, config, at }, line) };
  }).sort((a, b) => b.near - a.near).map(({ row }) => row);
  const notes = [
    ...reading.kind === "current" ? [] : [`WARNING: the tape: ${tapeWords(reading)}.`],
    ...rows.length > 0
      ? [`Prices and ages are as of ${time(at)}, the time to which the tape was read.`]
      : ["No market is known yet: the tape is empty, or its reader has not come to one."],
  ];
  return table({ name: "markets", title: "Markets", notes }, columns, rows);
}

const columns: readonly Column[] = [
  { key: "market", label: "market", unit: "text", width: 36 },
  { key: "price", label: "price", unit: "price" },
  { key: "spark", label: "last two hours", unit: "text", detail: true },
  { key: "volume", label: "volume 24 h", unit: "usd" },
  { key: "spread", label: "spread", unit: "cents" },
  { key: "state", label: "book", unit: "text" },
  { key: "cusum", label: "CUSUM", unit: "ratio", of: "its threshold" },
  { key: "ewma", label: "EWMA band", unit: "ratio", of: "its threshold" },
  { key: "roc", label: "ROC", unit: "ratio", of: "its threshold" },
  { key: "liquidity", label: "liquidity", unit: "text" },
  { key: "left", label: "to resolution", unit: "ms" },
  { key: "age", label: "age of book", unit: "ms" },
  { key: "category", label: "category", unit: "text", detail: true },
  { key: "question", label: "question", unit: "text", detail: true },
  { key: "id", label: "id", unit: "text", detail: true },
];

interface Seen {
  readonly state: MarketState;
  readonly readings: readonly LayerReading[];
  readonly config: EngineConfig;
  readonly at: Millis;
}

function rowOf(seen: Seen, spark: string): Cell[] {
  const { state: { market, book }, readings, at } = seen;
  const [bid, ask] = [bestBid(book), bestAsk(book)];
  const isTwoSided = bid > 0 && ask > 0;
  const of = (layer: string) => shareOf(readings.find((reading) => reading.layer === layer));
  return [
    market.slug,
    isTwoSided ? Math.round((bid + ask) / 2) : null,
    spark === "" ? null : spark,
    market.volume24h,
    isTwoSided ? ask - bid : null,
    stateOf(seen),
    of("cusum"),
    of("ewmaBand"),
    of("roc"),
    liquidityOf(seen),
    market.endAt === null ? null : Math.max(0, market.endAt - at),
    book.at === null ? null : Math.max(0, at - book.at),
    market.category,
    market.question,
    market.id,
  ];
}

function stateOf({ state, config, at }: Seen): string {
  const { winner, up, awaitingSnapshot, market, book } = state;
  if (winner !== undefined) return "resolved";
  if (market.endAt !== null && at > market.endAt) return sampleWords.ended;
  if (!up) return sampleWords.down;
  if (awaitingSnapshot) return "waiting for a whole book";
  return sampleWords[condition(book, at, config.detection.maxBookAgeMs)];
}

/** The gate as it stands for the largest stake on YES: open, or the first test that failed. */
function liquidityOf({ state: { book, market }, config, at }: Seen): string {
  const { reading } = readLiquidity({
    book,
    outcome: "yes",
    now: at,
    volume24h: market.volume24h,
    tickSize: market.tickSize,
    stake: config.risk.maxPositionSize,
    config: config.detection,
  });
  return reading.fired ? "open" : `shut: ${reading.test ?? "unknown"}`;
}

/** 1 is a layer at its threshold. */
function strengthOf({ value, threshold }: LayerReading): number {
  return value === null || threshold === 0 ? 0 : value / threshold;
}

/** The same with the sign of its direction; null for a layer that is not warm. */
function shareOf(reading: LayerReading | undefined): number | null {
  if (reading === undefined || reading.value === null) return null;
  return strengthOf(reading) * (reading.direction < 0 ? -1 : 1);
}
