// Folds a recording into a spike study. Memory grows with markets and events, not with rows.
import { bestAsk, bestBid } from "../../book.ts";
import { observe } from "../../observe.ts";
import { openEngine } from "../../step.ts";
import type { EngineConfig } from "../../types/config.ts";
import type { EngineEvent, Input } from "../../types/event.ts";
import type { LinkId, MarketId } from "../../types/ids.ts";
import type { Market } from "../../types/market.ts";
import type { MarketState } from "../../types/state.ts";
import { MICRO, type Millis, type Seq } from "../../types/units.ts";
import {
  addDecided,
  addMeasure,
  addSpike,
  addTouches,
  emptyCell,
  type SpikeCell,
} from "./cells.ts";
import type { SpikeRules } from "./rules.ts";
import { MarketWatch, type Spike, type SpikeListener } from "./watch.ts";

/** Which spikes a cell holds; `value` is "" for all. */
export interface Segment {
  readonly by: "all" | "category" | "level" | "size";
  readonly value: string;
}

/** Spikes of one segment, kind by kind in the order of the rules. */
export interface SegmentCells {
  readonly segment: Segment;
  readonly kinds: readonly SpikeCell[];
}

/** How long markets were looked at. */
export interface Exposure {
  markets: number;
  /** Pairs of a market and a UTC day on which it was seen. */
  marketDays: number;
  /** Milliseconds between two looks with no gap, and those that began in the range of prices. */
  seenMs: number;
  inRangeMs: number;
  /** Market-days of each event cluster. */
  readonly clusters: Map<string, number>;
}

interface Followed {
  readonly watch: MarketWatch;
  readonly id: MarketId;
  lastDay: number;
  settled: boolean;
}

const DAY_MS = 86_400_000;

/** A study that recordings are folded into, input by input in order of time. */
export class SpikeStudy {
  /** In the order in which segments were first met; "all" is first. */
  readonly segments: Map<string, SegmentCells> = new Map();
  /** By category; "" is all of them. */
  readonly exposure: Map<string, Exposure> = new Map();
  readonly rules: SpikeRules;
  readonly #engine;
  readonly #only: (market: Market) => boolean;
  readonly #followed = new Map<MarketId, Followed>();
  readonly #dirty = new Set<MarketState>();
  #now = 0 as Millis;
  #from: Millis | null = null;
  #seq = 0;

  constructor(
    rules: SpikeRules,
    config: EngineConfig,
    only: (market: Market) => boolean = () => true,
  ) {
    this.rules = rules;
    this.#engine = openEngine(config, 0);
    this.#only = only;
    this.#cellsOf({ by: "all", value: "" });
    this.#exposureOf("");
  }

  /** First and last time seen; null before the first input. */
  get span(): { readonly from: Millis; readonly to: Millis } | null {
    return this.#from === null ? null : { from: this.#from, to: this.#now };
  }

  /** Takes in one input. Times may not go back. */
  add(at: Millis, input: Input): void {
    const { stepMs } = this.rules;
    if (Math.floor(at / stepMs) > Math.floor(this.#now / stepMs)) this.#look();
    this.#from ??= at;
    if (at > this.#now) this.#now = at;
    if (input.kind === "heartbeat" || input.kind === "history") return;
    this.#seq += 1;
    const event = { ...input, at, seq: this.#seq as Seq } as EngineEvent;
    observe(this.#engine, event);
    switch (event.kind) {
      case "quote":
      case "book":
      case "level": {
        const token = this.#engine.tokens.get(event.token);
        if (token !== undefined) this.#dirty.add(token.state);
        return;
      }
      case "linkHeard":
        return this.#heard(event.link);
      case "resolved": {
        const winner = event.winner === null ? MICRO : event.winner === "yes" ? 2 * MICRO : 0;
        return this.#settle(event.market, winner);
      }
      default:
        return;
    }
  }

  /**
   * Ends every market; nothing may be added after it. A recording that was left before its end says
   * nothing of where its markets converge.
   */
  end(isWhole: boolean = true): void {
    this.#look();
    for (const followed of this.#followed.values()) {
      if (!followed.settled) followed.watch.end(this.#now, isWhole);
    }
    this.#followed.clear();
  }

  /** Looks at every market that changed since the last look, as it stood then. */
  #look(): void {
    for (const state of this.#dirty) {
      if (!state.up || state.awaitingSnapshot) continue;
      const followed = this.#follow(state.market);
      if (followed === null || followed.settled) continue;
      const [bid, ask] = [bestBid(state.book), bestAsk(state.book)];
      if (bid === 0 && ask === 0) continue;
      this.#countDay(followed, state.market);
      followed.watch.observe(this.#now, bid, ask);
    }
    this.#dirty.clear();
  }

  /** What a connection carries is as it was: a market that is still is no market that is gone. */
  #heard(link: LinkId): void {
    const due = this.#now - this.rules.maxGapMs / 2;
    for (const state of this.#engine.links.get(link) ?? []) {
      const lastAt = this.#followed.get(state.market.id)?.watch.lastAt ?? null;
      if (lastAt !== null && lastAt <= due) this.#dirty.add(state);
    }
  }

  #settle(id: MarketId, value: number): void {
    this.#look();
    const followed = this.#followed.get(id);
    if (followed === undefined || followed.settled) return;
    followed.watch.settle(this.#now, value);
    followed.settled = true;
  }

  #follow(market: Market): Followed | null {
    const known = this.#followed.get(market.id);
    if (known !== undefined) return known;
    if (!this.#only(market)) return null;
    const watch = new MarketWatch(this.rules, this.#listenerOf(market));
    const followed = { watch, id: market.id, lastDay: -1, settled: false };
    this.#followed.set(market.id, followed);
    for (const exposure of this.#exposuresOf(market.category)) exposure.markets += 1;
    return followed;
  }

  #countDay(followed: Followed, { category, group }: Market): void {
    const day = Math.floor(this.#now / DAY_MS);
    if (day === followed.lastDay) return;
    followed.lastDay = day;
    for (const exposure of this.#exposuresOf(category)) {
      exposure.marketDays += 1;
      exposure.clusters.set(group, (exposure.clusters.get(group) ?? 0) + 1);
    }
  }

  #listenerOf({ category, group }: Market): SpikeListener {
    const each = (spike: Spike, visit: (cell: SpikeCell) => void) => {
      for (const segment of segmentsOf(spike, category)) {
        visit(this.#cellsOf(segment).kinds[spike.kind] as SpikeCell);
      }
    };
    const exposures = this.#exposuresOf(category);
    return {
      crossed: (spike) => each(spike, (cell) => addSpike(cell, group, spike)),
      measured: (spike, horizon, later) =>
        each(spike, (cell) => addMeasure(cell, group, { spike, horizon, later })),
      ended: (spike, touches) => each(spike, (cell) => addTouches(cell, group, touches)),
      decided: (spike, back) => each(spike, (cell) => addDecided(cell, group, back)),
      seen: (ms, inRange) => {
        for (const exposure of exposures) {
          exposure.seenMs += ms;
          if (inRange) exposure.inRangeMs += ms;
        }
      },
    };
  }

  #cellsOf(segment: Segment): SegmentCells {
    const key = `${segment.by}:${segment.value}`;
    const known = this.segments.get(key);
    if (known !== undefined) return known;
    const { kinds, horizonsMs } = this.rules;
    const cells = { segment, kinds: kinds.map(() => emptyCell(horizonsMs.length)) };
    this.segments.set(key, cells);
    return cells;
  }

  /** Of all categories and of one; a market without a category counts once. */
  #exposuresOf(category: string): readonly Exposure[] {
    return [...new Set([this.#exposureOf(""), this.#exposureOf(category)])];
  }

  #exposureOf(category: string): Exposure {
    const known = this.exposure.get(category);
    if (known !== undefined) return known;
    const fresh = { markets: 0, marketDays: 0, seenMs: 0, inRangeMs: 0, clusters: new Map() };
    this.exposure.set(category, fresh);
    return fresh;
  }
}

/** Upper ends of price levels before a spike, as 1e-6. */
const levels = [200_000, 400_000, 600_000, 800_000, 1_000_000] as const;
const levelNames = [".10-.20", ".20-.40", ".40-.60", ".60-.80", ".80-.90"] as const;
/** Upper ends of sizes, as 1e-6. */
const sizes = [20_000, 50_000, 100_000, 200_000, Infinity] as const;
const sizeNames = ["under 2c", "2-5c", "5-10c", "10-20c", "20c and more"] as const;

/** Names of the levels and sizes, in order. */
export const segmentNames = { level: levelNames, size: sizeNames } as const;

/** The segments that a spike is in; a bound belongs to the segment above it. */
export function segmentsOf(
  { from, to }: Pick<Spike, "from" | "to">,
  category: string,
): readonly Segment[] {
  const level = levels.findIndex((end) => from < 2 * end);
  const size = sizes.findIndex((end) => Math.abs(to - from) < 2 * end);
  return [
    { by: "all", value: "" },
    { by: "category", value: category },
    { by: "level", value: levelNames[level] ?? "" },
    { by: "size", value: sizeNames[size] ?? "" },
  ];
}
