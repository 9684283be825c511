// Who hears what. Sets keep their order: the same subscriptions are always served in the same one.
import type { TokenId } from "../../core/types/ids.ts";
import type { FramePath } from "../faults/frames.ts";
import type { Wire } from "./wire.ts";

/** More ids than this on a connection, and no data comes on it any more (nautilus #2915). */
const MOST_TOKENS = 500;

/** A connection of the market channel. */
export interface Subscriber {
  readonly wire: Wire;
  readonly path: FramePath;
  readonly tokens: Set<TokenId>;
  /** The initial form was said. */
  begun: boolean;
  /** Asked for best_bid_ask, new_market and market_resolved. */
  custom: boolean;
  /** Asked for too much and gets nothing. */
  silent: boolean;
  closing: { cancel(): void } | null;
}

export interface Subscribers {
  add(subscriber: Subscriber): void;
  remove(subscriber: Subscriber): void;
  /** Returns those that are new to it. */
  subscribe(subscriber: Subscriber, tokens: readonly TokenId[]): readonly TokenId[];
  unsubscribe(subscriber: Subscriber, tokens: readonly TokenId[]): void;
  /** Of one token. */
  of(token: TokenId): Iterable<Subscriber>;
  /** Of either token, each once. */
  ofEither(yes: TokenId, no: TokenId): readonly Subscriber[];
  all(): readonly Subscriber[];
}

export function createSubscribers(): Subscribers {
  return new Index();
}

class Index implements Subscribers {
  readonly #all: Set<Subscriber> = new Set();
  readonly #byToken: Map<TokenId, Set<Subscriber>> = new Map();

  add(subscriber: Subscriber): void {
    this.#all.add(subscriber);
  }

  remove(subscriber: Subscriber): void {
    this.unsubscribe(subscriber, [...subscriber.tokens]);
    this.#all.delete(subscriber);
  }

  subscribe(subscriber: Subscriber, tokens: readonly TokenId[]): readonly TokenId[] {
    const added = [...new Set(tokens)].filter((token) => !subscriber.tokens.has(token));
    for (const token of added) {
      subscriber.tokens.add(token);
      const hearers = this.#byToken.get(token) ?? new Set();
      this.#byToken.set(token, hearers.add(subscriber));
    }
    if (subscriber.tokens.size > MOST_TOKENS) subscriber.silent = true;
    return added;
  }

  unsubscribe(subscriber: Subscriber, tokens: readonly TokenId[]): void {
    for (const token of tokens) {
      subscriber.tokens.delete(token);
      const hearers = this.#byToken.get(token);
      hearers?.delete(subscriber);
      if (hearers?.size === 0) this.#byToken.delete(token);
    }
  }

  of(token: TokenId): Iterable<Subscriber> {
    return this.#byToken.get(token) ?? [];
  }

  ofEither(yes: TokenId, no: TokenId): readonly Subscriber[] {
    const ofYes = this.#byToken.get(yes);
    const ofNo = this.#byToken.get(no);
    if (ofYes === undefined || ofNo === undefined) return [...(ofYes ?? ofNo ?? [])];
    return [...ofYes.union(ofNo)];
  }

  all(): readonly Subscriber[] {
    return [...this.#all];
  }
}
