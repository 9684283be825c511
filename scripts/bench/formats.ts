// R3: one series of quotes of 2,000 markets in four forms: our tape, JSON lines with short and with
// real token ids, and the columns that the numpy peer reads.
import { openTape } from "../../src/adapters/tape/reader.ts";
import { rng } from "../../src/core/math/rng.ts";
import { MICRO, type Millis } from "../../src/core/types/units.ts";
import type { TokenId } from "../../src/core/types/ids.ts";
import type { TimedInput } from "../../src/ports.ts";
import { cpuNs, Growth, peakMiB } from "./measure.ts";
import { writeTape } from "./tapes.ts";

const MARKETS = 2_000;
const START = Date.UTC(2026, 0, 1);
const BLOCK = 65_536;
const WARM = 2;
const TIMED = 3;

/** Best prices in thousandths, sizes in hundredths of a share. */
interface Row {
  at: number;
  market: number;
  bid: number;
  ask: number;
  bidSize: number;
  askSize: number;
}

/** The series; the row is reused. */
function* rows(count: number): Generator<Row> {
  const { next } = rng(11);
  const mid = new Int16Array(MARKETS).fill(500);
  const spread = new Int16Array(MARKETS).fill(10);
  const row: Row = { at: START, market: 0, bid: 0, ask: 0, bidSize: 0, askSize: 0 };
  for (let i = 0; i < count; i++) {
    if (next() < 0.25) row.at += Math.floor(next() * 20);
    const market = Math.floor(next() ** 3 * MARKETS);
    let at = mid[market] ?? 500;
    if (next() < 0.4) at += (next() < 0.5 ? -1 : 1) * (1 + Math.floor(next() * 3));
    mid[market] = Math.max(30, Math.min(970, at));
    if (next() < 0.1) spread[market] = 1 + Math.floor(next() * 20);
    row.market = market;
    row.bid = (mid[market] ?? 0) - ((spread[market] ?? 0) >> 1);
    row.ask = row.bid + (spread[market] ?? 0);
    row.bidSize = Math.ceil(next() * 50_000);
    row.askSize = Math.ceil(next() * 50_000);
    yield row;
  }
}

/** Token ids as long as the venue's. */
function tokenIds(): readonly TokenId[] {
  const { next } = rng(12);
  const digits = () => Math.floor(next() * 1e11).toString().padStart(11, "0");
  return Array.from({ length: MARKETS }, () =>
    `${digits()}${digits()}${digits()}${digits()}` +
    `${digits()}${digits()}${digits()}` as TokenId);
}

/** Writes `count` rows as a tape into a new folder. */
export function writeQuoteTape(folder: string, count: number): number {
  return writeTape(folder, inputs(count));
}

function* inputs(count: number): Generator<TimedInput> {
  const tokens = tokenIds();
  for (const { at, market, bid, ask, bidSize, askSize } of rows(count)) {
    const quote = {
      kind: "quote",
      token: tokens[market] as TokenId,
      bid: bid * 1000,
      bidSize: bidSize * (MICRO / 100),
      ask: ask * 1000,
      askSize: askSize * (MICRO / 100),
    } as const;
    yield { at: at as Millis, input: quote };
  }
}

/** Writes `count` rows as JSON lines: numbers and short names, or text and real ids as the venue. */
export function writeJsonLines(path: string, count: number, ids: "short" | "long"): number {
  const tokens = tokenIds();
  return writeText(path, rows(count), ({ at, market, bid, ask, bidSize, askSize }) => {
    const [b, a, bs, as] = [bid / 1000, ask / 1000, bidSize / 100, askSize / 100];
    return ids === "short"
      ? `{"t":${at},"m":${market},"b":${b},"a":${a},"bs":${bs},"as":${as}}\n`
      : `{"timestamp":${at},"asset_id":"${tokens[market]}","best_bid":"${b}","best_ask":"${a}",` +
        `"bid_size":"${bs}","ask_size":"${as}"}\n`;
  });
}

function writeText<T>(path: string, items: Iterable<T>, line: (item: T) => string): number {
  const file = Deno.openSync(path, { write: true, create: true, truncate: true });
  const encoder = new TextEncoder();
  let [text, bytes] = ["", 0];
  const flush = () => {
    const part = encoder.encode(text);
    for (let done = 0; done < part.length;) done += file.writeSync(part.subarray(done));
    bytes += part.length;
    text = "";
  };
  for (const item of items) {
    text += line(item);
    if (text.length > 1 << 20) flush();
  }
  flush();
  file.close();
  return bytes;
}

/** Writes the columns of the numpy peer: per block u32 rows, f64 time, then u16 and u32 columns. */
export function writeColumns(path: string, count: number): void {
  const file = Deno.openSync(path, { write: true, create: true, truncate: true });
  const series = rows(count);
  for (let left = count; left > 0; left -= BLOCK) {
    file.writeSync(columnsOf(series, Math.min(BLOCK, left)));
  }
  file.close();
}

function columnsOf(series: Generator<Row>, length: number): Uint8Array {
  const block = new ArrayBuffer(16 + 16 * length);
  const short = [0, 2, 4, 6].map((at) => new Uint16Array(block, 16 + at * length, length));
  const long = [8, 12].map((at) => new Uint32Array(block, 16 + at * length, length));
  const [dt, market, bid, ask] = short as [Uint16Array, Uint16Array, Uint16Array, Uint16Array];
  const [bidSize, askSize] = long as [Uint32Array, Uint32Array];
  new Uint32Array(block, 0, 1)[0] = length;
  let before = NaN;
  for (let i = 0; i < length; i++) {
    const row = series.next().value as Row;
    if (i === 0) new Float64Array(block, 8, 1)[0] = row.at;
    else dt[i] = row.at - before;
    before = row.at;
    market[i] = row.market;
    bid[i] = row.bid;
    ask[i] = row.ask;
    bidSize[i] = row.bidSize;
    askSize[i] = row.askSize;
  }
  return new Uint8Array(block);
}

/** Reads a tape of quotes over and over; the first readings, which compile, do not count. */
export async function timeTape(folder: string): Promise<Record<string, number>> {
  for (let pass = 0; pass < WARM; pass++) await addTape(folder);
  const start = cpuNs();
  let [events, sum] = [0, 0];
  for (let pass = 0; pass < TIMED; pass++) ({ events, sum } = await addTape(folder));
  return { ns_tick: (cpuNs() - start) / (TIMED * events), events, sum };
}

/** Reads a tape once and tells what became of memory after the middle. */
export async function watchTape(folder: string): Promise<Record<string, number>> {
  const growth = new Growth(1);
  await addTape(folder, growth);
  return { peak_mib: peakMiB(), growth: growth.ratio() };
}

async function addTape(folder: string, growth?: Growth): Promise<{ events: number; sum: number }> {
  const source = openTape(folder);
  let [events, sum] = [0, 0];
  for await (const batch of source.read()) {
    for (let i = 0; i < batch.length; i++) {
      const { at, input } = batch[i] as TimedInput;
      if (input.kind !== "quote") continue;
      events += 1;
      sum += at + input.bid + input.ask + input.bidSize + input.askSize;
    }
    growth?.at(source.position() / (source.size ?? NaN));
  }
  return { events, sum };
}

/** Reads JSON lines with JSON.parse, as often. */
export function timeJsonLines(path: string, ids: "short" | "long"): Record<string, number> {
  for (let pass = 0; pass < WARM; pass++) addLines(path, ids);
  const start = cpuNs();
  let [events, sum] = [0, 0];
  for (let pass = 0; pass < TIMED; pass++) ({ events, sum } = addLines(path, ids));
  return { ns_tick: (cpuNs() - start) / (TIMED * events), events, sum };
}

function addLines(path: string, ids: "short" | "long"): { events: number; sum: number } {
  const file = Deno.openSync(path);
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(1 << 18);
  const numbers = ids === "short" ? shortNumbers : longNumbers;
  let [events, sum, rest] = [0, 0, ""];
  for (let read = file.readSync(buffer); read !== null; read = file.readSync(buffer)) {
    const lines = (rest + decoder.decode(buffer.subarray(0, read), { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) sum += numbers(JSON.parse(line));
    events += lines.length;
  }
  file.close();
  return { events, sum };
}

interface ShortLine {
  readonly t: number;
  readonly b: number;
  readonly a: number;
  readonly bs: number;
  readonly as: number;
}

function shortNumbers({ t, b, a, bs, as }: ShortLine): number {
  return t + b + a + bs + as;
}

interface LongLine {
  readonly timestamp: number;
  readonly best_bid: string;
  readonly best_ask: string;
  readonly bid_size: string;
  readonly ask_size: string;
}

function longNumbers(line: LongLine): number {
  const { timestamp, best_bid, best_ask, bid_size, ask_size } = line;
  return timestamp + Number(best_bid) + Number(best_ask) + Number(bid_size) +
    Number(ask_size);
}
