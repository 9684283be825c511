import type { LineBatch, Progress } from "./csv.ts";
import { readLines } from "./csv.ts";
import { Emitter } from "./emitter.ts";
import { type RecordedFile, RecordingError } from "./recording.ts";
import type { Source, SourceInfo, TimedInput } from "../../ports.ts";

/** Turns the lines of one file into inputs, one after the other. */
export interface LineReader {
  line(line: string): void;
  /** After the last line of the file. */
  end(): void;
}

/** A recording of lines in time order. */
export interface LineStream {
  readonly info: SourceInfo;
  readonly files: readonly RecordedFile[];
  /** True when the first line of a file is a header. */
  readonly header: boolean;
  /** Called once a reading; what it returns is called once a file, in the order of `files`. */
  start(out: Emitter): (file: RecordedFile) => LineReader;
}

/** The source of a stream of lines. A line equal to the one before it is a counted duplicate. */
export function streamSource(stream: LineStream): Source {
  const progress: Progress = { bytes: 0 };
  return {
    info: stream.info,
    size: stream.files.reduce((sum, file) => sum + file.bytes, 0),
    position: () => progress.bytes,
    read: () => readStream(stream, progress),
  };
}

async function* readStream(
  stream: LineStream,
  progress: Progress,
): AsyncGenerator<readonly TimedInput[]> {
  progress.bytes = 0;
  const out = new Emitter();
  const readerOf = stream.start(out);
  for (const file of stream.files) {
    const reader = readerOf(file);
    const before = progress.bytes;
    const here: Progress = { bytes: 0 };
    let previous: string | null = stream.header ? null : "";
    for await (const batch of readLines(file.path, here)) {
      previous = readBatch(batch, previous, reader, out);
      progress.bytes = before + here.bytes;
      yield out.take();
    }
    reader.end();
  }
  yield out.take();
  requireUsable(out, stream.files);
}

// `previous` null: the header has not come yet.
function readBatch(
  batch: LineBatch,
  previous: string | null,
  reader: LineReader,
  out: Emitter,
): string | null {
  for (const line of batch.lines) {
    if (previous !== null && line !== "") {
      if (line === previous) out.skip("duplicate");
      else reader.line(line);
    }
    previous = previous === null ? "" : line;
  }
  if (batch.defect !== null) out.skip(batch.defect);
  return previous;
}

/** Throws {@link RecordingError} when a reading gave nothing but defects. */
export function requireUsable(out: Emitter, files: readonly RecordedFile[]): void {
  if (out.usable > 0) return;
  const found = `${out.skipped} defects and nothing else`;
  throw new RecordingError(files[0]?.path ?? "", found, "market data");
}
