import { parseEnv } from "node:util";
import { type ConfigIssue, issue } from "./issue.ts";
import { isSecretName, Secret } from "./secret.ts";

/** What was found in the environment and in `.env`, read once at start. */
export interface Environment {
  /** Values that may be shown, by name. */
  readonly values: ReadonlyMap<string, string>;
  readonly secrets: ReadonlyMap<string, Secret>;
  /** Names of our own prefix that nothing listens to: typing errors, most likely. */
  readonly unknown: readonly string[];
  /** True for names that came from `.env`. */
  readonly fromFile: ReadonlySet<string>;
  /** Lines of `.env` that say nothing, without what they hold. */
  readonly issues: readonly ConfigIssue[];
}

/** Nothing was found. */
export const noEnvironment: Environment = {
  values: new Map(),
  secrets: new Map(),
  unknown: [],
  fromFile: new Set(),
  issues: [],
};

/** Where values come from; the process environment goes before the file. */
export interface EnvironmentSource {
  /** Everything of the process environment this program may see. */
  readonly process: Readonly<Record<string, string>>;
  /** Text of `.env`, or null without one. */
  readonly dotenv: string | null;
}

/** Takes the listed names and nothing else. Never throws. */
export function readEnvironment(
  names: readonly string[],
  source: EnvironmentSource,
): Environment {
  const text = (source.dotenv ?? "").replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  const file = Object.entries(parseEnv(text));
  const listed = new Set(names);
  const values = new Map<string, string>();
  const secrets = new Map<string, Secret>();
  const fromFile = new Set<string>();
  const unknown = new Set<string>();
  for (
    const [origin, entries] of [["file", file], [
      "process",
      Object.entries(source.process),
    ]] as const
  ) {
    for (const [name, value] of entries) {
      if (!listed.has(name)) {
        if (value !== undefined && /^polybot_\S*$/i.test(name) && !isSecretName(name)) {
          unknown.add(name);
        }
        continue;
      }
      if (value === undefined) continue;
      if (isSecretName(name)) secrets.set(name, new Secret(value));
      else values.set(name, value);
      if (origin === "file") fromFile.add(name);
      else fromFile.delete(name);
    }
  }
  return { values, secrets, unknown: [...unknown], fromFile, issues: strayLines(text) };
}

/** A blank or a comment, or an assignment with what it assigns, over several lines in quotes. */
const piece =
  /[ \t]*(?:#[^\n]*|(?:export[ \t]+)?[^\s=#"'`]+[ \t]*=[ \t]*(?:"[^"]*"|'[^']*'|`[^`]*`|)[^\n]*)?(?:\n|$)/y;

/** `parseEnv` passes over what is no assignment, and a limit among it would be none. */
function strayLines(text: string): readonly ConfigIssue[] {
  const issues: ConfigIssue[] = [];
  const found = (at: number, read: string, wanted: string) => {
    const line = text.slice(0, at).split("\n").length;
    issues.push(issue(`.env:${line}`, "", read, wanted));
  };
  const odd = text.search(/[\0\r]/);
  if (odd >= 0) {
    found(
      odd,
      "read a NUL or a carriage return by itself",
      "UTF-8 text with one NAME=value a line",
    );
    return issues;
  }
  for (let at = 0; at < text.length;) {
    piece.lastIndex = at;
    if (piece.test(text)) {
      at = piece.lastIndex;
      continue;
    }
    found(at, "read a line without an assignment (not shown)", "NAME=value, or # before a comment");
    const end = text.indexOf("\n", at);
    at = end < 0 ? text.length : end + 1;
  }
  return issues;
}
