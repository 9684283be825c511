/** The part of taker fees that makers of a category get back, as the venue's fee page says. */
export function rebateOf(category: string): number {
  if (category === "crypto") return 0.2;
  return category === "sports" ? 0.15 : 0.25;
}

/** The venue's word for the fees of a category; only that of crypto was ever seen. */
export function feeTypeOf(category: string): string {
  return category === "crypto" ? "crypto_fees_v2" : `${category}_fees`;
}
