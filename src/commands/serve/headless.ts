import type { CommandContext } from "../../cli/context.ts";
import { spokenStop } from "../../cli/stopping.ts";

/** What of a context differs from one part without a terminal to another. */
export type HeadlessParts =
  & Pick<CommandContext, "globals" | "version" | "loadConfig">
  & Partial<Pick<CommandContext, "err" | "needs">>;

/** A context that has no terminal and prints nothing, unless `err` hears what is to be said. */
export function headless(
  { globals, version, loadConfig, err = () => {}, needs = {} }: HeadlessParts,
): CommandContext {
  return {
    globals,
    version,
    needs,
    isTerminal: false,
    isErrTerminal: false,
    columns: Infinity,
    term: undefined,
    errColumns: Infinity,
    screen: () => ({ columns: 80, rows: 24 }),
    out: () => {},
    err,
    draw: () => {},
    now: () => Date.now(),
    listenForStop: spokenStop,
    loadConfig,
  };
}
