import type { CommandContext, CommandOptions, CommandTable } from "../../src/cli/context.ts";
import { runProgram } from "../../src/cli/run.ts";
import { spokenStop } from "../../src/cli/stopping.ts";
import type { Needs } from "../../src/ports.ts";

/** What a run of the command line did. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** Module and options of the command that was called. */
  readonly calls: readonly { readonly module: string; readonly options: unknown }[];
  readonly needed: readonly Needs[];
}

/** What surrounds the command line. */
export interface Surroundings {
  readonly environment?: Readonly<Record<string, string>>;
  readonly dotenv?: string;
  readonly isTerminal?: boolean;
  /** What each command does; by default it only notes that it was called. */
  readonly act?: (context: CommandContext) => number;
}

/** Runs the whole command line in memory, with commands that note how they were called. */
export async function polybot(argv: readonly string[], around: Surroundings = {}): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const calls: { module: string; options: unknown }[] = [];
  const needed: Needs[] = [];
  const entry = <Name extends keyof CommandOptions>(module: Name) => ({
    load: () =>
      Promise.resolve((context: CommandContext, options: CommandOptions[Name]) => {
        calls.push({ module, options });
        return Promise.resolve(around.act?.(context) ?? 0);
      }),
    needs: ({ dataDir, paths }: { dataDir: string; paths: readonly string[] }): Needs => ({
      read: [dataDir, ...paths],
    }),
  });
  const commands: CommandTable = {
    scan: entry("scan"),
    watch: entry("watch"),
    record: entry("record"),
    sandbox: entry("sandbox"),
    trade: entry("trade"),
    replay: entry("replay"),
    status: entry("status"),
    why: entry("why"),
    report: entry("report"),
    audit: entry("audit"),
    serve: entry("serve"),
    ai: entry("ai"),
    simulate: entry("simulate"),
    config: entry("config"),
    halt: entry("halt"),
  };
  const code = await runProgram(argv, {
    version: "1.2.3",
    commands,
    granted: {},
    narrow: (_, needs) => {
      needed.push(needs);
      return needs;
    },
    terminal: {
      isTerminal: around.isTerminal ?? false,
      isErrTerminal: around.isTerminal ?? false,
      environment: () => around.environment ?? {},
      dotenv: () => around.dotenv ?? null,
      width: () => around.isTerminal ? 80 : null,
      errWidth: () => around.isTerminal ? 80 : null,
      errSize: () => around.isTerminal ? { columns: 80, rows: 24 } : null,
      out: (text) => void out.push(text),
      err: (text) => void err.push(text),
      now: () => Date.UTC(2026, 0, 2),
      listenForStop: spokenStop,
    },
  });
  return { code, out: out.join(""), err: err.join(""), calls, needed };
}
