import type { TimedLine } from "./lines.ts";

export interface QueueBounds {
  readonly maxFrames: number;
  /** Of all frames together. */
  readonly maxChars: number;
}

/** Lines between the sockets and the reader. Frames are counted, so that they can be refused. */
export class LineQueue {
  readonly #bounds: QueueBounds;
  #lines: TimedLine[] = [];
  #taken = 0;
  #frames = 0;
  #chars = 0;
  #wake: (() => void) | null = null;

  constructor(bounds: QueueBounds) {
    this.#bounds = bounds;
  }

  /** Frames that wait. */
  get frames(): number {
    return this.#frames;
  }

  /** True when no frame should be added. */
  get isFull(): boolean {
    return this.#frames >= this.#bounds.maxFrames || this.#chars >= this.#bounds.maxChars;
  }

  /** True when the reader has caught up far enough to start again. */
  get isRelieved(): boolean {
    const { maxFrames, maxChars } = this.#bounds;
    return this.#frames <= maxFrames / 2 && this.#chars <= maxChars / 2;
  }

  push(timed: TimedLine): void {
    this.#lines.push(timed);
    this.#count(timed, 1);
    this.wake();
  }

  /** The oldest lines, at most so many. */
  take(most: number): readonly TimedLine[] {
    const lines = this.#lines.slice(this.#taken, this.#taken + most);
    for (const line of lines) this.#count(line, -1);
    this.#taken += lines.length;
    if (this.#taken < this.#lines.length) return lines;
    this.#lines = [];
    this.#taken = 0;
    return lines;
  }

  /** Resolves at the next `push` or `wake`, at once where lines wait. */
  async wait(): Promise<void> {
    if (this.#taken < this.#lines.length) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }

  wake(): void {
    this.#wake?.();
    this.#wake = null;
  }

  #count({ line }: TimedLine, sign: 1 | -1): void {
    if (line.kind !== "frame") return;
    this.#frames += sign;
    this.#chars += sign * line.text.length;
  }
}
