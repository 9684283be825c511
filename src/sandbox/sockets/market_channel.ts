// The public channel. A message is put into words once, and only when somebody hears it; every
// connection is sent the same text. A change of a market goes with the entries of both tokens to
// whoever is subscribed to either; everything else goes to subscribers of its own token.
import type { MarketId, TokenId } from "../../core/types/ids.ts";
import type { Millis } from "../../core/types/units.ts";
import { createCrossings, type Crossings, topsOf } from "../faults/crossing.ts";
import { createFramePath, type FrameSubject } from "../faults/frames.ts";
import type { FaultRequest } from "../faults/request.ts";
import { type Faults, inScope, type Subject } from "../faults/switchboard.ts";
import { socketBook } from "../public/book_text.ts";
import type { Exchange, ListedMarket, SandboxClock, VenueEvent } from "../types.ts";
import {
  bestText,
  changesText,
  newMarketText,
  printText,
  resolvedText,
  tickSizeText,
  type Tops,
} from "./messages.ts";
import { createSubscribers, type Subscriber, type Subscribers } from "./subscribers.ts";
import { parseSubscription } from "./subscription.ts";
import type { Channel, Ear, Wire } from "./wire.ts";

export interface MarketChannelOptions {
  readonly exchange: Exchange;
  readonly clock: SandboxClock;
  readonly faults: Faults;
}

export interface MarketChannel extends Channel {
  /** Says `new_market` to every connection that asked for such messages. */
  announce(market: ListedMarket): void;
  /** Closes the connections that the fault `close` says; returns how many. */
  drop(fault: FaultRequest): number;
  counts(): MarketChannelCounts;
  /** Hears nothing any more and forgets every connection. */
  stop(): void;
}

export interface MarketChannelCounts {
  readonly connections: number;
  /** Tokens, summed over connections. */
  readonly subscriptions: number;
  /** Connections that get nothing because they asked for too much. */
  readonly silent: number;
  readonly messages: number;
  /** Messages times the connections they went to. */
  readonly frames: number;
}

/** A frame with more ids than `ids` closes its connection after `closesMs` (rs-v2 #116). */
const LARGE_FRAME = { ids: 500, closesMs: 100 as Millis };

export function createMarketChannel(options: MarketChannelOptions): MarketChannel {
  return new PublicChannel(options);
}

class PublicChannel implements MarketChannel {
  readonly #exchange: Exchange;
  readonly #clock: SandboxClock;
  readonly #faults: Faults;
  readonly #subscribers: Subscribers = createSubscribers();
  readonly #crossings: Crossings;
  readonly #subjects: Map<MarketId, FrameSubject> = new Map();
  /** Last tops said as best_bid_ask. */
  readonly #tops: Map<MarketId, Tops> = new Map();
  readonly #stopListening: () => void;
  #messages = 0;
  #frames = 0;

  constructor(options: MarketChannelOptions) {
    this.#exchange = options.exchange;
    this.#clock = options.clock;
    this.#faults = options.faults;
    this.#crossings = createCrossings(options);
    this.#stopListening = options.exchange.listen((event) => this.#hear(event));
  }

  open(wire: Wire): Ear {
    const path = createFramePath({
      link: wire.id,
      channel: "market",
      faults: this.#faults,
      clock: this.#clock,
      send: (text) => wire.send(text),
    });
    const subscriber: Subscriber = {
      wire,
      path,
      tokens: new Set(),
      begun: false,
      custom: false,
      silent: false,
      closing: null,
    };
    this.#subscribers.add(subscriber);
    return {
      receive: (text) => this.#receive(subscriber, text),
      gone: () => this.#forget(subscriber),
    };
  }

  announce(market: ListedMarket): void {
    const hearers = this.#subscribers.all().filter(({ custom }) => custom);
    if (hearers.length === 0) return;
    const { tickSize } = this.#exchange.status(market.id);
    this.#send(hearers, newMarketText(market, tickSize, this.#clock.now()), market);
  }

  drop(fault: FaultRequest): number {
    const hit = this.#subscribers.all().filter((one) => inScope(fault, this.#asSubject(one)));
    for (const { wire } of hit) wire.close(Number(fault.args["code"]), "going away");
    return hit.length;
  }

  counts(): MarketChannelCounts {
    const all = this.#subscribers.all();
    return {
      connections: all.length,
      subscriptions: all.reduce((sum, { tokens }) => sum + tokens.size, 0),
      silent: all.filter(({ silent }) => silent).length,
      messages: this.#messages,
      frames: this.#frames,
    };
  }

  stop(): void {
    this.#stopListening();
    this.#crossings.stop();
    for (const subscriber of this.#subscribers.all()) this.#forget(subscriber);
  }

  #forget(subscriber: Subscriber): void {
    subscriber.closing?.cancel();
    subscriber.path.stop();
    this.#subscribers.remove(subscriber);
  }

  #receive(subscriber: Subscriber, text: string): void {
    const close = this.#faults.anyOfFrames()
      ? this.#faults.strikes("close", this.#asSubject(subscriber))
      : null;
    if (close !== null) {
      subscriber.wire.close(close.code, "going away");
    } else if (text === "PING") {
      subscriber.wire.send("PONG");
    } else {
      this.#operate(subscriber, text);
    }
  }

  #operate(subscriber: Subscriber, text: string): void {
    const asked = parseSubscription(text);
    // The initial form comes first and once.
    if (asked === null || (asked.form === "initial") === subscriber.begun) {
      subscriber.wire.send("INVALID OPERATION");
      return;
    }
    subscriber.begun = true;
    if (asked.custom !== null) subscriber.custom = asked.custom;
    if (asked.form === "unsubscribe") {
      this.#subscribers.unsubscribe(subscriber, asked.tokens);
      return;
    }
    if (asked.tokens.length > LARGE_FRAME.ids) {
      subscriber.closing ??= this.#clock.after(LARGE_FRAME.closesMs, () => {
        subscriber.wire.close(1001, "");
      });
    }
    const added = this.#subscribers.subscribe(subscriber, asked.tokens);
    if (asked.dump) this.#dump(subscriber, added);
  }

  /** The first books: an array, whose text ends with a newline. */
  #dump(subscriber: Subscriber, tokens: readonly TokenId[]): void {
    if (subscriber.silent) return;
    const shown = tokens.filter((token) => !this.#isMissing(subscriber, token));
    const books = shown.flatMap((token) => this.#bookText(token) ?? []);
    if (books.length === 0) return;
    this.#messages++;
    this.#frames++;
    const markets = this.#marketsOf(shown);
    subscriber.path.send(`[${books.join(",")}]\n`, { markets, tokens: shown });
  }

  #isMissing({ wire }: Subscriber, token: TokenId): boolean {
    if (!this.#faults.anyOfFrames()) return false;
    const markets = this.#marketsOf([token]);
    const subject: Subject = { markets, tokens: [token], link: wire.id, channel: "market" };
    return this.#faults.strikes("missingSnapshot", subject) !== null;
  }

  #bookText(token: TokenId): string | null {
    const market = this.#exchange.byToken(token)?.market;
    const book = this.#exchange.book(token);
    if (market === undefined || book === undefined) return null;
    return this.#exchange.status(market.id).closed ? null : socketBook(book, market);
  }

  #hear(event: VenueEvent): void {
    if (event.kind === "order" || event.kind === "trade") return;
    const market = this.#exchange.market(event.market);
    if (market === undefined) throw new Error(`Cannot tell of market ${event.market}: not listed`);
    if (event.kind === "levels") this.#tellChanges(market, event);
    else if (event.kind === "print") this.#tellPrint(market, event);
    else if (event.kind === "tickSize") this.#tellTickSize(market, event);
    else this.#tellResolved(market, event);
  }

  #tellChanges(market: ListedMarket, event: Extract<VenueEvent, { kind: "levels" }>): void {
    const hearers = this.#subscribers.ofEither(market.yes, market.no);
    if (hearers.length === 0 || event.changes.length === 0) return;
    const tops = topsOf(this.#exchange, market.yes);
    this.#send(hearers, changesText(market, event.changes, tops, event.at), market);
    if (hearers.some(({ custom }) => custom)) this.#tellTops(market, tops, event.at);
    if (!this.#faults.anyOfFrames()) return;
    for (const hearer of hearers.filter(({ silent }) => !silent)) {
      const send = (text: string) => this.#send([hearer], text, market);
      this.#crossings.maybe({ market, tops, link: hearer.wire.id, send });
    }
  }

  #tellTops(market: ListedMarket, tops: Tops, at: Millis): void {
    const before = this.#tops.get(market.id);
    if (before?.bid === tops.bid && before.ask === tops.ask) return;
    this.#tops.set(market.id, tops);
    for (const token of [market.yes, market.no]) {
      const hearers = [...this.#subscribers.of(token)].filter(({ custom }) => custom);
      if (hearers.length > 0) this.#send(hearers, bestText(market, token, tops, at), market);
    }
  }

  #tellPrint(market: ListedMarket, event: Extract<VenueEvent, { kind: "print" }>): void {
    const hearers = [...this.#subscribers.of(event.token)];
    if (hearers.length > 0) this.#send(hearers, printText(event), market);
    for (const token of [market.yes, market.no]) {
      const bookHearers = [...this.#subscribers.of(token)];
      const text = bookHearers.length > 0 ? this.#bookText(token) : null;
      if (text !== null) this.#send(bookHearers, text, market);
    }
  }

  #tellTickSize(market: ListedMarket, event: Extract<VenueEvent, { kind: "tickSize" }>): void {
    for (const token of [market.yes, market.no]) {
      const hearers = [...this.#subscribers.of(token)];
      if (hearers.length > 0) this.#send(hearers, tickSizeText(token, event), market);
    }
  }

  #tellResolved(market: ListedMarket, event: Extract<VenueEvent, { kind: "resolved" }>): void {
    const text = resolvedText(market, event);
    const hearers = this.#subscribers.ofEither(market.yes, market.no).filter((one) =>
      one.custom && this.#faults.strikes("silentResolution", this.#asSubject(one)) === null
    );
    if (hearers.length > 0) this.#send(hearers, text, market);
  }

  #send(hearers: readonly Subscriber[], text: string, market: ListedMarket): void {
    const about = this.#subjectOf(market);
    this.#messages++;
    for (const { path, silent } of hearers) {
      if (silent) continue;
      this.#frames++;
      path.send(text, about);
    }
  }

  #subjectOf(market: ListedMarket): FrameSubject {
    let subject = this.#subjects.get(market.id);
    if (subject === undefined) {
      subject = { markets: [market.id], tokens: [market.yes, market.no] };
      this.#subjects.set(market.id, subject);
    }
    return subject;
  }

  #asSubject({ wire, tokens }: Subscriber): Subject {
    const ids = [...tokens];
    return { markets: this.#marketsOf(ids), tokens: ids, link: wire.id, channel: "market" };
  }

  #marketsOf(tokens: readonly TokenId[]): readonly MarketId[] {
    const ids = tokens.flatMap((token) => this.#exchange.byToken(token)?.market.id ?? []);
    return [...new Set(ids)];
  }
}
