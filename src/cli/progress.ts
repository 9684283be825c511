import type { CommandContext } from "./context.ts";

/** Tells a person how far a long task is. */
export interface Progress {
  /** `fraction` in [0, 1]; null when the end is not known. */
  update(fraction: number | null, note: string): void;
  /** Runs `write` with the bar out of its way. */
  above(write: () => void): void;
  /** Takes the bar away. */
  done(): void;
}

const redrawMs = 100;
/** Of "trade [####----]  50% note": what is neither the label, nor the cells, nor the note. */
const BESIDE_CELLS = 9;
const clearLine = "\r\u001b[2K";

/** A bar on stderr when that is a terminal; nothing anywhere else, so that logs and pipes stay clean. */
export function startProgress(
  context: Pick<CommandContext, "globals" | "isErrTerminal" | "errColumns" | "draw" | "now">,
  label: string,
): Progress {
  const { globals, isErrTerminal } = context;
  if (!isErrTerminal || globals.quiet || globals.json) {
    return { update: () => {}, above: (write) => write(), done: () => {} };
  }
  let drawnAt = -Infinity;
  let shown = false;
  const clear = () => {
    if (shown) context.draw(clearLine);
    shown = false;
  };
  return {
    update: (fraction, note) => {
      if (context.now() - drawnAt < redrawMs) return;
      drawnAt = context.now();
      shown = true;
      const width = (Number.isFinite(context.errColumns) ? context.errColumns : 80) - 1;
      const cells = width - label.length - note.length - BESIDE_CELLS;
      const line = `${label} ${bar(fraction, Math.max(5, Math.min(20, cells)))} ${note}`;
      context.draw(clearLine + line.slice(0, width));
    },
    above: (write) => {
      clear();
      write();
    },
    done: clear,
  };
}

function bar(fraction: number | null, cells: number): string {
  if (fraction === null) return "...";
  const share = Math.min(1, Math.max(0, fraction));
  const full = Math.round(share * cells);
  return `[${"#".repeat(full)}${"-".repeat(cells - full)}] ${
    String(Math.floor(share * 100)).padStart(3)
  }%`;
}
