import type { CommandContext } from "../../cli/context.ts";
import { CliError } from "../../cli/exit.ts";
import { accountDefaults } from "../../cli/simulate/account.ts";
import type { EngineConfig } from "../../core/types/config.ts";
import type { Usdc } from "../../core/types/units.ts";
import { usd } from "../../report/format.ts";
import type { ReportInput } from "../../report/input.ts";
import { equityStats } from "../../report/positions.ts";
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

/** What simulations are made of. */
export interface SimulationParts {
  readonly context: Pick<CommandContext, "globals" | "version" | "now" | "loadConfig">;
  /** The account as it is now; null: there is no ledger, or it was not read yet. */
  readonly input: () => ReportInput | null;
}

/** Simulations of this data directory's account, one at a time, each on a thread of its own. */
export function openSimulations({ context, input: account }: SimulationParts): Simulations {
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

  function keep(state: SimulationState): readonly [id: string, kept: Kept] {
    const id = crypto.randomUUID();
    const one = { state, askedAt: context.now() };
    kept.set(id, one);
    const [oldest] = kept.keys();
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    return [id, one];
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
      const told = tellOf(context, account(), input);
      if (told instanceof CliError) return keep(failedState(input, told))[0];
      const worker = new Worker(new URL("./simulation_worker.ts", import.meta.url), {
        type: "module",
      });
      const [id, one] = keep({ done: false, runs: 0, of: input.runs });
      running = { kept: one, worker };
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
  { globals, version, loadConfig }: SimulationParts["context"],
  account: ReportInput | null,
  { runs, days, seed }: SimulationInput,
): ToSimulation | CliError {
  const options = { ...accountDefaults, runs, days, seed };
  if (account !== null) return { globals, version, options, seed, ...ofAccount(account) };
  try {
    const { engine } = loadConfig();
    const assumed = "there is no ledger: capital and limits are those of the configuration.";
    return { globals, version, options, seed, engine, assumed };
  } catch (error) {
    // A configuration with mistakes is no reason not to show a page.
    if (error instanceof CliError) return error;
    throw error;
  }
}

/** The account goes on from what it is worth, under its own limits; its floor stays where it is. */
function ofAccount(input: ReportInput): Pick<ToSimulation, "engine" | "assumed"> {
  const { config, account: { risk } } = input;
  const known = equityStats(input).stats.find(({ key }) => key === "equity")?.value;
  const equity = typeof known === "number" ? known as Usdc : risk.equity;
  const floor = config.initialCapital * config.risk.capitalFloor / equity;
  const engine: EngineConfig = {
    ...config,
    initialCapital: equity,
    risk: { ...config.risk, capitalFloor: floor },
  };
  const assumed = `the account goes on from its equity of ${
    usd(equity)
  }, under the limits of its run.`;
  return { engine, assumed };
}

function failedState({ runs }: SimulationInput, { message }: CliError): SimulationState {
  return { done: true, runs: 0, of: runs, failed: message };
}
