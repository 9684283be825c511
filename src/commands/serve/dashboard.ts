import type { CommandContext } from "../../cli/context.ts";
import { assets } from "../../serve/assets.ts";
import { startServer } from "./dashboard_server.ts";

/** Where it listens and what it may do. */
export interface DashboardOptions {
  readonly host: string;
  readonly port: number;
  readonly control: boolean;
  /** Longest time that reading takes from others at once, ms. */
  readonly sliceMs: number;
  /** Time that is given to others between two slices, ms. */
  readonly restMs: number;
}

/** A dashboard that listens. */
export interface Dashboard {
  readonly url: string;
  /** To be shown once. */
  readonly token: string;
  close(): Promise<void>;
}

/** Starts listening, in this thread. Throws CliError when it cannot. */
export function startDashboard(context: CommandContext, options: DashboardOptions): Dashboard {
  return startServer(context, options, assets);
}
