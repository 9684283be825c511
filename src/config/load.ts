// Defaults, then the file, then the environment, then flags. Everything that is wrong is found in
// one pass, so that nobody repairs a configuration one message at a time.
import { isScalar, parseDocument } from "yaml";
import type { EngineConfig } from "../core/types/config.ts";
import { err, ok, type Result } from "../core/types/result.ts";
import type { Environment } from "./dotenv.ts";
import type { Field } from "./field.ts";
import { type ConfigIssue, describe, issue } from "./issue.ts";
import type { AiSettings } from "./keys_ai.ts";
import type { RuntimeConfig } from "./keys_money.ts";
import type { VenueConfig } from "./keys_venue.ts";
import { engineConfig, keys, rules, type Settings, settle } from "./schema.ts";
import { findKey, type Secret, secretHint } from "./secret.ts";
import { type Candidate, type Reading, readYaml, unknownKey } from "./yaml_file.ts";

/** Where the configuration lives when nobody says otherwise; it may be absent. */
export const defaultFile = "config/config.yaml";

/** Where to look. */
export interface LoadRequest {
  /** Given by --config; null for POLYBOT_CONFIG or else {@link defaultFile}. */
  readonly file: string | null;
  /** `key=value`, later ones go before earlier ones. */
  readonly set: readonly string[];
  readonly environment: Environment;
}

/** One key as it was settled. */
export interface SettledKey {
  readonly path: string;
  /** As written: durations are text. */
  readonly value: unknown;
  readonly initial: unknown;
  /** "default", `file:line:column`, a variable or a flag. */
  readonly from: string;
}

/** A configuration without errors. */
export interface LoadedConfig {
  readonly engine: EngineConfig;
  /** trading.dry_run. */
  readonly dryRun: boolean;
  readonly runtime: RuntimeConfig;
  readonly venue: VenueConfig;
  readonly ai: AiSettings;
  /** Credentials that were given, by the name of their variable; each prints as [redacted]. */
  readonly secrets: ReadonlyMap<string, Secret>;
  /** The file that was read; null when there was none. */
  readonly file: string | null;
  readonly keys: readonly SettledKey[];
}

/** Amazon's own names of two keys; polybot's come after them. */
const amazonNames: Readonly<Record<string, string>> = {
  AWS_REGION: "ai.region",
  BEDROCK_MODEL_ID: "ai.models",
};

/** Credentials of Bedrock: a key of its own, or an access key. */
export const credentialNames = [
  "AWS_BEARER_TOKEN_BEDROCK",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
] as const;

/** Names of the environment variables that are heard: one a key, and where the file is. */
export const overrideNames: readonly string[] = [
  "POLYBOT_CONFIG",
  ...[...keys.keys()].map(overrideName),
  ...Object.keys(amazonNames),
  ...credentialNames,
];

/** The variable of a key: `risk.max_daily_loss` is POLYBOT_RISK_MAX_DAILY_LOSS. */
export function overrideName(path: string): string {
  return `POLYBOT_${path.replace(".", "_").toUpperCase()}`;
}

/** The configuration, or everything that is wrong with it. */
export function loadConfig(request: LoadRequest): Result<LoadedConfig, readonly ConfigIssue[]> {
  const { environment } = request;
  const given = request.file ?? environment.values.get("POLYBOT_CONFIG") ?? null;
  const file = readFile(given ?? defaultFile, given !== null);
  const readings = [file.reading, readOverrides(environment), readFlags(request.set)];
  const candidates = readings.flatMap((reading) => reading.candidates);
  const issues = [...readings.flatMap((reading) => reading.issues), ...environment.issues];

  const { values, chosen, failed } = check(candidates, issues);
  const settings = settle(values);
  issues.push(...brokenRules(settings, chosen, failed));
  if (issues.length > 0) return err(inOrder(issues));
  return ok({
    engine: engineConfig(settings),
    dryRun: settings.trading.dryRun,
    runtime: settings.runtime,
    venue: settings.venue,
    ai: settings.ai,
    secrets: environment.secrets,
    file: file.name,
    keys: [...keys.values()].map(({ path, field: { initial } }) => {
      const { value, from } = chosen.get(path) ?? { value: initial, from: "default" };
      return { path, value, initial, from };
    }),
  });
}

interface FileReading {
  readonly name: string | null;
  readonly reading: Reading;
}

function readFile(name: string, mustExist: boolean): FileReading {
  const nothing: Reading = { candidates: [], issues: [] };
  try {
    const { isFile, size } = Deno.statSync(name);
    if (!isFile || size > 1_000_000) {
      const found = issue(name, "", "read no plain file, or one over 1 MB", "a YAML file");
      return { name, reading: { candidates: [], issues: [found] } };
    }
    return { name, reading: readYaml(Deno.readTextFileSync(name), name) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { name: kind } = error;
    const isAbsent = error instanceof Deno.errors.NotFound;
    if (isAbsent && !mustExist) return { name: null, reading: nothing };
    const read = isAbsent ? "no such file" : `cannot read it (${kind})`;
    const issues = [issue(name, "", read, "a YAML file this program may read")];
    return { name, reading: { candidates: [], issues } };
  }
}

function readOverrides({ values, unknown, fromFile }: Environment): Reading {
  const named = [
    ...Object.entries(amazonNames),
    ...[...keys.keys()].map((path) => [overrideName(path), path] as const),
  ];
  const texts = named.flatMap(([name, path]) => {
    const text = values.get(name);
    const from = fromFile.has(name) ? `.env ${name}` : name;
    return text === undefined ? [] : [{ path, text, from }];
  });
  const reading = readTexts(texts);
  const strangers = unknown.map((name) => {
    const loud = name.toUpperCase();
    const near = unknownKey(name, loud.replace("POLYBOT_", "").toLowerCase().replace("_", "."));
    const wanted = overrideNames.includes(loud) ? loud : near.wanted;
    return { ...near, key: "", read: "read an unknown variable", wanted };
  });
  return { candidates: reading.candidates, issues: [...reading.issues, ...strangers] };
}

function readFlags(set: readonly string[]): Reading {
  const issues: ConfigIssue[] = [];
  const texts = set.flatMap((flag) => {
    const at = flag.indexOf("=");
    const path = at < 0 ? flag : flag.slice(0, at);
    if (findKey(path) >= 0) {
      issues.push(issue("--set", "", "read a 64-digit hex number (not shown)", secretHint));
    } else if (at < 0) {
      issues.push(
        issue("--set", "", `${describe(flag)}`, "key=value, e.g. risk.max_daily_loss=1.5"),
      );
    } else if (!keys.has(path)) {
      issues.push(unknownKey("--set", path));
    } else {
      return [{ path, text: flag.slice(at + 1), from: "--set" }];
    }
    return [];
  });
  const reading = readTexts(texts);
  return { candidates: reading.candidates, issues: [...issues, ...reading.issues] };
}

interface Text {
  readonly path: string;
  readonly text: string;
  readonly from: string;
}

function readTexts(texts: readonly Text[]): Reading {
  const candidates: Candidate[] = [];
  const issues: ConfigIssue[] = [];
  for (const { path, text, from } of texts) {
    const key = keys.get(path);
    if (findKey(text) >= 0) {
      issues.push(issue(from, path, "read a 64-digit hex number (not shown)", secretHint));
    } else if (key !== undefined) {
      candidates.push({ path, value: fromText(text, key.field), from });
    }
  }
  return { candidates, issues };
}

/** Reads a variable or a flag as YAML would; lists may be given as `a,b`. */
function fromText(text: string, { kind }: Field<unknown>): unknown {
  if (kind === "text") return text;
  if (kind === "list") {
    const items = text.replace(/^\[(.*)\]$/, "$1").split(",").map((item) => item.trim());
    return items.filter((item) => item !== "");
  }
  const { contents, errors } = parseDocument(text, { prettyErrors: false });
  if (errors.length > 0 || contents === null) return text;
  return isScalar(contents) ? contents.value : text;
}

interface Checked {
  readonly values: ReadonlyMap<string, unknown>;
  readonly chosen: ReadonlyMap<string, Candidate>;
  readonly failed: ReadonlySet<string>;
}

/** Parses every candidate, overridden ones too: a wrong line in a file is wrong all the same. */
function check(candidates: readonly Candidate[], issues: ConfigIssue[]): Checked {
  const chosen = new Map<string, Candidate>();
  const failed = new Set<string>();
  const values = new Map<string, unknown>();
  for (const { path, field } of keys.values()) values.set(path, field.schema.parse(field.initial));
  for (const candidate of candidates) {
    const field = keys.get(candidate.path)?.field;
    const parsed = field?.schema.safeParse(candidate.value);
    if (parsed?.success) {
      values.set(candidate.path, parsed.data);
      chosen.set(candidate.path, candidate);
    } else {
      failed.add(candidate.path);
      const wanted = field?.wanted ?? "a known key";
      issues.push(issue(candidate.from, candidate.path, describe(candidate.value), wanted));
    }
  }
  return { values, chosen, failed };
}

function brokenRules(
  settings: Settings,
  chosen: ReadonlyMap<string, Candidate>,
  failed: ReadonlySet<string>,
): ConfigIssue[] {
  return rules.flatMap((rule) => {
    if (rule.keys.some((path) => failed.has(path)) || rule.holds(settings)) return [];
    const shown = rule.keys.map((path) => {
      const value = chosen.get(path)?.value ?? keys.get(path)?.field.initial;
      return `${path} is ${String(value)}`;
    });
    const culprit = rule.keys.find((path) => chosen.has(path)) ?? rule.keys[0];
    const where = chosen.get(culprit)?.from ?? "default";
    return [issue(where, culprit, shown.join(", "), rule.wanted)];
  });
}

/** By line within a file; otherwise in the order of the sources. */
function inOrder(issues: readonly ConfigIssue[]): readonly ConfigIssue[] {
  const placed = issues.map((found) => ({ found, at: /^(.+):(\d+):(\d+)$/.exec(found.where) }));
  return placed.sort((a, b) => {
    if (a.at === null || b.at === null) return Number(a.at === null) - Number(b.at === null);
    return Number(a.at[2]) - Number(b.at[2]) || Number(a.at[3]) - Number(b.at[3]);
  }).map(({ found }) => found);
}
