import type { CommandContext, ConfigOptions } from "../cli/context.ts";
import { CliError, exitCode } from "../cli/exit.ts";
import { printAnswer, tableLines } from "../cli/print.ts";
import type { LoadedConfig, SettledKey } from "../config/load.ts";
import { jsonSchema } from "../config/schema.ts";

/** Checks, prints or describes the configuration. */
export function configCommand(context: CommandContext, options: ConfigOptions): Promise<number> {
  switch (options.action) {
    case "validate":
      validate(context);
      break;
    case "show":
      show(context);
      break;
    case "schema":
      printAnswer(context, {
        command: "config schema",
        data: jsonSchema(),
        text: () => JSON.stringify(jsonSchema(), null, 2),
      });
      break;
  }
  return Promise.resolve(exitCode.ok);
}

function validate(context: CommandContext): void {
  const config = loadAsCheck(context);
  const changed = config.keys.filter(isChanged);
  const data = { file: config.file, keys: config.keys.length, changed: changed.length };
  printAnswer(context, {
    command: "config validate",
    data,
    text: () =>
      `${config.file ?? "no file, defaults only"}: valid; ` +
      `${changed.length} of ${config.keys.length} keys are not at their default`,
  });
}

/** A configuration with errors is what this check is for: exit 6, where other commands exit 4. */
function loadAsCheck(context: CommandContext): LoadedConfig {
  try {
    return context.loadConfig();
  } catch (error) {
    if (!(error instanceof CliError) || error.exit !== "config") throw error;
    const { data, hint, message } = error;
    throw new CliError("problems", message, { data, ...(hint === null ? {} : { hint }) });
  }
}

function show(context: CommandContext): void {
  const config = context.loadConfig();
  // Where there is little room a value is cut before the key: what it is of would be lost.
  const columns = [
    { label: "key", unit: "text" },
    { label: "value", unit: "text", width: 10 },
    { label: "default", unit: "text", width: 10 },
    { label: "from", unit: "text", width: 20 },
  ] as const;
  const rows = config.keys.map(({ path, value, initial, from }) => [
    path,
    short(value),
    short(initial),
    from,
  ]);
  printAnswer(context, {
    command: "config show",
    data: { file: config.file, keys: config.keys },
    text: () => tableLines(columns, rows, context).join("\n"),
  });
}

/** A list that is too long for a line is counted; JSON has it whole. */
function short(value: unknown): string {
  const text = written(value);
  return Array.isArray(value) && text.length > LONGEST ? `${value.length} entries` : text;
}

const LONGEST = 60;

function isChanged({ value, initial }: SettledKey): boolean {
  return written(value) !== written(initial);
}

function written(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
