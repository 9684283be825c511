// The dashboard beside a trader in one process.
//
// 1. It has a thread, a heap and a loop of its own: no slice of its reading, no report and none of its
//    collections of garbage holds the trader's loop.
// 2. When it fails, that is said once and trading goes on.
import type { CommandContext } from "../../cli/context.ts";
import { CliError } from "../../cli/exit.ts";
import type { LoadedConfig } from "../../config/load.ts";
import { assets } from "../../serve/assets.ts";
import type { Dashboard, DashboardOptions } from "./dashboard.ts";
import { cliErrorOf, type FromDashboard, refusalOf } from "./dashboard_messages.ts";
import type { Refused, ToDashboard } from "./dashboard_messages.ts";

/** What a trader's dashboard is asked for: nobody waits for its loop but pages. */
export type ThreadOptions = Omit<DashboardOptions, "sliceMs" | "restMs">;

/** What a thread needs of its command. */
export type ThreadContext = Pick<
  CommandContext,
  "globals" | "version" | "needs" | "loadConfig" | "err"
>;

const SLICE_MS = 25;
/** Longest wait for answers under way when it is closed; a dead thread says nothing. */
const CLOSE_MS = 3_000;

/** Starts a dashboard on its own thread; resolves when it listens. Rejects with CliError when it cannot. */
export async function startDashboardThread(
  { globals, version, needs, loadConfig, err }: ThreadContext,
  options: ThreadOptions,
): Promise<Dashboard> {
  const worker = new Worker(new URL("./dashboard_worker.ts", import.meta.url), { type: "module" });
  const tell = (message: ToDashboard) => worker.postMessage(message);
  const ended = Promise.withResolvers<void>();
  let listens = false;
  let closing: Promise<void> | null = null;
  try {
    const { url, token } = await new Promise<Pick<Dashboard, "url" | "token">>(
      (resolve, reject) => {
        worker.onmessage = ({ data }: MessageEvent<FromDashboard>) => {
          if (data.kind === "warned") err(data.words);
          else if (data.kind === "listening") resolve(data);
          else if (data.kind === "refused") reject(cliErrorOf(data.why));
          else ended.resolve();
        };
        worker.onerror = (event) => {
          event.preventDefault();
          const words = `dashboard: ${event.message}`;
          // Before it listens this is why it does not; afterwards the trader goes on without it.
          if (listens) err(`${words}; it has stopped, trading goes on`);
          else reject(new CliError("runtime", words));
          ended.resolve();
        };
        tell({
          kind: "start",
          globals,
          version,
          needs,
          loaded: loadedOf(loadConfig),
          options: { ...options, sliceMs: SLICE_MS, restMs: 0 },
          assets,
        });
      },
    );
    listens = true;
    return { url, token, close: () => closing ??= close() };
  } catch (error) {
    worker.terminate();
    throw error;
  }
  async function close(): Promise<void> {
    tell({ kind: "close" });
    const timer = setTimeout(ended.resolve, CLOSE_MS);
    await ended.promise;
    clearTimeout(timer);
    worker.terminate();
  }
}

/** The configuration without its credentials: a dashboard has no use for them. */
function loadedOf(loadConfig: () => LoadedConfig): LoadedConfig | Refused {
  try {
    return { ...loadConfig(), secrets: new Map() };
  } catch (error) {
    // A configuration with mistakes is no reason not to show a ledger.
    if (error instanceof CliError) return refusalOf(error);
    throw error;
  }
}
