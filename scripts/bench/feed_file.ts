// A recording of the market channel made by chance: snapshots of every token, then messages of a
// skewed choice of markets. Shapes and mix are the venue's, as measured on recordings of it: 95 %
// price_change with both tokens' entries, 3 % book, 1 % trades, 1 % best_bid_ask. One message a line,
// fields in the order in which the peers look for them.
import { type Rng, rng } from "../../src/core/math/rng.ts";

/** How large a recording is. */
export interface FeedSize {
  readonly markets: number;
  readonly messages: number;
}

/** The venue's time of the first message, and how many messages it sends in a second. */
export const FEED_START = 1_757_908_800_000;
export const FEED_RATE = 10_000;

/** Prices in thousandths of a dollar, sizes in hundredths of a share. */
interface Side {
  readonly levels: Map<number, number>;
  /** About how many there are, at the start and later. */
  readonly depth: number;
}

interface Book {
  readonly id: string;
  readonly yes: string;
  readonly no: string;
  readonly step: 1 | 10;
  readonly bids: Side;
  readonly asks: Side;
}

const LEAST_LEVELS = 4;
const LINES_A_WRITE = 4_096;

/** Writes a recording: first two snapshots a market, YES before NO, then the messages. */
export function writeFeed(path: string, size: FeedSize): void {
  const file = Deno.openSync(path, { write: true, create: true, truncate: true });
  const encoder = new TextEncoder();
  let lines: string[] = [];
  for (const line of feedLines(size)) {
    if (lines.push(line) < LINES_A_WRITE) continue;
    file.writeSync(encoder.encode(`${lines.join("\n")}\n`));
    lines = [];
  }
  file.writeSync(encoder.encode(`${lines.join("\n")}\n`));
  file.close();
}

/** The lines of a recording, the same every time. */
export function* feedLines({ markets, messages }: FeedSize): Generator<string> {
  const draw = rng(21);
  const books = Array.from({ length: markets }, () => newBook(draw));
  for (const book of books) {
    yield snapshotText(book, "yes", FEED_START, draw);
    yield snapshotText(book, "no", FEED_START, draw);
  }
  for (let i = 0; i < messages; i++) {
    const at = FEED_START + Math.floor(i * 1_000 / FEED_RATE);
    const book = books[Math.floor(draw.next() ** 3 * markets)] as Book;
    const kind = draw.next();
    if (kind < 0.95) yield changeText(book, at, draw);
    else if (kind < 0.98) yield snapshotText(book, draw.next() < 0.5 ? "yes" : "no", at, draw);
    else if (kind < 0.99) yield tradeText(book, at, draw);
    else yield bestText(book, at);
  }
}

function newBook(draw: Rng): Book {
  const step = draw.next() < 0.3 ? 1 : 10;
  const middle = Math.round((30 + 940 * draw.next()) / step) * step;
  const ladder = (sign: 1 | -1): Side => {
    const levels = new Map<number, number>();
    const depth = LEAST_LEVELS + Math.floor(draw.next() * 45);
    let at = middle + sign * step;
    while (levels.size < depth && at > 0 && at < 1_000) {
      levels.set(at, drawSize(draw));
      at += sign * step * (draw.next() < 0.2 ? 1 + Math.floor(draw.next() * 4) : 1);
    }
    return { levels, depth: levels.size };
  };
  const id = `0x${digits(draw, 64, 16)}`;
  return {
    id,
    yes: digits(draw, 77, 10),
    no: digits(draw, 77, 10),
    step,
    bids: ladder(-1),
    asks: ladder(1),
  };
}

/** Changes one level of the book, and says so for both tokens. */
function changeText(book: Book, at: number, draw: Rng): string {
  const { id, yes, no } = book;
  const side = draw.next() < 0.5 ? "BUY" : "SELL";
  const [level, size] = moveLevel(book, side, draw);
  const other = side === "BUY" ? "SELL" : "BUY";
  const [bid, ask] = bestOf(book);
  const entry = (token: string, price: number, of: string, best: readonly [number, number]) =>
    `{"asset_id":"${token}","price":"${price / 1_000}","size":"${size / 100}","side":"${of}",` +
    `"hash":"${digits(draw, 40, 16)}","best_bid":"${best[0] / 1_000}",` +
    `"best_ask":"${best[1] / 1_000}"}`;
  const changes = `${entry(yes, level, side, [bid, ask])},` +
    entry(no, 1_000 - level, other, [1_000 - ask, 1_000 - bid]);
  return `{"market":"${id}","price_changes":[${changes}],"timestamp":"${at}",` +
    `"event_type":"price_change"}`;
}

/** Sets or removes a level that is there, or puts one near the top; never crosses. */
function moveLevel(book: Book, side: "BUY" | "SELL", draw: Rng): readonly [number, number] {
  const { levels, depth } = side === "BUY" ? book.bids : book.asks;
  if (draw.next() < 0.45) {
    const level = [...levels.keys()][Math.floor(draw.next() * levels.size)] as number;
    const size = levels.size > Math.max(depth, LEAST_LEVELS) ? 0 : drawSize(draw);
    if (size === 0) levels.delete(level);
    else levels.set(level, size);
    return [level, size];
  }
  const [bid, ask] = bestOf(book);
  const distance = (1 + Math.floor(-Math.log(1 - draw.next()) * 6)) * book.step;
  const level = side === "BUY"
    ? Math.max(book.step, ask - distance)
    : Math.min(1_000 - book.step, bid + distance);
  const crosses = side === "BUY" ? level >= ask : level <= bid;
  const size = crosses ? 0 : drawSize(draw);
  if (size > 0) levels.set(level, size);
  return [level, size];
}

function bestOf({ bids, asks }: Book): readonly [number, number] {
  return [Math.max(...bids.levels.keys()), Math.min(...asks.levels.keys())];
}

/** Best last on both sides, as the venue sends them. */
function snapshotText(book: Book, outcome: "yes" | "no", at: number, draw: Rng): string {
  const { id, yes, no, step, bids, asks } = book;
  const isYes = outcome === "yes";
  const text = (side: Side, falling: boolean) => {
    const levels = [...side.levels].map(([price, size]): readonly [number, number] => [
      isYes ? price : 1_000 - price,
      size,
    ]);
    levels.sort(([a], [b]) => falling ? b - a : a - b);
    return levels.map(([price, size]) => `{"price":"${price / 1_000}","size":"${size / 100}"}`)
      .join(",");
  };
  return `{"market":"${id}","asset_id":"${isYes ? yes : no}","timestamp":"${at}",` +
    `"hash":"${digits(draw, 40, 16)}","bids":[${text(isYes ? bids : asks, false)}],` +
    `"asks":[${text(isYes ? asks : bids, true)}],"event_type":"book",` +
    `"tick_size":"${step / 1_000}","last_trade_price":"0.5"}`;
}

function tradeText(book: Book, at: number, draw: Rng): string {
  const [bid, ask] = bestOf(book);
  const [side, price] = draw.next() < 0.5 ? ["SELL", bid] : ["BUY", ask];
  return `{"market":"${book.id}","asset_id":"${book.yes}","price":"${price / 1_000}",` +
    `"size":"${drawSize(draw) / 100}","fee_rate_bps":"0","side":"${side}","timestamp":"${at}",` +
    `"event_type":"last_trade_price","transaction_hash":"0x${digits(draw, 64, 16)}"}`;
}

function bestText(book: Book, at: number): string {
  const [bid, ask] = bestOf(book);
  return `{"market":"${book.id}","asset_id":"${book.yes}","best_bid":"${bid / 1_000}",` +
    `"best_ask":"${ask / 1_000}","spread":"${(ask - bid) / 1_000}","timestamp":"${at}",` +
    `"event_type":"best_bid_ask"}`;
}

function drawSize(draw: Rng): number {
  if (draw.next() < 0.5) return 100 * Math.ceil(1 + draw.next() * 499);
  return Math.round(100 * (5 + Math.exp(9 * draw.next())));
}

/** A number of so many digits, the first not 0. */
function digits(draw: Rng, length: number, radix: 10 | 16): string {
  const width = radix === 10 ? 11 : 8;
  let text = "";
  while (text.length < length) {
    text += Math.floor(draw.next() * radix ** width).toString(radix).padStart(width, "0");
  }
  return `${text.startsWith("0") ? "1" : ""}${text}`.slice(0, length);
}
