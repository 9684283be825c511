import fc from "fast-check";
import type { TapeEvent } from "../../../src/adapters/tape/encoder.ts";
import { openTape, type TapeInput } from "../../../src/adapters/tape/reader.ts";
import { openTapeWriter } from "../../../src/adapters/tape/writer.ts";
import type { TokenId } from "../../../src/core/types/ids.ts";
import { type Millis, seq } from "../../../src/core/types/units.ts";

function record(fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<object> {
  return fc.record(fields, { noNullPrototype: true });
}

const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom("\u0000", "\n", '"', "\ud83d", "\udc00", "\u00e9"),
    fc.string({ minLength: 1, maxLength: 1 }),
  ),
  maxLength: 12,
});
const token = fc.oneof(
  fc.integer({ min: 1, max: 20 }).map((n) => `${n}`.repeat(39)),
  text,
) as fc.Arbitrary<TokenId>;
const number = fc.oneof(
  fc.integer({ min: 0, max: 100 }).map((ticks) => ticks * 10_000),
  fc.nat(),
  fc.maxSafeInteger(),
  fc.constantFrom(2 ** 51, 2 ** 51 + 1, -(2 ** 51), 2 ** 53 - 1, 1e300, 0.1, 5e-324),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
).map((value) => value + 0); // a tape writes -0 as 0
const side = fc.constantFrom("buy", "sell");
const levels = fc.array(record({ price: number, size: number }), { maxLength: 6 });
const market = record({
  id: text,
  question: text,
  yes: token,
  endAt: fc.option(number),
  fee: fc.option(record({ rate: number, exponent: number })),
  volume24h: fc.option(number),
  negRisk: fc.boolean(),
});

const kind = <K extends TapeEvent["kind"]>(name: K) => fc.constant(name);

/** Every kind of event a tape holds, with every number it may hold; types aside. */
export const anyInput: fc.Arbitrary<object> = fc.oneof(
  record({ kind: kind("listed"), market }),
  record({ kind: kind("tickSize"), token, tickSize: number }),
  record({ kind: kind("book"), token, bids: levels, asks: levels }),
  record({
    kind: kind("quote"),
    token,
    bid: number,
    bidSize: number,
    ask: number,
    askSize: number,
  }),
  record({ kind: kind("level"), token, side, price: number, size: number }),
  record({ kind: kind("trade"), token, side, price: number, size: number }),
  record({ kind: kind("feedUp"), token }),
  record({ kind: kind("feedDown"), token, reason: text }),
  record({ kind: kind("skipped"), reason: text, count: number }),
  record({ kind: kind("ended") }),
  record({ kind: kind("heartbeat") }),
);

const DAY = 86_400_000;

/** Events in their order; times stand still, jump on by days and go back by seconds. */
export const anyEvents: fc.Arbitrary<TapeEvent[]> = fc.tuple(
  fc.integer({ min: 10, max: 2_000_000 }).map((hours) => hours * 3_600_000),
  fc.array(
    fc.record({
      input: anyInput,
      wait: fc.oneof(
        fc.constantFrom(0, 0, 1000),
        fc.integer({ min: -5000, max: 5000 }),
        fc.integer({ min: 0, max: 2 * DAY }),
      ),
      step: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 2 ** 40 })),
    }),
    { maxLength: 60 },
  ),
).map(([start, items]) => {
  let [at, number] = [start, 0];
  return items.map(({ input, wait, step }) => {
    at += wait;
    number += step;
    return stamped(input, number, at);
  });
});

/** A fixed, short tape with every kind in it. */
export function someEvents(count: number): TapeEvent[] {
  const inputs = fc.sample(anyInput, { numRuns: count, seed: 20260501 });
  return inputs.map((input, i) => stamped(input, i + 1, Date.UTC(2026, 4, 1) + i * 250));
}

/** An event of an input. */
export function stamped(input: object, number: number, at: number): TapeEvent {
  return { ...input, seq: seq(number), at: at as Millis } as TapeEvent;
}

/** What a reader gives for an event. */
export function asRead(event: TapeEvent): TapeInput {
  const { seq, at, ...input } = event;
  return { at, seq, input: input as TapeInput["input"] };
}

/** Everything a tape gives. */
export async function readAll(path: string): Promise<TapeInput[]> {
  const inputs: TapeInput[] = [];
  for await (const batch of openTape(path).read()) inputs.push(...batch);
  return inputs;
}

/** Writes events as blocks of `size`. */
export function write(folder: string, events: readonly TapeEvent[], size: number): void {
  const writer = openTapeWriter(folder, { resume: true });
  events.forEach((event, i) => {
    writer.append(event);
    if (i % size === size - 1) writer.flush();
  });
  writer.close();
}

/** Runs `work` with an empty folder that is gone afterwards. */
export async function inFolder(work: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
