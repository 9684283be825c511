import { Column } from "./column.ts";

/** The columns of a block in their order in the file. A row takes from those its code needs. */
export interface Columns {
  readonly code: Column;
  readonly at: Column;
  readonly seq: Column;
  readonly token: Column;
  readonly bid: Column;
  readonly bidSize: Column;
  readonly ask: Column;
  readonly askSize: Column;
  /** Of levels and trades. */
  readonly price: Column;
  readonly size: Column;
  /** Of books: how many bids, how many asks. */
  readonly depth: Column;
  readonly bookPrice: Column;
  readonly bookSize: Column;
  /** A tick size or a count. */
  readonly number: Column;
}

/** Empty columns. */
export function newColumns(): Columns {
  return {
    code: new Column(),
    at: new Column(),
    seq: new Column(),
    token: new Column(),
    bid: new Column(),
    bidSize: new Column(),
    ask: new Column(),
    askSize: new Column(),
    price: new Column(),
    size: new Column(),
    depth: new Column(),
    bookPrice: new Column(),
    bookSize: new Column(),
    number: new Column(),
  };
}

/** In the order of the file. */
export function inOrder(columns: Columns): readonly Column[] {
  return Object.values(columns);
}

/** Slots of {@link LastValues}: what the next value of a token is told apart from. */
export const Slot = { bid: 0, bidSize: 1, ask: 2, askSize: 3, buy: 4, sell: 5 } as const;
const SLOTS = 6;

/** The last value of each slot of each token, 0 at first; kept alike by writer and reader. */
export class LastValues {
  #values = new Float64Array(1024 * SLOTS);

  /** Makes room for the tokens below `tokens`; before they are used. */
  reserve(tokens: number): void {
    const needed = tokens * SLOTS;
    if (needed <= this.#values.length) return;
    const grown = new Float64Array(Math.max(needed, this.#values.length * 2));
    grown.set(this.#values);
    this.#values = grown;
  }

  /** The difference to the last value, which becomes `value`. */
  difference(token: number, slot: number, value: number): number {
    const at = token * SLOTS + slot;
    const difference = value - (this.#values[at] as number);
    this.#values[at] = value;
    return difference;
  }

  /** The value that differs so much from the last one, which it becomes. */
  value(token: number, slot: number, difference: number): number {
    const at = token * SLOTS + slot;
    return this.#values[at] = (this.#values[at] as number) + difference;
  }

  clear(): void {
    this.#values.fill(0);
  }
}
