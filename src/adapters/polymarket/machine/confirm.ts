// What REST says of the books, held against what the socket told. REST and the socket are never at
// the same moment, so a book of REST is brought up to now with the journal before it is compared,
// and one that is newer than the last message waits for the socket: it may be on its way.
import type { VenueBook } from "../types.ts";
import { adopt, build, changeTick, differ, MAX_REFUTED, MISMATCH } from "./books.ts";
import { dropCandidate, recycle, resync, takeDown } from "./links.ts";
import { type Link, type MachineState, NOT_NOW, sayOnce, skip, unreadable } from "./state.ts";
import type { TrackedMarket } from "./state.ts";

/** Answers in a row that are older than the socket: one of the two has a false time. */
const MAX_OLDER = 5;
/** Answers with books of others and none of this market before it has none. */
const MAX_MISSED = 3;
/** linkHeard is said at most this often; a book that changed knows its own time. */
const TELL_MS = 1_000;

/** The body of an answer of `/books`. */
export function foldBooks(s: MachineState, body: string): void {
  const books = s.parsers.books(body);
  if (!books.ok) return unreadable(s, books.error);
  s.booksAt = s.now;
  for (const book of books.value) {
    if (book.ok) foldBook(s, book.value);
    else unreadable(s, book.error);
  }
  for (const link of s.links.values()) confirmSilence(s, link);
}

function foldBook(s: MachineState, book: VenueBook): void {
  const market = s.tokens.get(book.token);
  const link = market?.link ?? null;
  if (market === undefined || market.ended || link === null || link.recycledAt !== NOT_NOW) return;
  market.waiting = false;
  market.missed = 0;
  market.absent = false;
  if (book.tickSize !== null && book.tickSize !== market.tickSize) {
    if (book.at < market.tickAt || !isRecent(market, book)) return older(s, link, market);
    changeTick(s, market, book.tickSize, book.at);
  }
  if (market.up) compare(s, link, market, book);
  else if (isRecent(market, book)) takeOver(s, market, book);
  else older(s, link, market);
}

/** False when the socket told more than the journal can add to it. */
function isRecent(market: TrackedMarket, { at }: VenueBook): boolean {
  return at >= market.baseAt && at >= market.journal.lostAt;
}

function takeOver(s: MachineState, market: TrackedMarket, book: VenueBook): void {
  build(s, market, book);
  dropCandidate(market);
  // Whatever kept the socket from telling it may still be there.
  market.probationUntil = s.now + s.config.assetCheckMs;
  adopt(s, market, book.at, book.token);
}

function compare(s: MachineState, link: Link, market: TrackedMarket, book: VenueBook): void {
  if (differ(build(s, market, book), market.book) === "none") return agree(s, market);
  if (!isRecent(market, book)) return older(s, link, market);
  if (market.suspectSince !== NOT_NOW) {
    s.counts.repaired++;
    // What came and was of no use is counted where it came.
    if (market.suspectReason === MISMATCH) skip(s, "missed");
    return takeOver(s, market, book);
  }
  market.candidate = book;
  if (market.candidateSince === NOT_NOW) market.candidateSince = s.now;
}

function agree(s: MachineState, market: TrackedMarket): void {
  s.counts.agreed++;
  if (market.mismatchSince !== NOT_NOW) refute(s, market);
  market.provedAt = s.now;
  market.older = 0;
  market.dropped = 0;
  market.suspectSince = NOT_NOW;
  market.mismatchSince = NOT_NOW;
  dropCandidate(market);
}

function refute(s: MachineState, market: TrackedMarket): void {
  market.mismatchesRefuted++;
  if (market.mismatchesRefuted !== MAX_REFUTED) return;
  const text =
    `Polymarket: the best prices told with changes of token ${market.yes} are not those ` +
    "of its book; they are no longer compared";
  sayOnce(s, MISMATCH, text);
}

function older(s: MachineState, link: Link, market: TrackedMarket): void {
  s.counts.older++;
  market.older++;
  market.askAgain = true;
  if (market.older < MAX_OLDER) return;
  if (!market.up) return recycle(s, link, "REST stays behind the socket");
  // While messages come the socket may well be ahead.
  if (s.now - market.heardAt >= s.config.resyncMs) diverge(s, link, market);
}

/** Decides on a book of REST that waits for the socket. */
export function settle(s: MachineState, link: Link, market: TrackedMarket, book: VenueBook): void {
  if (!isRecent(market, book)) {
    dropCandidate(market);
    market.askAgain = true;
    return;
  }
  const difference = differ(build(s, market, book), market.book);
  if (difference === "none") return agree(s, market);
  if (s.now - market.candidateSince < s.config.resyncMs) return;
  const moved = book.at > Math.max(market.streamAt, market.baseAt);
  if (moved && link.dataAt <= market.candidateSince) {
    return recycle(s, link, "silent while books moved");
  }
  if (difference === "deep" && s.now >= market.probationUntil) {
    s.counts.repaired++;
    skip(s, "missed");
    return takeOver(s, market, book);
  }
  diverge(s, link, market);
}

/** The book is wrong and nobody knows why: once it is fetched anew, twice the connection goes. */
function diverge(s: MachineState, link: Link, market: TrackedMarket): void {
  s.counts.diverged++;
  skip(s, "missed");
  if (s.now - link.divergedAt < s.config.assetCheckMs) {
    return recycle(s, link, "books went wrong twice");
  }
  link.divergedAt = s.now;
  resync(s, market, "book differs from REST");
}

/** Believes a silence when REST agreed with every book of the sample. */
function confirmSilence(s: MachineState, link: Link): void {
  const { sample } = link;
  if (sample === null) return;
  let proved = 0;
  for (const market of sample) {
    if (market.ended || !market.up || market.link !== link) continue;
    if (market.provedAt < link.checkedAt) return;
    proved++;
  }
  link.sample = null;
  if (proved === 0) return;
  s.counts.confirmed++;
  link.confirmedAt = s.now;
  tell(s, link);
}

/**
 * Says that unchanged books are as they were. Only in the moment in which something came: said
 * later, with a tick, it would make books look younger than what is known of them.
 */
export function tell(s: MachineState, link: Link): void {
  if (s.now - link.toldAt < TELL_MS) return;
  if (link.lateSince !== NOT_NOW || link.recycledAt !== NOT_NOW) return;
  link.toldAt = s.now;
  s.out({ kind: "linkHeard", link: link.id });
}

/** REST was asked and has said nothing of this market. */
export function unanswered(s: MachineState, market: TrackedMarket): void {
  market.waiting = false;
  // No answer to anybody is a failure of REST, and a market that the socket tells of has a book.
  if (s.booksAt <= market.askedAt || market.heardAt > market.askedAt || market.absent) return;
  market.missed++;
  if (market.missed < MAX_MISSED) return;
  market.absent = true;
  takeDown(s, market, "REST has no book of it");
}
