// A simulation on this thread or on several. Batches are dealt out in their order and counted in their
// order, so the result is the same for any number of threads; storages do not mind theirs.
import { type Job, openRunner } from "../../core/simulate/job.ts";
import { batchesOf, isEnough, type Length } from "../../core/simulate/run.ts";
import { Totals } from "../../core/simulate/totals.ts";
import type { FromWorker, ToWorker } from "./worker.ts";

/** How a simulation is run, which does not change what comes of it. */
export interface Running {
  readonly workers: number;
  readonly stopped: () => boolean;
  /** Told after each batch. */
  readonly progress: (totals: Totals) => void;
}

/** Totals, and whether they are all that was asked for. */
export interface Ran {
  readonly totals: Totals;
  readonly complete: boolean;
}

/** Runs a job. */
export function runJob(job: Job, length: Length, running: Running): Promise<Ran> {
  return running.workers > 1 ? onWorkers(job, length, running) : here(job, length, running);
}

/** Long enough to get something done, short enough for a signal to be heard at once. */
const BREATH_MS = 50;

async function here(job: Job, length: Length, { stopped, progress }: Running): Promise<Ran> {
  const runner = openRunner(job);
  const totals = new Totals(job, runner.storages);
  const batches = batchesOf(length, job);
  let breathed = performance.now();
  let complete = true;
  for (const [index, runs] of batches.entries()) {
    totals.addBatch(runner.batch(index, runs));
    progress(totals);
    if (isEnough(totals, length)) break;
    if (performance.now() - breathed >= BREATH_MS) {
      await new Promise((resolve) => setTimeout(resolve));
      breathed = performance.now();
    }
    if (stopped() && index + 1 < batches.length) {
      complete = false;
      break;
    }
  }
  return { totals, complete };
}

/** Batches a worker has in hand: one to walk, one to go on with. */
const IN_HAND = 2;

async function onWorkers(job: Job, length: Length, running: Running): Promise<Ran> {
  const totals = new Totals(job);
  const batches = batchesOf(length, job);
  const threads = Array.from({ length: Math.min(running.workers, batches.length) }, open);
  let next = 0;
  let done = 0;
  let over = false;
  try {
    for (const thread of threads) thread.send({ kind: "open", job });
    // A target for the error is looked at after every batch, so none may be walked beyond it.
    const inHand = length.targetSe === null ? IN_HAND : 1;
    const most = length.targetSe === null ? threads.length : 1;
    await Promise.all(
      threads.slice(0, most).map(async (thread) => {
        const deal = () => {
          const runs = batches[next];
          if (runs === undefined || over) return false;
          thread.send({ kind: "batch", index: next++, runs });
          return true;
        };
        let waiting = 0;
        while (waiting < inHand && deal()) waiting++;
        while (waiting > 0) {
          const answer = await thread.receive();
          if (answer.kind !== "batch") throw new Error("Cannot count a batch: storages came");
          totals.addBatch(answer.result);
          done++;
          waiting--;
          running.progress(totals);
          over ||= running.stopped() || isEnough(totals, length);
          if (deal()) waiting++;
        }
      }),
    );
    for (const thread of threads) {
      thread.send({ kind: "end" });
      const answer = await thread.receive();
      if (answer.kind === "storages") totals.addBins(answer.bins);
    }
  } finally {
    for (const thread of threads) thread.close();
  }
  return { totals, complete: done === batches.length || isEnough(totals, length) };
}

interface Thread {
  send(message: ToWorker): void;
  /** The next answer; a failure of the worker is thrown. */
  receive(): Promise<FromWorker>;
  close(): void;
}

function open(): Thread {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  const answers: FromWorker[] = [];
  let waiting: { resolve(answer: FromWorker): void; reject(error: Error): void } | null = null;
  let failure: Error | null = null;
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    if (waiting === null) answers.push(data);
    else waiting.resolve(data);
    waiting = null;
  };
  worker.onerror = (event) => {
    event.preventDefault();
    failure = new Error(`Cannot go on with a worker: ${event.message}`);
    waiting?.reject(failure);
    waiting = null;
  };
  return {
    send: (message) => worker.postMessage(message),
    receive: () =>
      new Promise((resolve, reject) => {
        const answer = answers.shift();
        if (answer !== undefined) resolve(answer);
        else if (failure !== null) reject(failure);
        else waiting = { resolve, reject };
      }),
    close: () => worker.terminate(),
  };
}
