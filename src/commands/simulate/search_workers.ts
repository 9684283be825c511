// Batches of a search on this thread or on several. Each is handed over whole when it is done: what a stop
// loses is what was under way.
import { openRecordings } from "./backtest_recordings.ts";
import { type Batch, type Reading, runBatch, type TaskResult } from "./search_run.ts";
import type { FromSearch, ToSearch } from "./search_worker.ts";

/** How batches are run, which does not change what comes of them. */
export interface SearchRunning {
  readonly workers: number;
  readonly stopped: () => boolean;
  /** Aborted when somebody asks to stop. */
  readonly wish: AbortSignal;
  /** Batches done, parts of those under way included. */
  readonly progress: (done: number) => void;
  readonly done: (results: readonly TaskResult[]) => void;
}

/** Runs all batches; false when it was stopped before the last. */
export function runBatches(
  reading: Reading,
  batches: readonly Batch[],
  running: SearchRunning,
): Promise<boolean> {
  const isAlone = running.workers === 1 || batches.length < 2;
  return isAlone ? here(reading, batches, running) : onThreads(reading, batches, running);
}

async function here(
  reading: Reading,
  batches: readonly Batch[],
  { stopped, progress, done }: SearchRunning,
): Promise<boolean> {
  for (const [i, batch] of batches.entries()) {
    if (stopped()) return false;
    const source = await openRecordings(reading);
    const results = await runBatch(source, batch, {
      ...reading,
      stopped,
      progress: (fraction) => progress(i + (fraction ?? 0)),
    });
    if (results === null) return false;
    done(results);
    progress(i + 1);
  }
  return true;
}

async function onThreads(
  reading: Reading,
  batches: readonly Batch[],
  running: SearchRunning,
): Promise<boolean> {
  const { workers, wish, progress, done } = running;
  const parts = Array<number>(batches.length).fill(0);
  let next = 0;
  await Promise.all(
    Array.from({ length: Math.min(workers, batches.length) }, async () => {
      const thread = openThread(wish);
      try {
        while (next < batches.length && !wish.aborted) {
          const at = next++;
          const results = await thread.run({ reading, batch: batches[at] as Batch }, (fraction) => {
            parts[at] = fraction ?? 0;
            progress(parts.reduce((sum, part) => sum + part, 0));
          });
          if (results === null) return;
          parts[at] = 1;
          done(results);
        }
      } finally {
        thread.close();
      }
    }),
  );
  return !wish.aborted;
}

function openThread(wish: AbortSignal) {
  const worker = new Worker(new URL("./search_worker.ts", import.meta.url), { type: "module" });
  return {
    /** null when somebody asked to stop; a failure of the thread is thrown. */
    run: (told: ToSearch, progress: (fraction: number | null) => void) =>
      new Promise<readonly TaskResult[] | null>((resolve, reject) => {
        const stop = () => resolve(null);
        const settle = (end: () => void) => {
          wish.removeEventListener("abort", stop);
          end();
        };
        wish.addEventListener("abort", stop, { once: true });
        worker.onmessage = ({ data }: MessageEvent<FromSearch>) => {
          if (data.kind === "progress") progress(data.fraction);
          else settle(() => resolve(data.results));
        };
        worker.onerror = (event) => {
          event.preventDefault();
          settle(() => reject(new Error(`Cannot go on with a thread: ${event.message}`)));
        };
        worker.postMessage(told);
      }),
    close: () => worker.terminate(),
  };
}
