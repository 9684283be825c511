import type { SkipReason } from "../../core/types/event.ts";
import { RecordingError } from "./recording.ts";

/** A longer line is no line; nothing longer is ever held in memory. */
export const MAX_LINE: number = 16 * 1024 * 1024;

/** Lines as they come off the disk. */
export interface LineBatch {
  readonly lines: readonly string[];
  /** What came after the last of `lines` and was dropped. */
  readonly defect: SkipReason | null;
}

/** Bytes read of a file as it lies on disk. */
export interface Progress {
  bytes: number;
}

/**
 * The lines of a text file, gzipped or not, without their ends. A line over {@link MAX_LINE} is
 * dropped as `tooLong` in flat memory; a gzip that breaks off ends the file as `torn`.
 */
export async function* readLines(
  path: string,
  progress: Progress = { bytes: 0 },
): AsyncGenerator<LineBatch> {
  const chunks = readText(path, progress);
  try {
    yield* splitLines(chunks);
  } finally {
    await chunks.return(undefined);
  }
}

async function* splitLines(chunks: AsyncGenerator<string>): AsyncGenerator<LineBatch> {
  let rest = "";
  let dropping = false;
  let next = await nextChunk(chunks);
  for (; next !== null && next !== torn; next = await nextChunk(chunks)) {
    const pieces = next.split("\n");
    const last = pieces.pop() ?? "";
    if (pieces.length > 0) {
      if (dropping) pieces.shift();
      else pieces[0] = rest + pieces[0];
      dropping = false;
      rest = last;
      yield { lines: pieces.map(withoutReturn), defect: null };
    } else if (!dropping) {
      rest += last;
    }
    if (rest.length > MAX_LINE) {
      rest = "";
      dropping = true;
      yield { lines: [], defect: "tooLong" };
    }
  }
  const lines = rest === "" || dropping ? [] : [withoutReturn(rest)];
  if (lines.length > 0 || next === torn) {
    yield { lines, defect: next === torn ? "torn" : null };
  }
}

const torn = Symbol("torn");

async function nextChunk(
  chunks: AsyncGenerator<string>,
): Promise<string | null | typeof torn> {
  try {
    const next = await chunks.next();
    return next.done === true ? null : next.value;
  } catch (error) {
    // What the gzip decoder throws at a corrupt or cut stream.
    if (error instanceof TypeError) return torn;
    throw error;
  }
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}

/** Decoded text of a file in chunks; unzips what starts like a gzip. */
export async function* readText(path: string, progress: Progress): AsyncGenerator<string> {
  const zipped = await startsLikeGzip(path);
  const file = await Deno.open(path);
  const counted = file.readable.pipeThrough(counter(progress));
  const bytes = zipped ? counted.pipeThrough(new DecompressionStream("gzip")) : counted;
  const text = (bytes as ReadableStream<BufferSource>).pipeThrough(new TextDecoderStream());
  for await (const chunk of text) yield chunk;
}

function counter(progress: Progress): TransformStream<Uint8Array<ArrayBuffer>> {
  return new TransformStream({
    transform(chunk, controller) {
      progress.bytes += chunk.byteLength;
      controller.enqueue(chunk);
    },
  });
}

async function startsLikeGzip(path: string): Promise<boolean> {
  using file = await Deno.open(path);
  const magic = new Uint8Array(2);
  const read = await file.read(magic);
  const zipped = read === 2 && magic[0] === 0x1f && magic[1] === 0x8b;
  if (!zipped && path.endsWith(".gz") && read !== null) {
    throw new RecordingError(path, "no gzip", "a gzipped file, as its name says");
  }
  return zipped;
}

/** The whole text of a file. Throws {@link RecordingError} beyond `limit` characters. */
export async function readWhole(path: string, limit: number): Promise<string> {
  const parts: string[] = [];
  let length = 0;
  for await (const chunk of readText(path, { bytes: 0 })) {
    length += chunk.length;
    if (length > limit) {
      throw new RecordingError(path, `over ${limit} characters`, "a smaller file");
    }
    parts.push(chunk);
  }
  return parts.join("");
}

/** The cells of one line, with RFC 4180 quotes; null when it is more or less than one row. */
export function cells(line: string): string[] | null {
  if (!line.includes('"')) return line.split(",");
  const table = parseCsv(line);
  return table?.length === 1 ? table[0] ?? null : null;
}

/** The rows of a csv text (RFC 4180); null when it is none. */
export function parseCsv(text: string): string[][] | null {
  const rows: string[][] = [];
  let row: string[] = [];
  // A cell, then what ends it. A bare quote inside an unquoted cell is kept as it is.
  const cell = /(?:"([^"]*(?:""[^"]*)*)"|([^,\r\n]*))(,|\r?\n|$)/y;
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    if (match === null) return null;
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
    if (match[3] !== ",") {
      rows.push(row);
      row = [];
    }
  }
  if (row.length > 0) rows.push([...row, ""]);
  return rows;
}

/** Position of each column by name. */
export function columnsOf(header: string): ReadonlyMap<string, number> {
  return new Map((cells(header) ?? []).map((name, index) => [name, index]));
}

/**
 * Rows of a small csv by column name. Throws {@link RecordingError} when it is no csv of
 * `wanted`.
 */
export async function readTable(
  path: string,
  wanted: readonly string[],
): Promise<ReadonlyMap<string, string>[]> {
  const rows = parseCsv(await readCompanion(path, wanted));
  const [header, ...body] = rows ?? [];
  if (header === undefined || !wanted.every((name) => header.includes(name))) {
    throw new RecordingError(path, "other columns", `the columns ${wanted.join(", ")}`);
  }
  return body.filter((row) => row.length === header.length).map((row) =>
    new Map(header.map((name, index) => [name, row[index] ?? ""]))
  );
}

async function readCompanion(path: string, wanted: readonly string[]): Promise<string> {
  try {
    return await readWhole(path, MAX_LINE);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new RecordingError(path, "nothing", `a csv with ${wanted.join(", ")} beside the data`);
    }
    throw error;
  }
}
