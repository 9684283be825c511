import { consoleNotifier } from "../adapters/notify/console.ts";
import type { CommandContext } from "../cli/context.ts";
import { budgetNotice, terminalLine } from "../report/line.ts";
import type { Notifier } from "../ports.ts";

/** Tells a person at the terminal of rows, and once a day that models are paid for no longer. */
export function teller(
  context: Pick<CommandContext, "errColumns">,
  verbose: boolean,
  say: (text: string) => void,
): Notifier {
  const notice = budgetNotice();
  const look = { columns: context.errColumns, verbose };
  return consoleNotifier((row) => {
    const lines = [notice(row), terminalLine(row, look)].filter((line) => line !== null);
    return lines.length === 0 ? null : lines.join("\n");
  }, say);
}
