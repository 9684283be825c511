import { Option } from "@commander-js/extra-typings";
import { examples, parseAmount, parsePath, parseSeed } from "../arguments.ts";
import { type TradeOptions, tradeOptions, without } from "./account.ts";
import type { SimulateParent } from "./spikes.ts";

/** `simulate stake` */
export interface StakeOptions extends TradeOptions {
  readonly action: "stake";
  /** Dollars; absent: risk.max_position_size. */
  readonly stake?: number;
  /** Dollars; absent: money.initial_capital. */
  readonly bankroll?: number;
  readonly kind: "spike" | "resolution";
  readonly seed?: number;
  readonly html?: string;
}

/** `simulate stake`: what is asked before every trade, with all its numbers. */
export function addStake(
  simulate: SimulateParent,
  call: (options: StakeOptions, paths?: readonly string[]) => Promise<void>,
): void {
  const [ask, spread, target, stop, feeRate, hit, q, evidence] = tradeOptions();
  simulate.command("stake")
    .description("Whether a stake passes what is asked before every trade, with all the numbers.")
    .option("--stake <dollars>", "default: risk.max_position_size", parseAmount)
    .option("--bankroll <dollars>", "default: the initial capital", parseAmount)
    .addOption(
      new Option("--kind <kind>", "which trade").choices(["spike", "resolution"] as const)
        .default("spike" as const),
    )
    .option("--seed <n>", "seed of everything drawn by chance", parseSeed)
    .addOption(ask).addOption(spread).addOption(target).addOption(stop).addOption(feeRate)
    .addOption(hit).addOption(q).addOption(evidence)
    .option("--html <file>", "write a page as well", parsePath)
    .addHelpText(
      "after",
      examples([
        "simulate stake --stake 2 --hit 0.7",
        "simulate stake --kind resolution --ask 0.41 --fee-rate 0 --q 0.5 --stake 1",
      ]),
    )
    .action((options) => call(without({ ...options, action: "stake" as const })));
}
