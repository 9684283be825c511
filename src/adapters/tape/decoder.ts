import { zstdDecompressSync } from "node:zlib";
import type { MarketInput, SkipReason } from "../../core/types/event.ts";
import type { LinkId, TokenId } from "../../core/types/ids.ts";
import type { Level, Market, Side } from "../../core/types/market.ts";
import type { Millis, Price, Seq, Shares } from "../../core/types/units.ts";
import type { TimedInput } from "../../ports.ts";
import { ByteReader, MalformedBlock } from "./bytes.ts";
import type { Column } from "./column.ts";
import { inOrder, LastValues, newColumns, Slot } from "./columns.ts";
import { BLOCK_ROWS, Code, FORGET, type Frame, MAX_LEVELS } from "./format.ts";

/** An input with the number it had in the engine's order. */
export interface TapeInput extends TimedInput {
  readonly seq: Seq;
}

type AnyInput = TimedInput["input"];

// Inputs that say nothing but their kind are one object each.
const heartbeat: AnyInput = { kind: "heartbeat" };
const ended: AnyInput = { kind: "ended" };

/** Reads the blocks of one file in their order. */
export class BlockDecoder {
  readonly #columns = newColumns();
  readonly #last = new LastValues();
  readonly #tokens: TokenId[] = [];
  #texts: readonly unknown[] = [];
  #nextText = 0;
  #lastAt = 0;
  #lastSeq = 0;
  #left = 0;

  /** Makes a block ready to be taken. Throws MalformedBlock when it is not as a writer makes it. */
  load(frame: Frame): void {
    const from = new ByteReader(unpack(frame));
    if (from.varint() === FORGET) this.#forget();
    const json = from.bytes(from.varint());
    this.#readTexts(json);
    for (const column of inOrder(this.#columns)) column.read(from, MAX_LEVELS);
    if (!from.isAtEnd) throw new MalformedBlock("a block goes on after its columns");
    this.#check(frame);
    this.#left = frame.rows;
  }

  /** At most `count` of the inputs not yet taken; none: the block is done. */
  take(count: number): readonly TapeInput[] {
    const inputs: TapeInput[] = [];
    const { code, at, seq } = this.#columns;
    for (let i = Math.min(count, this.#left); i > 0; i--) {
      this.#lastAt += at.take();
      this.#lastSeq += seq.take();
      const input = this.#input(code.take());
      inputs.push({ at: this.#lastAt as Millis, seq: this.#lastSeq as Seq, input });
    }
    this.#left -= inputs.length;
    return inputs;
  }

  #input(code: number): AnyInput {
    switch (code) {
      case Code.heartbeat:
        return heartbeat;
      case Code.levelBuy:
        return this.#print("level", "buy");
      case Code.levelSell:
        return this.#print("level", "sell");
      case Code.tradeBuy:
        return this.#print("trade", "buy");
      case Code.tradeSell:
        return this.#print("trade", "sell");
      case Code.quote:
        return this.#quote();
      case Code.book:
        return this.#book();
      case Code.listed:
        return { kind: "listed", market: this.#text() as Market };
      case Code.tickSize: {
        const token = this.#token();
        return { kind: "tickSize", token, tickSize: this.#columns.number.take() as Price };
      }
      case Code.feedUp:
        return { kind: "feedUp", token: this.#token(), link: null };
      case Code.feedDown:
        return { kind: "feedDown", token: this.#token(), reason: this.#text() as string };
      case Code.skipped: {
        const reason = this.#text() as SkipReason;
        return { kind: "skipped", reason, count: this.#columns.number.take() };
      }
      case Code.linkHeard:
        return { kind: "linkHeard", link: this.#columns.number.take() as LinkId };
      case Code.ended:
        return ended;
      case Code.verbatim:
        return this.#text() as MarketInput;
      default:
        throw new Error(`Cannot continue: a row of code ${code} passed the checks`);
    }
  }

  #print(kind: "level" | "trade", side: Side): AnyInput {
    const index = this.#columns.token.take();
    const slot = side === "buy" ? Slot.buy : Slot.sell;
    const price = this.#last.value(index, slot, this.#columns.price.take()) as Price;
    const size = this.#columns.size.take() as Shares;
    return { kind, token: this.#tokens[index] as TokenId, side, price, size };
  }

  #quote(): AnyInput {
    const { token, bid, bidSize, ask, askSize } = this.#columns;
    const index = token.take();
    return {
      kind: "quote",
      token: this.#tokens[index] as TokenId,
      bid: this.#last.value(index, Slot.bid, bid.take()),
      bidSize: this.#last.value(index, Slot.bidSize, bidSize.take()),
      ask: this.#last.value(index, Slot.ask, ask.take()),
      askSize: this.#last.value(index, Slot.askSize, askSize.take()),
    };
  }

  #book(): AnyInput {
    const token = this.#token();
    const bids = this.#columns.depth.take();
    const asks = this.#columns.depth.take();
    return { kind: "book", token, bids: this.#levels(bids), asks: this.#levels(asks) };
  }

  #levels(count: number): readonly Level[] {
    const { bookPrice, bookSize } = this.#columns;
    const levels: Level[] = [];
    let price = 0;
    for (let i = 0; i < count; i++) {
      price += bookPrice.take();
      levels.push({ price: price as Price, size: bookSize.take() as Shares });
    }
    return levels;
  }

  #token(): TokenId {
    return this.#tokens[this.#columns.token.take()] as TokenId;
  }

  #text(): unknown {
    return this.#texts[this.#nextText++];
  }

  #forget(): void {
    this.#tokens.length = 0;
    this.#last.clear();
    this.#lastAt = 0;
    this.#lastSeq = 0;
  }

  #readTexts(json: Uint8Array): void {
    this.#texts = [];
    this.#nextText = 0;
    if (json.length === 0) return;
    const [tokens, texts] = parse(json);
    for (const token of tokens) this.#tokens.push(token as TokenId);
    this.#last.reserve(this.#tokens.length);
    this.#texts = texts;
  }

  /** After this nothing can be missing while rows are taken. */
  #check({ rows, lastSeq, lastAt }: Frame): void {
    const columns = this.#columns;
    const wanted = countWanted(columns.code);
    const enough = rows > 0 && rows <= BLOCK_ROWS && columns.code.length === rows &&
      columns.at.length === rows && columns.seq.length === rows &&
      columns.token.length === wanted.tokens && this.#texts.length === wanted.texts &&
      columns.price.length === wanted.prints && columns.size.length === wanted.prints &&
      columns.number.length === wanted.numbers && columns.depth.length === 2 * wanted.books &&
      [columns.bid, columns.bidSize, columns.ask, columns.askSize]
        .every(({ length }) => length === wanted.quotes) &&
      columns.bookPrice.length === sum(columns.depth) &&
      columns.bookSize.length === sum(columns.depth) &&
      areBelow(columns.token, this.#tokens.length) && areBelow(columns.depth, MAX_LEVELS) &&
      this.#lastSeq + sum(columns.seq) === lastSeq && this.#lastAt + sum(columns.at) === lastAt;
    if (!enough) throw new MalformedBlock("columns that do not fit each other");
  }
}

function unpack({ payload, rawLength }: Frame): Uint8Array {
  if (payload.length === rawLength) return payload;
  const raw = inflate(payload, rawLength);
  if (raw.length !== rawLength) throw new MalformedBlock("a payload of another length");
  return raw;
}

function inflate(payload: Uint8Array, maxOutputLength: number): Uint8Array {
  try {
    return zstdDecompressSync(payload, {
      maxOutputLength,
      chunkSize: Math.max(64, maxOutputLength),
    });
  } catch (error) {
    throw new MalformedBlock("a payload that is no zstd frame", { cause: error });
  }
}

function parse(json: Uint8Array): readonly [readonly unknown[], readonly unknown[]] {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(json));
  } catch (error) {
    throw new MalformedBlock("texts that are no JSON", { cause: error });
  }
  const [tokens, texts] = Array.isArray(value) ? value : [];
  if (Array.isArray(tokens) && Array.isArray(texts)) return [tokens, texts];
  throw new MalformedBlock("texts that are no pair of lists");
}

interface Wanted {
  tokens: number;
  texts: number;
  quotes: number;
  prints: number;
  books: number;
  numbers: number;
}

function countWanted(codes: Column): Wanted {
  const rows = countCodes(codes.values());
  const of = (...names: readonly (keyof typeof Code)[]): number =>
    names.reduce((total, name) => total + (rows[Code[name]] as number), 0);
  const prints = of("levelBuy", "levelSell", "tradeBuy", "tradeSell");
  const [quotes, books] = [of("quote"), of("book")];
  return {
    tokens: prints + quotes + books + of("tickSize", "feedUp", "feedDown"),
    texts: of("listed", "feedDown", "skipped", "verbatim"),
    quotes,
    prints,
    books,
    numbers: of("tickSize", "skipped", "linkHeard"),
  };
}

// Apart from its caller: a function that leaves a hot loop for lines that have hardly ever run is
// thrown out of its compiled code at every block.
function countCodes(codes: Float64Array): Uint32Array {
  const rows = new Uint32Array(Object.keys(Code).length);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    if (!(code >= 0 && code < rows.length)) {
      throw new MalformedBlock(`a row of unknown code ${code}`);
    }
    // Whole, like all of a column; said so, it indexes several times as fast.
    rows[code | 0] = (rows[code | 0] as number) + 1;
  }
  return rows;
}

function areBelow(column: Column, limit: number): boolean {
  const values = column.values();
  for (let i = 0; i < values.length; i++) {
    if (!((values[i] as number) >= 0 && (values[i] as number) < limit)) return false;
  }
  return true;
}

function sum(column: Column): number {
  let total = 0;
  const values = column.values();
  for (let i = 0; i < values.length; i++) total += values[i] as number;
  return total;
}
