// Raw inputs of the venue in, engine inputs and wants out. No I/O, no clock, no chance: a recording
// of the raw inputs gives the same engine inputs again.
//
// 1. While a market is up the engine's book and the machine's own copy are the same.
// 2. Nothing is believed of a market on a connection before its snapshot there.
// 3. No event is no confirmation: a book that nothing confirms grows old by itself.
//
// How long the engine can hold a wrong book without seeing it, and how long until it is right again.
// q, f, r, c: quietMs, frozenMs, resyncMs, assetCheckMs; t: a tick, 1 s; a: an answer of REST;
// n: a new connection. The tests hold the machine to these times before a venue that owns the truth.
//
//   fault                                     wrong at most       right again after at most
//   change lost, the best prices betray it    r + t               r + t + a
//   change lost, nothing betrays it           c + r + 2t          c + r + 2t + a
//   the same, the connection silent           q + r + 2t          q + r + 2t + a + n
//   message told twice                        0                   0
//   messages swapped                          until both came     the same
//   message not readable, a token named       a, or r + t         a, or r + t + a
//   message not readable at all               r + t + a           r + t + 2a
//   connection frozen, with PONG or without   q + r + 2t          q + r + 2t + a + n
//   the same, and REST silent                 the engine's limit  f + t + n
//   everything late at once                   q + r + 2t          q + r + 2t + a + n
//   messages later and later                  books are r old     r + t after that, + n
//   snapshot missing                          0, there is none    r + t + a
//   crossed for good                          0, not usable       r + t + a
//   tick size changed                         0, there is none    a, or 2t + a
//
// Latency comes on top of each. A connection that is always less than r late is taken for a slow one.
import type { SkipReason } from "../../core/types/event.ts";
import type { LinkId, TokenId } from "../../core/types/ids.ts";
import { unreachable } from "../../core/types/result.ts";
import type { Millis } from "../../core/types/units.ts";
import type { SourceInput } from "../../ports.ts";
import { foldBooks } from "./machine/confirm.ts";
import { foldFrame } from "./machine/frames.ts";
import { closeLink, dropTokens, openLink } from "./machine/links.ts";
import { foldHistory, foldMarkets, foldResolutions, foldTruth } from "./machine/listing.ts";
import { type Parsers, venueParsers } from "./machine/parsers.ts";
import { type Counts, type MachineState, newState, NOT_NOW } from "./machine/state.ts";
import { tick } from "./machine/watch.ts";
import type { RawInput, TimedRaw, Want, WatchConfig } from "./types.ts";

/** Folds raw inputs. */
export interface Machine {
  /** Folds one raw input; engine inputs go to `out` in order, before this returns. */
  accept(raw: TimedRaw, out: (input: SourceInput) => void): void;
  /** What is wanted since the last call. */
  wants(): readonly Want[];
  /** The machine's own view, for people. */
  status(): MachineStatus;
}

/** What the machine knows of its connections and books. */
export interface MachineStatus {
  readonly links: readonly LinkView[];
  /** Markets found, listed or not. */
  readonly found: number;
  /** Markets with a connection, and those of them with a book. */
  readonly watched: number;
  readonly up: number;
  /** Watched markets without a book. */
  readonly down: readonly {
    readonly token: TokenId;
    readonly reason: string;
    readonly since: Millis;
  }[];
  readonly counts: Readonly<Counts>;
  /** Books asked of REST, and connections given up, by reason. */
  readonly resyncs: Readonly<Record<string, number>>;
  readonly recycles: Readonly<Record<string, number>>;
}

/** A connection. */
export interface LinkView {
  readonly link: LinkId;
  readonly openedAt: Millis;
  /** null: not since it was opened. */
  readonly dataAt: Millis | null;
  readonly confirmedAt: Millis | null;
  readonly markets: number;
  /** Given up; waiting to be closed. */
  readonly recycling: boolean;
}

/** A machine that has heard nothing. `notice` hears what a person should know, each thing once. */
export function createMachine(
  config: WatchConfig,
  notice: (text: string) => void,
  parsers: Parsers = venueParsers(notice),
): Machine {
  return machineOn(newState(config, notice, parsers));
}

/** A machine that goes on from a state; tests look into it. */
export function machineOn(state: MachineState): Machine {
  return {
    accept({ at, raw }, out) {
      if (at > state.now) state.now = at;
      state.out = out;
      foldRaw(state, raw);
      if (state.skipped.size > 0) saySkipped(state);
      state.out = nowhere;
    },
    wants: () => takeWants(state),
    status: () => statusOf(state),
  };
}

function nowhere(): void {}

function foldRaw(s: MachineState, raw: RawInput): void {
  switch (raw.kind) {
    case "frame":
      return foldFrame(s, raw.link, raw.text);
    case "rest":
      return foldRest(s, raw);
    case "opened":
      return openLink(s, raw.link, raw.tokens);
    case "closed":
      return closeLink(s, raw.link, raw.reason);
    case "dropped":
      return dropTokens(s, raw.tokens);
    case "tick":
      return tick(s);
    default:
      return unreachable(raw);
  }
}

function foldRest(s: MachineState, raw: Extract<RawInput, { readonly kind: "rest" }>): void {
  switch (raw.name) {
    case "markets":
      return foldMarkets(s, raw.body);
    case "truth":
      return foldTruth(s, raw.body);
    case "books":
      return foldBooks(s, raw.body);
    case "history":
      return foldHistory(s, raw.key as TokenId, raw.body);
    case "resolutions":
      return foldResolutions(s, raw.body);
    default:
      return unreachable(raw.name);
  }
}

function saySkipped(s: MachineState): void {
  for (const [reason, count] of s.skipped as ReadonlyMap<SkipReason, number>) {
    s.out({ kind: "skipped", reason, count });
  }
  s.skipped.clear();
}

function takeWants(s: MachineState): readonly Want[] {
  if (s.asks.size === 0 && s.recycles.length === 0) return nothing;
  const wants: Want[] = s.recycles;
  for (const [reason, tokens] of s.asks) wants.push({ kind: "books", tokens, reason });
  s.recycles = [];
  s.asks.clear();
  return wants;
}

const nothing: readonly Want[] = [];

function statusOf(s: MachineState): MachineStatus {
  const links: LinkView[] = [];
  const down: { token: TokenId; reason: string; since: Millis }[] = [];
  let watched = 0;
  for (const link of s.links.values()) {
    links.push({
      link: link.id,
      openedAt: link.openedAt,
      dataAt: timeOf(link.dataAt),
      confirmedAt: timeOf(link.confirmedAt),
      markets: link.markets.size,
      recycling: link.recycledAt !== NOT_NOW,
    });
    for (const { ended, up, yes, downReason, downAt } of link.markets) {
      if (ended) continue;
      watched++;
      if (!up) down.push({ token: yes, reason: downReason, since: downAt as Millis });
    }
  }
  return {
    links,
    found: s.listings.size,
    watched,
    up: watched - down.length,
    down,
    counts: { ...s.counts },
    resyncs: Object.fromEntries(s.resyncs),
    recycles: Object.fromEntries(s.recycled),
  };
}

function timeOf(at: number): Millis | null {
  return Number.isFinite(at) ? at as Millis : null;
}
