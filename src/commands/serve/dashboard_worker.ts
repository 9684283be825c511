// The dashboard on a thread of its own: what it reads, folds and words takes nothing from the loop
// that trades.
import type { CommandContext } from "../../cli/context.ts";
import { CliError } from "../../cli/exit.ts";
import type { Dashboard } from "./dashboard.ts";
import {
  cliErrorOf,
  type FromDashboard,
  refusalOf,
  type ToDashboard,
} from "./dashboard_messages.ts";
import { startServer } from "./dashboard_server.ts";
import { giveWay } from "./give_way.ts";
import { headless } from "./headless.ts";

type Start = Extract<ToDashboard, { kind: "start" }>;

/** What a worker sees of itself; the library of the project is that of the main thread. */
interface Scope {
  onmessage: ((event: MessageEvent<ToDashboard>) => void) | null;
  postMessage(message: FromDashboard): void;
}

const scope = globalThis as unknown as Scope;
let dashboard: Dashboard | null = null;

scope.onmessage = ({ data }) => {
  if (data.kind === "start") start(data);
  else void close();
};

function start(told: Start): void {
  const context = contextOf(told);
  giveWay(context.err);
  try {
    dashboard = startServer(context, told.options, told.assets);
    const { url, token } = dashboard;
    scope.postMessage({ kind: "listening", url, token });
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    scope.postMessage({ kind: "refused", why: refusalOf(error) });
  }
}

async function close(): Promise<void> {
  await dashboard?.close();
  scope.postMessage({ kind: "closed" });
}

/** What it has to say is said by the main thread. */
function contextOf({ globals, version, needs, loaded }: Start): CommandContext {
  return headless({
    globals,
    version,
    needs,
    err: (words) => scope.postMessage({ kind: "warned", words }),
    loadConfig: () => {
      if ("exit" in loaded) throw cliErrorOf(loaded);
      return loaded;
    },
  });
}
