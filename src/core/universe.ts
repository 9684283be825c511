import type { UniverseConfig } from "./types/config.ts";
import type { Market } from "./types/market.ts";
import type { Refusal } from "./types/refusal.ts";

/** Why a market may not be entered at all, whatever its time and our money; empty: it may. */
export function universeRefusals(
  market: Market,
  mid: number,
  config: UniverseConfig,
): readonly Refusal[] {
  const refusals: Refusal[] = [];
  const text = { value: null, limit: null, unit: "text" } as const;
  if (market.fee === null) refusals.push({ rule: "feeUnknown", ...text });
  if (config.excludedCategories.includes(market.category)) {
    refusals.push({ rule: "category", ...text, note: market.category });
  }
  if (config.excludedSlugs.includes(market.slug)) {
    refusals.push({ rule: "slug", ...text, note: market.slug });
  }
  const micro = Math.round(mid * 1e6);
  if (micro < config.minPrice) {
    refusals.push({ rule: "priceRange", value: micro, limit: config.minPrice, unit: "price" });
  } else if (micro > config.maxPrice) {
    refusals.push({ rule: "priceRange", value: micro, limit: config.maxPrice, unit: "price" });
  }
  return refusals;
}
