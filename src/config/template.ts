import type { Field, Written } from "./field.ts";
import { keys, sections } from "./schema.ts";

const columns = 100;

const head = [
  "# yaml-language-server: $schema=./config.schema.json",
  "#",
  "# Every key at its default; an absent key has the same value. Generated from src/config by",
  "# `deno task config`, so a change of a default belongs there. Unknown keys are errors.",
  "#",
  '# Durations are text such as "500ms", "10s", "30m", "6h", "1d", or a number of seconds. Money is in',
  "# dollars, prices are dollars a share (0.01 is one cent). A key can also be set by a variable,",
  "# POLYBOT_RISK_MAX_DAILY_LOSS=1.5, or a flag, --set risk.max_daily_loss=1.5; the order is default,",
  "# this file, .env, environment, flag: the last one counts.",
];

/** The text of config/config.yaml: every key at its default with its meaning, unit and range. */
export function configYaml(): string {
  const body = Object.entries(sections).flatMap(([section, { title }]) => [
    "",
    `# ${title}.`,
    `${section}:`,
    ...[...keys.values()].filter((key) => key.section === section)
      .flatMap(({ name, field }) => [...comment(field), ...entry(name, field)]),
  ]);
  return [...head, ...body].join("\n") + "\n";
}

function comment({ meaning, range }: Field<unknown>): string[] {
  const lines: string[] = [];
  for (const word of `${meaning} [${range}]`.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= columns) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(`  # ${word}`);
  }
  return lines;
}

/** A list that is too long for its line stands one item a line. */
function entry(name: string, field: Field<unknown>): string[] {
  const line = `  ${name}: ${scalar(field)}`;
  const { initial } = field;
  if (line.length <= columns || typeof initial !== "object") return [line];
  return [`  ${name}:`, ...initial.map((item) => `    - ${written(item)}`)];
}

function scalar({ kind, initial }: Field<unknown>): string {
  if (typeof initial === "number" && kind === "number" && Number.isInteger(initial)) {
    return initial < 1000 ? initial.toFixed(1) : String(initial);
  }
  return written(initial);
}

function written(value: Written): string {
  if (typeof value === "object") return `[${value.map(written).join(", ")}]`;
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
