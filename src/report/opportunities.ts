// What a scan of the venue found: markets with what it would cost to trade them, and why not.
import type { Opportunity } from "../core/entry/opportunity.ts";
import type { Market } from "../core/types/market.ts";
import type { Millis } from "../core/types/units.ts";
import { plain, ratio } from "./format.ts";
import { type Cell, type Report, table } from "./report.ts";
import { refusalWords } from "./words.ts";

/** A market that was looked at. */
export interface Looked {
  readonly market: Market;
  readonly look: Opportunity;
}

/** A market that was not looked at closely, and why the venue does not trade it with us. */
export interface Passed {
  readonly slug: string;
  readonly reason: string;
}

/** What there is to sort by; the best comes first. */
export const sortKeys = ["volume", "hurdle", "spread", "depth", "ends", "price"] as const;
export type SortKey = (typeof sortKeys)[number];

/** A scan of the venue. */
export interface Scan {
  readonly at: Millis;
  readonly looked: readonly Looked[];
  readonly passed: readonly Passed[];
  readonly sort: SortKey;
  readonly limit: number;
  readonly stakeWords: string;
  readonly notes: readonly string[];
}

/** The markets in order, those that may be traded before those that may not. */
export function opportunities(scan: Scan): readonly Report[] {
  const { at, looked, limit, sort } = scan;
  const sorted = looked.toSorted((a, b) =>
    Number(a.look.refusals.length > 0) - Number(b.look.refusals.length > 0) ||
    order[sort](a, b) || (a.market.slug < b.market.slug ? -1 : 1)
  );
  const tradeable = looked.filter(({ look }) => look.refusals.length === 0).length;
  const rows = sorted.slice(0, limit).map(({ market, look }): Cell[] => [
    market.slug,
    market.category,
    look.mid === null ? null : Math.round(look.mid),
    look.spread,
    look.depth,
    market.volume24h,
    market.endAt === null ? null : market.endAt - at,
    market.fee === null ? "unknown" : market.fee.rate === 0 ? "none" : ratio(market.fee.rate),
    look.hurdle,
    look.refusals.length === 0 ? "yes" : look.refusals.map((r) => refusalWords(r)).join("; "),
  ]);
  // A terminal has no room for all of them, but what was sorted by is seen.
  const unless = (key: SortKey) => sort === key ? {} : { detail: true } as const;
  const notes = [
    ...scan.notes,
    `${tradeable} of ${looked.length} markets can be traded; ` +
    `hurdle: lost on a share by buying ${scan.stakeWords} and selling at once, fees included.`,
  ];
  return [
    table({ name: "opportunities", title: "Markets", notes }, [
      { key: "market", label: "market", unit: "text", width: 40 },
      { key: "category", label: "category", unit: "text", detail: true },
      { key: "price", label: "price", unit: "price" },
      { key: "spread", label: "spread", unit: "price" },
      { key: "depth", label: "depth", unit: "shares", ...unless("depth") },
      { key: "volume24h", label: "24 h volume", unit: "usd" },
      { key: "endsIn", label: "ends in", unit: "ms", ...unless("ends") },
      { key: "fee", label: "fee rate", unit: "text", detail: true },
      { key: "hurdle", label: "hurdle", unit: "cents" },
      { key: "tradeable", label: "tradeable", unit: "text" },
    ], rows),
    ...passedReport(scan.passed),
  ];
}

function passedReport(passed: readonly Passed[]): readonly Report[] {
  if (passed.length === 0) return [];
  const counts = new Map<string, { count: number; example: string }>();
  for (const { slug, reason } of passed) {
    const known = counts.get(reason);
    counts.set(reason, { count: (known?.count ?? 0) + 1, example: known?.example ?? plain(slug) });
  }
  const rows = [...counts].map(([reason, { count, example }]): Cell[] => [count, reason, example]);
  return [
    table({ name: "passedOver", title: "Passed over", notes: [] }, [
      { key: "markets", label: "markets", unit: "count", summed: true },
      { key: "reason", label: "reason", unit: "text" },
      { key: "example", label: "for example", unit: "text", width: 40 },
    ], rows.toSorted((a, b) => (b[0] as number) - (a[0] as number))),
  ];
}

type Compare = (a: Looked, b: Looked) => number;

/** What is not known comes last. */
const order: Readonly<Record<SortKey, Compare>> = {
  volume: (a, b) => (b.market.volume24h ?? -1) - (a.market.volume24h ?? -1),
  hurdle: (a, b) => least(a.look.hurdle, b.look.hurdle),
  spread: (a, b) => least(a.look.spread, b.look.spread),
  depth: (a, b) => b.look.depth - a.look.depth,
  ends: (a, b) => least(a.market.endAt, b.market.endAt),
  price: (a, b) => least(distance(a), distance(b)),
};

function least(a: number | null, b: number | null): number {
  return a === b ? 0 : a === null ? 1 : b === null ? -1 : a - b;
}

/** From the middle, where a cent is least of the price. */
function distance({ look }: Looked): number | null {
  return look.mid === null ? null : Math.abs(look.mid - 500_000);
}
