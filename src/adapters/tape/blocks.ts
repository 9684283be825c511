import {
  decodeFrame,
  fileHeader,
  type Frame,
  FRAME_BYTES,
  payloadLength,
  VERSION,
  versionOf,
} from "./format.ts";

/** Bytes read at once. */
const READ_BYTES = 1 << 20;

/** How a file begins. cut: empty, or ended inside its first line, as when a writer was killed. */
export type Beginning =
  | { readonly kind: "tape" }
  | { readonly kind: "cut" }
  | { readonly kind: "other"; readonly found: string };

/** Reads the blocks of a file one after the other; memory is that of the largest. */
export class BlockFile {
  readonly #file: Deno.FsFile;
  #buffer = new Uint8Array(READ_BYTES);
  #start = 0;
  #end = 0;
  #position = 0;

  /** Reads from where `file` stands: its beginning. */
  constructor(file: Deno.FsFile) {
    this.#file = file;
  }

  /** Bytes of the file that were good so far. */
  get position(): number {
    return this.#position;
  }

  /** Reads the first line; before the first block. */
  begin(): Beginning {
    const header = fileHeader();
    // A few bytes more than our own line: a later version's may be longer.
    const start = this.#peek(header.length + 4) ?? this.#rest();
    const version = versionOf(start);
    if (version !== null && version !== VERSION) {
      return { kind: "other", found: `a tape of version ${version}` };
    }
    const line = start.subarray(0, header.length);
    if (!line.every((byte, i) => byte === header[i])) {
      return { kind: "other", found: "another kind of file" };
    }
    if (line.length < header.length) return { kind: "cut" };
    this.#skip(header.length);
    return { kind: "tape" };
  }

  /** The next block, "end" after the last, or "torn": here is no whole block, now or later. */
  next(): Frame | "end" | "torn" {
    const start = this.#peek(FRAME_BYTES);
    if (start === null) return this.#rest().length === 0 ? "end" : "torn";
    const length = payloadLength(start);
    const bytes = length === null ? null : this.#peek(FRAME_BYTES + length);
    const frame = bytes === null ? null : decodeFrame(bytes);
    if (bytes === null || frame === null) return "torn";
    this.#skip(bytes.length);
    return frame;
  }

  #skip(count: number): void {
    this.#start += count;
    this.#position += count;
  }

  #rest(): Uint8Array {
    return this.#buffer.subarray(this.#start, this.#end);
  }

  /** The next bytes, valid until the next call; null when the file ends before them. */
  #peek(count: number): Uint8Array | null {
    while (this.#end - this.#start < count) {
      if (!this.#fill(count)) return null;
    }
    return this.#buffer.subarray(this.#start, this.#start + count);
  }

  #fill(wanted: number): boolean {
    // A length that was hit by a flipped bit must not cost memory: grow by what was really read.
    if (this.#start > 0) this.#buffer.copyWithin(0, this.#start, this.#end);
    this.#end -= this.#start;
    this.#start = 0;
    if (this.#end === this.#buffer.length) {
      const grown = new Uint8Array(Math.min(wanted, this.#buffer.length * 2));
      grown.set(this.#buffer);
      this.#buffer = grown;
    }
    const read = this.#file.readSync(this.#buffer.subarray(this.#end));
    this.#end += read ?? 0;
    return read !== null && read > 0;
  }
}
