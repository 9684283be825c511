// What the socket says of a market, message by message. Invariants:
//
// 1. Messages of one market act in the order of their venue times. One that comes after a later one
//    sets the levels that nothing later has set, and no other.
// 2. An entry that changes nothing is not passed on. A change is told for both tokens, the one the
//    mirror of the other, so this halves what the engine has to do, and a repetition is nothing.
// 3. What comes before a snapshot is kept for it, and not passed on.
import { bestAsk, bestBid, otherSide, setLevel, sizeAt } from "../../../core/book.ts";
import type { TokenId } from "../../../core/types/ids.ts";
import { MICRO, type Price } from "../../../core/types/units.ts";
import type { ChannelMessage, LevelChange, VenueBook } from "../types.ts";
import { adopt, build, changeTick, differ, NEW_GRID, watchBest, watchCrossing } from "./books.ts";
import { ask, dropCandidate, suspect } from "./links.ts";
import { type Link, type MachineState, NOT_NOW, skip, type TrackedMarket } from "./state.ts";

/** A message that is this much quicker than the quickest has a false time. */
const AHEAD_MS = 5_000;
/** Messages in a row that are older than the book say that the book's time is false. */
const MAX_DROPPED = 10;
/** Prints that are remembered. */
const MAX_PRINTS = 256;

type Message<Kind extends ChannelMessage["kind"]> = Extract<
  ChannelMessage,
  { readonly kind: Kind }
>;

/** The market that a message of this connection is about; null: none that is followed there. */
function hear(s: MachineState, link: Link, token: TokenId): TrackedMarket | null {
  const market = s.tokens.get(token);
  if (market === undefined) {
    skip(s, "unknownToken");
    return null;
  }
  if (market.link !== link || market.ended) {
    s.counts.strays++;
    return null;
  }
  link.dataAt = s.now;
  market.heardAt = s.now;
  return market;
}

/** New sizes of levels. */
export function foldChanges(s: MachineState, link: Link, message: Message<"changes">): void {
  const { at, changes } = message;
  const first = changes[0];
  if (first === undefined) return;
  const market = hear(s, link, first.token);
  if (market === null || !isTimely(s, link, market, at)) return;
  const before = market.streamAt;
  if (at > before) market.streamAt = at;
  if (at < market.baseAt) return tooOld(s, market, at < before);
  market.dropped = 0;
  if (!market.up) return keepChanges(s, market, message, at < before);
  if (at < market.journal.lostAt) {
    skip(s, "outOfOrder");
    return suspect(s, market, "a message came too late");
  }
  const changed = applyChanges(s, market, message, before);
  if (changed === REPEATED) {
    s.counts.duplicates++;
    skip(s, "duplicate");
  } else if (at < before) {
    if (changed > 0) s.counts.lateApplied++;
    else {
      s.counts.outOfOrder++;
      skip(s, "outOfOrder");
    }
  }
}

/** False for a message that cannot be of that time. Notes whether the connection is behind. */
function isTimely(s: MachineState, link: Link, market: TrackedMarket, at: number): boolean {
  const lateMs = s.lateness.of(s.now, at);
  if (isAhead(s, lateMs, at)) {
    skip(s, "time");
    suspect(s, market, "false time");
    return false;
  }
  if (lateMs <= s.config.resyncMs) {
    link.lateSince = NOT_NOW;
  } else {
    if (link.lateSince === NOT_NOW) link.lateSince = s.now;
    link.lateAt = s.now;
  }
  return true;
}

/** Ahead of all others, and of our clock: after a backlog what is punctual is only the former. */
function isAhead(s: MachineState, lateMs: number, at: number): boolean {
  return lateMs < -AHEAD_MS && at > s.now;
}

function tooOld(s: MachineState, market: TrackedMarket, late: boolean): void {
  if (!late) {
    // On its way when REST answered with a newer book.
    s.counts.covered++;
    return;
  }
  s.counts.outOfOrder++;
  skip(s, "outOfOrder");
  if (market.up && ++market.dropped >= MAX_DROPPED) suspect(s, market, "older than its snapshot");
}

/** Said by {@link applyChanges} of a message that had been told before. */
const REPEATED = -1;

/** Returns how many levels changed. `newest`: venue time of the last message before. */
function applyChanges(
  s: MachineState,
  market: TrackedMarket,
  { at, changes }: Message<"changes">,
  newest: number,
): number {
  const { book, journal, yes, no } = market;
  const late = at < newest;
  let repeated = false;
  let changed = 0;
  let last: LevelChange | null = null;
  for (let i = 0; i < changes.length; i++) {
    const change = changes[i] as LevelChange;
    const isYes = change.token === yes;
    if (!isYes && change.token !== no) {
      skip(s, "unknownToken");
      continue;
    }
    last = change;
    const { size } = change;
    const side = isYes ? change.side : otherSide(change.side);
    const price = (isYes ? change.price : MICRO - change.price) as Price;
    if (at <= newest && i === 0) repeated = journal.holds(at, side, price, size);
    if (late && journal.supersedes(at, side, price)) continue;
    if (sizeAt(book, side, price) === size) {
      // Kept all the same, unless it is the mirror of the entry before: REST may know less.
      if (!journal.endsWith(at, side, price, size)) journal.append(at, side, price, size);
      continue;
    }
    setLevel(book, side, price, size, s.now);
    journal.append(at, side, price, size);
    s.out({ kind: "level", token: yes, side, price, size });
    changed++;
  }
  s.counts.levels += changed;
  const bid = bestBid(book);
  const ask = bestAsk(book);
  if (changed > 0) watchCrossing(s, market, bid, ask);
  if (last !== null && !late) watchBest(s, market, last, bid, ask);
  return changed === 0 && repeated ? REPEATED : changed;
}

function keepChanges(
  s: MachineState,
  { journal, yes, no }: TrackedMarket,
  { at, changes }: Message<"changes">,
  late: boolean,
): void {
  for (const { token, side, price, size } of changes) {
    if (token !== yes && token !== no) continue;
    const yesSide = token === yes ? side : otherSide(side);
    const yesPrice = token === yes ? price : MICRO - price;
    if (late && journal.supersedes(at, yesSide, yesPrice)) continue;
    journal.append(at, yesSide, yesPrice, size);
  }
  skip(s, "noSnapshot");
}

/** A whole book, of either token. */
export function foldSnapshot(s: MachineState, link: Link, snapshot: VenueBook): void {
  const market = hear(s, link, snapshot.token);
  if (market === null) return;
  const { at, token, tickSize } = snapshot;
  // How old a snapshot is says nothing: of a quiet market it is from the last change.
  if (isAhead(s, s.lateness.compare(s.now, at), at)) {
    skip(s, "time");
    return suspect(s, market, "false time");
  }
  if (tickSize !== null && tickSize !== market.tickSize) {
    if (at < market.tickAt) return tooOld(s, market, true);
    changeTick(s, market, tickSize, at);
  }
  const before = market.streamAt;
  const usable = isUsable(market, at);
  if (at > before) market.streamAt = at;
  const same = differ(build(s, market, snapshot), market.book) === "none";
  if (market.up && same) return sameSnapshot(s, market, at, token);
  if (!usable) return tooOld(s, market, at < before);
  if (market.candidate !== null && market.candidate.at <= at) dropCandidate(market);
  s.counts.snapshots++;
  adopt(s, market, at, token);
}

/** In the order of the stream a snapshot always is; before a later one it is of no use. */
function isUsable(market: TrackedMarket, at: number): boolean {
  if (at >= market.streamAt) return !market.up || at >= market.baseAt;
  return at >= market.baseAt && at >= market.journal.lostAt;
}

function sameSnapshot(
  s: MachineState,
  market: TrackedMarket,
  at: number,
  token: TokenId,
): void {
  if (market.baseToken === token && market.baseAt === at) {
    s.counts.duplicates++;
    return skip(s, "duplicate");
  }
  if (token !== market.baseToken) s.counts.twins++;
  if (at < market.baseAt) return;
  market.baseAt = at;
  market.provedAt = s.now;
  market.dropped = 0;
  market.suspectSince = NOT_NOW;
  market.mismatchSince = NOT_NOW;
  if (market.candidate !== null && market.candidate.at <= at) dropCandidate(market);
}

/** A print, passed on once. */
export function foldTrade(s: MachineState, link: Link, message: Message<"trade">): void {
  const { token, side, price, size, at } = message;
  if (hear(s, link, token) === null) return;
  // Two fills of one size and price within a millisecond cannot be told apart; one too few fills
  // no resting order that was not filled.
  const print = `${token} ${at} ${side} ${price} ${size}`;
  if (s.prints.has(print)) {
    s.counts.duplicates++;
    return skip(s, "duplicate");
  }
  s.prints.add(print);
  if (s.prints.size > MAX_PRINTS) {
    for (const oldest of s.prints) {
      s.prints.delete(oldest);
      break;
    }
  }
  s.counts.trades++;
  s.out({ kind: "trade", token, side, price, size });
}

/** A new grid, told for each token. */
export function foldTickSize(s: MachineState, link: Link, message: Message<"tickSize">): void {
  const market = hear(s, link, message.token);
  if (market === null) return;
  const { tickSize, at } = message;
  if (tickSize === market.tickSize) return;
  if (at < market.tickAt) return tooOld(s, market, true);
  changeTick(s, market, tickSize, at);
  ask(s, market, NEW_GRID);
}
