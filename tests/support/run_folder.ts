// A data directory with a ledger, and a context that catches what a command prints.
import { openLedger } from "../../src/adapters/sqlite/ledger.ts";
import type { CommandContext, Globals } from "../../src/cli/context.ts";
import type { Envelope } from "../../src/cli/print.ts";
import { spokenStop } from "../../src/cli/stopping.ts";
import { canonicalJson } from "../../src/core/canonical.ts";
import type { LedgerRow } from "../../src/core/types/effect.ts";
import { defaults, run } from "./rows.ts";

/** A directory of one test. */
export interface RunFolder {
  readonly dataDir: string;
  readonly ledger: string;
  /** Hash of the ledger's last row; "" without a ledger. */
  readonly head: string;
  context(change?: Partial<Globals>): Caught;
}

/** A context and what was printed through it. */
export interface Caught {
  readonly context: CommandContext;
  /** Everything on stdout. */
  out(): string;
  /** Everything on stdout as the one envelope. */
  envelope(): Envelope;
}

/** Runs a test in a directory that holds a ledger of the rows; null: without a ledger. */
export async function inRunFolder(
  rows: readonly LedgerRow[] | null,
  test: (folder: RunFolder) => void | Promise<void>,
): Promise<void> {
  const dataDir = Deno.makeTempDirSync();
  const ledger = `${dataDir}/ledger.db`;
  try {
    const head = rows === null ? "" : write(ledger, rows);
    await test({ dataDir, ledger, head, context: (change) => catching(dataDir, change) });
  } finally {
    Deno.removeSync(dataDir, { recursive: true });
  }
}

function write(path: string, rows: readonly LedgerRow[]): string {
  const ledger = openLedger(path, { durability: "batch" });
  try {
    const { version, mode, source, configHash, seed, assumptions } = run;
    const config = canonicalJson(defaults);
    ledger.begin({ version, mode, source, configHash, seed, assumptions, config });
    ledger.append(rows);
    return ledger.head();
  } finally {
    ledger.close();
  }
}

function catching(dataDir: string, change: Partial<Globals> = {}): Caught {
  const lines: string[] = [];
  const globals: Globals = {
    dataDir,
    set: [],
    json: false,
    quiet: false,
    verbose: false,
    color: false,
    ai: true,
    ...change,
  };
  const context: CommandContext = {
    globals,
    version: "0.1.0",
    needs: { read: [dataDir] },
    isTerminal: true,
    isErrTerminal: false,
    columns: 80,
    term: undefined,
    errColumns: Infinity,
    screen: () => ({ columns: 80, rows: 24 }),
    out: (text) => void lines.push(text),
    err: () => {},
    draw: () => {},
    now: () => 0,
    listenForStop: spokenStop,
    loadConfig: () => {
      throw new Error("Cannot load a configuration: a reader takes that of the ledger");
    },
  };
  const out = () => lines.join("\n");
  return { context, out, envelope: () => JSON.parse(out()) as Envelope };
}
