// A tape file: the line `polybot tape 1`, then blocks, little-endian:
//
//    0  u32  crc32 of all that follows in the block
//    4  u32  length of the payload
//    8  u32  its length unpacked; equal when it is not packed, else it is a zstd frame
//   12  u32  rows
//   16  f64  seq of the last row
//   24  f64  time of the last row
//   32       payload
//
// The unpacked payload is a varint of flags (1: forget all earlier tokens and values), a varint and
// that many bytes of JSON `[new token ids, texts]`, and the columns in their order below.
//
// Prices, quotes, times and seqs are differences to the value before (of the same token and side),
// so a block needs those before it, back to one with the forget flag: the first of each file and of
// each writer. A block whose checksum is wrong ends the tape.
import { crc32 } from "node:zlib";

/** Version of the format, in the first line. */
export const VERSION = 1;
/** Bytes of a block before its payload. */
export const FRAME_BYTES = 32;
/** Rows after which a writer ends a block; a reader believes no longer one. */
export const BLOCK_ROWS = 65_536;
/** Levels after which a writer ends a block. */
export const BLOCK_LEVELS = 262_144;
/** Levels of a block that a reader believes; a single book may go over BLOCK_LEVELS. */
export const MAX_LEVELS = 2_097_152;
/** A longer block is not one of ours. */
export const MAX_PAYLOAD = 134_217_728;
/** Flag: the block starts afresh. */
export const FORGET = 1;

/** What a row is. The order is the format. */
export const Code = {
  heartbeat: 0,
  levelBuy: 1,
  levelSell: 2,
  quote: 3,
  tradeBuy: 4,
  tradeSell: 5,
  book: 6,
  listed: 7,
  tickSize: 8,
  feedUp: 9,
  feedDown: 10,
  skipped: 11,
  ended: 12,
  /** An input as JSON: one whose numbers are fractions or too large for a column. */
  verbatim: 13,
  linkHeard: 14,
} as const;

/** A block as it stands in the file. */
export interface Frame {
  readonly payload: Uint8Array;
  readonly rawLength: number;
  readonly rows: number;
  readonly lastSeq: number;
  readonly lastAt: number;
}

/** The first line of a file. */
export function fileHeader(): Uint8Array {
  return new TextEncoder().encode(`polybot tape ${VERSION}\n`);
}

/** The version that the start of a file claims; null when it is no tape. */
export function versionOf(start: Uint8Array): number | null {
  const line = /^polybot tape (\d{1,4})\n/.exec(new TextDecoder().decode(start));
  return line === null ? null : Number(line[1]);
}

/** A block's bytes. */
export function encodeFrame(frame: Frame): Uint8Array {
  const bytes = new Uint8Array(FRAME_BYTES + frame.payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(4, frame.payload.length, true);
  view.setUint32(8, frame.rawLength, true);
  view.setUint32(12, frame.rows, true);
  view.setFloat64(16, frame.lastSeq, true);
  view.setFloat64(24, frame.lastAt, true);
  bytes.set(frame.payload, FRAME_BYTES);
  view.setUint32(0, crc32(bytes.subarray(4)), true);
  return bytes;
}

/** The payload's length that a block's first bytes claim; null when no block is so long. */
export function payloadLength(start: Uint8Array): number | null {
  const length = viewOf(start).getUint32(4, true);
  return length > MAX_PAYLOAD ? null : length;
}

/** Reads a whole block; null when its checksum is wrong. The payload is a view of `bytes`. */
export function decodeFrame(bytes: Uint8Array): Frame | null {
  const view = viewOf(bytes);
  if (crc32(bytes.subarray(4)) !== view.getUint32(0, true)) return null;
  return {
    payload: bytes.subarray(FRAME_BYTES),
    rawLength: view.getUint32(8, true),
    rows: view.getUint32(12, true),
    lastSeq: view.getFloat64(16, true),
    lastAt: view.getFloat64(24, true),
  };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
