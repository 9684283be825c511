// The short way through a price_change, 95 of 100 messages: three expressions that are compiled to
// machine code, where JSON.parse makes a tree of objects that is thrown away at once. A quarter of
// the time.
//
// It takes a text or leaves it. What it takes it reads as JSON.parse and the checks of parseFrame
// would; the least deviation (a blank, an escape, a field that is not known, fields in an order that
// the venue was never seen to use, a price that is none) is left to those, which have the words.
import type { MarketId, TokenId } from "../../../core/types/ids.ts";
import type { ChannelMessage, LevelChange } from "../types.ts";
import { toBest, toMillis, toPrice, toShares, toSide } from "./values.ts";

const BEGIN = /\{("event_type":"price_change",)?"market":"(\w+)","price_changes":\[/y;
const CHANGE = new RegExp(
  '\\{"asset_id":"(\\d+)","price":"([\\d.]+)",' +
    '(?:"size":"([\\d.]+)","side":"(\\w+)"|"side":"(\\w+)","size":"([\\d.]+)"),' +
    '"hash":"\\w*","best_bid":"([\\d.]*)","best_ask":"([\\d.]*)"\\}',
  "y",
);
const END = /\],"timestamp":"(\d+)"(,"event_type":"price_change")?\}$/y;
const COMMA = 0x2c;

/** A price_change that is alone in its frame; null: not to be read this way. */
export function scanChanges(
  text: string,
): Extract<ChannelMessage, { readonly kind: "changes" }> | null {
  const begin = matchAt(BEGIN, text, 0);
  if (begin === null) return null;
  const changes: LevelChange[] = [];
  let place = BEGIN.lastIndex - 1;
  do {
    const found = matchAt(CHANGE, text, place + 1);
    const change = found === null ? null : changeOf(found);
    if (change === null) return null;
    changes.push(change);
    place = CHANGE.lastIndex;
  } while (text.charCodeAt(place) === COMMA);
  const end = matchAt(END, text, place);
  const at = end === null ? null : toMillis(end[1]);
  // The event is said once, in front or at the end.
  if (end === null || at === null || (begin[1] === undefined) === (end[2] === undefined)) {
    return null;
  }
  return { kind: "changes", market: begin[2] as MarketId, at, changes };
}

function matchAt(expression: RegExp, text: string, at: number): RegExpExecArray | null {
  expression.lastIndex = at;
  return expression.exec(text);
}

function changeOf(found: RegExpExecArray): LevelChange | null {
  const price = toPrice(found[2]);
  const size = toShares(found[3] ?? found[6]);
  const side = toSide(found[4] ?? found[5]);
  const bestBid = toBest(found[7], "buy");
  const bestAsk = toBest(found[8], "sell");
  if (price === null || size === null || side === null) return null;
  if (bestBid === undefined || bestAsk === undefined) return null;
  return { token: found[1] as TokenId, side, price, size, bestBid, bestAsk };
}
