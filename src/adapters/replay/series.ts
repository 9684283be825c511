// Recordings that are tables of (market, time, bid, ask), sorted by market and then by time: read
// into typed arrays, sorted by time, given out in one order. 22 bytes a row.
import type { SkipReason } from "../../core/types/event.ts";
import type { Market, Outcome } from "../../core/types/market.ts";
import type { Source, SourceInfo, TimedInput } from "../../ports.ts";
import { columnsOf, type Progress, readLines } from "./csv.ts";
import { Emitter } from "./emitter.ts";
import { finer, gridOf } from "./market.ts";
import { FIRST_SECOND } from "./parse.ts";
import { type Assume, type RecordedFile, RecordingError } from "./recording.ts";

/** One row as a parser fills it in; reused. */
export interface QuoteRow {
  key: string;
  /** Unix seconds. */
  at: number;
  /** 1e-6 dollars; 0: no order on that side. */
  bid: number;
  ask: number;
}

/** What the recording's other files say of a market. */
export interface SeriesMarket {
  readonly market: Market;
  readonly settled: { readonly at: number; readonly winner: Outcome } | null;
}

/** A table of quotes and how to read it. */
export interface Series {
  readonly info: SourceInfo;
  readonly files: readonly RecordedFile[];
  readonly assume: Assume;
  /** Reads a line into `row`, or says why it cannot. */
  parse(line: string, row: QuoteRow): SkipReason | null;
  /** The market of a key; null when the recording does not know it. Asked once a key. */
  market(key: string): SeriesMarket | null;
}

/** A line parser for the columns of a header. */
export type RowParser = (columns: ReadonlyMap<string, number>) => Series["parse"];

const MAX_ROWS = 2 ** 23;

/** The source of a table of quotes. */
export function seriesSource(series: Series): Source {
  const size = series.files.reduce((sum, file) => sum + file.bytes, 0);
  const progress: Progress = { bytes: 0 };
  let given = 0;
  return {
    info: series.info,
    size,
    // Loading takes about a third of the time.
    position: () => progress.bytes / 3 + given * size * 2 / 3,
    read: () =>
      readSeries(series, progress, (share) => {
        given = share;
      }),
  };
}

async function* readSeries(
  series: Series,
  progress: Progress,
  onShare: (share: number) => void,
): AsyncGenerator<readonly TimedInput[]> {
  progress.bytes = 0;
  const table = await load(series, progress);
  const out = new Emitter();
  const states = table.markets.map((market) => new MarketState(market, series.assume));
  const settlements = settlementsOf(table.markets);
  let settled = 0;
  const settleBefore = (second: number) => {
    let next = settlements[settled];
    for (; next !== undefined && next.at < second; next = settlements[++settled]) {
      states[next.index]?.settle(out, next.at, next.winner);
    }
  };
  const keys = table.sortedKeys();
  for (let i = 0; i < keys.length; i++) {
    const row = (keys[i] as number) % MAX_ROWS;
    settleBefore(table.at[row] as number);
    out.move((table.at[row] as number) * 1000);
    const state = states[table.market[row] as number];
    if (state === undefined) out.skip(reasons[table.bid[row] as number] ?? "torn");
    else state.quote(out, table.bid[row] as number, table.ask[row] as number);
    if (out.full) {
      onShare(i / keys.length);
      yield out.take();
    }
  }
  settleBefore(Infinity);
  onShare(1);
  yield out.take();
  if (out.usable === 0) {
    const [file] = series.files;
    throw new RecordingError(file?.path ?? "", `${keys.length} rows, none usable`, "quotes");
  }
}

interface Settlement {
  readonly index: number;
  readonly at: number;
  readonly winner: Outcome;
}

function settlementsOf(markets: readonly SeriesMarket[]): readonly Settlement[] {
  return markets
    .flatMap(({ settled }, index) => settled === null ? [] : [{ index, ...settled }])
    .sort((a, b) => a.at - b.at || a.index - b.index);
}

/**
 * Lists the market at its first quote, and moves to a finer grid at the first price that needs
 * it.
 */
class MarketState {
  readonly #known: SeriesMarket;
  readonly #depth: number;
  #tick: Market["tickSize"] | null = null;

  constructor(known: SeriesMarket, assume: Assume) {
    this.#known = known;
    this.#depth = assume.depth;
  }

  quote(out: Emitter, bid: number, ask: number): void {
    const { market } = this.#known;
    const known = this.#tick ?? market.tickSize;
    const tickSize = finer(known, finer(gridOf(bid), gridOf(ask)));
    if (this.#tick === null) out.emit({ kind: "listed", market: { ...market, tickSize } });
    else if (tickSize !== known) out.emit({ kind: "tickSize", token: market.yes, tickSize });
    this.#tick = tickSize;
    const bidSize = bid > 0 ? this.#depth : 0;
    const askSize = ask > 0 ? this.#depth : 0;
    out.emit({ kind: "quote", token: market.yes, bid, bidSize, ask, askSize });
  }

  settle(out: Emitter, second: number, winner: Outcome): void {
    if (this.#tick === null) return;
    out.move(second * 1000);
    out.emit({ kind: "resolved", market: this.#known.market.id, winner });
  }
}

const reasons: readonly SkipReason[] = [
  "torn",
  "wrongType",
  "price",
  "size",
  "time",
  "unknownToken",
  "duplicate",
  "outOfOrder",
  "tooLong",
];
const NO_MARKET = 0xffff;

async function load(series: Series, progress: Progress): Promise<Table> {
  const table = new Table(series.files[0]?.path ?? "");
  const row: QuoteRow = { key: "", at: FIRST_SECOND, bid: 0, ask: 0 };
  const reader = new RowReader(series, table);
  for (const file of series.files) {
    const before = progress.bytes;
    const here: Progress = { bytes: 0 };
    let header = true;
    for await (const { lines, defect } of readLines(file.path, here)) {
      progress.bytes = before + here.bytes;
      for (const line of lines) {
        if (!header && line !== "") reader.add(line, row);
        header = false;
      }
      if (defect !== null) table.skip(defect, row.at);
    }
  }
  return table;
}

/** Puts lines into a table: finds their markets, and what repeats or goes back within one. */
class RowReader {
  readonly #series: Series;
  readonly #table: Table;
  readonly #indices = new Map<string, number>();
  readonly #lastRow: number[] = [];
  #lastKey = "";
  #lastIndex = NO_MARKET;

  constructor(series: Series, table: Table) {
    this.#series = series;
    this.#table = table;
  }

  add(line: string, row: QuoteRow): void {
    const table = this.#table;
    const fault = this.#series.parse(line, row);
    if (fault !== null) return table.skip(fault, row.at);
    const market = this.#indexOf(row.key);
    if (market === NO_MARKET) return table.skip("unknownToken", row.at);
    const last = this.#lastRow[market];
    const lastAt = last === undefined ? 0 : table.at[last] as number;
    if (row.at < lastAt) {
      // File order counts: the row is given at the time the market had reached.
      row.at = lastAt;
      table.skip("outOfOrder", row.at);
    } else if (row.at === lastAt && last !== undefined && table.equals(last, row)) {
      return table.skip("duplicate", row.at);
    }
    this.#lastRow[market] = table.add(market, row.at, row.bid, row.ask);
  }

  #indexOf(key: string): number {
    // Rows of a market stand together, and comparing is cheaper than hashing.
    if (key !== this.#lastKey || key === "") {
      this.#lastKey = key;
      this.#lastIndex = this.#find(key);
    }
    return this.#lastIndex;
  }

  #find(key: string): number {
    const known = this.#indices.get(key);
    if (known !== undefined) return known;
    const found = this.#series.market(key);
    const index = found === null ? NO_MARKET : this.#table.markets.push(found) - 1;
    this.#indices.set(key, index);
    return index;
  }
}

/** Columns that grow; a row without a market is a defect with its reason in `bid`. */
class Table {
  readonly markets: SeriesMarket[] = [];
  market: Uint16Array<ArrayBuffer> = new Uint16Array(1024);
  at: Uint32Array<ArrayBuffer> = new Uint32Array(1024);
  bid: Uint32Array<ArrayBuffer> = new Uint32Array(1024);
  ask: Uint32Array<ArrayBuffer> = new Uint32Array(1024);
  #rows = 0;
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  add(market: number, at: number, bid: number, ask: number): number {
    if (this.#rows === this.at.length) this.#grow();
    const row = this.#rows++;
    this.market[row] = market;
    this.at[row] = at;
    this.bid[row] = bid;
    this.ask[row] = ask;
    return row;
  }

  skip(reason: SkipReason, at: number): void {
    this.add(NO_MARKET, at, reasons.indexOf(reason), 0);
  }

  equals(index: number, row: QuoteRow): boolean {
    return this.bid[index] === row.bid && this.ask[index] === row.ask;
  }

  /**
   * Time and row in one number, so that the engine's own sort of floats keeps equal times in file
   * order.
   */
  sortedKeys(): Float64Array {
    const keys = new Float64Array(this.#rows);
    // Thirty years of seconds times 2^23 rows stay below 2^53.
    for (let i = 0; i < keys.length; i++) {
      keys[i] = ((this.at[i] as number) - FIRST_SECOND) * MAX_ROWS + i;
    }
    return keys.sort();
  }

  #grow(): void {
    if (this.#rows >= MAX_ROWS || this.markets.length >= NO_MARKET) {
      throw new RecordingError(this.#path, `over ${this.#rows} rows`, "a smaller recording");
    }
    this.market = grown(this.market, new Uint16Array(this.#rows * 2));
    this.at = grown(this.at, new Uint32Array(this.#rows * 2));
    this.bid = grown(this.bid, new Uint32Array(this.#rows * 2));
    this.ask = grown(this.ask, new Uint32Array(this.#rows * 2));
  }
}

function grown<T extends Uint16Array | Uint32Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}

/** Parses with the header of the first file; every file of a series has the same. */
export function parserFor(files: readonly RecordedFile[], parser: RowParser): Series["parse"] {
  return parser(columnsOf(String(files[0]?.head ?? "")));
}
