// One stream of rows for all pages that are open.
//
// 1. A stream is a place in the ledger and no queue: what it has not been sent is read again from the
//    latest frames or from the ledger, so a slow page costs one frame of memory and misses nothing.
// 2. A frame holds whole events and its id is the last one's: who resumes from it gets the next event.
// 3. A head carries the id of the rows that this stream was sent, whatever the ledger holds by then.
import type { LedgerRow } from "../core/types/effect.ts";
import type { Seq } from "../core/types/units.ts";
import type { Head } from "./contract.ts";

/** Streams of server-sent events. */
export interface Hub {
  /** New rows, whole events. */
  push(rows: readonly LedgerRow[]): void;
  /** Another ledger is in place: whoever listens goes on at its end. */
  reset(): void;
  /** Looks whether there is something to say; to be called a few times a second. */
  beat(): void;
  /** Bytes from the event after `resume` on, or from now on; null: too many are open. */
  open(resume: number | null): ReadableStream<Uint8Array> | null;
  size(): number;
  /** Ends every stream. */
  close(): void;
}

/** What a hub is made of. */
export interface HubParts {
  /** The last event that was folded; null while the ledger is not read to its end. */
  readonly position: () => Seq | 0 | null;
  /** Whole events after one, at most about `most` rows. */
  readonly rowsAfter: (seq: Seq | 0, most: number) => readonly LedgerRow[];
  readonly head: () => Head;
  /** Milliseconds of any clock. */
  readonly now: () => number;
}

/** Most pages open at once. */
export const MOST_STREAMS = 64;
/** A head is sent at least this often. */
const HEAD_MS = 1_400;
/** A page that takes nothing for so long is gone. */
const SLOW_MS = 30_000;
const FRAMES = 64;
const ROWS = 500;

interface Frame {
  readonly after: number;
  readonly seq: number;
  readonly bytes: Uint8Array;
}

interface Stream {
  /** The last event that it was sent; null: wherever the ledger's end will be. */
  at: Seq | 0 | null;
  /** Of the head that it was sent last. */
  version: number;
  /** Set while it has nothing to send. */
  wake: (() => void) | null;
  /** When it was given something that it has not come back from. */
  busySince: number | null;
  end: (why?: Error) => void;
}

const encoder = new TextEncoder();

/** A hub without streams. */
export function openHub(parts: HubParts): Hub {
  const streams = new Set<Stream>();
  const frames: Frame[] = [];
  const heads = openHeads(parts);
  const wakeAll = () => streams.forEach(({ wake }) => wake?.());

  /** The next bytes of a stream; null: it has everything. */
  function next(stream: Stream): Uint8Array | null {
    if (stream.version !== heads.version()) {
      stream.version = heads.version();
      return heads.bytes(stream.at);
    }
    const position = parts.position();
    if (position === null) return null;
    const at = stream.at = stream.at === null || stream.at > position ? position : stream.at;
    if (at === position) return null;
    const frame = frames.find(({ after }) => after === at) ??
      frameOf(at, parts.rowsAfter(at, ROWS));
    if (frame === null) return null;
    stream.at = frame.seq as Seq;
    return frame.bytes;
  }

  return {
    push: (rows) => {
      const after = frames.at(-1)?.seq ?? (rows[0]?.seq ?? 1) - 1;
      const frame = frameOf(after, rows);
      if (frame === null) return;
      frames.push(frame);
      if (frames.length > FRAMES) frames.shift();
      heads.renew();
      wakeAll();
    },
    reset: () => {
      frames.length = 0;
      for (const stream of streams) stream.at = null;
      heads.renew();
    },
    beat: () => {
      for (const { busySince, end } of [...streams]) {
        if (busySince === null || parts.now() - busySince <= SLOW_MS) continue;
        end(new Error("Cannot wait longer: the page takes nothing"));
      }
      if (heads.isDue()) wakeAll();
    },
    open: (resume) => {
      if (streams.size >= MOST_STREAMS) return null;
      return streamOf({
        at: resume as Seq | null ?? parts.position(),
        streams,
        next,
        now: parts.now,
      });
    },
    size: () => streams.size,
    close: () => {
      for (const { end } of [...streams]) end();
    },
  };
}

function frameOf(after: number, rows: readonly LedgerRow[]): Frame | null {
  const last = rows.at(-1);
  if (last === undefined) return null;
  const bytes = event("rows", last.seq, rows);
  return { after, seq: last.seq, bytes };
}

function event(name: string, id: number | null, data: unknown): Uint8Array {
  const line = id === null ? "" : `id: ${id}\n`;
  return encoder.encode(`event: ${name}\n${line}data: ${JSON.stringify(data)}\n\n`);
}

interface StreamParts {
  readonly at: Seq | 0 | null;
  readonly streams: Set<Stream>;
  readonly next: (stream: Stream) => Uint8Array | null;
  readonly now: () => number;
}

function streamOf({ at, streams, next, now }: StreamParts): ReadableStream<Uint8Array> {
  let ended = false;
  let controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  const stream: Stream = { at, version: -1, wake: null, busySince: null, end };
  function end(why?: Error): void {
    if (ended) return;
    ended = true;
    streams.delete(stream);
    if (why === undefined) controller?.close();
    else controller?.error(why);
    stream.wake?.();
  }
  streams.add(stream);
  return new ReadableStream<Uint8Array>({
    start: (given) => {
      controller = given;
    },
    pull: async (given) => {
      stream.busySince = null;
      for (;;) {
        if (ended) return;
        const bytes = next(stream);
        if (bytes !== null) {
          stream.busySince = now();
          return given.enqueue(bytes);
        }
        await new Promise<void>((resolve) => stream.wake = resolve);
        stream.wake = null;
      }
    },
    cancel: () => {
      controller = null;
      end();
    },
  });
}

/** The head as it is sent to all: made anew when what it says changes, and every two seconds. */
function openHeads({ head, now }: HubParts) {
  let version = 0;
  let current = head();
  let said = words(current);
  let sentAt = now();
  function words(of: Head): string {
    return JSON.stringify({ ...of, now: 0 });
  }
  const renew = () => {
    current = head();
    said = words(current);
    sentAt = now();
    version += 1;
  };
  return {
    renew,
    version: () => version,
    isDue: () => {
      if (now() - sentAt < HEAD_MS && words(head()) === said) return false;
      renew();
      return true;
    },
    bytes: (at: number | null) => event("head", at, current),
  };
}
