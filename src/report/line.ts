// One ledger row as one line of text, for console, watch and notifiers alike.
import type { Advice, Arm } from "../core/types/advice.ts";
import type { Decision, EntryDecision, ExitDecision, LedgerBody } from "../core/types/effect.ts";
import type { LedgerRow, Tally } from "../core/types/effect.ts";
import type { AccountInput } from "../core/types/event.ts";
import type { MarketId } from "../core/types/ids.ts";
import type { Fill, Order } from "../core/types/order.ts";
import { unreachable } from "../core/types/result.ts";
import { silenceOf } from "./ai_fold.ts";
import { wrap } from "./brief.ts";
import * as format from "./format.ts";
import { abstainWords, haltReason, modeWords, purposeWords, refusalWords } from "./words.ts";

/** How much a row matters: an alarm wants a person, a warning may. */
export type Severity = "info" | "warn" | "alarm";

/** Names that differ in their middle alone are many: they are whole but for the longest. */
const NAME_WIDTH = 64;
/** Columns of "18:37:10Z  ". */
const CLOCK_WIDTH = 11;

/** Markets by name, where a row has only the id. */
export type MarketNames = ReadonlyMap<MarketId, string>;

const noNames: MarketNames = new Map();

/** The row in words; null for bookkeeping, unless `verbose`. */
export function line(
  row: LedgerRow,
  verbose: boolean = false,
  names: MarketNames = noNames,
): string | null {
  const { body } = row;
  switch (body.kind) {
    case "place":
      // What is taken at once was announced by its decision; its fill or end follows at once, too.
      return verbose || isNews(body.order) ? placeLine(body.order, names) : null;
    case "cancel":
      return `asked to cancel order ${body.order}: ${format.plain(body.reason)}`;
    case "record":
      return decisionLine(body.decision, verbose, names);
    case "measure":
      return verbose ? measureLine(body) : null;
    case "mark": {
      const values = `equity ${format.usd(body.equity)}, cash ${format.usd(body.cash)}`;
      if (body.newDay) return `new day ${format.time(row.at).slice(0, 10)}: ${values}`;
      return verbose ? `mark: ${values}` : null;
    }
    case "halt":
      return `HALT: ${modeWords[body.halt.mode]}: ${haltReason(body.halt)}`;
    case "trip":
      return `BREAKER: ${tripReason(body)}; entries blocked until ${format.time(body.until)}`;
    case "ask":
      return askLine(body);
    case "shadow":
      return shadowLine(body.arm, { ...row, body: body.effect }, verbose, names);
    case "tally":
      return verbose ? tallyLine(body.tally) : null;
    default:
      return inputLine(row, body, verbose, names);
  }
}

/** The same with the row's time in front. */
export function stampedLine(
  row: LedgerRow,
  verbose: boolean = false,
  names: MarketNames = noNames,
): string | null {
  const text = line(row, verbose, names);
  return text === null ? null : `${format.time(row.at)}  ${text}`;
}

/**
 * The row for a person at a terminal of `columns`: the time of day (UTC) alone, long sentences
 * broken between words. Without a width, as {@link stampedLine}.
 */
export function terminalLine(
  row: LedgerRow,
  { columns, verbose, names = noNames }: {
    readonly columns: number;
    readonly verbose: boolean;
    readonly names?: MarketNames;
  },
): string | null {
  if (!Number.isFinite(columns)) return stampedLine(row, verbose, names);
  const text = line(row, verbose, names);
  if (text === null) return null;
  const clock = format.time(row.at).slice(-9).padEnd(CLOCK_WIDTH);
  return clock + wrap(text, columns - CLOCK_WIDTH).join(`\n${" ".repeat(CLOCK_WIDTH)}`);
}

/** The market that a row names beside its id; null: it names none. */
export function nameIn({ body }: LedgerRow): readonly [MarketId, string] | null {
  if (body.kind === "ask") return [body.question.market, body.question.slug];
  if (body.kind !== "record" || body.decision.kind !== "entry") return null;
  return [body.decision.market, body.decision.slug];
}

/** How much the row matters to a person who is not watching. */
export function severity(row: LedgerRow): Severity {
  const { body } = row;
  switch (body.kind) {
    case "halt":
    case "trip":
    case "haltRequested":
    case "fillReverted":
      return "alarm";
    case "record":
      return body.decision.kind === "exit" && body.decision.verdict === "refused"
        ? "alarm"
        : "info";
    case "advised":
      return body.advice.abstained === "injection" || body.advice.abstained === "denied"
        ? "warn"
        : "info";
    case "orderRejected":
    case "reduceRequested":
    case "flattenRequested":
    case "resumeRequested":
      return "warn";
    default:
      return "info";
  }
}

function inputLine(
  row: LedgerRow,
  body: AccountInput,
  verbose: boolean,
  names: MarketNames,
): string | null {
  switch (body.kind) {
    case "orderAccepted":
      return verbose ? `order ${body.order} accepted by the venue` : null;
    case "orderRejected":
      return `order ${body.order} rejected by the venue: ${format.plain(body.reason)}`;
    case "orderCanceled":
      return `order ${body.order} canceled: ${format.plain(body.reason)}`;
    case "orderFilled":
      return fillLine(body.fill, names);
    case "fillSettled":
      return verbose ? `settled: fill ${format.shortId(body.fill)}` : null;
    case "fillReverted":
      return `REVERTED: fill ${format.shortId(body.fill)} failed to settle and is undone`;
    case "resolved":
      return `resolved: ${market(body.market, names)} ${
        body.winner === null ? "at half and half" : body.winner.toUpperCase()
      }`;
    case "reconciled":
      return verbose || body.open.length > 0
        ? `reconciled: the venue knows ${orders(body.open.length)}`
        : null;
    case "advised":
      return advisedLine(body.advice);
    case "shadowed":
      return shadowLine(body.arm, { ...row, body: body.input }, verbose, names);
    case "started":
      return `started: polybot ${format.plain(body.version)}${
        body.config === null ? "" : `, configuration ${format.shortId(body.configHash)}`
      }`;
    case "haltRequested":
      return `halt asked for ${asked(body)}: ${modeWords.halted}`;
    case "reduceRequested":
      return `reduce asked for ${asked(body)}: ${modeWords.reducing}`;
    case "resumeRequested":
      return `resumed ${asked(body)}: ${modeWords.active}`;
    case "flattenRequested":
      return `flatten asked for ${asked(body)}: everything is to be sold, entries blocked`;
    default:
      return unreachable(body);
  }
}

function askLine({ question }: Extract<LedgerBody, { kind: "ask" }>): string {
  return `models are asked about ${nameOf(question.slug)}, for ${
    format.usd(question.reserve)
  } at most (${question.id})`;
}

function advisedLine({ question, abstained, samples, cost, ms }: Advice): string {
  const paid = `${format.usd(cost)}, ${format.duration(ms)} (${question})`;
  if (abstained !== null) return `models have no opinion: ${abstainWords[abstained]}; ${paid}`;
  const usable = samples.filter((call) => silenceOf(call) === null).length;
  return `models answered ${format.count(usable)} of ${
    format.count(samples.length)
  } calls; ${paid}`;
}

/** Other accounts trade on paper: a person who watches the real one must not take it for that. */
function shadowLine(
  arm: Arm,
  row: LedgerRow,
  verbose: boolean,
  names: MarketNames,
): string | null {
  const text = verbose ? line(row, true, names) : null;
  return text === null ? null : onPaper(arm, text);
}

function onPaper(arm: Arm, text: string): string {
  return `[${arm}, on paper] ${text}`;
}

/**
 * A line for the first decision of each UTC day that was made without models because their budget is
 * used up, whoever's decision it is; null for every other row. It remembers the day: one for each
 * place where lines are read.
 */
export function budgetNotice(): (row: LedgerRow) => string | null {
  let said: number | null = null;
  return ({ at, body }) => {
    const effect = body.kind === "shadow" ? body.effect : body;
    const decision = effect.kind === "record" ? effect.decision : null;
    if (decision?.kind !== "entry" || decision.ai?.abstained !== "budget") return null;
    const day = Math.floor(at / 86_400_000);
    if (day === said) return null;
    said = day;
    const text = `${abstainWords.budget}: going on without models`;
    return body.kind === "shadow" ? onPaper(body.arm, text) : text;
  };
}

function asked(body: { readonly by: string; readonly reason: string }): string {
  const by = `by ${format.plain(body.by)}`;
  return body.reason === "" ? by : `${by} (${format.plain(body.reason)})`;
}

function orders(count: number): string {
  return count === 1 ? "1 open order" : `${format.count(count)} open orders`;
}

function isNews({ purpose, timeInForce }: Order): boolean {
  return purpose !== "entry" || timeInForce === "GTC" || timeInForce === "GTD";
}

function placeLine(order: Order, names: MarketNames): string {
  const what = `${order.side} ${format.shares(order.size)} ${order.outcome.toUpperCase()}`;
  const price = `${format.price(order.price)} or ${order.side === "buy" ? "less" : "more"}`;
  return `${what} at ${price}: ${purposeWords[order.purpose]}, ${
    market(order.market, names)
  } (${order.id})`;
}

function fillLine(fill: Fill, names: MarketNames): string {
  const verb = fill.side === "buy" ? "bought" : "sold";
  const what = `${format.shares(fill.size)} at ${format.price(fill.price)}`;
  const money = `${format.usd(fill.value)}, fee ${format.usd(fill.fee)}`;
  return `${verb} ${what} = ${money}: ${market(fill.market, names)} (${fill.order})`;
}

function market(id: MarketId, names: MarketNames): string {
  const name = names.get(id);
  return name === undefined ? format.shortId(id) : nameOf(name);
}

function nameOf(slug: string): string {
  return format.shortId(slug, NAME_WIDTH);
}

function decisionLine(
  decision: Decision,
  verbose: boolean,
  names: MarketNames,
): string | null {
  return decision.kind === "entry" ? entryLine(decision) : exitLine(decision, verbose, names);
}

/** "spike up 3.1c", in cents of YES from the anchor to the signal. */
export function spikeWords(decision: EntryDecision): string {
  const { signal } = decision;
  const size = format.cents(Math.round(Math.abs(signal.mid - signal.anchor) * 1e6));
  return `spike ${signal.direction === 1 ? "up" : "down"} ${size}`;
}

function entryLine(decision: EntryDecision): string {
  if (decision.verdict === "refused") {
    return `no trade ${nameOf(decision.slug)}: ${reasons(decision)} (${decision.id})`;
  }
  const name = nameOf(decision.slug);
  const stake = decision.sizing === null ? "" : `${format.usd(decision.sizing.stake)} `;
  return `enter ${stake}${name}: ${decision.stance} ${spikeWords(decision)} (${decision.id})`;
}

/** One that is carried out is said by its order. */
function exitLine(
  decision: ExitDecision,
  verbose: boolean,
  names: MarketNames,
): string | null {
  const { id, verdict, shares } = decision;
  const purpose = purposeWords[decision.purpose];
  if (verdict === "refused") {
    return `CANNOT LEAVE ${market(decision.market, names)} (${purpose}): ${
      reasons(decision)
    } (${id})`;
  }
  if (!verbose) return null;
  return `leave ${market(decision.market, names)}: ${purpose}, ${
    format.shares(shares)
  } shares (${id})`;
}

function reasons({ refusals }: Decision): string {
  const [main] = refusals;
  if (main === undefined) return "no reason was recorded";
  const more = refusals.length > 1 ? ` and ${refusals.length - 1} more` : "";
  return `${refusalWords(main)}${more}`;
}

function measureLine(body: Extract<LedgerBody, { kind: "measure" }>): string {
  const { undone, spike } = body;
  const where = `${format.plain(spike.category)}, ${format.shortId(spike.market)}`;
  if (undone === null) return `spike not measured: no price (${where})`;
  const sign = undone > 0 ? "+" : "";
  const end = body.by === "resolution" ? " at the market's end" : "";
  return `spike measured${end}: undone ${sign}${format.ratio(undone)} (${where})`;
}

function tripReason(body: Extract<LedgerBody, { kind: "trip" }>): string {
  return body.rule === "consecutiveLosses"
    ? `${format.count(body.value)} losses in a row (limit ${format.count(body.limit)})`
    : `${format.usd(body.value)} lost in the window (limit ${format.usd(body.limit)})`;
}

function tallyLine(tally: Tally): string {
  const events = total(tally.events);
  const samples = total(tally.samples);
  const usable = format.count(tally.samples["ok"] ?? 0);
  return `seen since ${format.time(tally.from)}: ${format.count(events)} events, ` +
    `${format.count(samples)} samples (${usable} usable), ${format.count(tally.markets)} markets`;
}

function total(counts: { readonly [key: string]: number }): number {
  return Object.values(counts).reduce((sum, value) => sum + value, 0);
}
