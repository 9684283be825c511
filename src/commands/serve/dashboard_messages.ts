// What the trading thread and the dashboard's thread tell each other.
import type { Globals } from "../../cli/context.ts";
import { CliError, type ExitName } from "../../cli/exit.ts";
import type { LoadedConfig } from "../../config/load.ts";
import type { Needs } from "../../ports.ts";
import type { DashboardOptions } from "./dashboard.ts";
import type { Assets } from "./dashboard_server.ts";

/** An error that a person can be told, as it can be sent. */
export interface Refused {
  readonly exit: ExitName;
  readonly message: string;
  readonly hint: string | null;
}

/** What the thread is told: once how to start, once to end. */
export type ToDashboard =
  | {
    readonly kind: "start";
    readonly globals: Globals;
    readonly version: string;
    readonly needs: Needs;
    /** Without credentials; or why there is none. */
    readonly loaded: LoadedConfig | Refused;
    readonly options: DashboardOptions;
    readonly assets: Assets;
  }
  | { readonly kind: "close" };

/** What it says. */
export type FromDashboard =
  | { readonly kind: "listening"; readonly url: string; readonly token: string }
  | { readonly kind: "refused"; readonly why: Refused }
  | { readonly kind: "warned"; readonly words: string }
  | { readonly kind: "closed" };

/** An error of a command in a shape that can be sent. */
export function refusalOf({ exit, message, hint }: CliError): Refused {
  return { exit, message, hint };
}

/** The error again. */
export function cliErrorOf({ exit, message, hint }: Refused): CliError {
  return new CliError(exit, message, hint === null ? {} : { hint });
}
