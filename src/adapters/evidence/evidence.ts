// What models may read about a question: the market's rules, headlines, and comments.
//
// 1. gather never rejects: what could not be had is one sentence in `missing`, in our own words.
// 2. Nothing that was published after the question is in it.
// 3. Texts are plain and bounded; whatever reads like instructions is flagged, also what was hidden.
// 4. Ids stand for the order: rules, news from the newest, comments from the newest.
import type { Question } from "../../core/types/advice.ts";
import { millis } from "../../core/types/units.ts";
import type { Clock, Evidence, EvidenceItem, Gathered } from "../../ports.ts";
import { type Archive, openArchive } from "./archive.ts";
import { commentsIn, commentsUrl } from "./comments.ts";
import type { Draft, Found } from "./draft.ts";
import { createFetchJson, type Fetch, type FetchJson } from "./fetch_json.ts";
import type { EvidenceHosts } from "./hosts.ts";
import { createJudge } from "./judge.ts";
import { type EvidenceLimits, usualLimits } from "./limits.ts";
import { newsIn, newsUrl } from "./news.ts";
import { newsQuery } from "./news_query.ts";
import { createQueue, type Queue } from "./queue.ts";
import { isConditionId, marketUrl, marketWords } from "./rules.ts";

/** What evidence is made of. */
export interface EvidenceParts {
  readonly hosts: EvidenceHosts;
  readonly fetch: Fetch;
  /** Its time is that of questions, and may run faster than its timers. */
  readonly clock: Clock;
  /** Folder of the archive; null: nothing is kept. */
  readonly archive: string | null;
  /** Hex SHA-256. */
  readonly hash: (text: string) => string;
  /** False: comments are not asked for. */
  readonly comments: boolean;
  /** `polybot/<version>`. */
  readonly userAgent: string;
  /** Instead of the usual ones. */
  readonly limits?: Partial<EvidenceLimits>;
}

interface Sources {
  readonly parts: EvidenceParts;
  readonly limits: EvidenceLimits;
  readonly fetchJson: FetchJson;
  readonly venue: Queue;
  readonly news: Queue;
  /** News is not asked before this time. */
  newsAt: number;
}

/** Evidence from the venue and a news search. */
export function openEvidence(parts: EvidenceParts): Evidence {
  const limits = { ...usualLimits, ...parts.limits };
  const { clock } = parts;
  const sources: Sources = {
    parts,
    limits,
    fetchJson: createFetchJson({
      fetch: (...asked) => parts.fetch(...asked),
      clock,
      userAgent: parts.userAgent,
      limits,
    }),
    venue: createQueue({
      clock,
      width: limits.venueWidth,
      gapMs: millis(0),
      mostWaiting: limits.venueQueue,
    }),
    news: createQueue({
      clock,
      width: 1,
      gapMs: limits.newsGapMs,
      mostWaiting: limits.newsQueue,
    }),
    newsAt: 0,
  };
  const archive = parts.archive === null ? null : openArchive(parts.archive, parts.hash);
  const judge = createJudge(parts.hash, limits);
  return {
    async gather(question, signal) {
      const [market, news] = await Promise.all([
        fromMarket(sources, question, signal),
        fromNews(sources, question, signal),
      ]);
      const isComment = ({ kind }: Draft) => kind === "comment";
      const drafts = [
        ...market.drafts.filter((draft) => !isComment(draft)),
        ...news.drafts,
        ...market.drafts.filter(isComment),
      ];
      const items = await judge(drafts);
      const unkept = await keep(archive, items, drafts);
      return { items, missing: [...market.missing, ...news.missing, ...unkept] } satisfies Gathered;
    },
  };
}

async function fromMarket(
  sources: Sources,
  { market, at }: Question,
  signal: AbortSignal,
): Promise<Found> {
  const { parts, limits } = sources;
  if (!isConditionId(market)) {
    return none("Rules and comments were not asked for: the market is not one of the venue's.");
  }
  const url = marketUrl(parts.hosts.gamma, market);
  const answer = await fromVenue(sources, url, "The market's rules", signal);
  if (typeof answer === "string") return none(answer);
  const words = marketWords(answer, market, { url, limits });
  if (words === null) return none("The market's rules could not be read: it is not in the answer.");
  const rules: Found = words.rules === null
    ? none("The market states no rules.")
    : { drafts: [words.rules], missing: [] };
  if (!parts.comments) return rules;
  if (words.event === null) {
    return joined(rules, none("Comments were not asked for: the market names no event."));
  }
  const commentsAt = commentsUrl(parts.hosts.gamma, words.event);
  const said = await fromVenue(sources, commentsAt, "Comments", signal);
  if (typeof said === "string") return joined(rules, none(said));
  return joined(rules, commentsIn(said, at, { url: commentsAt, limits }));
}

/** The answer, or the sentence that says why there is none. */
async function fromVenue(
  { fetchJson, venue }: Sources,
  url: string,
  what: string,
  signal: AbortSignal,
) {
  const answer = fetchJson.remembered(url) ??
    await venue.run(() => fetchJson(url, signal), signal);
  if (answer === "full") return `${what} could not be fetched: too many requests wait.`;
  if (answer === "aborted") return `${what} could not be fetched: there was no time left.`;
  if (!("ok" in answer)) return answer;
  return answer.ok ? answer.value : `${what} could not be fetched: ${answer.error.words}.`;
}

async function fromNews(
  sources: Sources,
  { question, at }: Question,
  signal: AbortSignal,
): Promise<Found> {
  const { parts, limits, fetchJson } = sources;
  const { clock, hosts } = parts;
  if (hosts.news === null) return { drafts: [], missing: [] };
  const query = newsQuery(question);
  if (query === null) {
    return none("News was not asked for: the question has no word to search for.");
  }
  const url = newsUrl(hosts.news, query, at, limits);
  const kept = fetchJson.remembered(url);
  if (kept !== null) return newsIn(kept, at, limits);
  const resting = "News was not asked for: it was asked too often a moment ago.";
  if (clock.now() < sources.newsAt) return none(resting);
  const answer = await sources.news.run(async () => {
    if (clock.now() < sources.newsAt) return null;
    const fetched = await fetchJson(url, signal);
    if (!fetched.ok && fetched.error.isThrottled) {
      sources.newsAt = clock.now() + limits.newsRestMs;
    }
    return fetched;
  }, signal);
  if (answer === null) return none(resting);
  if (answer === "full") return none("News was not asked for: too many requests wait.");
  if (answer === "aborted") return none("News was not asked for: its turn did not come in time.");
  if (!answer.ok) return none(`News could not be fetched: ${answer.error.words}.`);
  return newsIn(answer.value, at, limits);
}

async function keep(
  archive: Archive | null,
  items: readonly EvidenceItem[],
  drafts: readonly Draft[],
): Promise<readonly string[]> {
  if (archive === null || items.length === 0) return [];
  try {
    await archive.keep(items.map((item, i) => ({ item, url: drafts[i]?.url ?? "" })));
    return [];
  } catch (error) {
    // Whatever the disk says: a decision is not to fail on its archive.
    const name = error instanceof Error ? error.name : typeof error;
    return [`Evidence could not be kept in the archive: ${name}.`];
  }
}

function none(why: string): Found {
  return { drafts: [], missing: [why] };
}

function joined(a: Found, b: Found): Found {
  return { drafts: [...a.drafts, ...b.drafts], missing: [...a.missing, ...b.missing] };
}
