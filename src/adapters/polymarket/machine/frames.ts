// A frame of a connection, as text.
import { unreachable } from "../../../core/types/result.ts";
import type { LinkId, TokenId } from "../../../core/types/ids.ts";
import type { ChannelMessage, Unreadable } from "../types.ts";
import { tell } from "./confirm.ts";
import { recycle, suspect } from "./links.ts";
import { foldEnding } from "./listing.ts";
import { foldChanges, foldSnapshot, foldTickSize, foldTrade } from "./messages.ts";
import { type Link, type MachineState, NOT_NOW, unreadable } from "./state.ts";
import { sample } from "./watch.ts";

/** A frame; one of a connection that is closed or given up means nothing. */
export function foldFrame(s: MachineState, id: LinkId, text: string): void {
  s.counts.frames++;
  const link = s.links.get(id);
  if (link === undefined || link.recycledAt !== NOT_NOW) {
    s.counts.strays++;
    return;
  }
  const frame = s.parsers.frame(text);
  if (!frame.ok) {
    if (isLoss(s, frame.error)) askAbout(s, link, text);
    return;
  }
  const { value } = frame;
  if (value.kind === "control") {
    if (value.word === "INVALID OPERATION") recycle(s, link, value.word);
    return;
  }
  let lost = false;
  for (const message of value.messages) {
    s.counts.messages++;
    if (message.ok) foldMessage(s, link, message.value);
    else lost = isLoss(s, message.error) || lost;
  }
  if (lost) askAbout(s, link, text);
  if (link.dataAt === s.now) tell(s, link);
}

function foldMessage(s: MachineState, link: Link, message: ChannelMessage): void {
  switch (message.kind) {
    case "changes":
      return foldChanges(s, link, message);
    case "book":
      return foldSnapshot(s, link, message.book);
    case "trade":
      return foldTrade(s, link, message);
    case "tickSize":
      return foldTickSize(s, link, message);
    case "resolved":
      return foldEnding(s, message.market);
    case "ignored":
      return;
    default:
      return unreachable(message);
  }
}

/** Counts what could not be read. False for a kind of message not known here: it changes no book. */
function isLoss(s: MachineState, error: Unreadable): boolean {
  unreadable(s, error);
  return error.reason !== "unknownEvent";
}

const LOST = "a message could not be read";
const TOKEN = /"asset_id"\s*:\s*"(\d{1,78})"/g;

/** The books that a frame names may be wrong now; where it names none, any of the connection. */
function askAbout(s: MachineState, link: Link, text: string): void {
  let named = false;
  for (const [, token] of text.matchAll(TOKEN)) {
    const market = s.tokens.get(token as TokenId);
    if (market === undefined || market.link !== link) continue;
    named = true;
    suspect(s, market, LOST);
  }
  if (!named) sample(s, link);
}
