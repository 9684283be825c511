// The words of a line that gives a study again, on any machine that has the same recordings.
import type { CommandContext } from "../../cli/context.ts";
import { formatDuration } from "../../config/duration.ts";
import type { SettledKey } from "../../config/load.ts";
import { quoted } from "./study_answer.ts";

/**
 * What the files, variables and flags of this machine changed of the defaults, as words of a shell:
 * every key that is not at its default, and --no-ai.
 */
export function settingFlags(
  { globals, loadConfig }: Pick<CommandContext, "globals" | "loadConfig">,
): readonly string[] {
  const settings = loadConfig().keys.filter(isSaid).map(({ path, value }) =>
    `--set ${quoted(`${path}=${written(value)}`)}`
  );
  return [...globals.ai ? [] : ["--no-ai"], ...settings];
}

/** Options by their names, as words of a shell: `spacingMs` is `--spacing 30m`. */
export function optionFlags(options: object, skipped: Iterable<string>): readonly string[] {
  const beside = new Set(skipped);
  return Object.entries(options).filter(([key]) => !beside.has(key)).map(([key, value]) => {
    const isSpan = key.endsWith("Ms");
    const name = (isSpan ? key.slice(0, -"Ms".length) : key)
      .replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    return `--${name} ${quoted(isSpan ? formatDuration(Number(value)) : String(value))}`;
  });
}

// A variable or a flag may have brought back the default of a key that a file changes.
function isSaid({ value, initial, from }: SettledKey): boolean {
  const isOfFile = /:\d+:\d+$/.test(from);
  return from !== "default" && (!isOfFile || written(value) !== written(initial));
}

function written(value: unknown): string {
  return Array.isArray(value) ? value.join(",") : String(value);
}
