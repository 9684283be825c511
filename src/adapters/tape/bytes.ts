/** What stands in a block cannot be what a writer wrote. */
export class MalformedBlock extends Error {
  override readonly name = "MalformedBlock";
}

/** A byte buffer that grows. */
export class ByteWriter {
  #bytes = new Uint8Array(1 << 12);
  #length = 0;

  byte(value: number): void {
    this.#reserve(1)[this.#length++] = value;
  }

  /** A whole number from 0 to 2^53, seven bits a byte, lowest first. */
  varint(value: number): void {
    const bytes = this.#reserve(8);
    let rest = value;
    while (rest >= 128) {
      bytes[this.#length++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    bytes[this.#length++] = rest;
  }

  bytes(value: Uint8Array): void {
    this.#reserve(value.length).set(value, this.#length);
    this.#length += value.length;
  }

  /** The next `count` bytes, zeroed, to be written in place. */
  space(count: number): Uint8Array {
    const start = this.#length;
    const space = this.#reserve(count).subarray(start, start + count).fill(0);
    this.#length += count;
    return space;
  }

  /** A view of what was written; the next write may move it. */
  written(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  #reserve(count: number): Uint8Array {
    const needed = this.#length + count;
    if (needed > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
    }
    return this.#bytes;
  }
}

/** Reads what a ByteWriter wrote. Throws MalformedBlock instead of reading beyond the end. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  byte(): number {
    const value = this.#bytes[this.#at++];
    if (value === undefined) throw new MalformedBlock("a block ends early");
    return value;
  }

  varint(): number {
    let value = 0;
    for (let unit = 1; unit <= 2 ** 49; unit *= 128) {
      const byte = this.byte();
      value += (byte % 128) * unit;
      if (byte < 128) return value;
    }
    throw new MalformedBlock("a number is too long");
  }

  bytes(count: number): Uint8Array {
    const end = this.#at + count;
    if (end > this.#bytes.length) throw new MalformedBlock("a block ends early");
    const view = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return view;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }
}
