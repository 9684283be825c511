// The watchdogs. They run once a second, by the machine's own time and nothing else.
import { MISMATCH } from "./books.ts";
import { settle, unanswered } from "./confirm.ts";
import { ask, recycle, resync, suspect, wantRecycle } from "./links.ts";
import { closeOld } from "./listing.ts";
import { type Link, type MachineState, NOT_NOW, sayOnce, type TrackedMarket } from "./state.ts";

/** From one look to the next. */
const TICK_MS = 1_000;
/** Tokens that are compared in one go because a connection is silent. */
const SAMPLE = 100;
/** Books that are compared a tick though nothing speaks against them. */
const CHECKS_A_TICK = 20;

/** A person hears of a market that has had no book for this long. */
const ALARM_MS = 30_000;

/** Lets a second pass. */
export function tick(s: MachineState): void {
  for (const link of s.links.values()) watchLink(s, link);
  closeOld(s);
  checkSome(s);
}

function watchLink(s: MachineState, link: Link): void {
  const { now, config } = s;
  if (link.recycledAt !== NOT_NOW) {
    if (now - link.recycledAt >= config.frozenMs) wantRecycle(s, link, "still open");
    return;
  }
  if (link.lateAt - link.lateSince >= config.resyncMs) {
    s.lateness.forget();
    return recycle(s, link, "messages come late");
  }
  for (const market of link.markets) {
    if (market.ended) continue;
    watchMarket(s, link, market);
    if (link.recycledAt !== NOT_NOW) return;
  }
  watchSilence(s, link);
}

function watchMarket(s: MachineState, link: Link, market: TrackedMarket): void {
  const { now, config } = s;
  if (market.waiting && now - market.askedAt >= config.resyncMs) unanswered(s, market);
  if (!market.up) return watchDown(s, market);
  if (now - market.crossedSince >= config.resyncMs) return resync(s, market, "crossed");
  if (now - market.mismatchSince >= config.resyncMs / 2) {
    suspect(s, market, MISMATCH, market.mismatchSince);
  }
  if (now - market.suspectSince >= config.resyncMs) {
    return resync(s, market, market.suspectReason);
  }
  if (market.candidate !== null) settle(s, link, market, market.candidate);
  else if (market.askAgain) ask(s, market, "asked again");
}

/** A market without a book is asked for until it has one; rarely where REST knows of none. */
function watchDown(s: MachineState, market: TrackedMarket): void {
  const { resyncMs, frozenMs } = s.config;
  const pause = market.absent ? frozenMs : market.askAgain ? 0 : resyncMs;
  if (s.now - market.askedAt >= pause) ask(s, market, market.downReason);
  if (s.now - market.downAt < ALARM_MS) return;
  const seconds = ALARM_MS / 1_000;
  sayOnce(s, `down ${market.id}`, `Polymarket: no book of token ${market.yes} for ${seconds} s`);
}

function watchSilence(s: MachineState, link: Link): void {
  const { now, config } = s;
  if (link.dataAt > link.checkedAt) link.sample = null;
  if (!isWanted(link)) return;
  const { openedAt, dataAt } = link;
  // At the last look that is still in time; not before REST was asked and could answer.
  const tooLongMs = Math.max(config.frozenMs - TICK_MS, config.quietMs + TICK_MS);
  if (dataAt < openedAt && now - openedAt > tooLongMs) {
    return recycle(s, link, "no data since it was opened");
  }
  const alive = Math.max(openedAt, dataAt);
  if (now - Math.max(alive, link.confirmedAt) > tooLongMs) {
    return recycle(s, link, "silent, and not confirmed by REST");
  }
  if (now - alive >= config.quietMs && now - link.checkedAt >= config.quietMs) sample(s, link);
}

/** False when nothing is to be expected of it: all its markets have ended or have no book. */
function isWanted(link: Link): boolean {
  for (const market of link.markets) {
    if (!market.ended && !market.absent) return true;
  }
  return false;
}

/** Compares the markets of a silent connection with REST, another part each time if they are many. */
export function sample(s: MachineState, link: Link): void {
  const up = [...link.markets].filter((market) => market.up && !market.ended);
  const from = up.length <= SAMPLE ? 0 : link.nextSample % up.length;
  const chosen = [...up.slice(from), ...up.slice(0, from)].slice(0, SAMPLE);
  link.nextSample = from + SAMPLE;
  link.checkedAt = s.now;
  link.sample = chosen;
  for (const market of chosen) ask(s, market, "silence");
}

/** Compares the books that nothing has proved for the longest time. */
function checkSome(s: MachineState): void {
  const due: TrackedMarket[] = [];
  for (const link of s.links.values()) {
    if (link.recycledAt !== NOT_NOW) continue;
    for (const market of link.markets) {
      if (isDue(s, market)) due.push(market);
    }
  }
  if (due.length > CHECKS_A_TICK) due.sort((a, b) => a.askedAt - b.askedAt);
  for (const market of due.slice(0, CHECKS_A_TICK)) ask(s, market, "check");
}

function isDue({ now, config }: MachineState, market: TrackedMarket): boolean {
  if (!market.up || market.ended || market.waiting || market.candidate !== null) return false;
  const pause = now < market.probationUntil ? config.quietMs : config.assetCheckMs;
  return now - market.provedAt >= pause;
}
