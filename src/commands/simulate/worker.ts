// One thread of a simulation: walks the batches it is told to and hands over what it counted.
import { type BatchResult, type Job, openRunner, type Runner } from "../../core/simulate/job.ts";
import { binsOf, type StoragesBins } from "../../core/simulate/totals.ts";

/** What a worker is told. */
export type ToWorker =
  | { readonly kind: "open"; readonly job: Job }
  | { readonly kind: "batch"; readonly index: number; readonly runs: number }
  | { readonly kind: "end" };

/** What it answers. */
export type FromWorker =
  | { readonly kind: "batch"; readonly result: BatchResult }
  | { readonly kind: "storages"; readonly bins: StoragesBins };

/** What a worker sees of itself; the library of the project is that of the main thread. */
interface Scope {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker): void;
}

const scope = globalThis as unknown as Scope;
let runner: Runner | null = null;

scope.onmessage = ({ data }) => {
  if (data.kind === "open") {
    runner = openRunner(data.job);
    return;
  }
  if (runner === null) throw new Error("Cannot walk a batch: no job was opened");
  if (data.kind === "batch") {
    const result = runner.batch(data.index, data.runs);
    scope.postMessage({ kind: "batch", result });
    return;
  }
  scope.postMessage({ kind: "storages", bins: binsOf(runner.storages) });
};
