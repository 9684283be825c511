import type { LedgerRow } from "../../core/types/effect.ts";
import type { Notifier } from "../../ports.ts";

/** Writes the line of every row that has one. */
export function consoleNotifier(
  line: (row: LedgerRow) => string | null,
  write: (text: string) => void,
): Notifier {
  return {
    notify(row) {
      const text = line(row);
      if (text !== null) write(text);
    },
  };
}
