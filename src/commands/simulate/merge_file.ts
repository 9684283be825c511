// One part of a simulation in a file: a line that says what it is a part of, then what was asked, then
// what came of it, one line of canonical JSON each.
import { sha256 } from "../../adapters/sqlite/sha256.ts";
import { CliError } from "../../cli/exit.ts";
import { canonicalJson } from "../../core/canonical.ts";
import type { ShardHeader } from "../../core/simulate/search/shards.ts";
import { readTextFile } from "./backtest_files.ts";

/** What a file of a part holds. */
export interface ShardFile {
  readonly header: ShardHeader;
  /** What was asked, equal in every part. */
  readonly frame: unknown;
  /** Results, in order. */
  readonly items: readonly unknown[];
}

const FORM = "polybot part 1";

/** Writes a part whole or not at all; returns its header. */
export function writeShard(
  path: string,
  { header, frame, items }: {
    readonly header: Omit<ShardHeader, "checksum">;
    readonly frame: unknown;
    readonly items: readonly unknown[];
  },
): ShardHeader {
  const body = [frame, ...items].map((value) => `${canonicalJson(value)}\n`).join("");
  const whole: ShardHeader = { ...header, checksum: checksumOf(header, body) };
  const unfinished = `${path}.unfinished`;
  Deno.writeTextFileSync(unfinished, `${canonicalJson({ form: FORM, header: whole })}\n${body}`);
  Deno.renameSync(unfinished, path);
  return whole;
}

/** Reads a part; exit 3 when there is no file, 6 when it is not what was written. */
export function readShard(path: string): ShardFile {
  const text = readTextFile(path);
  const end = text.indexOf("\n");
  const first = parsed(path, text.slice(0, end < 0 ? text.length : end), 1);
  if (!isFirstLine(first)) throw wrong(path, "its first line is not that of a part");
  const body = text.slice(end + 1);
  const { checksum, ...header } = first.header;
  if (checksumOf(header, body) !== checksum) {
    throw wrong(path, "it was changed or cut off: its checksum does not fit");
  }
  const lines = body.split("\n").slice(0, -1);
  const [frame, ...items] = lines.map((line, i) => parsed(path, line, i + 2));
  return { header: first.header, frame, items };
}

/** Over what is a part of what, too: a part cannot pass for another. */
function checksumOf(header: Omit<ShardHeader, "checksum">, body: string): string {
  return sha256(`${canonicalJson(header)}\n${body}`);
}

function parsed(path: string, line: string, at: number): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw wrong(path, `line ${at} is no JSON`);
  }
}

function isFirstLine(value: unknown): value is { readonly header: ShardHeader } {
  if (typeof value !== "object" || value === null) return false;
  const { form, header } = value as { form?: unknown; header?: Partial<ShardHeader> | null };
  return form === FORM && typeof header === "object" && header !== null &&
    typeof header.command === "string" && typeof header.checksum === "string" &&
    Number.isSafeInteger(header.shard?.index) && Number.isSafeInteger(header.shard?.count);
}

function wrong(path: string, what: string): CliError {
  return new CliError("problems", `Cannot merge ${path}: ${what}`, {
    hint: "run that part again with the same --shard and --out",
  });
}
