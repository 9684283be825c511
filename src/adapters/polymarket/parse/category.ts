// What a market is about. Reports and the reversion posterior group by it, and the configuration
// excludes by it, so the names are few and the same as those of recordings.
import type { Drift } from "./drift.ts";
import { isObject, type JsonObject, textOf } from "./json.ts";

// The first topic with a word among the tags decides, so the specific stand before the general.
const TOPICS: readonly (readonly [category: string, tags: ReadonlySet<string>])[] = [
  topic("weather", "climate temperature hurricanes natural-disasters"),
  topic("crypto", "crypto-prices bitcoin ethereum solana xrp dogecoin nfts"),
  topic("mentions", "mention-markets tweet-markets"),
  topic("geopolitics", "middle-east ukraine israel iran gaza taiwan venezuela"),
  topic(
    "sports",
    "games esports soccer basketball football baseball hockey tennis golf cricket boxing mma nba " +
      "nfl mlb nhl epl ucl ufc f1 formula-1 olympics",
  ),
  topic("politics", "elections us-politics us-current-affairs global-elections world-elections"),
  topic("technology", "tech ai science big-tech"),
  topic("economics", "economy economic-policy fed fed-rates inflation"),
  topic("finance", "business stocks earnings ipos commodities"),
  topic("culture", "pop-culture movies music awards celebrities"),
  topic("world", ""),
];

function topic(category: string, others: string): readonly [string, ReadonlySet<string>] {
  return [category, new Set([category, ...others.split(" ").filter((tag) => tag !== "")])];
}

/**
 * The category of a market of Gamma, lower case; "other" when nothing says.
 *
 * The topic comes from the tags of the market's event or of the market; without a tag known here
 * from `category`, which only old markets have; then from `feeType`, whose stem is a topic
 * (`crypto_fees_v2`; `general_fees` is none); then from `sportsMarketType` or a slug of league,
 * sides and day (`nba-mil-mia-2026-03-12`).
 *
 * Two kinds go before that. `crypto-5m`, `crypto-15m`, `crypto-1h`: up-or-down windows, by their
 * slug (`btc-updown-5m-1795305600`) or their tags. `sports-live`: played while it trades, by
 * `sportsMarketType`, by `gameStartTime` with a `secondsDelay`, or for sports by any of these or
 * the slug. A delay alone is none: temperature markets have had one.
 */
export function categoryOf(market: JsonObject, drift?: Drift): string {
  const slug = textOf(market, "slug") ?? "";
  const tags = tagsOf(market);
  const window = windowOf(slug, tags);
  if (window !== null) return `crypto-${window}`;
  const game = textOf(market, "sportsMarketType") !== null;
  const league = /^[a-z0-9]{2,6}(-[a-z0-9]+){2,3}-20\d\d-\d\d-\d\d/.test(slug);
  const about = topicOf(tags) ?? oldTopic(market) ?? feeTopic(market, drift) ??
    (game || league ? "sports" : "other");
  const starts = textOf(market, "gameStartTime") !== null;
  const delay = Number(market["secondsDelay"]) > 0;
  if (game || (starts && delay)) return "sports-live";
  return about === "sports" && (starts || delay || league) ? "sports-live" : about;
}

function windowOf(slug: string, tags: readonly string[]): string | null {
  const named = /-updown-(\d+[mhd])\b/.exec(slug);
  if (named?.[1] !== undefined) return named[1];
  if (!tags.includes("up-or-down") || topicOf(tags) !== "crypto") return null;
  return tags.find((tag) => /^\d+[mhd]$/.test(tag)) ?? null;
}

function topicOf(tags: readonly string[]): string | null {
  const found = TOPICS.find(([, words]) => tags.some((tag) => words.has(tag)));
  return found?.[0] ?? null;
}

/** Slugs of the tags of the market and of its events, lower case. */
function tagsOf(market: JsonObject): readonly string[] {
  return [market, ...listOf(market["events"])].flatMap((holder) =>
    listOf(holder["tags"]).map((tag) => slugOf(textOf(tag, "slug") ?? textOf(tag, "label") ?? ""))
  );
}

function listOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function slugOf(text: string): string {
  return text.trim().toLowerCase().replace(/\s+/g, "-");
}

function oldTopic(market: JsonObject): string | null {
  const word = textOf(market, "category");
  return word === null ? null : topicOf([slugOf(word)]);
}

function feeTopic(market: JsonObject, drift: Drift | undefined): string | null {
  const type = textOf(market, "feeType");
  if (type === null) return null;
  const stem = type.toLowerCase().replace(/_fees?(_v\d+)?$/, "");
  const found = topicOf([stem]);
  if (found === null && stem !== "general") drift?.seen("gamma market", `feeType = "${type}"`);
  return found;
}
