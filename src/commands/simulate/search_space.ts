// From the command line to configurations: keys and values are checked as --set checks them, and what
// breaks a rule between keys is a candidate that says so.
import { hypothesisOf } from "../../core/simulate/backtest/trial.ts";
import { sha256 } from "../../adapters/sqlite/sha256.ts";
import { CliError } from "../../cli/exit.ts";
import type { SearchOptions, SearchStrategy } from "../../cli/simulate/search.ts";
import { formatDuration, parseDuration } from "../../config/duration.ts";
import { issueLine } from "../../config/issue.ts";
import { noEnvironment } from "../../config/dotenv.ts";
import { loadConfig, type LoadedConfig } from "../../config/load.ts";
import { type Key, keys } from "../../config/schema.ts";
import { unknownKey } from "../../config/yaml_file.ts";
import { canonicalJson } from "../../core/canonical.ts";
import {
  type Axis,
  gridPoints,
  type Listed,
  type Point,
  randomPoints,
  type Ranged,
} from "../../core/simulate/search/space.ts";
import type { EngineConfig } from "../../core/types/config.ts";
import type { SourceInfo } from "../../ports.ts";
import { fitToSource } from "../fit.ts";
import { taskConfig } from "./search_run.ts";

/** One configuration of a search. */
export interface Candidate {
  readonly set: Point;
  readonly configHash: string;
  /** null: it may not be used, and `invalid` says why. */
  readonly config: EngineConfig | null;
  readonly invalid: string | null;
}

const MOST_POINTS = 100_000;

/** The combinations that the options ask for. Throws CliError on what is no key, value or range. */
export function pointsOf(
  { grid, range, random }: Pick<SearchOptions, "grid" | "range" | "random">,
  seed: number,
): readonly Point[] {
  const lists = grid.map(listed);
  const ranges = range.map(ranged);
  const axes: readonly Axis[] = [...lists, ...ranges];
  if (axes.length === 0) throw usage("there is no key to search over", "--grid key=a,b,c");
  const twice = axes.find(({ key }, i) => axes.findIndex((axis) => axis.key === key) !== i);
  if (twice !== undefined) {
    throw usage(`${twice.key} was given twice`, "one --grid or --range a key");
  }
  if (random !== undefined) return unique(randomPoints(axes, random, seed));
  if (ranges.length > 0) throw usage("a range has no end of values", "--random N draws so many");
  const size = lists.reduce((product, { values }) => product * values.length, 1);
  if (size > MOST_POINTS) {
    throw usage(`there are ${size} combinations`, `--random draws some; at most ${MOST_POINTS}`);
  }
  return unique(gridPoints(lists));
}

function unique(points: readonly Point[]): readonly Point[] {
  return [...new Map(points.map((point) => [point.join("\n"), point])).values()];
}

function listed(text: string): Listed {
  const { key, rest } = keyIn(text, "--grid");
  const [first, ...others] = rest.split(",").map((value) => value.trim());
  if (first === undefined || [first, ...others].includes("")) {
    throw usage(`--grid ${key.path} has an empty value`, "--grid key=a,b,c");
  }
  return { kind: "list", key: key.path, values: [first, ...others] };
}

function ranged(text: string): Ranged {
  const { key, rest } = keyIn(text, "--range");
  const { kind } = key.field;
  const [lowText = "", highText = "", scale] = rest.split(":");
  const read = (one: string) => kind === "duration" ? parseDuration(one) : Number(one);
  const [low, high] = [read(lowText), read(highText)];
  const isNumber = kind === "number" || kind === "integer" || kind === "duration";
  const isRange = low !== null && high !== null && lowText !== "" && low < high &&
    (scale === undefined || (scale === "log" && low > 0)) && rest.split(":").length <= 3;
  if (!isNumber || !isRange) {
    throw usage(`--range ${text} is no range`, "key=low:high or, above 0, key=low:high:log");
  }
  return { kind: "range", key: key.path, low, high, log: scale === "log", write: writer(kind) };
}

/** Four digits are as fine as any recording can tell apart. */
function writer(kind: "number" | "integer" | "duration"): (value: number) => string {
  switch (kind) {
    case "integer":
      return (value) => String(Math.round(value));
    case "duration":
      return (value) => formatDuration(Math.max(1, Math.round(value / 1_000)) * 1_000);
    case "number":
      return (value) => String(Number(Number(value.toPrecision(4)).toFixed(6)));
  }
}

function keyIn(text: string, flag: string): { readonly key: Key; readonly rest: string } {
  const at = text.indexOf("=");
  const path = at < 0 ? text : text.slice(0, at);
  const key = keys.get(path);
  if (key === undefined) {
    const { read, wanted } = unknownKey(flag, path);
    throw usage(`${flag} ${path}: ${read}`, wanted);
  }
  if (at < 0 || key.field.kind === "list") {
    throw usage(`${flag} ${path} names no single values`, `${flag} key=...`);
  }
  return { key, rest: text.slice(at + 1) };
}

function usage(what: string, hint: string): CliError {
  return new CliError("usage", `Cannot search: ${what}`, { hint });
}

/** Each combination as a configuration on the source's clock. */
export function candidatesOf(
  points: readonly Point[],
  { loaded, info, strategy }: {
    readonly loaded: LoadedConfig;
    readonly info: SourceInfo;
    readonly strategy: SearchStrategy;
  },
): readonly Candidate[] {
  const given = loaded.keys.filter(({ from }) => from !== "default")
    .map(({ path, value }) => `${path}=${written(value)}`);
  return points.map((set): Candidate => {
    const result = loadConfig({
      file: loaded.file,
      set: [...given, ...set],
      environment: noEnvironment,
    });
    if (!result.ok) {
      const configHash = sha256(canonicalJson({ strategy, invalid: set }));
      const invalid = result.error.map(issueLine).join("; ");
      return { set, configHash, config: null, invalid };
    }
    const config = taskConfig(fitToSource(result.value.engine, info).config, strategy);
    // As a backtest names the same configuration, so that both count it once.
    const decides = strategy === "account" ? config : hypothesisOf(config);
    const about = { strategy: strategyName(strategy), config: decides };
    return { set, configHash: sha256(canonicalJson(about)), config, invalid: null };
  });
}

/** As the registry names who decides. */
export function strategyName(strategy: SearchStrategy): string {
  return strategy === "account" ? "as configured" : strategy;
}

function written(value: unknown): string {
  return Array.isArray(value) ? value.join(",") : String(value);
}
