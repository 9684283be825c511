import type { JudgedStake, StakeAnswer } from "../core/simulate/stake.ts";
import type { SizingConfig } from "../core/types/config.ts";
import type { Usdc } from "../core/types/units.ts";
import { ratio, usd } from "./format.ts";
import { type Cell, type Report, table } from "./report.ts";

/** What is shown of a stake. */
export interface StakeInput {
  readonly answer: StakeAnswer;
  readonly bankroll: Usdc;
  readonly minimum: Usdc;
  readonly dayLimit: Usdc;
  readonly sizing: SizingConfig;
  /** The trade in words, one sentence each. */
  readonly assumptions: readonly string[];
}

/** The answer first, then every stake with the four things that were asked of it. */
export function stakeSections(input: StakeInput): readonly Report[] {
  const { answer, bankroll, minimum, sizing, assumptions } = input;
  return [
    {
      shape: "stats",
      name: "stake",
      title: "Whether the stake passes",
      notes: [verdict(input), ...assumptions.map((text) => `Assumed: ${text}`)],
      stats: [
        { key: "bankroll", label: "bankroll", unit: "usd", value: bankroll },
        {
          key: "mean",
          label: "expected return",
          unit: "ratio",
          value: answer.meanReturn,
          of: "the stake",
        },
        {
          key: "kelly",
          label: "full Kelly",
          unit: "ratio",
          value: answer.kelly,
          of: "the bankroll",
        },
        {
          key: "kellyStake",
          label: `stake at ${ratio(sizing.kellyFraction)} of Kelly`,
          unit: "usd",
          value: answer.kellyStake,
        },
        { key: "minimum", label: "smallest stake", unit: "usd", value: minimum },
      ],
    },
    judgedTable(input),
  ];
}

function verdict({ answer, minimum }: StakeInput): string {
  const [asked] = answer.judged;
  if (asked === undefined) return "A stake of nothing is no trade.";
  if (asked.stake < minimum) {
    return `Refused: ${usd(asked.stake)} is under the smallest stake of ${usd(minimum)}.`;
  }
  if (answer.kelly === 0) {
    return "Refused: the trade has no expected gain, so Kelly stakes nothing.";
  }
  if (asked.refusal === null) {
    const over = asked.stake > answer.kellyStake
      ? ` It is more than the ${
        usd(answer.kellyStake)
      } that Kelly would stake, which the bot takes.`
      : "";
    return `Passes: ${usd(asked.stake)}.${over}`;
  }
  const lower = answer.judged.find(({ refusal }) => refusal === null);
  return lower === undefined
    ? `Refused: ${why(asked)}, and so is every half of it down to the smallest stake.`
    : `Lowered: ${usd(asked.stake)} does not pass (${why(asked)}), ${usd(lower.stake)} does.`;
}

function why({ refusal }: JudgedStake): string {
  switch (refusal?.rule) {
    case undefined:
      return "passes";
    case "monteCarloRuin":
      return "too likely to lose half of the bankroll";
    case "monteCarloGrowth":
      return "it may not grow at all";
    default:
      return refusal?.note === undefined
        ? "too likely to break the day's limit"
        : "days are too bad";
  }
}

function judgedTable({ answer, sizing, dayLimit }: StakeInput): Report {
  const runs = answer.judged[0]?.validation.runs ?? 0;
  const rows = answer.judged.map((judged): Cell[] => {
    const { ruin, dayLoss, cvarDay, meanLogGrowth } = judged.validation;
    const { lower95 } = meanLogGrowth;
    return [
      judged.stake,
      ruin.estimate,
      ruin.upper95,
      dayLoss.estimate,
      dayLoss.upper95,
      Math.round(cvarDay * 1e6),
      100 * meanLogGrowth.estimate,
      Number.isFinite(lower95) ? 100 * lower95 : null,
      why(judged),
    ];
  });
  return table(
    {
      name: "judged",
      title: "Each stake against its limits",
      notes: [
        `${runs} futures of ${sizing.monteCarloTrades} trades. Wanted: at most ` +
        `${ratio(sizing.maxRuinProbability)} for half the bankroll and ` +
        `${ratio(sizing.maxDayLossProbability)} for a day over its limit, both at the upper 95 % ` +
        `bound; at most ${usd(dayLimit)} lost on the worst twentieth of days; growth above 0 at ` +
        "the lower bound.",
      ],
    },
    [
      { key: "stake", label: "stake", unit: "usd" },
      { key: "ruin", label: "loses half", unit: "ratio" },
      { key: "ruinHigh", label: "at most", unit: "ratio" },
      { key: "day", label: "day over limit", unit: "ratio" },
      { key: "dayHigh", label: "at most", unit: "ratio" },
      { key: "cvar", label: "worst days", unit: "usd" },
      { key: "growth", label: "growth of 100", unit: "ratio" },
      { key: "growthLow", label: "at least", unit: "ratio" },
      { key: "verdict", label: "", unit: "text" },
    ],
    rows,
  );
}
