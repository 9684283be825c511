import { redact } from "./secret.ts";

/** One thing wrong with a configuration. No field holds a secret. */
export interface ConfigIssue {
  /** `file:line:column`, the name of a variable, or the flag. */
  readonly where: string;
  /** `section.key`; empty when it concerns no key. */
  readonly key: string;
  readonly read: string;
  readonly wanted: string;
}

/** An issue whose texts are cleared of anything that looks like a private key. */
export function issue(where: string, key: string, read: string, wanted: string): ConfigIssue {
  return {
    where: redact(where),
    key: redact(key),
    read: redact(read),
    wanted: redact(wanted),
  };
}

/** One line: `config.yaml:3:7: risk.max_daily_loss: read "two", want dollars ...`. */
export function issueLine({ where, key, read, wanted }: ConfigIssue): string {
  return [where, key, `${read}; want ${wanted}`].filter((part) => part !== "").join(": ");
}

/** What was read, for a message: short values as they are, long ones by their size only. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return "read nothing";
  if (typeof value === "string") {
    // Longer than any word wanted here: more likely a credential in the wrong place.
    return value.length > 24
      ? `read a text of ${value.length} characters`
      : `read ${JSON.stringify(value)}`;
  }
  if (Array.isArray(value)) return `read a list of ${value.length}`;
  if (typeof value === "object") return "read a mapping";
  return `read ${String(value)}`;
}
