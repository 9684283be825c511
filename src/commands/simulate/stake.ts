import type { CommandContext } from "../../cli/context.ts";
import { exitCode } from "../../cli/exit.ts";
import type { StakeOptions } from "../../cli/simulate/stake.ts";
import type { LoadedConfig } from "../../config/load.ts";
import { beliefFrom, costOf, momentsOf } from "../../core/simulate/models.ts";
import { answerStake } from "../../core/simulate/stake.ts";
import type { Outcome } from "../../core/size/kelly.ts";
import { equallyLikely, resolutionOutcomes, spikeOutcomes } from "../../core/size/size.ts";
import { MICRO, usdc } from "../../core/types/units.ts";
import { count, decimal, ratio } from "../../report/format.ts";
import { stakeSections } from "../../report/simulate_stake.ts";
import { tryNumbers } from "./account_trades.ts";
import { optionFlags, settingFlags } from "./reproduce.ts";
import { answerStudy } from "./study_answer.ts";

/** Equally likely values that stand for the error of an estimate, as before a trade. */
const BELIEFS = 5;

/** Judges a stake as it is judged before every trade. */
export function stakeCommand(context: CommandContext, options: StakeOptions): Promise<number> {
  const loaded = context.loadConfig();
  const { engine, runtime } = loaded;
  const seed = options.seed ?? runtime.seed;
  const dollars = (given: number | undefined, micro: number) =>
    given === undefined ? usdc(micro) : usdc(Math.round(given * MICRO));
  const bankroll = dollars(options.bankroll, engine.initialCapital);
  const { maxDailyLoss: dayLimit, minPositionSize: minimum, maxPositionSize } = engine.risk;
  const { outcomesAt, chance: { mean, sd }, words } = tradeOf(options, loaded);
  const likely = equallyLikely(mean, sd, BELIEFS);
  const answer = answerStake({
    outcomes: outcomesAt(mean),
    beliefs: likely.map((each) => outcomesAt(each).map(({ probability }) => probability)),
    stake: dollars(options.stake, maxPositionSize),
    minimum,
    bankroll,
    dayLimit,
    sizing: engine.sizing,
    seed,
  });
  const assumptions = [...words, `the chance is known as from ${count(options.evidence)} trades.`];
  const { sizing } = engine;
  answerStudy(context, {
    command: "simulate stake",
    title: "Whether a stake passes",
    sections: stakeSections({ answer, bankroll, minimum, dayLimit, sizing, assumptions }),
    pictures: [],
    config: engine,
    seed,
    dataHash: null,
    line: [
      "polybot simulate stake",
      ...optionFlags(options, ["action", "html", "seed"]),
      `--seed ${seed}`,
      ...settingFlags(context),
    ].join(" "),
    complete: true,
    html: options.html,
    more: { answer },
  });
  return Promise.resolve(exitCode.ok);
}

interface Asked {
  /** Ways the trade may end when the chance is so high. */
  outcomesAt(chance: number): readonly Outcome[];
  readonly chance: ReturnType<typeof momentsOf>;
  readonly words: readonly string[];
}

function tradeOf(options: StakeOptions, { engine: { sizing } }: LoadedConfig): Asked {
  const { gapProbability, timeExitProbability } = sizing;
  const numbers = tryNumbers(options);
  const known = (share: number) => momentsOf(beliefFrom(share, options.evidence));
  if (options.kind === "resolution") {
    const cost = costOf(options);
    const chance = known(options.q ?? numbers.mid);
    return {
      chance,
      outcomesAt: (q) => resolutionOutcomes(q, cost, gapProbability),
      words: [
        `a share at ${decimal(cost)}, fee included, pays 1 with chance ${
          ratio(chance.mean)
        }, and ` +
        `${ratio(gapProbability)} of those that win do not pay.`,
      ],
    };
  }
  const chance = known(options.hit ?? numbers.marketHit);
  return {
    chance,
    outcomesAt: (hit) => spikeOutcomes({ ...numbers, hit, gapProbability, timeExitProbability }),
    words: [
      `a share costs ${decimal(numbers.cost)} and brings ${decimal(numbers.netTarget)} at the ` +
      `target, ${decimal(numbers.netStop)} at the stop, ${decimal(numbers.netTime)} in time.`,
      `the target comes before the stop with chance ${ratio(chance.mean)}; ` +
      `${ratio(timeExitProbability)} end by time, ${ratio(gapProbability)} lose everything.`,
    ],
  };
}
