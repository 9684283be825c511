// How much later than usual a message is. The venue's clock and ours differ by an unknown constant,
// so lateness is measured against the quickest messages of the last minutes, and no clock is trusted.

/** Messages are compared with the last ten to twenty minutes. */
const WINDOW_MS = 600_000;

/** What is usual between the venue's time of a message and its arrival. */
export class Lateness {
  // The third quickest, so that two messages with a false time mislead nobody.
  #first = Infinity;
  #second = Infinity;
  #third = Infinity;
  #before = Infinity;
  #until = -Infinity;

  /** Milliseconds later than usual; negative: ahead of it, 0 while nothing is known. */
  of(now: number, at: number): number {
    const lag = now - at;
    if (now >= this.#until) this.#turn(now);
    if (lag < this.#third) this.#note(lag);
    return this.compare(now, at);
  }

  /** As {@link of} for a time that says nothing of how long the message was on its way. */
  compare(now: number, at: number): number {
    const usual = Math.min(this.#third, this.#before);
    return usual === Infinity ? 0 : now - at - usual;
  }

  /** After a step of a clock what was usual is no measure any more. */
  forget(): void {
    this.#until = -Infinity;
    this.#third = Infinity;
  }

  #turn(now: number): void {
    this.#before = this.#third;
    this.#first = this.#second = this.#third = Infinity;
    this.#until = now + WINDOW_MS;
  }

  #note(lag: number): void {
    this.#third = Math.max(lag, this.#second);
    const second = Math.min(lag, this.#second);
    this.#second = Math.max(second, this.#first);
    this.#first = Math.min(second, this.#first);
  }
}
