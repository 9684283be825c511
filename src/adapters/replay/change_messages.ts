// Messages of the market channel in the form of early 2025, one a row with its changes as JSON.
// There is no snapshot, so the book is what the changes say and no more.
import type { SkipReason } from "../../core/types/event.ts";
import type { TokenId } from "../../core/types/ids.ts";
import type { Level, Side } from "../../core/types/market.ts";
import { millis } from "../../core/types/units.ts";
import { cells, columnsOf } from "./csv.ts";
import { isObject, parseJson } from "./json.ts";
import { assumedTerms, recordedMarket } from "./market.ts";
import { isoMillis, isReason, toPrice, toShares, toSide } from "./parse.ts";
import type { Format } from "./recording.ts";
import { streamSource } from "./stream.ts";

const columns = ["asset_id", "market", "timestamp", "hash", "changes"] as const;

/** A quoted csv with a column `changes`. */
export const changeMessages: Format = {
  name: "price_change messages",
  recognise: (file) => {
    const found = file.shape === "csv" ? columnsOf(String(file.head)) : new Map();
    return columns.every((name) => found.has(name));
  },
  open: (files, assume) =>
    Promise.resolve(streamSource({
      info: {
        name: `price_change messages (${files.map((file) => file.name).join(", ")})`,
        assumptions: [
          "There is no snapshot: the book starts empty and holds only the levels that " +
          "changed, so " +
          "its best prices and depth are not the venue's.",
          "The market has no recorded name or end, so it is not entered; its other token is " +
          "made up.",
          ...assumedTerms(assume),
        ],
        cadenceMs: millis(1_000),
        credit: null,
      },
      files,
      header: true,
      start: (out) => {
        const listed = new Set<string>();
        return (file) => {
          const parse = changesParser(String(file.head));
          const line = (text: string) => {
            const message = parse(text);
            if (typeof message === "string") return out.skip(message);
            out.move(message.at);
            const { market: id, token: yes } = message;
            if (!listed.has(yes)) {
              listed.add(yes);
              const names = { id, question: id, slug: id, category: "other", group: id };
              const facts = { ...names, yes, no: `${yes}:no`, endAt: null, depthAssumed: false };
              out.emit({ kind: "listed", market: recordedMarket(facts, assume) });
            }
            for (const change of message.changes) {
              if (typeof change === "string") out.skip(change);
              else out.emit({ kind: "level", token: yes as TokenId, ...change });
            }
          };
          return { line, end: () => {} };
        };
      },
    })),
};

/** A level's new size. */
export type Change = Level & { readonly side: Side };

/** One message: its changes, or why one of them is no change. */
export interface ChangeMessage {
  readonly at: number;
  readonly market: string;
  readonly token: string;
  readonly changes: readonly (Change | SkipReason)[];
}

/** A parser for the columns of a header. */
export function changesParser(header: string): (line: string) => ChangeMessage | SkipReason {
  const found = columnsOf(header);
  const places = columns.map((name) => found.get(name) ?? 0);
  return (line) => {
    const row = cells(line);
    if (row?.length !== found.size) return "torn";
    const [token = "", market = "", time = "", , json = ""] = places.map((place) => row[place]);
    const changes = parseJson(json);
    if (changes === undefined) return "torn";
    if (!Array.isArray(changes)) return "wrongType";
    // "2025-01-25 18:15:47.925 +0100"
    const at = isoMillis(time.replace(/ ([+-]\d\d)(\d\d)$/, "$1:$2"));
    if (at === null) return "time";
    return { at, market, token, changes: changes.map(toChange) };
  };
}

/** A `{price, side, size}` of a message, numbers or text. */
export function toChange(change: unknown): Change | SkipReason {
  if (!isObject(change)) return "wrongType";
  const price = toPrice(change["price"]);
  if (isReason(price)) return price;
  const side = toSide(change["side"]);
  if (side !== "buy" && side !== "sell") return side;
  const size = toShares(change["size"]);
  return isReason(size) ? size : { price, side, size };
}
