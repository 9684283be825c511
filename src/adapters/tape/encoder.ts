import { zstdCompressSync } from "node:zlib";
import { canonicalJson } from "../../core/canonical.ts";
import type { MarketInput, Stamped, TapedInput } from "../../core/types/event.ts";
import type { TokenId } from "../../core/types/ids.ts";
import type { Level } from "../../core/types/market.ts";
import { unreachable } from "../../core/types/result.ts";
import { ByteWriter } from "./bytes.ts";
import { inOrder, LastValues, newColumns, Slot } from "./columns.ts";
import { BLOCK_LEVELS, BLOCK_ROWS, Code, encodeFrame, FORGET, MAX_LEVELS } from "./format.ts";

/** An event as a tape holds it. */
export type TapeEvent = Stamped<TapedInput>;

/** A difference of two such numbers, and of two differences, is exact. */
const MAX_NUMBER = 2 ** 51;

type Quote = Extract<MarketInput, { readonly kind: "quote" }>;
type Book = Extract<MarketInput, { readonly kind: "book" }>;
type Print = Extract<MarketInput, { readonly kind: "level" | "trade" }>;

/** Gathers events into a block. */
export class BlockEncoder {
  readonly #columns = newColumns();
  readonly #out = new ByteWriter();
  readonly #last = new LastValues();
  readonly #tokens = new Map<TokenId, number>();
  #newTokens: TokenId[] = [];
  #texts: string[] = [];
  #lastAt = 0;
  #lastSeq = 0;
  #fresh = true;

  get rows(): number {
    return this.#columns.code.length;
  }

  get isFull(): boolean {
    return this.rows >= BLOCK_ROWS || this.#columns.bookPrice.length >= BLOCK_LEVELS;
  }

  /** Adds an event. Throws, and adds nothing, on a seq that does not grow or a number that is none. */
  append(event: TapeEvent): void {
    const { seq, at } = event;
    if (!Number.isSafeInteger(seq) || seq <= this.#lastSeq || !fits(at)) {
      throw new RangeError(`Cannot put event ${seq} at ${at} on the tape after ${this.#lastSeq}`);
    }
    if (isPlain(event)) this.#appendPlain(event);
    else this.#appendVerbatim(event);
    this.#columns.at.push(at - this.#lastAt);
    this.#columns.seq.push(seq - this.#lastSeq);
    this.#lastAt = at;
    this.#lastSeq = seq;
  }

  /** The block, and begins the next one. The caller checks that there are rows. */
  finish(): Uint8Array {
    const out = this.#out;
    out.clear();
    out.varint(this.#fresh ? FORGET : 0);
    const texts = `[${JSON.stringify(this.#newTokens)},[${this.#texts.join(",")}]]`;
    const json = this.#newTokens.length + this.#texts.length === 0 ? "" : texts;
    const jsonBytes = new TextEncoder().encode(json);
    out.varint(jsonBytes.length);
    out.bytes(jsonBytes);
    for (const column of inOrder(this.#columns)) column.write(out);
    const raw = out.written();
    const packed = zstdCompressSync(raw);
    const payload = packed.length < raw.length ? packed : raw;
    const [rows, lastSeq, lastAt] = [this.rows, this.#lastSeq, this.#lastAt];
    const frame = encodeFrame({ payload, rawLength: raw.length, rows, lastSeq, lastAt });
    for (const column of inOrder(this.#columns)) column.clear();
    this.#newTokens = [];
    this.#texts = [];
    this.#fresh = false;
    return frame;
  }

  #appendPlain(event: TapeEvent): void {
    const { code, number } = this.#columns;
    switch (event.kind) {
      case "level":
        return this.#print(event, event.side === "buy" ? Code.levelBuy : Code.levelSell);
      case "trade":
        return this.#print(event, event.side === "buy" ? Code.tradeBuy : Code.tradeSell);
      case "quote":
        return this.#quote(event);
      case "book":
        return this.#book(event);
      case "heartbeat":
        return code.push(Code.heartbeat);
      case "listed":
        this.#texts.push(canonicalJson(event.market));
        return code.push(Code.listed);
      case "tickSize":
        this.#token(event.token);
        number.push(event.tickSize);
        return code.push(Code.tickSize);
      case "feedUp":
        this.#token(event.token);
        return code.push(Code.feedUp);
      case "feedDown":
        this.#token(event.token);
        this.#texts.push(JSON.stringify(event.reason));
        return code.push(Code.feedDown);
      case "skipped":
        this.#texts.push(JSON.stringify(event.reason));
        number.push(event.count);
        return code.push(Code.skipped);
      case "linkHeard":
        number.push(event.link);
        return code.push(Code.linkHeard);
      case "ended":
        return code.push(Code.ended);
      case "history":
      case "started":
      case "advised":
      case "resolved":
        throw new Error(`Cannot continue: ${event.kind} has no columns`);
      default:
        return unreachable(event);
    }
  }

  #print({ token, side, price, size }: Print, kind: number): void {
    const { code, price: prices, size: sizes } = this.#columns;
    const slot = side === "buy" ? Slot.buy : Slot.sell;
    code.push(kind);
    prices.push(this.#last.difference(this.#token(token), slot, price));
    sizes.push(size);
  }

  #quote(quote: Quote): void {
    const { code, bid, bidSize, ask, askSize } = this.#columns;
    const token = this.#token(quote.token);
    code.push(Code.quote);
    bid.push(this.#last.difference(token, Slot.bid, quote.bid));
    bidSize.push(this.#last.difference(token, Slot.bidSize, quote.bidSize));
    ask.push(this.#last.difference(token, Slot.ask, quote.ask));
    askSize.push(this.#last.difference(token, Slot.askSize, quote.askSize));
  }

  #book({ token, bids, asks }: Book): void {
    const { code, depth } = this.#columns;
    this.#token(token);
    code.push(Code.book);
    depth.push(bids.length);
    depth.push(asks.length);
    this.#levels(bids);
    this.#levels(asks);
  }

  #levels(levels: readonly Level[]): void {
    let before = 0;
    for (const { price, size } of levels) {
      this.#columns.bookPrice.push(price - before);
      this.#columns.bookSize.push(size);
      before = price;
    }
  }

  #appendVerbatim(event: TapeEvent): void {
    const { seq: _seq, at: _at, ...input } = event;
    this.#texts.push(canonicalJson(input));
    this.#columns.code.push(Code.verbatim);
  }

  #token(id: TokenId): number {
    let index = this.#tokens.get(id);
    if (index === undefined) {
      index = this.#tokens.size;
      this.#tokens.set(id, index);
      this.#newTokens.push(id);
      this.#last.reserve(this.#tokens.size);
    }
    this.#columns.token.push(index);
    return index;
  }
}

/** True when every number of the event fits a column. */
function isPlain(event: TapeEvent): boolean {
  switch (event.kind) {
    case "level":
    case "trade":
      return fits(event.price) && fits(event.size);
    case "quote":
      return fits(event.bid) && fits(event.bidSize) && fits(event.ask) && fits(event.askSize);
    case "book":
      return event.bids.length + event.asks.length <= MAX_LEVELS - BLOCK_LEVELS &&
        event.bids.every(levelFits) && event.asks.every(levelFits);
    case "tickSize":
      return fits(event.tickSize);
    case "skipped":
      return fits(event.count);
    case "linkHeard":
      return fits(event.link);
    case "feedUp":
      return event.link === null;
    case "listed":
    case "feedDown":
    case "ended":
    case "heartbeat":
      return true;
    case "history":
    case "started":
    case "advised":
    case "resolved":
      return false;
    default:
      return unreachable(event);
  }
}

function levelFits({ price, size }: Level): boolean {
  return fits(price) && fits(size);
}

function fits(value: number): boolean {
  return Number.isInteger(value) && value <= MAX_NUMBER && value >= -MAX_NUMBER;
}
