// Sentences for everything the engine says in codes. Each table is a Record over its union, so that
// a new rule, purpose or reason without words does not compile.
import type { BookCondition } from "../core/book.ts";
import type { Halt, Mode } from "../core/types/account.ts";
import type { AbstainReason, Arm, AskKind } from "../core/types/advice.ts";
import type { SkipReason } from "../core/types/event.ts";
import type { OrderPurpose, OrderStatus } from "../core/types/order.ts";
import type { Refusal, RefusalRule, Unit } from "../core/types/refusal.ts";
import type { Stance } from "../core/types/signal.ts";
import { MICRO } from "../core/types/units.ts";
import { cell, cents, plain, time, usd } from "./format.ts";

/** A refusal's numbers as text; null is a number that was missing. */
interface Numbers {
  readonly value: string | null;
  readonly limit: string | null;
  readonly note: string | null;
  readonly unit: Unit;
  /** Sign of value - limit; null when either is missing. */
  readonly sign: number | null;
}

type Wording = (numbers: Numbers) => string;

const wordings: Readonly<Record<RefusalRule, Wording>> = {
  bookAge: over("book age"),
  bookMissing: says("the market has no book yet"),
  bookOneSided: says("the book has orders on one side only"),
  bookCrossed: says("the book is crossed: its bid is not below its ask"),
  feedDown: says("the market's feed is down"),
  spread: over("spread"),
  entryDepth: under("depth to enter into"),
  exitDepth: under("depth to leave into"),
  volume: under("24 h volume"),
  confidence: under("confidence of the signal"),
  priceRange: outside("price"),
  category: names("category", "is excluded"),
  slug: names("market", "is excluded by name"),
  timeLeft: under("time to the market's end"),
  notAccepting: says("the venue takes no orders in this market"),
  feeUnknown: says("the market's fee is unknown"),
  leaveAlone: (n) =>
    n.value === null
      ? `how far spikes${of(n.note)} are undone is unknown`
      : `spikes${of(n.note)} show no clear direction: ${n.value} undone` +
        (n.limit === null ? "" : `, give or take ${n.limit}`),
  edge: under("expected net gain a share", "needed"),
  edgeCeiling: over("expected net gain a share", "ceiling"),
  spikeGone: says("the price is back before the spike: there is nothing left to trade"),
  aiVeto: over("chance that news justifies the move", "veto"),
  aiInjection: (n) =>
    `what was to be read about the market holds instructions to a model${parenthesis(n.note)}`,
  aiCost: under("expected profit", "multiple of what the models cost"),
  aiPending: says("a question about this market is still being answered"),
  aiNotWorth: (n) =>
    "no model was asked: " +
    (n.unit === "ratio" && n.value !== null
      ? `on the expected return after the boldest answer, ${n.value}, Kelly would stake nothing`
      : `after the boldest answer the ${under("expected net gain a share", "needed")(n)}`),
  kelly: (n) =>
    n.value === null
      ? "the Kelly stake is unknown"
      : `Kelly stakes nothing on an expected return of ${n.value}`,
  monteCarloRuin: over("simulated chance of ruin"),
  monteCarloDayLoss: (n) =>
    over(n.unit === "usd" ? "simulated loss of a day" : "simulated chance of losing a day's limit")(
      n,
    ),
  monteCarloGrowth: under("simulated growth"),
  configMinimum: under("stake", "configured minimum"),
  venueMinimum: under("order size", "venue's minimum"),
  exitMinimum: under("size that could be sold again", "venue's minimum"),
  offGrid: (n) =>
    n.value === null
      ? "the venue's price grid is unknown"
      : `price ${n.value} is not on the venue's grid${n.limit === null ? "" : ` of ${n.limit}`}`,
  halted: because("trading is halted"),
  reducing: because("entries are blocked, exits allowed"),
  marketBusy: says("an order or a position is already open in this market"),
  unsettled: (n) =>
    n.value === null
      ? says("a match in this market is not settled yet")(n)
      : `${n.value} are matched and not settled yet`,
  positionSize: over("position"),
  dailyLoss: over("today's loss"),
  lossBudget: over("worst loss of today with this trade"),
  breaker: (n) =>
    `the loss breaker blocks entries${
      n.limit === null ? "; its end is unknown" : ` until ${n.limit}`
    }`,
  drawdown: over("drawdown from the highest equity"),
  capitalFloor: under("equity", "floor"),
  cash: (n) =>
    n.value === null || n.limit === null
      ? "free cash is unknown"
      : `the order needs ${n.value}, and ${n.limit} of cash is free`,
  marketExposure: over("exposure in this market"),
  groupExposure: over("exposure in markets that settle together"),
  openPositions: over("number of open positions"),
  orderRate: over("orders in the last minute"),
  rejections: over("equal rejections by the venue in a row"),
  notSellable: (n) =>
    n.value === null || n.limit === null
      ? "how much can be sold now is unknown"
      : `${n.value} to be sold, and ${n.limit} can be sold now`,
};

/** Differences of prices read better in cents than as prices. */
const inCents: ReadonlySet<RefusalRule> = new Set<RefusalRule>([
  ...["spread", "edge", "edgeCeiling", "aiNotWorth"] as const,
]);

/** One refusal as a sentence with its numbers, without a full stop. */
export function refusalWords(refusal: Refusal): string {
  const { rule, value, limit, unit, note } = refusal;
  const known = value !== null && limit !== null;
  // Two sums that differ by less than a cent must not read as one.
  const alike = unit === "usd" && known && value !== limit && usd(value) === usd(limit);
  const number = (raw: number | null) =>
    alike && raw !== null ? usd(raw, 4) : numberOf(rule, raw, unit);
  return wordings[rule]({
    value: number(value),
    limit: number(limit),
    note: note === undefined ? null : plain(note),
    unit,
    sign: known ? Math.sign(value - limit) : null,
  });
}

function numberOf(rule: RefusalRule, value: number | null, unit: Unit): string | null {
  if (value === null || Number.isNaN(value)) return null;
  if (value === Infinity) return "unlimited";
  if (unit === "price" && inCents.has(rule)) return cents(value);
  if (unit !== "shares") return cell(value, unit);
  // A hundredth of a share is the venue's own grid; a computed limit has digits without end.
  const shown = Math.abs(value) < MICRO ? value : Math.round(value / 1e4) * 1e4;
  return `${cell(shown, unit)} shares`;
}

/** `subject 6.0c is over the limit of 3.0c`; never claims "over" of a number that is not. */
function over(subject: string, limitName: string = "limit"): Wording {
  return (n) => {
    if (n.value === null) return `${subject} is unknown${parenthesis(n.note)}`;
    if (n.limit === null) return `${subject} ${n.value} is too high${parenthesis(n.note)}`;
    const how = n.sign === 1 ? "is over" : n.sign === 0 ? "has reached" : "stands against";
    return `${subject} ${n.value} ${how} the ${limitName} of ${n.limit}${parenthesis(n.note)}`;
  };
}

function under(subject: string, limitName: string = "minimum"): Wording {
  return (n) => {
    if (n.value === null) return `${subject} is unknown${parenthesis(n.note)}`;
    if (n.limit === null) return `${subject} ${n.value} is too low${parenthesis(n.note)}`;
    const how = n.sign === -1 ? "is under" : n.sign === 0 ? "is not over" : "stands against";
    const limit = limitName === "needed" ? `${n.limit} needed` : `${limitName} of ${n.limit}`;
    return `${subject} ${n.value} ${how} the ${limit}${parenthesis(n.note)}`;
  };
}

function outside(subject: string): Wording {
  return (n) => n.sign === 1 ? over(subject, "highest allowed")(n) : under(subject)(n);
}

function says(sentence: string): Wording {
  return (n) => `${sentence}${parenthesis(n.note)}`;
}

function because(sentence: string): Wording {
  return (n) => n.note === null ? sentence : `${sentence}: ${n.note}`;
}

function names(what: string, claim: string): Wording {
  return (n) => n.note === null ? `the ${what} ${claim}` : `${what} ${n.note} ${claim}`;
}

function parenthesis(note: string | null): string {
  return note === null ? "" : ` (${note})`;
}

function of(note: string | null): string {
  return note === null ? "" : ` of ${note}`;
}

/** Where in the decision a rule stands; the funnel counts by it. */
export type Stage = "market" | "belief" | "ai" | "size" | "risk";

export const stages: Readonly<Record<RefusalRule, Stage>> = {
  bookAge: "market",
  bookMissing: "market",
  bookOneSided: "market",
  bookCrossed: "market",
  feedDown: "market",
  spread: "market",
  entryDepth: "market",
  exitDepth: "market",
  volume: "market",
  confidence: "market",
  priceRange: "market",
  category: "market",
  slug: "market",
  timeLeft: "market",
  notAccepting: "market",
  feeUnknown: "market",
  leaveAlone: "belief",
  edge: "belief",
  edgeCeiling: "belief",
  spikeGone: "belief",
  aiVeto: "ai",
  aiInjection: "ai",
  aiCost: "ai",
  aiPending: "ai",
  aiNotWorth: "ai",
  kelly: "size",
  monteCarloRuin: "size",
  monteCarloDayLoss: "size",
  monteCarloGrowth: "size",
  configMinimum: "size",
  venueMinimum: "size",
  exitMinimum: "size",
  offGrid: "size",
  halted: "risk",
  reducing: "risk",
  marketBusy: "risk",
  unsettled: "risk",
  positionSize: "risk",
  dailyLoss: "risk",
  lossBudget: "risk",
  breaker: "risk",
  drawdown: "risk",
  capitalFloor: "risk",
  cash: "risk",
  marketExposure: "risk",
  groupExposure: "risk",
  openPositions: "risk",
  orderRate: "risk",
  rejections: "risk",
  notSellable: "risk",
};

/** What is blocked and what goes on, in one line (a state that says less was misread for days). */
export const modeWords: Readonly<Record<Mode, string>> = {
  active: "entries and exits allowed",
  reducing: "entries blocked, exits allowed",
  halted: "entries and exits blocked; only a flatten sells",
};

export const stanceWords: Readonly<Record<Stance, string>> = {
  fade: "trade back toward the price before the spike",
  follow: "trade on in the direction of the spike",
  leave: "leave it: past spikes do not say which way",
};

export const purposeWords: Readonly<Record<OrderPurpose, string>> = {
  entry: "entry",
  target: "target reached",
  stop: "stop reached",
  time: "held long enough",
  end: "market ends soon",
  flatten: "flatten asked for",
};

export const statusWords: Readonly<Record<OrderStatus, string>> = {
  submitted: "sent, no answer yet",
  open: "resting at the venue",
  filled: "filled",
  canceled: "canceled",
  rejected: "rejected by the venue",
};

export const skipWords: Readonly<Record<SkipReason, string>> = {
  torn: "torn or unreadable",
  wrongType: "wrong type of field",
  price: "price outside 0 to 1 or off the grid",
  size: "impossible size",
  time: "impossible time",
  unknownEvent: "unknown kind of message",
  unknownToken: "token not watched",
  duplicate: "duplicate",
  outOfOrder: "out of order",
  tooLong: "too long",
  noSnapshot: "change before the first snapshot",
  missed: "never came; found by asking for the book",
  unanswered: "request without a usable answer",
};

/** State of a market at one grid sample. */
export type SampleState = BookCondition | "down" | "ended";

/** Most harmful first; "ok" and "ended" are no fault. */
export const sampleWords: Readonly<Record<SampleState, string>> = {
  crossed: "crossed",
  oneSided: "one side only",
  missing: "empty or missing",
  stale: "stale",
  down: "feed down",
  ok: "usable",
  ended: "market over",
};

/** Who decides for an account. */
export const armWords: Readonly<Record<Arm, string>> = {
  ai: "the rules with models",
  noAi: "the rules alone",
  random: "chance",
};

/** What a model was asked. */
export const askWords: Readonly<Record<AskKind, string>> = {
  blind: "chance of YES, without the price",
  negated: "chance of NO, without the price",
  aware: "chance of YES, with the price",
  mood: "which way comments and news lean",
};

/** Why there is no opinion of a model; each goes on with "so it was decided without". */
export const abstainWords: Readonly<Record<AbstainReason, string>> = {
  model: "the model said that it cannot tell",
  timeout: "no answer within the time of one request",
  throttled: "the provider answers too many requests",
  unreachable: "the provider could not be reached",
  server: "the provider failed",
  denied: "no credentials, or none that may use the model",
  invalid: "the provider does not take the request or does not know the model",
  refused: "the model or a guardrail refused to answer",
  cutOff: "the answer was cut off",
  malformed: "the answer is not the JSON that was asked for",
  schema: "the answer does not keep to its schema",
  injection: "text that was to be read gives instructions to a model",
  budget: "the AI budget is used up",
  busy: "too many questions are waiting",
  late: "the answer did not come in time",
  restarted: "the engine that asked was started anew",
};

const haltUnits: Readonly<Record<string, { readonly rule: RefusalRule; readonly unit: Unit }>> = {
  dailyLoss: { rule: "dailyLoss", unit: "usd" },
  drawdown: { rule: "drawdown", unit: "ratio" },
  capitalFloor: { rule: "capitalFloor", unit: "usd" },
};

/** Why the mode is not active, by whom and since when. */
export function haltWords(halt: Halt): string {
  return `${modeWords[halt.mode]}: ${haltReason(halt)} (by ${plain(halt.by)}, ${time(halt.at)})`;
}

/** The reason alone, with the numbers of the limit that was passed. */
export function haltReason(halt: Halt): string {
  const words = halt.note === null ? "" : `: ${plain(halt.note)}`;
  if (halt.reason === "command") return `asked for${words}`;
  if (halt.reason === "flatten") return `everything is to be sold${words}`;
  const known = Object.hasOwn(haltUnits, halt.reason) ? haltUnits[halt.reason] : undefined;
  if (known !== undefined) {
    return refusalWords({ ...known, value: halt.value, limit: halt.limit });
  }
  return plain(halt.reason);
}

/** The words of a code from a recording or tally that may be newer than this program. */
export function wordOf(table: Readonly<Record<string, string>>, code: string): string {
  return Object.hasOwn(table, code) ? table[code] ?? plain(code) : plain(code);
}
