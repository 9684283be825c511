// A simulation that was started from the page. It goes on while other views are shown: the server
// stops one that nobody asks about.
import { signal } from "@preact/signals";
import type { Failure, ReportAnswer } from "../answer.ts";
import { get, post } from "../api.ts";

/** What is asked for; bounds are the server's. */
export interface SimulationRequest {
  readonly runs: number;
  readonly days: number;
  readonly seed: number;
}

/** What `/api/simulate/:id` answers. */
interface Progress {
  readonly done: boolean;
  readonly runs: number;
  readonly of: number;
  readonly result?: Pick<ReportAnswer, "sections" | "pictures">;
  readonly failed?: string;
}

/** Where the simulation stands. */
export type SimulationState =
  | { readonly kind: "none" }
  | { readonly kind: "running"; readonly runs: number; readonly of: number }
  | { readonly kind: "failed"; readonly failure: Failure }
  | {
    readonly kind: "done";
    readonly asked: SimulationRequest;
    readonly result: Pick<ReportAnswer, "sections" | "pictures">;
  };

export const simulation = signal<SimulationState>({ kind: "none" });

const LOOK_MS = 400;
/** A server that does not answer for so long is asked no more. */
const MOST_MISSES = 10;

/** Starts one and follows it to its end. */
export async function startSimulation(asked: SimulationRequest): Promise<void> {
  simulation.value = { kind: "running", runs: 0, of: asked.runs };
  const begun = await post<{ readonly id: string }>("/api/simulate", asked);
  if (!begun.ok) {
    simulation.value = { kind: "failed", failure: begun.failure };
    return;
  }
  const path = `/api/simulate/${encodeURIComponent(begun.value.id)}`;
  let misses = 0;
  while (simulation.value.kind === "running") {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    const reply = await get<Progress>(path);
    if (reply.ok) misses = 0;
    else if (reply.failure.status === 0 && ++misses < MOST_MISSES) continue;
    simulation.value = reply.ok
      ? stateOf(reply.value, asked)
      : { kind: "failed", failure: reply.failure };
  }
}

/** What the server's words mean for the page. */
export function stateOf(progress: Progress, asked: SimulationRequest): SimulationState {
  const { done, runs, of, result, failed } = progress;
  if (failed !== undefined) {
    const failure = { status: 200, message: failed, hint: null };
    return { kind: "failed", failure };
  }
  if (done && result !== undefined) return { kind: "done", asked, result };
  return { kind: "running", runs, of };
}
