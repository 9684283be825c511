import assert from "node:assert/strict";
import fc from "fast-check";
import { ByteReader, ByteWriter } from "../../../src/adapters/tape/bytes.ts";
import { Column } from "../../../src/adapters/tape/column.ts";

function stored(values: readonly number[]): Uint8Array {
  const column = new Column();
  for (const value of values) column.push(value);
  const out = new ByteWriter();
  column.write(out);
  return out.written().slice();
}

function read(bytes: Uint8Array): number[] {
  const column = new Column();
  const reader = new ByteReader(bytes);
  column.read(reader, 5000);
  assert.ok(reader.isAtEnd);
  return [...column.values()];
}

Deno.test("a column keeps whole numbers of any size, step and sign", () => {
  const value = fc.oneof(fc.integer(), fc.integer({ min: -(2 ** 52), max: 2 ** 52 }), fc.nat(3));
  const step = fc.constantFrom(1, 7, 10_000);
  fc.assert(fc.property(fc.array(value, { size: "medium" }), step, (values, step) => {
    const scaled = values.map((value) => Math.abs(value) < 2 ** 38 ? value * step + 0 : value);
    assert.deepEqual(read(stored(scaled)), scaled);
  }));
  for (const edge of [[0], [2 ** 53 - 1], [2 ** 52, -(2 ** 52)], [0, 255], [0, 256], [0, 65_536]]) {
    assert.deepEqual(read(stored(edge)), edge);
  }
});

Deno.test("a column costs what its values differ by, not their size", () => {
  const prices = Array.from({ length: 1000 }, (_, i) => 400_000 + (i % 100) * 10_000);
  assert.equal(stored(prices).length, 1000 + 2 + 1 + 3 + 2);
  assert.equal(stored(Array(1000).fill(1_700_000_000_000)).length, 2 + 1 + 6);
});
