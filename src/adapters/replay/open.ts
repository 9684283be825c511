import type { Source } from "../../ports.ts";
import { readLines } from "./csv.ts";
import { parseJson, readJson } from "./json.ts";
import { type Assume, defaultAssume, type Format, type RecordedFile } from "./recording.ts";
import { RecordingError } from "./recording.ts";
import { formats } from "./registry.ts";

/**
 * Opens a recording by what is in it: one file, or a folder whose recordings are of one format.
 * `assumed` replaces parts of {@link defaultAssume}. Throws {@link RecordingError} when there is
 * nothing to read.
 */
export async function openRecording(
  path: string,
  assumed: Partial<Assume> = {},
): Promise<Source> {
  const assume = { ...defaultAssume, ...assumed };
  try {
    const found = await Deno.stat(path);
    if (found.isDirectory) return await openFolder(path, assume);
    if (found.isFile) return await openFile(path, assume);
  } catch (error) {
    throw refusal(path, error);
  }
  throw new RecordingError(path, "neither a file nor a folder", "a recording");
}

function refusal(path: string, error: unknown): unknown {
  if (error instanceof Deno.errors.NotFound) {
    return new RecordingError(path, "nothing", "a file or folder");
  }
  const denied = error instanceof Deno.errors.PermissionDenied ||
    error instanceof Deno.errors.NotCapable;
  return denied ? new RecordingError(path, "no permission", "leave to read it") : error;
}

const wanted = () =>
  `one of: ${["polybot's tapes", ...formats.map(({ name }) => name)].join(", ")}`;

async function openFile(path: string, assume: Assume): Promise<Source> {
  const file = await look(path);
  const format = formats.find((format) => format.recognise(file));
  if (format === undefined) {
    const start = typeof file.head === "string" ? file.head : JSON.stringify(file.head);
    const what = file.shape === "csv" ? "text" : file.shape;
    throw new RecordingError(path, `${what} beginning ${start.slice(0, 60)}`, wanted());
  }
  return await format.open([file], assume);
}

/** Names of what lies in a folder of recordings and is none of them. */
export const notData: RegExp = /^\.|^(licen[cs]e|notice|readme|sha256sums)|\.(md|txt)$/i;
/** Names of what is read beside a recording, also where the recording alone is named. */
export const companion: RegExp = /markets\.csv$|\.assets\.csv$|^espn_/;

async function openFolder(folder: string, assume: Assume): Promise<Source> {
  const entries = (await Array.fromAsync(Deno.readDir(folder)))
    .toSorted((a, b) => a.name < b.name ? -1 : 1);
  const byFormat = new Map<Format, RecordedFile[]>();
  const leftOut: string[] = [];
  for (const { name, isDirectory } of entries) {
    if (isDirectory || notData.test(name)) continue;
    const file = await lookQuietly(`${folder.replace(/\/$/, "")}/${name}`);
    const format = file === null ? undefined : formats.find((known) => known.recognise(file));
    if (file === null || format === undefined) leftOut.push(name);
    else byFormat.set(format, [...byFormat.get(format) ?? [], file]);
  }
  const [only, ...others] = byFormat;
  if (only === undefined) {
    const inside = entries.map(({ name }) => name).slice(0, 8).join(", ");
    const found = inside === "" ? "an empty folder" : `a folder without recordings (${inside})`;
    throw new RecordingError(folder, found, wanted());
  }
  if (others.length > 0) {
    const names = [...byFormat.keys()].map(({ name }) => name).join(", ");
    throw new RecordingError(folder, `several formats (${names})`, "one of them, or one file");
  }
  const source = await only[0].open(only[1], assume);
  return withLeftOut(source, leftOut.filter((name) => !companion.test(name)));
}

function withLeftOut(source: Source, names: readonly string[]): Source {
  if (names.length === 0) return source;
  const sentence = `Left out, for holding no market data: ${names.join(", ")}.`;
  const info = { ...source.info, assumptions: [...source.info.assumptions, sentence] };
  return { ...source, info };
}

async function lookQuietly(path: string): Promise<RecordedFile | null> {
  try {
    return await look(path);
  } catch (error) {
    if (error instanceof RecordingError) return null;
    throw error;
  }
}

/** Looks into a file far enough to tell its format. */
async function look(path: string): Promise<RecordedFile> {
  const slash = path.lastIndexOf("/");
  const lines = await firstLines(path);
  const first = lines.find((line) => line.trim() !== "") ?? "";
  const file = {
    path,
    name: path.slice(slash + 1).replace(/\.gz$/, ""),
    folder: slash < 0 ? "." : path.slice(0, slash),
    bytes: (await Deno.stat(path)).size,
  };
  if (!/^\s*[[{]/.test(first) && !/\.(jsonl|ndjson)$/.test(file.name)) {
    return { ...file, shape: "csv", head: first };
  }
  const values = lines.filter((line) => line.trim() !== "").map(parseJson);
  const isLines = /\.(jsonl|ndjson)$/.test(file.name) ||
    values.length > 1 && values[0] !== undefined;
  if (!isLines) return { ...file, shape: "json", head: await readJson(path) };
  return { ...file, shape: "jsonl", head: values.filter((value) => value !== undefined) };
}

const ENOUGH_LINES = 100;

async function firstLines(path: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { lines, defect } of readLines(path)) {
    found.push(...lines.slice(0, ENOUGH_LINES));
    if (found.length >= ENOUGH_LINES || (found.length > 0 && defect !== null)) break;
    if (defect === null) continue;
    const what = defect === "tooLong" ? "a line without an end" : "a gzip that breaks off at once";
    throw new RecordingError(path, what, wanted());
  }
  if (found.every((line) => line.trim() === "")) {
    throw new RecordingError(path, "an empty file", wanted());
  }
  return found;
}
