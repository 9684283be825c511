// Headlines: of news that moves a price, shortly before it does; of nothing in particular otherwise.
// A move without news has none, which is how the two can be told apart.
import { type Millis, millis } from "../../core/types/units.ts";
import { uniform } from "../world/chance.ts";
import { drawOf, textHash } from "../bedrock/draws.ts";
import type { ListedMarket, ScriptedMove } from "../types.ts";
import { lastMinute } from "./comments.ts";
import type { Subject } from "./evidence.ts";
import { fullText, pick, wordingOf } from "./wording.ts";

/** An article: its headline, and a text that only a search reads. */
export interface Article {
  readonly url: string;
  readonly title: string;
  readonly domain: string;
  readonly seenAt: Millis;
  readonly text: string;
}

const SLOT_MS = 21_600_000;
const SLOTS = 12;
const IDLE_SHARE = 0.6;
/** From the move; the first two are there before a bot can have noticed it. */
const TIMES: readonly (readonly [number, number])[] = [
  [-60_000, -5_000],
  [-5_000, 2_000],
  [120_000, 600_000],
];
const domains = ["wire.example", "daily.example", "courier.example", "observer.example"] as const;

const up = [
  "{subject} to {predicate}, officials say",
  "Breakthrough: {subject} now set to {predicate}",
  "{subject} clears the last hurdle and should {predicate}",
] as const;
const down = [
  "{subject} will not {predicate}, officials say",
  "Setback: {subject} unlikely to {predicate}",
  "Hopes fade that {subject} will {predicate}",
] as const;
const upOther = ["Officials point to yes: {subject}", "New figures favour yes: {subject}"] as const;
const downOther = ["Officials point to no: {subject}", "New figures favour no: {subject}"] as const;
const idle = [
  "What to know about {code}",
  "{code}: the calendar of the weeks ahead",
  "Readers ask: how {code} came about",
  "Opinion: why {code} matters less than it seems",
] as const;
const general = [
  "Markets quiet ahead of the holiday",
  "Ports report a busy week",
  "Weather: a mild weekend ahead",
  "Museum opens a new wing to visitors",
] as const;

/** Articles about an event that were published by now, in no order. */
export function articlesOf(subject: Subject): readonly Article[] {
  const { now, moves } = subject;
  const news = moves.filter(({ kind }) => kind === "news").flatMap((move) => newsOf(subject, move));
  return [...news, ...background(subject)].filter(({ seenAt }) => seenAt <= now);
}

/** An article with a headline of somebody's choice, of the minute before. */
export function plantedArticle(subject: Subject, text: string): Article {
  const { markets } = subject;
  const code = markets[0] === undefined ? "" : wordingOf(markets[0]).code;
  return anArticle(subject, { title: `${code}: ${text}`, seenAt: lastMinute(subject.now) });
}

/** Articles about no market, of the last hours. */
export function generalNews(seed: number, now: Millis): readonly Article[] {
  const last = Math.floor(now / SLOT_MS);
  return Array.from({ length: SLOTS }, (_, i) => last - i).flatMap((slot) => {
    const draw = drawOf(seed, "general", slot);
    const seenAt = millis(Math.floor((slot + draw.next()) * SLOT_MS));
    return seenAt > now ? [] : [published(pick(general, draw.next()), seenAt, "")];
  });
}

function newsOf(subject: Subject, move: ScriptedMove): readonly Article[] {
  const market = subject.markets.find(({ id }) => id === move.market);
  if (market === undefined) return [];
  const draw = drawOf(subject.seed, "news", move.market, move.at);
  const start = draw.next();
  return TIMES.map((span, i) => {
    const seenAt = millis(Math.floor(move.at + uniform(draw, span)));
    const place = (start + i / TIMES.length) % 1;
    return anArticle(subject, { title: headline(market, move.size > 0, place), seenAt });
  });
}

function headline(market: ListedMarket, isUp: boolean, draw: number): string {
  const { subject, predicate } = wordingOf(market);
  const text = predicate === null
    ? pick(isUp ? upOther : downOther, draw)
    : pick(isUp ? up : down, draw);
  const worded = text.replaceAll("{subject}", subject).replaceAll("{predicate}", predicate ?? "");
  return `${worded.slice(0, 1).toUpperCase()}${worded.slice(1)}`;
}

function background(subject: Subject): readonly Article[] {
  const { seed, now, event, markets } = subject;
  const last = Math.floor(now / SLOT_MS);
  return Array.from({ length: SLOTS }, (_, i) => last - i).flatMap((slot) => {
    const draw = drawOf(seed, "background", event.id, slot);
    const market = markets[Math.floor(draw.next() * markets.length)];
    if (market === undefined || draw.next() >= IDLE_SHARE) return [];
    const seenAt = millis(Math.floor((slot + draw.next()) * SLOT_MS));
    const title = pick(idle, draw.next()).replaceAll("{code}", wordingOf(market).code);
    return seenAt < market.startAt ? [] : [anArticle(subject, { title, seenAt })];
  });
}

function anArticle(
  { event, markets }: Subject,
  { title, seenAt }: Pick<Article, "title" | "seenAt">,
): Article {
  return published(title, seenAt, fullText(event, markets));
}

function published(title: string, seenAt: Millis, about: string): Article {
  const hash = textHash(`${title} ${seenAt}`);
  const domain = pick(domains, hash / 2 ** 32);
  const slug = title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").slice(0, 60).replace(/-$/, "");
  const day = new Date(seenAt).toISOString().slice(0, 10).replaceAll("-", "/");
  return {
    url: `https://${domain}/${day}/${slug}-${hash.toString(16)}`,
    title,
    domain,
    seenAt,
    text: `${title} ${about}`,
  };
}
