// F4: what the feed's machine and the engine keep of 10,000 markets, and whether it stays as it is.
import { createMachine } from "../../src/adapters/polymarket/machine.ts";
import { defaults, watchDefaults } from "./config.ts";
import { runEngine } from "./engine.ts";
import { feedLines, type FeedSize } from "./feed_file.ts";
import { heardSource } from "./feed_lines.ts";
import { heapUsed } from "./measure.ts";

/** Looks at the heap in so many places. */
const LOOKS = 8;

/**
 * Heap a market after the snapshots and after the messages, KB, and how far it is from flat: the end
 * over the middle. Messages are made as they are needed, so that they are not in memory.
 */
export async function feedMemory(size: FeedSize): Promise<Record<string, number>> {
  const lines = feedLines(size);
  // Texts as they come over a socket: those just put together are trees of their parts.
  const flat = new TextDecoder();
  const next = () => flat.decode(new TextEncoder().encode(lines.next().value ?? ""));
  const snapshots = Array.from({ length: 2 * size.markets }, next);
  const machine = createMachine(watchDefaults(), () => {});
  const looks: number[] = [];
  const before = heapUsed();
  const progress = (gone: number) => {
    // Not at 0, when the snapshots' inputs are still held, and not at the end, when the maker of the
    // messages is gone too.
    const due = looks.length * size.messages / LOOKS;
    if (gone > 0 && gone >= due && looks.length < LOOKS) looks.push(heapUsed() - before);
  };
  await runEngine(heardSource(machine, { snapshots, messages: lines, progress }), defaults());
  const kb = (bytes: number | undefined) => (bytes ?? NaN) / 1_024 / size.markets;
  const [first, last] = [looks[0], looks.at(-1)];
  const growth = (last ?? NaN) / (looks[LOOKS / 2] ?? NaN);
  // Named here, or the snapshots would be collected under way and be taken off.
  const tokens = snapshots.length;
  return { first_kb: kb(first), last_kb: kb(last), growth, tokens, up: machine.status().up };
}
