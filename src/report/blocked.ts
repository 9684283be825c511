// What keeps the whole account from opening a position, from the registry of limits itself.
import { mode } from "../core/risk/exposure.ts";
import { limitStates, type RuleName } from "../core/risk/registry.ts";
import type { LimitState } from "../core/risk/rule.ts";
import { type Millis, millis } from "../core/types/units.ts";
import type { RefusalRule } from "../core/types/refusal.ts";
import { cell, time } from "./format.ts";
import type { ReportInput } from "./input.ts";
import { haltReason, modeWords, refusalWords } from "./words.ts";

/** What each limit says in refusals; the rest of the codes are no limits of this registry. */
export const limitCodes: Readonly<Record<RuleName, readonly [RefusalRule, ...RefusalRule[]]>> = {
  mode: ["halted", "reducing"],
  accepting: ["notAccepting"],
  book: ["bookAge", "bookMissing", "bookOneSided", "bookCrossed", "feedDown"],
  timeLeft: ["timeLeft"],
  grid: ["offGrid"],
  venueMinimum: ["venueMinimum"],
  sellable: ["notSellable"],
  marketBusy: ["marketBusy"],
  unsettled: ["unsettled"],
  breaker: ["breaker"],
  rejections: ["rejections"],
  rejectionsInRow: ["rejectionsInRow"],
  dailyLoss: ["dailyLoss"],
  lossBudget: ["lossBudget"],
  drawdown: ["drawdown"],
  capitalFloor: ["capitalFloor"],
  positionSize: ["positionSize"],
  cash: ["cash"],
  marketExposure: ["marketExposure"],
  groupExposure: ["groupExposure"],
  openPositions: ["openPositions"],
  orderRate: ["orderRate"],
};

/** Every limit that refuses any new position at `at`, one sentence each; halts are not among them. */
export function blockingLimits(
  { account, config }: Pick<ReportInput, "account" | "config">,
  at: Millis,
): readonly string[] {
  return limitStates(account, config, at)
    .filter(({ rule, blocking }) => blocking === true && rule !== "mode")
    .map((state) => limitWords(state));
}

/** The mode, then a line for everything that blocks something after the last row. */
export function blocks(input: ReportInput): readonly string[] {
  const { account, facts } = input;
  const limits = blockingNow(input);
  return [
    `${mode(account).toUpperCase()}: ${meaningOf(input)}`,
    ...account.risk.halts.map((halt) =>
      `- ${haltReason(halt)}; by ${halt.by}, since ${time(halt.at)}`
    ),
    ...limits.map((words) => `- ${words}`),
    ...[...account.exitBlocked].map(([token, rules]) => {
      const market = account.positions.get(token)?.market;
      const name = market === undefined ? token : facts.names.get(market) ?? market;
      return `- a position cannot be left: ${[...rules.keys()].join(", ")} (${name})`;
    }),
  ];
}

/** What may still be done: an account that nobody halted may be kept from entries by its limits. */
export function meaningOf(input: ReportInput): string {
  const now = mode(input.account);
  if (now !== "active" || blockingNow(input).length === 0) return modeWords[now];
  return "entries blocked by a limit, exits allowed";
}

/** A limit that ends by time alone is judged at the last row's time, the only clock there is here. */
function blockingNow(input: ReportInput): readonly string[] {
  return blockingLimits(input, input.facts.last ?? millis(0));
}

/** Of limits that word an order's refusal, the words for an account without one. */
function limitWords({ rule, value, limit, unit }: LimitState & { readonly rule: RuleName }) {
  switch (rule) {
    case "lossBudget":
      return `everything open can lose ${cell(value, unit)}, and the day may lose no more than ` +
        cell(limit, unit);
    case "cash":
      return `free cash of ${cell(value, unit)} is under the smallest stake of ${
        cell(limit, unit)
      }`;
    default:
      return refusalWords({ rule: limitCodes[rule][0], value, limit, unit });
  }
}
