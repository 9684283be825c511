// Full-depth books and trades of crypto up-or-down windows, as their recorder stored them: one JSON
// array a file, what it is in the file's name, the best level last on both sides.
import type { SkipReason } from "../../core/types/event.ts";
import type { TokenId } from "../../core/types/ids.ts";
import type { Level, Market } from "../../core/types/market.ts";
import { millis } from "../../core/types/units.ts";
import type { SourceInput } from "../../ports.ts";
import { documentSource, type Timed } from "./documents.ts";
import type { Emitter } from "./emitter.ts";
import { isObject, type JsonObject } from "./json.ts";
import { assumedTerms, recordedMarket } from "./market.ts";
import { isReason, toMillis, toPrice, toShares, toSide } from "./parse.ts";
import type { Assume, Format, RecordedFile } from "./recording.ts";

/** `<window>__<coin>__<orderbooks|trades>__<start><up|down>.json`. */
export const collector: Format = {
  name: "crypto windows",
  recognise: (file) => {
    const first = Array.isArray(file.head) ? file.head[0] : null;
    return isObject(first) && "local_timestamp" in first && windowOf(file.name) !== null;
  },
  open(files, assume) {
    return Promise.resolve(documentSource(
      {
        name: `crypto windows (${files.length} files)`,
        assumptions: [
          "Inputs come when the recorder received them, not when the venue sent them.",
          "A market ends when its window ends, by the file's name; nothing settles. Yes is up.",
          "All windows that start together are one group.",
          ...assumedTerms(assume),
        ],
        cadenceMs: millis(1_000),
        credit: null,
      },
      files,
      () => {
        const windows = new Windows(assume);
        return files.flatMap((file) => windows.entries(file));
      },
    ));
  },
};

interface Window {
  readonly slug: string;
  readonly coin: string;
  /** "15m", "1h". */
  readonly length: string;
  readonly startAt: number;
  readonly lengthMs: number;
  readonly up: boolean;
}

function windowOf(name: string): Window | null {
  const parts = /^(\d+)(m|h)__([a-z]+)__(?:orderbooks|trades)__(\d+)(up|down)\.json$/.exec(name);
  if (parts === null) return null;
  const [, count, unit, coin = "", start, outcome] = parts;
  const lengthMs = Number(count) * (unit === "h" ? 3_600_000 : 60_000);
  const slug = `${coin}-updown-${count}${unit}-${start}`;
  return {
    slug,
    coin,
    length: `${count}${unit}`,
    startAt: Number(start) * 1000,
    lengthMs,
    up: outcome === "up",
  };
}

class Windows {
  readonly #assume: Assume;
  readonly #listed = new Set<string>();

  constructor(assume: Assume) {
    this.#assume = assume;
  }

  entries(file: RecordedFile): Timed[] {
    const window = windowOf(file.name);
    if (window === null || !Array.isArray(file.head)) return [];
    const market = marketOf(window, this.#assume);
    const token = window.up ? market.yes : market.no;
    let previous = "";
    let rowAt = 0;
    let at = 0;
    return file.head.map((item: unknown) => {
      const input = parseCollected(item, token);
      const time = isObject(item) ? toMillis(item["local_timestamp"]) : "wrongType";
      const text = venuePart(item);
      const fault = repeatOrFault(input, time, text === previous);
      previous = text;
      // A file keeps its own order; only files are merged.
      const back = !isReason(time) && time < rowAt;
      if (!isReason(time)) rowAt = time;
      at = Math.max(at, rowAt);
      return {
        at,
        give: (out) => {
          if (back) out.skip("outOfOrder");
          if (fault !== null) return out.skip(fault);
          this.#list(out, market);
          if (typeof input !== "string") out.emit(input);
        },
      };
    });
  }

  #list(out: Emitter, market: Market): void {
    if (this.#listed.has(market.id)) return;
    this.#listed.add(market.id);
    out.emit({ kind: "listed", market });
  }
}

/** What the venue sent, without the recorder's own clock and spot price: equal for a repeat. */
function venuePart(item: unknown): string {
  if (!isObject(item)) return JSON.stringify(item);
  return JSON.stringify({ ...item, local_timestamp: undefined, asset_price: undefined });
}

function repeatOrFault(
  input: SourceInput | SkipReason,
  time: number | SkipReason,
  repeated: boolean,
): SkipReason | null {
  if (repeated) return "duplicate";
  if (typeof input === "string") return input;
  return isReason(time) ? time : null;
}

function marketOf(window: Window, assume: Assume): Market {
  const { slug, coin, length, startAt, lengthMs } = window;
  return recordedMarket({
    id: slug,
    question: `${coin} up or down`,
    slug,
    category: `crypto-${length}`,
    group: `crypto-updown-${startAt / 1000}`,
    yes: `${slug}:up`,
    no: `${slug}:down`,
    endAt: startAt + lengthMs,
    depthAssumed: false,
  }, assume);
}

/** One element of a file: a book, or a trade. */
export function parseCollected(item: unknown, token: TokenId): SourceInput | SkipReason {
  if (!isObject(item)) return "wrongType";
  if ("bids" in item || "asks" in item) return parseBook(item, token);
  const price = toPrice(item["price"]);
  if (isReason(price)) return price;
  const size = toShares(item["size"]);
  if (isReason(size)) return size;
  const side = toSide(item["side"]);
  if (side !== "buy" && side !== "sell") return side;
  return { kind: "trade", token, side, price, size };
}

/** A snapshot from an object with `bids` and `asks`; one bad level spoils it. */
export function parseBook(item: JsonObject, token: TokenId): SourceInput | SkipReason {
  const bids = toLevels(item["bids"]);
  if (typeof bids === "string") return bids;
  const asks = toLevels(item["asks"]);
  if (typeof asks === "string") return asks;
  return { kind: "book", token, bids, asks };
}

function toLevels(list: unknown): readonly Level[] | SkipReason {
  if (!Array.isArray(list)) return "wrongType";
  const levels: Level[] = [];
  for (const item of list) {
    if (!isObject(item)) return "wrongType";
    const price = toPrice(item["price"]);
    if (isReason(price)) return price;
    const size = toShares(item["size"]);
    if (isReason(size)) return size;
    if (size > 0) levels.push({ price, size });
  }
  return levels;
}
