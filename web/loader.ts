// Keeps one report fresh: asked again when rows arrive, once a second at most, never twice at once.
import type { Failure, ReportAnswer } from "./answer.ts";
import type { Reply } from "./api.ts";

/** What is known of a report. An answer stays when a later request fails; `error` says so. */
export interface ReportState {
  readonly answer: ReportAnswer | null;
  readonly error: Failure | null;
  readonly loading: boolean;
}

export const EMPTY: ReportState = { answer: null, error: null, loading: true };

/** The world of a loader. */
export interface LoaderPorts {
  get(path: string, abort: AbortSignal): Promise<Reply<ReportAnswer>>;
  show(state: ReportState): void;
  now(): number;
  /** Runs `then` later; gives what takes that back. */
  after(ms: number, then: () => void): () => void;
  /** The last ledger row that is known of. */
  lastSeq(): number;
}

export interface Loader {
  /** Another report: what was shown is gone. */
  open(path: string): void;
  /** Rows arrived, or the way there is open again. */
  refresh(): void;
  close(): void;
}

const REST_MS = 1_000;

/** A loader with nothing to load yet. */
export function openLoader(ports: LoaderPorts): Loader {
  let path: string | null = null;
  let state = EMPTY;
  let abort = new AbortController();
  let busy = false;
  let wanted = false;
  let startedAt = -Infinity;
  let takeBack: (() => void) | null = null;

  const show = (next: ReportState) => ports.show(state = next);

  async function load(): Promise<void> {
    if (path === null) return;
    const mine = abort;
    busy = true;
    wanted = false;
    startedAt = ports.now();
    try {
      const reply = await ports.get(path, mine.signal);
      if (mine.signal.aborted) return;
      const answer = reply.ok ? reply.value : state.answer;
      show({ answer, error: reply.ok ? null : reply.failure, loading: false });
      // A report that takes long to make is not made anew for every row.
      if (reply.ok) wanted ||= reply.value.seq < ports.lastSeq();
    } catch (error) {
      if (mine.signal.aborted) return;
      throw error;
    } finally {
      if (!mine.signal.aborted) {
        busy = false;
        if (wanted) plan();
      }
    }
  }

  function plan(): void {
    if (takeBack !== null) return;
    takeBack = ports.after(Math.max(0, startedAt + REST_MS - ports.now()), () => {
      takeBack = null;
      void load();
    });
  }

  function stop(): void {
    abort.abort();
    takeBack?.();
    takeBack = null;
    busy = false;
    wanted = false;
  }

  return {
    open(next) {
      stop();
      abort = new AbortController();
      path = next;
      show(EMPTY);
      void load();
    },
    refresh() {
      if (path === null) return;
      wanted = true;
      if (!busy) plan();
    },
    close() {
      stop();
      path = null;
    },
  };
}
