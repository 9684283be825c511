// A venue's feed as the commands want it: limits from the configuration, selection from the options.
import { type Feed, openFeed } from "../adapters/polymarket/feed.ts";
import { createRateBudget } from "../adapters/polymarket/rate_budget.ts";
import type { RawSink } from "../adapters/polymarket/raw_tape.ts";
import { createRest, type Rest } from "../adapters/polymarket/rest.ts";
import type { Select } from "../adapters/polymarket/select.ts";
import type { WatchConfig } from "../adapters/polymarket/types.ts";
import { machineWall } from "../adapters/polymarket/wall.ts";
import type { SelectOptions } from "../cli/context.ts";
import type { LoadedConfig } from "../config/load.ts";
import type { SessionInput } from "../core/types/event.ts";
import type { MarketId } from "../core/types/ids.ts";
import { MICRO, type Millis, usdc } from "../core/types/units.ts";
import { duration } from "../report/format.ts";
import type { OpenVenue } from "./venue.ts";

/** Readings of a market's parameters that may be missed in a row. */
const TRUTHS_MISSED = 3;
/** Ids in one frame to the venue; thousands in one close the connection. */
const IDS_PER_FRAME = 100;

/** What a command's feed is made of. */
export interface LiveFeedInput {
  readonly venue: OpenVenue;
  readonly loaded: LoadedConfig;
  readonly version: string;
  readonly select: Select;
  /** Markets in which something is held, asked anew each time. */
  readonly held: () => readonly MarketId[];
  /** Markets of which nothing but the end is waited for. */
  readonly awaited?: () => readonly MarketId[];
  /** Whoever takes up an account. */
  readonly session?: SessionInput;
  readonly record: RawSink | null;
  readonly signal: AbortSignal;
  readonly notice: (text: string) => void;
}

/** The feed of a venue. */
export function openLiveFeed(input: LiveFeedInput): Feed {
  const { venue, loaded, select, held, record, signal, notice } = input;
  const limits = loaded.venue;
  return openFeed({
    name: venue.name,
    hosts: venue.hosts,
    rest: openRest(input),
    watch: watchOf(loaded, venue),
    clock: venue.clock,
    ...(venue.machine === null ? {} : { machine: venue.machine }),
    select,
    maxMarkets: limits.maxMarkets,
    held,
    heartbeatMs: loaded.runtime.heartbeatMs,
    idsPerLink: limits.idsPerConnection,
    idsPerFrame: IDS_PER_FRAME,
    historyMs: limits.warmupMs,
    truthTtlMs: limits.truthTtlMs,
    discoveryEveryMs: limits.discoveryMs,
    resolutionEveryMs: limits.resolutionMs,
    patienceMs: limits.patienceMs * venue.speed as Millis,
    ...(record === null ? {} : { record }),
    ...(input.awaited === undefined ? {} : { awaited: input.awaited }),
    ...(input.session === undefined ? {} : { session: input.session }),
    signal,
    notice,
  });
}

/** The public REST client of a venue. */
export function openRest(
  { venue, loaded, version, signal, notice }: Pick<
    LiveFeedInput,
    "venue" | "loaded" | "version" | "signal" | "notice"
  >,
): Rest {
  const { requestTimeoutMs: timeoutMs, patienceMs, rateShare: share } = loaded.venue;
  // Requests take their own time, also where the venue's runs faster.
  const wall = machineWall;
  return createRest({
    hosts: venue.hosts,
    wall,
    timeoutMs,
    patienceMs,
    userAgent: `polybot/${version}`,
    budget: createRateBudget({ wall, share }),
    signal,
    onNotice: notice,
  });
}

/** What the feed's watchdogs allow: time of the network, however fast the venue's own goes. */
export function watchOf(
  { venue }: Pick<LoadedConfig, "venue">,
  { speed }: Pick<OpenVenue, "speed">,
): WatchConfig {
  const scaled = (ms: Millis) => Math.round(ms * Math.max(1, speed)) as Millis;
  return {
    quietMs: scaled(venue.quietMs),
    frozenMs: scaled(venue.frozenMs),
    resyncMs: scaled(venue.resyncMs),
    assetCheckMs: scaled(venue.assetCheckMs),
    truthMaxAgeMs: scaled((venue.truthTtlMs * TRUTHS_MISSED) as Millis),
  };
}

/** What `--query`, `--tag` and `--min-volume` ask for. */
export function selectOf({ query, tag, minVolume }: SelectOptions): Select {
  const number = tag !== undefined && /^\d+$/.test(tag);
  return {
    minVolume24h: minVolume === undefined ? null : usdc(Math.round(minVolume * MICRO)),
    query: query ?? null,
    tagId: number ? tag : null,
    category: tag === undefined || number ? null : tag.toLowerCase(),
    slugs: [],
  };
}

/** Where a feed stands, in one line. */
export function feedLine(feed: Feed): string {
  const { markets, links, machine } = feed.status();
  const ages = links.flatMap(({ dataAgeMs }) => dataAgeMs === null ? [] : [dataAgeMs]);
  const connections = links.length === 1 ? "" : `${links.length} connections, `;
  const age = ages.length === 0 ? "no data yet" : `data ${duration(Math.max(...ages))} old`;
  return `${markets} markets, ${machine.up} with a book, ${connections}${age}`;
}
