// One simulation of the account on a thread of its own: reading the ledger, walking, and figures.
import type { CommandContext, Globals } from "../../cli/context.ts";
import type { AccountOptions } from "../../cli/simulate/account.ts";
import type { EngineConfig } from "../../core/types/config.ts";
import { withPathBefore } from "../../report/simulate_actual.ts";
import type { Built } from "../../serve/contract.ts";
import { accountFrame, accountStudy } from "../simulate/account.ts";
import { runJob } from "../simulate/workers.ts";
import { headless } from "./headless.ts";

/** What the thread is told, once. */
export interface ToSimulation {
  readonly globals: Globals;
  readonly version: string;
  readonly engine: EngineConfig;
  /** What is assumed of capital and limits. */
  readonly assumed: string;
  readonly options: AccountOptions;
  readonly seed: number;
}

/** What it answers. */
export type FromSimulation =
  | { readonly kind: "walked"; readonly runs: number }
  | { readonly kind: "done"; readonly result: Built }
  | { readonly kind: "failed"; readonly words: string };

/** What a worker sees of itself; the library of the project is that of the main thread. */
interface Scope {
  onmessage: ((event: MessageEvent<ToSimulation>) => void) | null;
  postMessage(message: FromSimulation): void;
}

const scope = globalThis as unknown as Scope;
const SAY_MS = 200;

scope.onmessage = ({ data }) => {
  simulated(data).then(
    (answer) => scope.postMessage(answer),
    (error) => scope.postMessage({ kind: "failed", words: String(error?.message ?? error) }),
  );
};

async function simulated(told: ToSimulation): Promise<FromSimulation> {
  const { engine, assumed, options, seed } = told;
  const stopped = () => false;
  const frame = await accountFrame(silent(told), options, { loaded: { engine }, seed, stopped });
  let said = performance.now();
  const ran = await runJob(frame.job, frame.length, {
    workers: 1,
    stopped,
    progress: ({ runs }) => {
      if (performance.now() - said < SAY_MS) return;
      said = performance.now();
      scope.postMessage({ kind: "walked", runs });
    },
  });
  const assumptions = [assumed, ...frame.assumptions];
  const study = accountStudy({ ...frame, assumptions, path: [] }, ran);
  if (study === null) return { kind: "failed", words: "no future was simulated" };
  const { sections } = study;
  const pictures = study.pictures.map((picture) =>
    picture.name === "account" ? withPathBefore(picture, frame.path) : picture
  );
  return { kind: "done", result: { sections, pictures } };
}

function silent({ globals, version }: ToSimulation): CommandContext {
  const loadConfig = () => {
    throw new Error("Cannot load a configuration here: the thread was told with which to simulate");
  };
  return headless({ globals: { ...globals, quiet: true }, version, loadConfig });
}
