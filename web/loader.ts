// Keeps one report fresh: asked again when rows arrive, once a second at most, never twice at once; and
// with no rows when it is of more than the ledger, or was not answered.
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
  /** Nobody looks: what is not asked for by rows can wait. */
  isHidden(): boolean;
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
/** A server that could not answer, or could not be reached, is asked again after this. */
const RETRY_MS = 2_000;

/** A loader with nothing to load yet. */
export function openLoader(ports: LoaderPorts): Loader {
  let path: string | null = null;
  let state = EMPTY;
  let abort = new AbortController();
  let busy = false;
  let wanted = false;
  let startedAt = -Infinity;
  const alarm = openAlarm(ports, ring);

  const show = (given: ReportState) => ports.show(state = given);

  async function load(): Promise<void> {
    if (path === null) return;
    const mine = abort;
    busy = true;
    wanted = false;
    startedAt = ports.now();
    let again: number | null = null;
    try {
      const reply = await ports.get(path, mine.signal);
      if (mine.signal.aborted) return;
      const answer = reply.ok ? reply.value : state.answer;
      show({ answer, error: reply.ok ? null : reply.failure, loading: false });
      // A report that takes long to make is not made anew for every row.
      if (reply.ok) wanted ||= reply.value.seq < ports.lastSeq();
      again = againMs(reply);
    } catch (error) {
      if (mine.signal.aborted) return;
      throw error;
    } finally {
      if (!mine.signal.aborted) {
        busy = false;
        if (again !== null) alarm.set(ports.now() + again);
        if (wanted) alarm.set(startedAt + REST_MS);
      }
    }
  }

  function ring(): void {
    if (wanted || !ports.isHidden()) void load();
    else alarm.set(ports.now() + RETRY_MS);
  }

  function stop(): void {
    abort.abort();
    alarm.clear();
    busy = false;
    wanted = false;
  }

  return {
    open(where) {
      stop();
      abort = new AbortController();
      path = where;
      show(EMPTY);
      void load();
    },
    refresh() {
      if (path === null) return;
      wanted = true;
      if (!busy) alarm.set(startedAt + REST_MS);
    },
    close() {
      stop();
      path = null;
    },
  };
}

/** After how long it is asked for with no rows; null: only they can change it. */
function againMs(reply: Reply<ReportAnswer>): number | null {
  if (reply.ok) return reply.value.maxAgeMs;
  const { status } = reply.failure;
  return status === 0 || status === 503 ? RETRY_MS : null;
}

/** Rings once, at the earliest of the times that it was set to. */
function openAlarm({ now, after }: Pick<LoaderPorts, "now" | "after">, ring: () => void) {
  let next: { readonly at: number; readonly takeBack: () => void } | null = null;
  const clear = () => {
    next?.takeBack();
    next = null;
  };
  const set = (at: number) => {
    if (next !== null && next.at <= at) return;
    clear();
    const takeBack = after(Math.max(0, at - now()), () => {
      next = null;
      ring();
    });
    next = { at, takeBack };
  };
  return { set, clear };
}
