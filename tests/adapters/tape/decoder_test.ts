import assert from "node:assert/strict";
import { zstdDecompressSync } from "node:zlib";
import fc from "fast-check";
import { MalformedBlock } from "../../../src/adapters/tape/bytes.ts";
import { BlockDecoder } from "../../../src/adapters/tape/decoder.ts";
import { BlockEncoder } from "../../../src/adapters/tape/encoder.ts";
import { decodeFrame, type Frame } from "../../../src/adapters/tape/format.ts";
import { asRead, someEvents } from "./events.ts";

const events = someEvents(40);

function goodFrame(): Frame {
  const encoder = new BlockEncoder();
  for (const event of events) encoder.append(event);
  const frame = decodeFrame(encoder.finish());
  assert.ok(frame);
  if (frame.payload.length === frame.rawLength) return frame;
  return { ...frame, payload: new Uint8Array(zstdDecompressSync(frame.payload)) };
}

const frame = goodFrame();

/** Rows taken, or null when the block was refused. */
function taken(frame: Frame): number | null {
  const decoder = new BlockDecoder();
  try {
    decoder.load(frame);
  } catch (error) {
    if (error instanceof MalformedBlock) return null;
    throw error;
  }
  return decoder.take(Infinity).length;
}

Deno.test("a block that is not packed is read too", () => {
  const decoder = new BlockDecoder();
  decoder.load(frame);
  assert.deepEqual([...decoder.take(7), ...decoder.take(1000)], events.map(asRead));
  assert.deepEqual(decoder.take(1), []);
});

Deno.test("a block with a right checksum and wrong content is refused, or has its rows", () =>
  fc.assert(
    fc.property(
      fc.nat(frame.payload.length - 1),
      fc.uint8Array({ minLength: 1, maxLength: 9 }),
      (offset, patch) => {
        const payload = frame.payload.slice();
        payload.set(patch.subarray(0, payload.length - offset), offset);
        const rows = taken({ ...frame, payload });
        assert.ok(rows === null || rows === events.length);
      },
    ),
    { numRuns: 2000 },
  ));

Deno.test("a block of random bytes, cut or too long, is refused", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (payload) => {
      assert.equal(taken({ ...frame, payload, rawLength: payload.length }), null);
      assert.equal(taken({ ...frame, payload, rawLength: payload.length + 1 }), null);
    }),
    { numRuns: 500 },
  );
  for (let length = 0; length < frame.payload.length; length++) {
    const payload = frame.payload.subarray(0, length);
    assert.equal(taken({ ...frame, payload, rawLength: length }), null);
  }
  const longer = new Uint8Array([...frame.payload, 0]);
  assert.equal(taken({ ...frame, payload: longer, rawLength: longer.length }), null);
});

Deno.test("the end that a block claims must be the end of its rows", () => {
  assert.equal(taken(frame), events.length);
  assert.equal(taken({ ...frame, lastSeq: frame.lastSeq + 1 }), null);
  assert.equal(taken({ ...frame, lastAt: frame.lastAt - 1 }), null);
  assert.equal(taken({ ...frame, rows: frame.rows - 1 }), null);
});
