import { type ByteReader, type ByteWriter, MalformedBlock } from "./bytes.ts";

// A column is stored as `base + scale x k`, the k in byte planes: all lowest bytes, then all second
// bytes, and so on up to the largest k. Equal high bytes stand together and cost nothing compressed;
// a column of one value has no planes.

const SIGN = 8;
const MAX_PLANES = 7;

/** A growing list of whole numbers, at most 2^53 apart. */
export class Column {
  #values = new Float64Array(1024);
  #length = 0;
  #next = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) this.#grow(this.#length + 1);
    this.#values[this.#length++] = value;
  }

  /** The next value not yet taken; the caller knows that there is one. */
  take(): number {
    return this.#values[this.#next++] as number;
  }

  values(): Float64Array {
    return this.#values.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
    this.#next = 0;
  }

  write(out: ByteWriter): void {
    const values = this.values();
    out.varint(values.length);
    if (values.length === 0) return;
    const { base, largest, scale } = measure(values);
    const planes = planesFor((largest - base) / scale);
    out.byte(base < 0 ? planes + SIGN : planes);
    out.varint(Math.abs(base));
    if (planes === 0) return;
    out.varint(scale);
    writePlanes(out.space(planes * values.length), values, base, scale);
  }

  /** Replaces what is here. Throws MalformedBlock, also beyond `most` values. */
  read(from: ByteReader, most: number): void {
    this.clear();
    const count = from.varint();
    if (count > most) throw new MalformedBlock("a column is too long");
    if (count === 0) return;
    const mode = from.byte();
    const planes = mode % SIGN;
    if (mode >= 2 * SIGN || planes > MAX_PLANES) throw new MalformedBlock("an unknown column mode");
    const magnitude = from.varint();
    const base = mode >= SIGN ? -magnitude : magnitude;
    this.#grow(count);
    this.#length = count;
    if (planes === 0) this.values().fill(base);
    else readPlanes(this.values(), base, from.varint(), from.bytes(count * planes));
  }

  #grow(needed: number): void {
    if (needed <= this.#values.length) return;
    const grown = new Float64Array(Math.max(needed, this.#values.length * 2));
    grown.set(this.#values.subarray(0, this.#length));
    this.#values = grown;
  }
}

function measure(values: Float64Array): { base: number; largest: number; scale: number } {
  let base = Infinity;
  let largest = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value < base) base = value;
    if (value > largest) largest = value;
  }
  return { base, largest, scale: commonStep(values, base, largest - base) };
}

/** The largest whole number of which every distance to `base` is a multiple. */
function commonStep(values: Float64Array, base: number, span: number): number {
  if (span === 0) return 1;
  // The remainder of small integers is several times faster than that of floats.
  const isSmall = span < 2 ** 31;
  let step = span;
  for (let i = 0; step > 1 && i < values.length; i++) {
    const distance = (values[i] as number) - base;
    const rest = isSmall ? (distance | 0) % (step | 0) : distance % step;
    if (rest !== 0) step = commonDivisor(step, rest);
  }
  return step;
}

function commonDivisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}

function planesFor(largest: number): number {
  let planes = 0;
  for (let rest = largest; rest >= 1; rest /= 256) planes++;
  return planes;
}

function writePlanes(out: Uint8Array, values: Float64Array, base: number, scale: number): void {
  const count = values.length;
  for (let i = 0; i < count; i++) {
    let rest = ((values[i] as number) - base) / scale;
    for (let at = i; rest > 0; at += count) {
      const high = rest < 2 ** 31 ? (rest | 0) >>> 8 : Math.floor(rest / 256);
      out[at] = rest - high * 256;
      rest = high;
    }
  }
}

function readPlanes(values: Float64Array, base: number, scale: number, bytes: Uint8Array): void {
  const count = values.length;
  const planes = bytes.length / count;
  // The common widths in one pass each: this is most of the time of reading a tape.
  if (planes === 1) {
    for (let i = 0; i < count; i++) values[i] = base + scale * (bytes[i] as number);
  } else if (planes === 2) {
    const second = bytes.subarray(count);
    for (let i = 0; i < count; i++) {
      values[i] = base + scale * ((bytes[i] as number) | ((second[i] as number) << 8));
    }
  } else {
    values.fill(base);
    for (let plane = 0, unit = scale; plane < planes; plane++, unit *= 256) {
      addPlane(values, bytes.subarray(plane * count, (plane + 1) * count), unit);
    }
  }
}

function addPlane(values: Float64Array, plane: Uint8Array, unit: number): void {
  for (let i = 0; i < plane.length; i++) {
    values[i] = (values[i] as number) + (plane[i] as number) * unit;
  }
}
