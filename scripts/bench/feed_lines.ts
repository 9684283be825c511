// A recording of the market channel as a feed hears it, but for the sockets: discovery, one
// connection, snapshots, then messages with the clock's ticks and beats between them.
import { createFold, type TimedLine } from "../../src/adapters/polymarket/lines.ts";
import type { Machine } from "../../src/adapters/polymarket/machine.ts";
import type { LinkId } from "../../src/core/types/ids.ts";
import type { Millis } from "../../src/core/types/units.ts";
import type { Source, TimedInput } from "../../src/ports.ts";
import { FEED_RATE, FEED_START } from "./feed_file.ts";
import { feedMarkets, marketsPage, truthText } from "./feed_markets.ts";

/** The one connection. */
export const LINK: LinkId = 1 as LinkId;

const BATCH = 1_024;

/** A recording; its messages are read once. */
export interface Heard {
  /** Two a market. */
  readonly snapshots: readonly string[];
  readonly messages: Iterable<string>;
  /** Called after the snapshots, and then after every batch with the messages that are gone. */
  readonly progress: (messages: number) => void;
}

/** What the machine makes of a recording. */
export function heardSource(machine: Machine, heard: Heard): Source {
  return {
    info: { name: "bench feed", assumptions: [], cadenceMs: 1 as Millis, credit: null },
    size: null,
    position: () => 0,
    read: () => fold(machine, heard),
  };
}

async function* fold(machine: Machine, heard: Heard): AsyncGenerator<readonly TimedInput[]> {
  const foldLine = createFold(machine, null);
  let batch: TimedInput[] = [];
  for (const timed of beginning(heard.snapshots)) foldLine(timed, batch);
  yield await Promise.resolve(batch);
  batch = [];
  let count = 0;
  heard.progress(count);
  for (const text of heard.messages) {
    const at = timeOf(count++);
    foldLine({ at, line: { kind: "frame", link: LINK, text } }, batch);
    if (count % FEED_RATE === 0) {
      foldLine({ at, line: { kind: "tick" } }, batch);
      foldLine({ at, line: { kind: "heartbeat" } }, batch);
      // Nobody answers them here.
      machine.wants();
    }
    if (count % BATCH !== 0) continue;
    yield batch;
    batch = [];
    heard.progress(count);
  }
  yield batch;
  heard.progress(count);
}

/** Discovery, the connection and the snapshots. */
export function* beginning(snapshots: readonly string[]): Generator<TimedLine> {
  const at = FEED_START as Millis;
  const markets = feedMarkets(snapshots);
  const rest = { kind: "rest", key: "" } as const;
  yield { at, line: { ...rest, name: "markets", body: marketsPage(markets, null) } };
  for (const market of markets) {
    yield { at, line: { ...rest, name: "truth", body: truthText(market) } };
  }
  const tokens = markets.flatMap(({ yes, no }) => [yes, no]);
  yield { at, line: { kind: "opened", link: LINK, tokens } };
  for (const text of snapshots) yield { at, line: { kind: "frame", link: LINK, text } };
}

/** When a message came. */
export function timeOf(index: number): Millis {
  return FEED_START + Math.floor(index * 1_000 / FEED_RATE) as Millis;
}
