// F2 and F3: the live feed against a sender that keeps a pace. Everything between the socket and the
// decision is what `watch` and `trade` run, but for REST, whose place the recording takes. The sender
// gives connection i every 40th market from the i-th on, its snapshots, "START", messages, "END".
import { openFeed } from "../../src/adapters/polymarket/feed.ts";
import type { TimedLine } from "../../src/adapters/polymarket/lines.ts";
import { machineWall } from "../../src/adapters/polymarket/wall.ts";
import type { Millis } from "../../src/core/types/units.ts";
import { defaults, watchDefaults } from "./config.ts";
import { runEngine } from "./engine.ts";
import { type FeedMarket, feedMarkets, restOf } from "./feed_markets.ts";
import { cpuNs, peakMiB, quantile } from "./measure.ts";
import { monotonicClock } from "./monotonic.ts";

/** How to reach the sender, and what it sends. */
export interface PacedOptions {
  readonly path: string;
  readonly port: number;
  readonly markets: number;
  readonly links: number;
}

/** Listens from the first START to the last END. */
export async function pacedFeed(options: PacedOptions): Promise<Record<string, number>> {
  const { path, port, markets, links } = options;
  const span = new Span(links);
  const ending = new AbortController();
  const feed = openFeed({
    hosts: { ...nowhere, marketSocket: `ws://127.0.0.1:${port}` },
    rest: restOf(inSendersOrder(readMarkets(path, markets), links)),
    watch: watchDefaults(),
    clock: machineWall,
    select: { minVolume24h: null, query: null, tagId: null, category: null, slugs: [] },
    maxMarkets: markets,
    held: () => [],
    heartbeatMs: 1_000 as Millis,
    idsPerLink: 2 * markets / links,
    idsPerFrame: 100,
    historyMs: 0 as Millis,
    truthTtlMs: 300_000 as Millis,
    discoveryEveryMs: 600_000 as Millis,
    resolutionEveryMs: 60_000 as Millis,
    patienceMs: 60_000 as Millis,
    socket: (url) => span.socket(url),
    record: { write: (timed) => span.folded(timed), flush: () => {}, close: () => {} },
    signal: ending.signal,
    // Nothing that a person should know may happen on the way.
    notice: (text) => {
      span.notices.push(text);
      ending.abort();
    },
  });
  const { figures } = await runEngine(feed, defaults(), () => {
    span.decided();
    if (span.isOver) ending.abort();
  });
  const { counts, up, recycles } = feed.status().machine;
  if (span.notices.length > 0) throw new Error(`Cannot measure: ${span.notices.join("; ")}`);
  if (Object.keys(recycles).length > 0) throw new Error("Cannot measure: connections were lost");
  const { unreadable, mismatches, levels } = counts;
  return { ...span.figures(), up, levels, unreadable, mismatches, rows: figures.rows };
}

/** What one connection carries together, in the order in which the pool fills connections. */
function inSendersOrder(markets: readonly FeedMarket[], links: number): readonly FeedMarket[] {
  const byLink = Map.groupBy(markets.keys(), (i) => i % links);
  return [...byLink.values()].flat().flatMap((i) => markets[i] ?? []);
}

function readMarkets(path: string, markets: number): readonly FeedMarket[] {
  const lines = Deno.readTextFileSync(path).split("\n", 2 * markets);
  return feedMarkets(lines);
}

/** The stretch that is measured. */
class Span {
  readonly notices: string[] = [];
  readonly #links: number;
  readonly #clock = monotonicClock();
  #opened = 0;
  #ended = 0;
  #running = false;
  /** Time and CPU at the first START, then what passed until the last END. */
  #ms = 0;
  #cpu = 0;
  /** Frames that came, the snapshots too, and those of them that the machine has seen. */
  #received = 0;
  #folded = 0;
  /** Frames that came after their connection's START. */
  #messages = 0;
  /** When those of the present batch were sent. */
  #sent: number[] = [];
  readonly #latencies: number[] = [];

  constructor(links: number) {
    this.#links = links;
  }

  get isOver(): boolean {
    return this.#ended === this.#links && this.#folded === this.#received;
  }

  socket(url: string): WebSocket {
    const socket = new WebSocket(`${url}/${this.#opened++}`);
    // The sender does not listen: what it was told and did not read makes it reset the connection.
    socket.send = () => {};
    let started = false;
    socket.addEventListener("message", (event) => {
      const text = event.data as string;
      if (text !== "START" && text !== "END") {
        this.#received++;
        if (started) this.#messages++;
        return;
      }
      // The sender's words, which no venue says.
      event.stopImmediatePropagation();
      started = true;
      if (text === "END") this.#end();
      else this.#begin();
    });
    return socket;
  }

  folded({ line }: TimedLine): void {
    if (line.kind !== "frame") return;
    this.#folded++;
    const sent = sentAt(line.text);
    if (sent !== null) this.#sent.push(sent);
  }

  /** What was folded has been through the engine. */
  decided(): void {
    if (this.#sent.length === 0) return;
    const now = this.#clock();
    for (const at of this.#sent) this.#latencies.push(now - at);
    this.#sent = [];
  }

  figures(): Record<string, number> {
    const of = (share: number) => quantile(this.#latencies, share);
    return {
      messages: this.#messages,
      rate: this.#messages / this.#ms * 1e3,
      cpu_pct: this.#cpu / this.#ms / 1e4,
      ns_msg: this.#cpu / this.#messages,
      p50_ms: of(0.5),
      p90_ms: of(0.9),
      p99_ms: of(0.99),
      p999_ms: of(0.999),
      max_ms: of(1),
      peak_mib: peakMiB(),
    };
  }

  #begin(): void {
    if (this.#running) return;
    this.#running = true;
    this.#ms = -performance.now();
    this.#cpu = -cpuNs();
  }

  #end(): void {
    if (++this.#ended < this.#links) return;
    this.#ms += performance.now();
    this.#cpu += cpuNs();
  }
}

const STAMP_DIGITS = 20;

/** The sender's time in milliseconds, which it writes over the hash of a price_change. */
function sentAt(text: string): number | null {
  if (!text.endsWith('"price_change"}')) return null;
  const at = text.indexOf('"hash":"') + 8;
  return Number(text.slice(at, at + STAMP_DIGITS)) / 1e6;
}

const nowhere = { gamma: "", clob: "", data: "", geoblock: "" };
