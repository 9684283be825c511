import type { CommandContext } from "../../cli/context.ts";
import { CliError } from "../../cli/exit.ts";
import { accountDefaults } from "../../cli/simulate/account.ts";
import type { SimulationInput, Simulations, SimulationState } from "../../serve/contract.ts";
import type { FromSimulation, ToSimulation } from "./simulation_worker.ts";

/** A simulation that nobody asks about for so long is stopped. */
const FORGOTTEN_MS = 60_000;
const LOOK_MS = 5_000;
const MOST_KEPT = 4;

interface Kept {
  state: SimulationState;
  askedAt: number;
}

/** Simulations of this data directory's account, one at a time, each on a thread of its own. */
export function openSimulations(
  context: Pick<CommandContext, "globals" | "version" | "now" | "loadConfig">,
): Simulations {
  const kept = new Map<string, Kept>();
  let running: { readonly kept: Kept; readonly worker: Worker } | null = null;
  let timer: ReturnType<typeof setInterval> | null = null;

  function end(change: Partial<SimulationState>): void {
    if (running === null) return;
    running.worker.terminate();
    running.kept.state = { ...running.kept.state, done: true, ...change };
    running = null;
    if (timer !== null) clearInterval(timer);
    timer = null;
  }

  function hear(data: FromSimulation): void {
    if (running === null) return;
    const { kept: { state }, kept } = running;
    switch (data.kind) {
      case "walked":
        kept.state = { ...state, runs: data.runs };
        return;
      case "done":
        return end({ runs: state.of, result: data.result });
      case "failed":
        return end({ failed: data.words });
    }
  }

  return {
    start: (input) => {
      if (running !== null) return null;
      const id = crypto.randomUUID();
      const told = tellOf(context, input);
      if (told instanceof CliError) {
        kept.set(id, { state: failedState(input, told), askedAt: context.now() });
        return id;
      }
      const worker = new Worker(new URL("./simulation_worker.ts", import.meta.url), {
        type: "module",
      });
      const one = { state: { done: false, runs: 0, of: input.runs }, askedAt: context.now() };
      running = { kept: one, worker };
      kept.set(id, one);
      const [oldest] = kept.keys();
      if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
      worker.onmessage = ({ data }: MessageEvent<FromSimulation>) => hear(data);
      worker.onerror = (event) => {
        event.preventDefault();
        end({ failed: event.message });
      };
      timer = setInterval(() => {
        const silence = context.now() - one.askedAt;
        if (silence > FORGOTTEN_MS) end({ failed: "nobody asked for it for a minute" });
      }, LOOK_MS);
      worker.postMessage(told);
      return id;
    },
    state: (id) => {
      const found = kept.get(id);
      if (found === undefined) return null;
      found.askedAt = context.now();
      return found.state;
    },
    stop: () => end({ failed: "the server stopped" }),
  };
}

/** Everything that the thread is given: no credential among it. */
function tellOf(
  { globals, version, loadConfig }: Pick<CommandContext, "globals" | "version" | "loadConfig">,
  { runs, days, seed }: SimulationInput,
): ToSimulation | CliError {
  try {
    const loaded = { ...loadConfig(), secrets: new Map() };
    return { globals, version, loaded, seed, options: { ...accountDefaults, runs, days, seed } };
  } catch (error) {
    // A configuration with mistakes is no reason not to show a ledger.
    if (error instanceof CliError) return error;
    throw error;
  }
}

function failedState({ runs }: SimulationInput, { message }: CliError): SimulationState {
  return { done: true, runs: 0, of: runs, failed: message };
}
