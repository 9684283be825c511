// Headlines, from a search that answers like GDELT's DOC 2.0 API (gdeltproject.org: free, no key; it
// looks at the last three months and asks for one request in five seconds at most).
import { cutText, plainLine } from "../../core/advice/plain_text.ts";
import { type Millis, millis } from "../../core/types/units.ts";
import { counted, type Draft, type Found, keyOf, timeOf } from "./draft.ts";
import type { Fetched } from "./fetch_json.ts";
import { field, textIn } from "./json.ts";
import { type EvidenceLimits, rawLength } from "./limits.ts";

const MINUTE_MS = 60_000;

/**
 * Where headlines of the time before `until` are asked for. Whole minutes, so that questions of one
 * minute share an answer.
 */
export function newsUrl(
  base: string,
  query: string,
  until: Millis,
  { news, newsAgeMs }: Pick<EvidenceLimits, "news" | "newsAgeMs">,
): string {
  const end = Math.ceil(until / MINUTE_MS) * MINUTE_MS;
  const parameters = new URLSearchParams({
    query: `${query} sourcelang:english`,
    mode: "artlist",
    format: "json",
    maxrecords: String(news),
    sort: "datedesc",
    startdatetime: stamp(Math.max(0, end - newsAgeMs)),
    enddatetime: stamp(end),
  });
  return `${base}?${parameters}`;
}

/** The newest headlines before `until`, newest first, none said twice. */
export function newsIn(
  { json, at }: Fetched,
  until: Millis,
  limits: EvidenceLimits,
): Found {
  // An answer without articles is an empty object.
  const rows = field(json, "articles") ?? [];
  if (!Array.isArray(rows) || typeof json !== "object" || Array.isArray(json)) {
    return { drafts: [], missing: ["News could not be read: the answer is no list of articles."] };
  }
  const all = rows.flatMap((row: unknown) => draftOf(row, at, limits) ?? []);
  const later = all.filter(({ publishedAt }) => publishedAt > until).length;
  const seen = new Set<string>();
  const drafts = all
    .filter(({ publishedAt }) =>
      publishedAt <= until && publishedAt >= millis(Math.max(0, until - limits.newsAgeMs))
    )
    .sort((a, b) => b.publishedAt - a.publishedAt || (a.url < b.url ? -1 : 1))
    .filter(({ text }) => seen.size < seen.add(keyOf(text) || text).size)
    .slice(0, limits.news);
  const unread = rows.length - all.length;
  return {
    drafts,
    missing: [
      ...(later === 0 ? [] : [
        `${counted(later, "headline was", "headlines were")} left out: later than the question.`,
      ]),
      ...(unread === 0 ? [] : [`${counted(unread, "headline", "headlines")} could not be read.`]),
    ],
  };
}

/** null: not what an article looks like, or of no known time. */
function draftOf(
  row: unknown,
  at: Millis,
  limits: EvidenceLimits,
): Draft & { readonly publishedAt: Millis } | null {
  const raw = textIn(row, "title");
  const publishedAt = timeOf(textIn(row, "seendate"));
  if (raw === null || publishedAt === null) return null;
  const title = cutText(plainLine(raw.slice(0, rawLength("news", limits))), limits.headlineLength);
  const domain = textIn(row, "domain") ?? "";
  return title === "" ? null : {
    kind: "news",
    source: /^[a-z0-9.-]{1,80}$/i.test(domain) ? domain.toLowerCase() : "a site without a name",
    title,
    // Headlines only: the text behind one is anybody's page.
    text: title,
    raw: [raw, domain],
    url: (textIn(row, "url") ?? "").slice(0, 500),
    publishedAt,
    fetchedAt: at,
  };
}

/** YYYYMMDDHHMMSS in UTC. */
function stamp(at: number): string {
  return new Date(at).toISOString().replace(/[-:T]/g, "").slice(0, 14);
}
