// Events: markets that belong together. Their sums are numbers where those of markets are texts.
import type { Millis } from "../../core/types/units.ts";
import type { World } from "../types.ts";
import { gammaMarket, type Snapshot } from "./gamma_market.ts";
import { dollars, isoTime } from "./parts.ts";

/** An event and its markets, as Gamma last saw them. */
export interface EventSnapshot {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly category: string;
  readonly rows: readonly Snapshot[];
  readonly startAt: Millis;
  readonly endAt: Millis;
  readonly closed: boolean;
  /** 1e-6 dollars. */
  readonly volume: number;
  readonly volume24h: number;
  /** Dollars. */
  readonly liquidity: number;
}

export interface Tag {
  readonly id: string;
  readonly label: string;
  readonly slug: string;
  readonly forceShow: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Events in the order of their first markets. */
export function eventsOf(snapshots: readonly Snapshot[]): readonly EventSnapshot[] {
  const groups = Map.groupBy(snapshots, ({ market }) => market.event.id);
  return [...groups.values()].flatMap((rows) => {
    const first = rows[0];
    if (first === undefined) return [];
    const sum = (of: (row: Snapshot) => number) => rows.reduce((total, row) => total + of(row), 0);
    return [{
      ...first.market.event,
      category: first.market.category,
      rows,
      startAt: Math.min(...rows.map(({ market }) => market.startAt)) as Millis,
      endAt: Math.max(...rows.map(({ market }) => market.endAt)) as Millis,
      closed: rows.every(({ status }) => status.closed),
      volume: sum(({ status }) => status.volume),
      volume24h: sum(({ status }) => status.volume24h),
      liquidity: Math.round(sum(({ liquidity }) => liquidity) * 10_000) / 10_000,
    }];
  });
}

/** An event with its markets in it. */
export function gammaEvent(
  event: EventSnapshot,
  world: Pick<World, "history">,
): Record<string, unknown> {
  const { rows } = event;
  const first = rows[0]?.market;
  const startDate = isoTime(event.startAt);
  const negRisk = first !== undefined && first.negRiskId !== null;
  return {
    id: event.id,
    ticker: event.slug,
    slug: event.slug,
    title: event.title,
    description: event.title,
    resolutionSource: "",
    startDate,
    creationDate: startDate,
    endDate: isoTime(event.endAt),
    image: "",
    icon: "",
    active: true,
    closed: event.closed,
    archived: false,
    new: false,
    featured: false,
    restricted: true,
    liquidity: event.liquidity,
    volume: dollars(event.volume),
    openInterest: dollars(Math.round(event.volume / 2)),
    createdAt: startDate,
    updatedAt: isoTime(Math.max(...rows.map(({ dates }) => dates.updatedAt))),
    competitive: 1,
    volume24hr: dollars(event.volume24h),
    volume1wk: dollars(Math.min(event.volume, 7 * event.volume24h)),
    volume1mo: dollars(Math.min(event.volume, 30 * event.volume24h)),
    volume1yr: dollars(event.volume),
    enableOrderBook: true,
    liquidityClob: event.liquidity,
    negRisk,
    ...(negRisk ? { negRiskMarketID: first.negRiskId } : {}),
    commentCount: 0,
    markets: rows.map((row) => gammaMarket(row, (...asked) => world.history(...asked))),
    series: [],
    tags: [tagOf(event.category)],
    cyom: false,
    showAllOutcomes: true,
    showMarketImages: true,
    enableNegRisk: negRisk,
    automaticallyActive: true,
    negRiskAugmented: false,
    pendingDeployment: false,
    deploying: false,
    version: first?.version ?? "v1",
  };
}

/** Tags in use. */
export function tagsOf(snapshots: readonly Snapshot[]): readonly Tag[] {
  const slugs = [...new Set(snapshots.map(({ market }) => market.category))];
  return slugs.sort().map(tagOf);
}

/** A tag's id is a function of its slug, so that it is the same in every sandbox. */
function tagOf(slug: string): Tag {
  let hash = 0;
  for (const char of slug) hash = (hash * 31 + char.charCodeAt(0)) % 100_003;
  return {
    id: slug === "politics" ? "2" : String(100_000 + hash),
    label: slug.slice(0, 1).toUpperCase() + slug.slice(1),
    slug,
    forceShow: false,
    createdAt: "2023-11-02T21:04:00Z",
    updatedAt: "2026-03-09T22:28:03Z",
  };
}
