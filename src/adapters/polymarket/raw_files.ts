import { basename, join } from "node:path";
import { StorageError } from "../../core/types/storage_error.ts";
import type { SessionInput } from "../../core/types/event.ts";
import type { Millis } from "../../core/types/units.ts";
import type { VenueHosts, WatchConfig } from "./types.ts";

/** The first line of every file of a raw recording. */
export interface RawHeader {
  readonly kind: "recording";
  readonly format: 1;
  /** When the run began; files with the same value are one run. */
  readonly since: Millis;
  /** Of this file in its run, from 1. */
  readonly part: number;
  readonly hosts: VenueHosts;
  /** What the machine ran with, and must run with again. */
  readonly watch: WatchConfig;
  /** Of the bot that recorded what it traded on; absent where nobody did. */
  readonly session?: SessionInput;
}

/** A file by what its name says. */
export interface RawFile {
  readonly name: string;
  /** `YYYY-MM-DD`, UTC. */
  readonly date: string;
  /** On that date, from 1. */
  readonly number: number;
}

const NAME = /^raw-(\d{4}-\d{2}-\d{2})(?:\.([2-9]|[1-9]\d{1,8}))?\.jsonl\.gz$/;

/** `raw-<date>.jsonl.gz`, `raw-<date>.2.jsonl.gz`, ... */
export function rawFileName(date: string, number: number): string {
  return number === 1 ? `raw-${date}.jsonl.gz` : `raw-${date}.${number}.jsonl.gz`;
}

/** The UTC date of a time. */
export function dateOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** Files of a raw recording in a folder, oldest first. */
export function rawFilesIn(folder: string): RawFile[] {
  const files: RawFile[] = [];
  for (const { name, isFile } of Deno.readDirSync(folder)) {
    const match = isFile ? NAME.exec(name) : null;
    if (match === null) continue;
    files.push({ name, date: match[1] ?? "", number: Number(match[2] ?? 1) });
  }
  return files.sort((a, b) => a.date < b.date ? -1 : a.date > b.date ? 1 : a.number - b.number);
}

/** Paths of the files at a path: itself, or those in it. Throws StorageError when there is none. */
export function rawPathsAt(path: string): readonly string[] {
  if (NAME.test(basename(path))) return [path];
  const paths = rawFilesIn(path).map(({ name }) => join(path, name));
  if (paths.length > 0) return paths;
  throw new StorageError(path, "no raw-<date>.jsonl.gz", "a raw recording");
}

/** True for a raw recording by name, and for a folder in which there is one. */
export function holdsRaw(path: string): boolean {
  if (NAME.test(basename(path))) return true;
  try {
    return Deno.statSync(path).isDirectory && rawFilesIn(path).length > 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    if (error instanceof Deno.errors.PermissionDenied) return false;
    throw error;
  }
}

/** The header in a parsed first line. Throws StorageError for another kind of file. */
export function headerOf(value: unknown, path: string): RawHeader {
  const header = (value ?? {}) as Partial<Record<keyof RawHeader, unknown>>;
  if (header.kind !== "recording") {
    throw new StorageError(path, "no header in its first line", "a raw recording");
  }
  if (header.format !== 1) {
    const found = `a raw recording of format ${JSON.stringify(header.format)}`;
    throw new StorageError(path, found, "format 1");
  }
  const watch = (header.watch ?? {}) as Partial<Record<keyof WatchConfig, unknown>>;
  const { quietMs, frozenMs, resyncMs, assetCheckMs, truthMaxAgeMs } = watch;
  const times = [
    ...[header.since, header.part],
    ...[quietMs, frozenMs, resyncMs, assetCheckMs, truthMaxAgeMs],
  ];
  const session = (header.session ?? { kind: "started" }) as { readonly kind?: unknown };
  if (times.every(Number.isSafeInteger) && session.kind === "started") return value as RawHeader;
  throw new StorageError(path, "a header without its times", "since, part and watch");
}
