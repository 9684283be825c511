// Commands about models: their names, options and help. Nothing here trades.
import { Option } from "@commander-js/extra-typings";
import { examples, parseSeed } from "./arguments.ts";
import type { AiOptions } from "./context.ts";
import type { Call, Root } from "./program.ts";

const venueOption = () =>
  new Option("--venue <name>", "polymarket with AWS, sandbox, or the address of a running sandbox")
    .default("polymarket");
const scenarioOption = () =>
  new Option("--scenario <name>", "with --venue sandbox: a scenario's name or file");
const forecasterOption = () =>
  new Option("--forecaster <name>", "with --venue sandbox: who answers for the models");
const seedOption = () =>
  new Option("--seed <n>", "seed of everything drawn by chance").argParser(parseSeed);

/** `ai`: which models there are, whether they answer, and what they say about one market. */
export function addAi(root: Root, call: Call): void {
  const ai = root.command("ai")
    .helpCommand(false)
    .description("Models on Amazon Bedrock: list, try and ask them. Nothing is traded.")
    .addHelpText("after", examples(["ai models", "ai test", "ai ask will-it-rain"]));
  ai.command("models")
    .description("The configured models: family, what it can do, prices, worst case of a question.")
    .addHelpText("after", examples(["ai models", "ai models --json"]))
    .action(() => call("ai", "ai models", { action: "models", venue: "polymarket" }));
  ai.command("test")
    .description("Ask each model one small question: reachable, answer valid, latency, dollars.")
    .addOption(venueOption())
    .addOption(forecasterOption())
    .addHelpText(
      "after",
      examples(["ai test", "ai test --venue sandbox", "ai test --set ai.region=eu-central-1"]),
    )
    .action((options) => call("ai", "ai test", { action: "test", ...given(options) }));
  ai.command("ask")
    .description("Ask about one market: evidence, every answer and what it cost.")
    .argument("<market>", "a market's slug, id or address at the venue")
    .addOption(venueOption())
    .addOption(scenarioOption())
    .addOption(forecasterOption())
    .addOption(seedOption())
    .addHelpText(
      "after",
      examples([
        "ai ask will-it-rain",
        "ai ask https://polymarket.com/event/some-event/some-market --json",
      ]),
    )
    .action((market, options) =>
      call("ai", "ai ask", { action: "ask", market, ...given(options) })
    );
}

interface Given {
  readonly venue: string;
  readonly scenario?: string | undefined;
  readonly forecaster?: string | undefined;
  readonly seed?: number | undefined;
}

function given({ venue, scenario, forecaster, seed }: Given): Omit<AiOptions, "action"> {
  return {
    venue,
    ...(scenario === undefined ? {} : { scenario }),
    ...(forecaster === undefined ? {} : { forecaster }),
    ...(seed === undefined ? {} : { seed }),
  };
}
