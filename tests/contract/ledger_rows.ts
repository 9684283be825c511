import fc from "fast-check";
import type { LedgerBody, LedgerRow } from "../../src/core/types/effect.ts";
import type { OrderId, VenueOrderId } from "../../src/core/types/ids.ts";
import { millis, type Seq, seq } from "../../src/core/types/units.ts";
import type { RunHeader } from "../../src/ports.ts";

export const header: RunHeader = {
  version: "0.1.0",
  mode: "paper",
  source: "test",
  configHash: "0".repeat(64),
  seed: 7,
  config: '{"a":1}',
  assumptions: ["none of this happened"],
};

/** An event's rows: what happened, and `effects` things done about it. */
export function group(number: number, effects: number): LedgerRow[] {
  return Array.from({ length: effects + 1 }, (_, n) => row(number, n));
}

export function row(number: number, n: number): LedgerRow {
  return { seq: seq(number), n, at: millis(1_700_000_000_000 + number), body: body(number, n) };
}

function body(number: number, n: number): LedgerBody {
  const order = `${number}.${n}` as OrderId;
  if (n > 0) return { kind: "cancel", order, reason: `reason "${n}" \u2014 \u00fcn\u00ef` };
  return { kind: "orderAccepted", order, venueId: `0x${number}` as VenueOrderId };
}

/** Rows of any text and time, in order. */
export const anyRows: fc.Arbitrary<LedgerRow[]> = fc.array(
  fc.record({
    skip: fc.integer({ min: 0, max: 3 }),
    at: fc.maxSafeInteger(),
    reason: fc.string({
      unit: fc.oneof(
        fc.constantFrom("\u0000", "\ud800", "\udc00", "\u00e9"),
        fc.string({ minLength: 1, maxLength: 1 }),
      ),
    }),
  }),
  { maxLength: 40 },
).map((items) => {
  let [number, n] = [1, 0];
  return items.map(({ skip, at, reason }) => {
    if (skip > 0) [number, n] = [number + skip, 0];
    else n++;
    const body: LedgerBody = { kind: "cancel", order: "1.1" as OrderId, reason };
    return { seq: number as Seq, n, at: millis(at), body };
  });
});
