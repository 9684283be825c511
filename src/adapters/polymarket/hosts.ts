import type { VenueHosts } from "./types.ts";

/** The venue itself (Data API with its version). */
export const venueHosts: VenueHosts = {
  gamma: "https://gamma-api.polymarket.com",
  clob: "https://clob.polymarket.com",
  data: "https://data-api.polymarket.com/v2",
  marketSocket: "wss://ws-subscriptions-clob.polymarket.com/ws/market",
  geoblock: "https://polymarket.com/api/geoblock",
};

/** A sandbox that serves everything at one base URL. Throws RangeError where {@link baseProblem} says why. */
export function hostsAt(base: string): VenueHosts {
  const problem = baseProblem(base);
  // The base itself is not in the message: it may hold a password.
  if (problem !== null) throw new RangeError(`Cannot use this base URL for a venue: ${problem}`);
  const root = base.replace(/\/+$/, "");
  return {
    gamma: `${root}/gamma`,
    clob: root,
    data: `${root}/data-api/v2`,
    marketSocket: `${root.replace(/^http/i, "ws")}/ws/market`,
    geoblock: `${root}/api/geoblock`,
  };
}

/** Why `base` cannot be the base URL of a venue; null when it can. */
export function baseProblem(base: string): string | null {
  const url = URL.parse(base);
  if (url === null) return "it is no URL, wanted one like http://127.0.0.1:8080";
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    return `it begins with ${url.protocol}, wanted http: or https:`;
  }
  if (url.username !== "" || url.password !== "") return "it holds a user name or password";
  if (url.search !== "" || url.hash !== "") return "it holds a query or a fragment";
  return null;
}
