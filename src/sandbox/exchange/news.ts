import type { SandboxClock, VenueEvent } from "../types.ts";
import type { Listing } from "./state.ts";

/**
 * What happened during a call, told when the call is over: a listener that looks sees the book as
 * it ended, and one that calls the exchange back is told of that after what it is being told now.
 */
export class News {
  readonly #listeners = new Set<(event: VenueEvent) => void>();
  readonly #touched = new Set<Listing>();
  readonly #queue: VenueEvent[] = [];
  readonly #clock: SandboxClock;
  #telling = false;

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  /** Adds a listener; returns how to take it away. */
  listen(listener: (event: VenueEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Adds an event, to be told when the call is over. */
  add(event: VenueEvent): void {
    this.#queue.push(event);
  }

  /** Says that levels of this market may have changed. */
  touch(listing: Listing): void {
    this.#touched.add(listing);
  }

  /** Adds the levels that have changed so far: what is added later is told after them. */
  addLevels(): void {
    for (const { market, book } of this.#touched) {
      const changes = book.drain();
      if (changes.length === 0) continue;
      this.add({ kind: "levels", market: market.id, at: this.#clock.now(), changes });
    }
    this.#touched.clear();
  }

  /** Tells everything, changed levels last: one `levels` event for each market touched. */
  tell(): void {
    this.addLevels();
    if (this.#telling) return;
    this.#telling = true;
    try {
      for (let i = 0; i < this.#queue.length; i++) {
        const event = this.#queue[i] as VenueEvent;
        for (const listener of this.#listeners) listener(event);
      }
    } finally {
      this.#queue.length = 0;
      this.#telling = false;
    }
  }
}
