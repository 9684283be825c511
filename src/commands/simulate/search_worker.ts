// One thread of a search: reads the recording for each batch that it is told to run.
import { openRecordings } from "./backtest_recordings.ts";
import { type Batch, type Reading, runBatch, type TaskResult } from "./search_run.ts";

/** What a thread is told. */
export interface ToSearch {
  readonly reading: Reading;
  readonly batch: Batch;
}

/** What it says: how far it is, then its results. */
export type FromSearch =
  | { readonly kind: "progress"; readonly fraction: number | null }
  | { readonly kind: "results"; readonly results: readonly TaskResult[] };

/** What a thread sees of itself; the library of the project is that of the main thread. */
interface Scope {
  onmessage: ((event: MessageEvent<ToSearch>) => Promise<void>) | null;
  postMessage(message: FromSearch): void;
}

const scope = globalThis as unknown as Scope;

scope.onmessage = async ({ data: { reading, batch } }) => {
  const source = await openRecordings(reading);
  const results = await runBatch(source, batch, {
    ...reading,
    // Whoever stops a search ends its threads.
    stopped: () => false,
    progress: (fraction) => scope.postMessage({ kind: "progress", fraction }),
  });
  if (results === null) throw new Error("Cannot stop a thread of a search from within");
  scope.postMessage({ kind: "results", results });
};
