// Comments under an event: now and then one that says nothing, and after a move a burst of them, most
// of which think that it goes on. The crowd knows no better than the price what a move is worth.
import { type Millis, millis } from "../../core/types/units.ts";
import { uniform } from "../world/chance.ts";
import { drawOf, textHash } from "../bedrock/draws.ts";
import type { Hex, ScriptedMove } from "../types.ts";
import type { Subject } from "./evidence.ts";
import { pick, wordingOf } from "./wording.ts";

export interface Comment {
  readonly id: string;
  readonly body: string;
  readonly author: { readonly name: string; readonly address: Hex };
  readonly at: Millis;
  readonly reactions: number;
}

const HOUR_MS = 3_600_000;
const KEPT_MS = 24 * HOUR_MS;
const IDLE_SHARE = 0.35;
/** Of the comments after a move. */
const LEANING = 0.8;
const BURST: readonly [number, number] = [3, 6];
const BURST_MS: readonly [number, number] = [15_000, 900_000];

const idle = [
  "What exactly does {code} need to resolve to yes?",
  "Volume on {code} is thin today.",
  "Still holding {code}, no change of plan.",
  "When does {code} end? The rules could be clearer.",
  "Spread on {code} is wide this morning.",
] as const;
const up = [
  "{code} is going much higher from here.",
  "Buying more yes on {code}, this is not over.",
  "Told you {code} was too cheap.",
  "Yes on {code} looks like a lock to me.",
] as const;
const down = [
  "{code} is done, take what you can get.",
  "Selling all my yes on {code}.",
  "No on {code} was free money all along.",
  "I would not touch yes on {code} any more.",
] as const;
const adjectives = ["amber", "quiet", "brisk", "pale", "lucky", "early", "odd", "grey"] as const;
const animals = ["otter", "heron", "lynx", "badger", "crane", "marmot", "viper", "finch"] as const;

/** Comments of the last day, newest first. */
export function commentsOf(subject: Subject): readonly Comment[] {
  const { now, moves } = subject;
  const all = [
    ...idleComments(subject),
    ...moves.filter(({ at }) => at > now - KEPT_MS).flatMap((move) => burst(subject, move)),
  ];
  return all.filter(({ at }) => at <= now).sort((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1));
}

/** A comment with a text of somebody's choice, of the minute before. */
export function plantedComment(subject: Subject, text: string): Comment {
  return aComment(subject, { at: lastMinute(subject.now), body: text, key: `planted ${text}` });
}

/** When planted text was written: it is older than every question that is asked now. */
export function lastMinute(now: Millis): Millis {
  return millis(now - now % 60_000 - 60_000);
}

function idleComments(subject: Subject): readonly Comment[] {
  const { seed, now, event, markets } = subject;
  const last = Math.floor(now / HOUR_MS);
  return Array.from({ length: KEPT_MS / HOUR_MS + 1 }, (_, i) => last - i).flatMap((hour) => {
    const draw = drawOf(seed, "idle", event.id, hour);
    const market = markets[Math.floor(draw.next() * markets.length)];
    if (market === undefined || draw.next() >= IDLE_SHARE) return [];
    const at = millis(Math.floor((hour + draw.next()) * HOUR_MS));
    if (at < market.startAt) return [];
    const body = pick(idle, draw.next()).replaceAll("{code}", wordingOf(market).code);
    return [aComment(subject, { at, body, key: `idle ${hour}` })];
  });
}

function burst(subject: Subject, move: ScriptedMove): readonly Comment[] {
  const { seed, markets } = subject;
  const market = markets.find(({ id }) => id === move.market);
  if (market === undefined) return [];
  const { code } = wordingOf(market);
  const draw = drawOf(seed, "burst", move.market, move.at);
  const count = Math.floor(uniform(draw, [BURST[0], BURST[1] + 1]));
  return Array.from({ length: count }, (_, i) => {
    const at = millis(Math.floor(move.at + uniform(draw, BURST_MS)));
    const leans = draw.next() < LEANING;
    const body = pick(leans ? move.size > 0 ? up : down : idle, draw.next());
    const key = `${move.market} ${move.at} ${i}`;
    return aComment(subject, { at, body: body.replaceAll("{code}", code), key });
  });
}

function aComment(
  { seed, event }: Subject,
  { at, body, key }: { readonly at: Millis; readonly body: string; readonly key: string },
): Comment {
  const draw = drawOf(seed, "author", event.id, key);
  const name = `${pick(adjectives, draw.next())}-${pick(animals, draw.next())}-${
    Math.floor(draw.next() * 100)
  }`;
  const hex = Array.from({ length: 5 }, (_, i) => textHash(`${name} ${i}`));
  return {
    id: String(1_000_000 + textHash(`${seed} ${event.id} ${key}`) % 9_000_000),
    body,
    author: { name, address: `0x${hex.map((one) => one.toString(16).padStart(8, "0")).join("")}` },
    at,
    reactions: Math.floor(draw.next() * 5),
  };
}
