import { consoleNotifier } from "../adapters/notify/console.ts";
import type { CommandContext } from "../cli/context.ts";
import { budgetNotice, type MarketNames, nameIn, terminalLine } from "../report/line.ts";
import type { Notifier } from "../ports.ts";

/**
 * Tells a person at the terminal of rows, and once a day that models are paid for no longer. Markets go
 * by the names in `known` and in the rows.
 */
export function teller(
  context: Pick<CommandContext, "errColumns">,
  verbose: boolean,
  say: (text: string) => void,
  known: MarketNames = new Map(),
): Notifier {
  const notice = budgetNotice();
  const names = new Map(known);
  const look = { columns: context.errColumns, verbose, names };
  return consoleNotifier((row) => {
    const named = nameIn(row);
    if (named !== null) names.set(...named);
    const lines = [notice(row), terminalLine(row, look)].filter((line) => line !== null);
    return lines.length === 0 ? null : lines.join("\n");
  }, say);
}
