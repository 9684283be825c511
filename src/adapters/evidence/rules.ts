// A market's own words, from Gamma.
import { cutText, plainLine, plainText } from "../../core/advice/plain_text.ts";
import type { MarketId } from "../../core/types/ids.ts";
import type { Draft } from "./draft.ts";
import type { Fetched } from "./fetch_json.ts";
import { field, textIn } from "./json.ts";
import { type EvidenceLimits, rawLength } from "./limits.ts";

/** The market in an answer, and the event it belongs to. */
export interface MarketWords {
  /** null: it states none. */
  readonly rules: Draft | null;
  /** Gamma's number of the event; null: comments cannot be asked for. */
  readonly event: string | null;
}

/** True for what the venue calls a market; recordings name theirs otherwise. */
export function isConditionId(market: string): boolean {
  return /^0x[0-9a-f]{64}$/i.test(market);
}

/** Where a market is asked for. */
export function marketUrl(gamma: string, market: MarketId): string {
  return `${gamma}/markets/keyset?limit=1&condition_ids=${market}`;
}

/** The words of `market` in an answer; null when the market is not in it. */
export function marketWords(
  { json, at }: Fetched,
  market: MarketId,
  { url, limits }: { readonly url: string; readonly limits: EvidenceLimits },
): MarketWords | null {
  const markets = field(json, "markets");
  if (!Array.isArray(markets)) return null;
  const found: unknown = markets.find((each: unknown) =>
    textIn(each, "conditionId")?.toLowerCase() === market.toLowerCase()
  );
  if (found === undefined) return null;
  const events = field(found, "events");
  const event: unknown = Array.isArray(events) ? events[0] : undefined;
  const id = textIn(event, "id");
  const title = textIn(found, "question") ?? "";
  const description = textIn(found, "description") ?? textIn(event, "description") ?? "";
  const judge = textIn(found, "resolutionSource") ?? "";
  const most = rawLength("rules", limits);
  const said = judge === "" ? "" : `\nResolution source: ${plainLine(judge.slice(0, most))}`;
  const text = plainText(description.slice(0, most)) + said;
  return {
    event: id !== null && /^\d{1,12}$/.test(id) ? id : null,
    rules: text === "" ? null : {
      kind: "rules",
      source: "market rules",
      title: cutText(plainLine(title.slice(0, most)), limits.headlineLength),
      text: cutText(text.trim(), limits.rulesLength),
      raw: [title, description, judge],
      url,
      // Rules are made clearer while a market runs, and nobody says when.
      publishedAt: null,
      fetchedAt: at,
    },
  };
}
