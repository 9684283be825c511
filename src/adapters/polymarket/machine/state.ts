// What the machine knows. One object, updated in place by the functions of this folder; times are
// the machine's own unless they are said to be the venue's.
import { type Book, emptyBook } from "../../../core/book.ts";
import type { SkipReason } from "../../../core/types/event.ts";
import type { LinkId, MarketId, TokenId } from "../../../core/types/ids.ts";
import type { Market } from "../../../core/types/market.ts";
import type { Millis, Price } from "../../../core/types/units.ts";
import type { SourceInput } from "../../../ports.ts";
import type {
  GammaMarket,
  MarketTruth,
  Unreadable,
  VenueBook,
  Want,
  WatchConfig,
} from "../types.ts";
import { Journal } from "./journal.ts";
import { Lateness } from "./lateness.ts";
import type { Parsers } from "./parsers.ts";

/** It has not been: any span since then is over. */
export const NEVER = -Infinity;
/** It is not so at present: no span since then is over. */
export const NOT_NOW = Infinity;

/** Where engine inputs go. */
export type Out = (input: SourceInput) => void;

/** A connection. */
export interface Link {
  readonly id: LinkId;
  readonly openedAt: Millis;
  readonly markets: Set<TrackedMarket>;
  /** Last message about one of its tokens; PONG and broadcasts do not count. */
  dataAt: number;
  /** Last `linkHeard`. */
  toldAt: number;
  /** When REST last agreed with all that was compared. */
  confirmedAt: number;
  /** When a sample was last compared with REST because of the silence. */
  checkedAt: number;
  /** Markets that have to agree before the silence is believed; null: nobody asked. */
  sample: readonly TrackedMarket[] | null;
  /** Where in its markets the next sample starts. */
  nextSample: number;
  /** Since when every change comes late; see {@link Lateness}. */
  lateSince: number;
  lateAt: number;
  /** When one of its books was last found wrong without a message having been lost in sight. */
  divergedAt: number;
  /** When it was given up; nothing is believed of it from then on. */
  recycledAt: number;
}

/** A market whose book is followed, or was, or may be. */
export interface TrackedMarket {
  readonly id: MarketId;
  readonly yes: TokenId;
  readonly no: TokenId;
  tickSize: Price;
  /** Venue time of the last change of the grid. */
  tickAt: number;
  tickHeardAt: number;
  link: Link | null;
  /** Resolved: nothing is missed any more. */
  ended: boolean;
  /** The engine has a book of it, and it is this one. */
  up: boolean;
  /** The engine once had a book of it. */
  wasUp: boolean;
  /** A history was passed on. */
  warm: boolean;
  book: Book;
  /** Venue time of the snapshot that the book began with. */
  baseAt: number;
  /** Whose snapshot it was, to tell the other token's copy from a repetition. */
  baseToken: TokenId | null;
  /** Newest venue time that the socket has told. */
  streamAt: number;
  readonly journal: Journal;
  heardAt: number;
  /** When a snapshot or a comparison last showed that the book is right. */
  provedAt: number;
  /** Checked often until then: it was wrong a moment ago. */
  probationUntil: number;
  downAt: number;
  downReason: string;
  /** REST was asked and has not answered. */
  waiting: boolean;
  askedAt: number;
  /** Answers about others in a row that had nothing about this one. */
  missed: number;
  /** REST has no book of it. */
  absent: boolean;
  /** Answers in a row that were older than what the socket had told. */
  older: number;
  askAgain: boolean;
  /** Messages in a row that were older than the book. */
  dropped: number;
  crossedSince: number;
  /** Since when the venue's best prices are not ours. */
  mismatchSince: number;
  /** Times in a row that REST contradicted the venue's own best prices. */
  mismatchesRefuted: number;
  /** Since when a message is known to be missing. */
  suspectSince: number;
  suspectReason: string;
  /** A newer book of REST that the socket has still to confirm. */
  candidate: VenueBook | null;
  candidateSince: number;
}

/** A market as it was found. */
export interface Listing {
  gamma: GammaMarket;
  truth: MarketTruth | null;
  /** When the CLOB was last asked with success. */
  truthAt: number;
  /** As the engine knows it; null: never said. */
  listed: Market | null;
  tracked: TrackedMarket | null;
  /** Its end was proposed or disputed. */
  resolving: boolean;
}

/** What is counted for health. */
export interface Counts {
  frames: number;
  messages: number;
  levels: number;
  snapshots: number;
  /** The other token's copy of a snapshot that is there already. */
  twins: number;
  trades: number;
  /** Messages of a connection, or about a market, that is no longer followed there. */
  strays: number;
  /** Messages that a newer book of REST already held. */
  covered: number;
  duplicates: number;
  outOfOrder: number;
  /** Changes that came late and still fitted in. */
  lateApplied: number;
  unreadable: number;
  crossed: number;
  mismatches: number;
  /** Comparisons with REST, and how they ended. */
  agreed: number;
  repaired: number;
  diverged: number;
  older: number;
  /** Silences that REST confirmed. */
  confirmed: number;
}

/** Everything. */
export interface MachineState {
  readonly config: WatchConfig;
  readonly parsers: Parsers;
  readonly notice: (text: string) => void;
  now: Millis;
  out: Out;
  readonly links: Map<LinkId, Link>;
  readonly listings: Map<MarketId, Listing>;
  readonly tokens: Map<TokenId, TrackedMarket>;
  /** Tokens that a connection carries and no listing knows. */
  readonly orphans: Map<TokenId, Link>;
  readonly ended: Set<MarketId>;
  readonly asks: Map<string, TokenId[]>;
  recycles: Want[];
  /** When REST last answered with books. */
  booksAt: number;
  readonly lateness: Lateness;
  /** The latest prints, to tell repetitions. */
  readonly prints: Set<string>;
  readonly skipped: Map<SkipReason, number>;
  readonly counts: Counts;
  readonly resyncs: Map<string, number>;
  readonly recycled: Map<string, number>;
  readonly said: Set<string>;
  /** Snapshots are built here and then change places with a market's book. */
  spare: Book;
}

/** A machine that has heard nothing. */
export function newState(
  config: WatchConfig,
  notice: (text: string) => void,
  parsers: Parsers,
): MachineState {
  return {
    config,
    parsers,
    notice,
    now: 0 as Millis,
    out: () => {},
    links: new Map(),
    listings: new Map(),
    tokens: new Map(),
    orphans: new Map(),
    ended: new Set(),
    asks: new Map(),
    recycles: [],
    booksAt: NEVER,
    lateness: new Lateness(),
    prints: new Set(),
    skipped: new Map(),
    counts: noCounts(),
    resyncs: new Map(),
    recycled: new Map(),
    said: new Set(),
    spare: emptyBook(),
  };
}

function noCounts(): Counts {
  return {
    frames: 0,
    messages: 0,
    levels: 0,
    snapshots: 0,
    twins: 0,
    trades: 0,
    strays: 0,
    covered: 0,
    duplicates: 0,
    outOfOrder: 0,
    lateApplied: 0,
    unreadable: 0,
    crossed: 0,
    mismatches: 0,
    agreed: 0,
    repaired: 0,
    diverged: 0,
    older: 0,
    confirmed: 0,
  };
}

/** A connection that just opened. */
export function newLink(id: LinkId, now: Millis): Link {
  return {
    id,
    openedAt: now,
    markets: new Set(),
    dataAt: NEVER,
    toldAt: NEVER,
    confirmedAt: NEVER,
    checkedAt: NEVER,
    sample: null,
    nextSample: 0,
    lateSince: NOT_NOW,
    lateAt: NEVER,
    divergedAt: NEVER,
    recycledAt: NOT_NOW,
  };
}

/** A market that no connection carries yet. */
export function newTracked(market: Market): TrackedMarket {
  return {
    id: market.id,
    yes: market.yes,
    no: market.no,
    tickSize: market.tickSize,
    tickAt: NEVER,
    tickHeardAt: NEVER,
    link: null,
    ended: false,
    up: false,
    wasUp: false,
    warm: false,
    book: emptyBook(),
    baseAt: NEVER,
    baseToken: null,
    streamAt: NEVER,
    journal: new Journal(),
    heardAt: NEVER,
    provedAt: NEVER,
    probationUntil: NEVER,
    downAt: NEVER,
    downReason: "",
    waiting: false,
    askedAt: NEVER,
    missed: 0,
    absent: false,
    older: 0,
    askAgain: false,
    dropped: 0,
    crossedSince: NOT_NOW,
    mismatchSince: NOT_NOW,
    mismatchesRefuted: 0,
    suspectSince: NOT_NOW,
    suspectReason: "",
    candidate: null,
    candidateSince: NOT_NOW,
  };
}

/** Counts input that was not passed on; said once for each raw input. */
export function skip(s: MachineState, reason: SkipReason): void {
  s.skipped.set(reason, (s.skipped.get(reason) ?? 0) + 1);
}

/** Adds one to a count by name. */
export function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** After so many different things a person has stopped reading. */
const MAX_SAID = 200;

/** Says a text once for each `topic`. */
export function sayOnce(s: MachineState, topic: string, text: string): void {
  if (s.said.size >= MAX_SAID || s.said.has(topic)) return;
  s.said.add(topic);
  s.notice(text);
}

/** Counts what the parsers refused, and says it once for each kind of thing that was wrong. */
export function unreadable(s: MachineState, { reason, detail }: Unreadable): void {
  skip(s, reason);
  s.counts.unreadable++;
  const topic = detail.replace(/"[^"]*"|0x[0-9a-f]+|\d+/gi, "#");
  sayOnce(s, topic, `Polymarket: ${detail}`);
}
