import { takeFrom, type Taken } from "../adapters/spend/spend_file.ts";
import type { CommandContext } from "../cli/context.ts";
import { CliError } from "../cli/exit.ts";
import type { AiConfig } from "../core/types/config.ts";
import { millis, type Usdc } from "../core/types/units.ts";
import { usd } from "../report/format.ts";
import { placesIn } from "./places.ts";
import type { OpenVenue } from "./venue.ts";

/** Who asks models by hand, where, and what it may cost. */
export interface ByHand {
  readonly by: "ai ask" | "ai test" | "why --reask";
  readonly venue: Pick<OpenVenue, "standIn">;
  readonly config: AiConfig;
  readonly worst: Usdc;
}

/**
 * Takes the worst case off what is left for asking by hand; CliError where it is too little. A
 * sandbox's models cost nothing, whatever it says.
 */
export function spendByHand(
  context: Pick<CommandContext, "globals" | "now">,
  { by, venue, config, worst }: ByHand,
): Taken {
  if (venue.standIn !== null) return { settle: () => {} };
  const path = placesIn(context.globals.dataDir).spend;
  const taken = takeFrom(path, { at: millis(Math.floor(context.now())), by, worst }, config);
  if (taken.ok) return taken.value;
  const [wanted, left] = [usd(worst, 4), usd(taken.error, 4)];
  throw new CliError(
    "refused",
    `Cannot ask a model: it may cost ${wanted}, and ${left} is left for asking by hand`,
    {
      hint: `ai.budget_day ${usd(config.budgetDay)} and ai.budget_month ${
        usd(config.budgetMonth)
      } bound it, in UTC; what was spent is in ${path}`,
    },
  );
}
