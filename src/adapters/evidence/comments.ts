// Public comments on a market's event, from Gamma.
import { cutText, plainLine } from "../../core/advice/plain_text.ts";
import { type Millis, millis } from "../../core/types/units.ts";
import { counted, type Draft, type Found, keyOf, timeOf } from "./draft.ts";
import type { Fetched } from "./fetch_json.ts";
import { field, textIn } from "./json.ts";
import { type EvidenceLimits, rawLength } from "./limits.ts";

/** More are asked for than are kept: some are later than the question, some are said twice. */
const ASKED = 60;
const NAME_LENGTH = 40;

/** Where comments are asked for. */
export function commentsUrl(gamma: string, event: string): string {
  return `${gamma}/comments?parent_entity_type=Event&parent_entity_id=${event}` +
    `&limit=${ASKED}&order=createdAt&ascending=false`;
}

/** The newest comments before `until`, newest first, none said twice. */
export function commentsIn(
  { json, at }: Fetched,
  until: Millis,
  { url, limits }: { readonly url: string; readonly limits: EvidenceLimits },
): Found {
  if (!Array.isArray(json)) {
    return { drafts: [], missing: ["Comments could not be read: the answer is no list."] };
  }
  const dated = json.flatMap((row: unknown) => draftOf(row, at, url, limits) ?? []);
  const unread = json.length - dated.length;
  const later = dated.filter(({ publishedAt }) => publishedAt > until).length;
  const seen = new Set<string>();
  const drafts = dated
    .filter(({ publishedAt }) =>
      publishedAt <= until && publishedAt >= millis(Math.max(0, until - limits.commentAgeMs))
    )
    .sort((a, b) => b.publishedAt - a.publishedAt || (a.text < b.text ? -1 : 1))
    .filter(({ text }) => seen.size < seen.add(keyOf(text) || text).size)
    .slice(0, limits.comments);
  return {
    drafts,
    missing: [
      ...(later === 0
        ? []
        : [`${counted(later, "comment was", "comments were")} left out: later than the question.`]),
      ...(unread === 0 ? [] : [`${counted(unread, "comment", "comments")} could not be read.`]),
    ],
  };
}

/** null: not what a comment looks like, or of no known time. */
function draftOf(
  row: unknown,
  at: Millis,
  url: string,
  limits: EvidenceLimits,
): Draft & { readonly publishedAt: Millis } | null {
  const body = textIn(row, "body");
  const publishedAt = timeOf(textIn(row, "createdAt"));
  if (body === null || publishedAt === null) return null;
  const profile = field(row, "profile");
  const isPublic = field(profile, "displayUsernamePublic") !== false;
  const most = rawLength("comment", limits);
  const name = (isPublic ? textIn(profile, "name") : null) ?? textIn(profile, "pseudonym") ?? "";
  const text = cutText(plainLine(body.slice(0, most)), limits.commentLength);
  return text === "" ? null : {
    kind: "comment",
    source: cutText(plainLine(name.slice(0, most)), NAME_LENGTH) || "somebody",
    title: "",
    text,
    raw: [body, name],
    url,
    publishedAt,
    fetchedAt: at,
  };
}
