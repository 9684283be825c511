// F1: messages of the market channel by parts: each part does what the one before it does, and
// something more. Sockets are left out.
import { createMachine } from "../../src/adapters/polymarket/machine.ts";
import { createDrift } from "../../src/adapters/polymarket/parse/drift.ts";
import { parseFrame } from "../../src/adapters/polymarket/parse/frame.ts";
import { bestAsk, bestBid } from "../../src/core/book.ts";
import type { EngineState } from "../../src/core/types/state.ts";
import { MICRO } from "../../src/core/types/units.ts";
import { defaults, watchDefaults } from "./config.ts";
import { runEngine } from "./engine.ts";
import { beginning, heardSource, LINK, timeOf } from "./feed_lines.ts";
import { cpuNs, peakMiB } from "./measure.ts";

/** How much of the way of a message is gone. */
export type FeedPart = "json" | "parse" | "machine" | "engine";

interface Recording {
  readonly snapshots: readonly string[];
  readonly messages: readonly string[];
}

type Figures = Record<string, number | string>;

/** CPU time a message of a recording after its snapshots; `markets` is how many it is of. */
export async function timeFeed(path: string, part: FeedPart, markets: number): Promise<Figures> {
  const lines = Deno.readTextFileSync(path).trimEnd().split("\n");
  const recording = { snapshots: lines.slice(0, 2 * markets), messages: lines.slice(2 * markets) };
  if (part === "engine") return await timeEngine(recording);
  return part === "machine" ? timeMachine(recording) : timeParse(recording, part);
}

function complain(text: string): void {
  throw new Error(`Cannot measure: ${text}`);
}

function timeParse({ snapshots, messages }: Recording, part: "json" | "parse"): Figures {
  const drift = createDrift(complain);
  let read = 0;
  const spent = (lines: readonly string[]) => {
    const start = cpuNs();
    for (const line of lines) {
      const value = part === "json" ? JSON.parse(line) : parseFrame(line, drift);
      if (value !== null) read++;
    }
    return cpuNs() - start;
  };
  spent(snapshots);
  return { ns_msg: spent(messages) / messages.length, read };
}

/** The adapter's own books. */
function timeMachine({ snapshots, messages }: Recording): Figures {
  const machine = createMachine(watchDefaults(), complain);
  let told = 0;
  const hear = () => void told++;
  for (const { at, line } of beginning(snapshots)) {
    if (line.kind !== "heartbeat" && line.kind !== "skipped") {
      machine.accept({ at, raw: line }, hear);
    }
  }
  const start = cpuNs();
  for (let i = 0; i < messages.length; i++) {
    const raw = { kind: "frame", link: LINK, text: messages[i] as string } as const;
    machine.accept({ at: timeOf(i), raw }, hear);
  }
  const ns_msg = (cpuNs() - start) / messages.length;
  return { ns_msg, told, up: machine.status().up, peak_mib: peakMiB() };
}

/** With ticks and beats, engine, detectors and a ledger in memory. */
async function timeEngine({ snapshots, messages }: Recording): Promise<Figures> {
  const machine = createMachine(watchDefaults(), complain);
  let start = NaN;
  const begin = (gone: number) => {
    if (gone === 0) start = cpuNs();
  };
  const source = heardSource(machine, { snapshots, messages, progress: begin });
  const { state, figures } = await runEngine(source, defaults());
  const ns_msg = (cpuNs() - start) / messages.length;
  return { ns_msg, rows: figures.rows, check: checkOf(state), peak_mib: peakMiB() };
}

/** Sums of best bids and asks of all tokens in thousandths, and of their levels, as peers do. */
function checkOf({ markets }: EngineState): string {
  let [bids, asks, levels] = [0, 0, 0];
  for (const { book } of markets.values()) {
    const [bid, ask] = [bestBid(book), bestAsk(book)];
    bids += bid + (MICRO - ask);
    asks += ask + (MICRO - bid);
    levels += 2 * (book.bids.prices.length + book.asks.prices.length);
  }
  return `${bids / 1_000}/${asks / 1_000}/${levels}`;
}
