// Models, looked at by hand: what is configured, whether it answers, what it says of one market. Nothing
// here trades, and nothing is written but what it cost.
import { systemClock } from "../adapters/clock/system.ts";
import { openBedrock } from "../adapters/llm/bedrock.ts";
import { familyOf } from "../adapters/llm/families.ts";
import { tryModel } from "../adapters/llm/trial.ts";
import { type Spent, spentByHand } from "../adapters/spend/spend_file.ts";
import { sha256 } from "../adapters/sqlite/sha256.ts";
import type { AiOptions, CommandContext } from "../cli/context.ts";
import { CliError, exitCode } from "../cli/exit.ts";
import { printAnswer } from "../cli/print.ts";
import { startProgress } from "../cli/progress.ts";
import type { LoadedConfig } from "../config/load.ts";
import { questionCalls, worstCall, worstCase } from "../core/advice/cost.ts";
import type { AiModel, Sample } from "../core/types/advice.ts";
import type { AiConfig } from "../core/types/config.ts";
import { millis, usdc } from "../core/types/units.ts";
import { type Cell, type Report, table } from "../report/report.ts";
import { abstainWords } from "../report/words.ts";
import { type Asking, askMarket } from "./ai_ask.ts";
import { spendByHand } from "./by_hand.ts";
import { checkRoom, type ModelAccess, modelAccess } from "./models.ts";
import { placesIn } from "./places.ts";
import { sectionsText } from "./reading.ts";
import { type OpenVenue, openVenue } from "./venue.ts";

/** `ai models`, `ai test` and `ai ask MARKET`. */
export async function aiCommand(context: CommandContext, options: AiOptions): Promise<number> {
  const loaded = context.loadConfig();
  if (options.action === "models") return listModels(context, loaded);
  mayAsk(context, loaded.engine.ai);
  const { venue: name, scenario, forecaster } = options;
  const venue = await openVenue({
    venue: name,
    seed: options.seed ?? loaded.runtime.seed,
    ...(scenario === undefined ? {} : { scenario }),
    ...(forecaster === undefined ? {} : { forecaster }),
  });
  try {
    const access = accessTo(venue, loaded, context.version);
    return options.action === "test"
      ? await testModels(context, { loaded, venue, access })
      : await askMarket(context, { loaded, venue, access, wanted: options.market ?? "" });
  } finally {
    await venue.close();
  }
}

/** Throws CliError where the configuration or a flag says that no model is asked. */
function mayAsk(context: CommandContext, config: AiConfig): void {
  const { enabled, models } = config;
  if (!context.globals.ai) {
    throw new CliError("usage", "Cannot ask a model: --no-ai says that none is asked");
  }
  if (!enabled) {
    throw new CliError("config", "Cannot ask a model: ai.enabled is false", {
      hint: "--set ai.enabled=true for this once",
    });
  }
  if (models.length > 0) return checkRoom(config);
  throw new CliError("config", "Cannot ask a model: ai.models names none", {
    hint: "--set ai.models=amazon.nova-lite-v1:0",
  });
}

function accessTo(venue: OpenVenue, loaded: LoadedConfig, version: string): ModelAccess {
  const access = modelAccess(loaded, venue, version);
  if (access !== null) return access;
  throw new CliError("config", "Cannot ask a model: there are no AWS credentials", {
    hint: "set AWS_BEARER_TOKEN_BEDROCK or an access key, or rehearse with --venue sandbox",
  });
}

function listModels(context: CommandContext, { ai, engine }: LoadedConfig): number {
  const sections = modelSections(engine.ai, ai, spentBy(context, engine.ai));
  printAnswer(context, {
    command: "ai models",
    data: { sections },
    text: () => sectionsText(sections, context),
  });
  return exitCode.ok;
}

/** null: no model may be asked, and nobody looks into the data directory for it. */
function spentBy({ globals, now }: CommandContext, { enabled }: AiConfig): Spent | null {
  if (!globals.ai || !enabled) return null;
  return spentByHand(placesIn(globals.dataDir).spend, millis(Math.floor(now())));
}

/** What is configured, what it may cost, and what was spent by hand; null: not known. */
export function modelSections(
  config: AiConfig,
  { region, endpoint }: Pick<LoadedConfig["ai"], "region" | "endpoint">,
  spent: Spent | null,
): readonly Report[] {
  const place = endpoint === "aws" ? `${region} on AWS` : endpoint;
  const notes = [
    `Asked at ${place}. Prices are those of ai.prices, dollars for a million tokens.`,
    "The worst case counts every byte of a prompt as a token and every answer at its full length.",
  ];
  const head = { name: "models", title: "Models", notes };
  return [
    table(head, [
      { key: "model", label: "model", unit: "text" },
      { key: "family", label: "family", unit: "text" },
      { key: "weight", label: "weight", unit: "text" },
      { key: "input", label: "input $", unit: "price" },
      { key: "output", label: "output $", unit: "price" },
      { key: "call", label: "worst call", unit: "usd" },
      { key: "can", label: "can", unit: "text" },
    ], config.models.map((model) => modelRow(model, config))),
    {
      shape: "stats",
      name: "question",
      title: "One question",
      notes: ["A trader and what is asked by hand have a day's and a month's budget each."],
      stats: [
        { key: "calls", label: "calls", unit: "count", value: questionCalls(config) },
        { key: "worst", label: "worst case", unit: "usd", value: worstCase(config) },
        { key: "trade", label: "ai.budget_trade", unit: "usd", value: config.budgetTrade },
        { key: "day", label: "ai.budget_day", unit: "usd", value: config.budgetDay },
        { key: "daySpent", label: "  spent by hand", unit: "usd", value: spent?.day ?? null },
        { key: "month", label: "ai.budget_month", unit: "usd", value: config.budgetMonth },
        { key: "monthSpent", label: "  spent by hand", unit: "usd", value: spent?.month ?? null },
        { key: "asked", label: "asked at all", unit: "text", value: config.enabled ? "yes" : "no" },
        { key: "arm", label: "whose orders leave", unit: "text", value: config.arm },
      ],
    },
  ];
}

function modelRow(model: AiModel, config: AiConfig): Cell[] {
  const family = familyOf(model.id);
  return [
    model.id,
    family.ok ? family.value.name : "unknown",
    model.weight,
    model.inputPrice,
    model.outputPrice,
    worstCall(model, config),
    family.ok ? abilities(family.value) : "cannot be asked: no known family",
  ];
}

function abilities(
  { system, toolChoice, temperature }: Extract<ReturnType<typeof familyOf>, { ok: true }>["value"],
): string {
  return [
    toolChoice === null ? "answers in text" : `tool (${toolChoice})`,
    ...(system ? ["system prompt"] : []),
    ...(temperature ? ["temperature"] : []),
  ].join(", ");
}

/** Each model once, one after another: what is measured is the model, not a queue. */
async function testModels(
  context: CommandContext,
  { loaded, venue, access }: Omit<Asking, "wanted">,
): Promise<number> {
  const config = loaded.engine.ai;
  const worst = usdc(config.models.reduce((sum, model) => sum + worstCall(model, config), 0));
  const taken = spendByHand(context, { by: "ai test", venue, config, worst });
  const { requestTimeoutMs } = loaded.ai;
  const completer = openBedrock(access.access);
  const clock = systemClock();
  const progress = startProgress(context, "ai test");
  const samples: Sample[] = [];
  try {
    for (const model of config.models) {
      progress.update(samples.length / config.models.length, model.id);
      const parts = { completer, config, clock, hash: sha256, requestTimeoutMs };
      samples.push(await tryModel(parts, model));
    }
    taken.settle(usdc(samples.reduce((sum, { cost }) => sum + cost, 0)));
  } finally {
    progress.done();
    completer.close();
    clock.close();
  }
  const sections = [trialTable(samples, access.place)];
  printAnswer(context, {
    command: "ai test",
    data: { sections },
    text: () => sectionsText(sections, context),
  });
  return trialExit(samples);
}

function trialTable(samples: readonly Sample[], place: string): Report {
  const rows = samples.map((sample): Cell[] => [
    sample.model,
    sample.failed === null ? "valid" : abstainWords[sample.failed],
    sample.inputTokens,
    sample.outputTokens,
    sample.cost,
    sample.ms,
    sample.detail ?? "",
  ]);
  const notes = [`One question to each model at ${place}; what it says of it does not matter.`];
  return table({ name: "test", title: "Models", notes }, [
    { key: "model", label: "model", unit: "text" },
    { key: "answer", label: "answer", unit: "text" },
    { key: "input", label: "tokens in", unit: "count", summed: true },
    { key: "output", label: "tokens out", unit: "count", summed: true },
    { key: "cost", label: "cost", unit: "usd", summed: true },
    { key: "ms", label: "time", unit: "ms" },
    { key: "detail", label: "said", unit: "text" },
  ], rows);
}

/** 0 when every model answered; 5 when not one could be reached; 6 else. */
export function trialExit(samples: readonly Pick<Sample, "failed">[]): number {
  if (samples.every(({ failed }) => failed === null)) return exitCode.ok;
  const isOut = samples.every(({ failed }) => failed === "unreachable" || failed === "timeout");
  return isOut ? exitCode.venue : exitCode.problems;
}
