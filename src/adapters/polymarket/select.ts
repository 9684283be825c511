// Which of the venue's markets are watched, and, where none is, what left none.
import type { Usdc } from "../../core/types/units.ts";
import { MICRO } from "../../core/types/units.ts";
import type { MarketsQuery } from "./rest.ts";
import type { GammaMarket } from "./types.ts";

/** What a market must be, beside tradeable; null and empty: anything. */
export interface Select {
  readonly minVolume24h: Usdc | null;
  /** Every word of it occurs in question, slug or category. */
  readonly query: string | null;
  /** The venue's number of a tag. */
  readonly tagId: string | null;
  /** A word of parse/category.ts. */
  readonly category: string | null;
  /** These and no others. */
  readonly slugs: readonly string[];
}

const MAX_PAGES = 200;

/** What to ask the venue for, the most traded first. */
export function queriesOf({ minVolume24h, tagId, slugs }: Select): readonly MarketsQuery[] {
  const query: MarketsQuery = {
    maxPages: MAX_PAGES,
    order: "volume24hr",
    ...(minVolume24h === null ? {} : { minVolume24h }),
    ...(tagId === null ? {} : { tagId }),
  };
  if (slugs.length === 0) return [query];
  return slugs.map((slug) => ({ ...query, slug, maxPages: 1 }));
}

/** Markets that passed each test, in the order of the tests. */
export interface Tally {
  listed: number;
  traded: number;
  matching: number;
  open: number;
  accepted: number;
}

export function newTally(): Tally {
  return { listed: 0, traded: 0, matching: 0, open: 0, accepted: 0 };
}

/** True for a market that is wanted by what Gamma says of it; counts it in `tally`. */
export function isWanted(market: GammaMarket, select: Select, tally: Tally): boolean {
  tally.listed++;
  if (!isTraded(market, select)) return false;
  tally.traded++;
  if (!isNamed(market, select)) return false;
  tally.matching++;
  if (market.refusal !== null) return false;
  tally.open++;
  return true;
}

/** True for a market with the volume that is asked for; one whose volume is not known has none. */
export function isTraded(market: GammaMarket, { minVolume24h }: Select): boolean {
  if (minVolume24h === null || minVolume24h <= 0) return true;
  return market.volume24h !== null && market.volume24h >= minVolume24h;
}

function isNamed(market: GammaMarket, { query, category, slugs }: Select): boolean {
  if (category !== null && market.category !== category) return false;
  if (slugs.length > 0 && !slugs.includes(market.slug)) return false;
  const text = `${market.question} ${market.slug} ${market.category}`.toLowerCase();
  const words = (query ?? "").toLowerCase().split(/\s+/);
  return words.every((word) => text.includes(word));
}

/** Which test the last markets failed, for a person. */
export function emptyBecause(tally: Tally, select: Select): string {
  const { listed, traded, matching, open } = tally;
  if (listed === 0) return `the venue lists no market${asked(select)}`;
  if (traded === 0) {
    const dollars = Math.ceil((select.minVolume24h ?? 0) / MICRO);
    return `none of ${listed} markets traded ${dollars} dollars in 24 hours (minimum volume)`;
  }
  if (matching === 0) return `none of ${traded} markets is called that${asked(select)}`;
  if (open === 0) return `none of ${matching} markets is open for trading on Gamma`;
  return `none of ${open} markets is open for trading on the CLOB`;
}

function asked({ query, category, tagId, slugs }: Select): string {
  const parts = [
    query === null ? "" : `query ${JSON.stringify(query)}`,
    category === null ? "" : `category ${category}`,
    tagId === null ? "" : `tag ${tagId}`,
    slugs.length === 0 ? "" : `slug ${slugs.join(", ")}`,
  ].filter((part) => part !== "");
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}
