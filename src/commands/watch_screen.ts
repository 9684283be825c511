// What `watch` writes to: a whole terminal, lines, or JSON.
import type { CommandContext } from "../cli/context.ts";
import { canonicalJson } from "../core/canonical.ts";
import type { LedgerRow } from "../core/types/effect.ts";
import type { Notifier } from "../ports.ts";
import { terminalLine } from "../report/line.ts";

/** Where a watcher looks. */
export interface Screen {
  /** Whether what is drawn is seen. */
  readonly isTable: boolean;
  draw(lines: (columns: number, rows: number) => readonly string[]): void;
  message(text: string): void;
  readonly rows: Notifier;
  close(): void;
}

/** The screen that the surroundings allow. */
export function openScreen(context: CommandContext): Screen {
  if (context.globals.json) return jsonScreen(context);
  return context.isTerminal && context.isErrTerminal ? fullScreen(context) : lineScreen(context);
}

/** One JSON document a row. */
function jsonScreen(context: CommandContext): Screen {
  return {
    isTable: false,
    draw: () => {},
    message: (text) => context.err(text),
    rows: { notify: (row) => context.out(canonicalJson(row)) },
    close: () => {},
  };
}

/** For logs and pipes: a line for every row that has one. */
function lineScreen(context: CommandContext): Screen {
  return {
    isTable: false,
    draw: () => {},
    message: (text) => context.err(text),
    rows: lines((text) => context.out(text), context.columns),
    close: () => {},
  };
}

const lines = (write: (text: string) => void, columns: number): Notifier => ({
  notify(row: LedgerRow) {
    // Of an account that never trades there is no news.
    if (row.body.kind === "mark") return;
    const text = terminalLine(row, { columns, verbose: false });
    if (text !== null) write(text);
  },
});

/** Least room for what was said last, under the table. */
const SAID = 3;

const enter = "\u001b[?1049h\u001b[?25l";
const leave = "\u001b[?25h\u001b[?1049l";
const home = "\u001b[H";
const clearBelow = "\u001b[J";
const clearRight = "\u001b[K";

/** The alternate screen: what was there before comes back when it is left. */
function fullScreen(context: CommandContext): Screen {
  const said: string[] = [];
  const say = (text: string) => {
    said.push(...text.split("\n"));
    said.splice(0, said.length - SAID);
  };
  context.draw(enter);
  return {
    isTable: true,
    draw(content) {
      const { columns, rows } = context.screen();
      const shown = content(columns, rows - SAID);
      const all = [...shown.slice(0, rows - SAID - 1), "", ...said]
        .map((line) => [...line].slice(0, columns).join("") + clearRight);
      context.draw(home + all.slice(0, rows).join("\n") + clearBelow);
    },
    message: say,
    rows: lines(say, Infinity),
    close: () => context.draw(leave),
  };
}
