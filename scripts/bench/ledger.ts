// L1: what a row of the ledger costs beside the same database without polybot, and how long a commit
// holds the loop that appends.
import { DatabaseSync } from "node:sqlite";
import { openLedger } from "../../src/adapters/sqlite/ledger.ts";
import type { LedgerRow } from "../../src/core/types/effect.ts";
import { baseRun } from "./ledger_base.ts";
import { repeatedRows } from "./ledger_rows.ts";
import { cpuNs, quantile } from "./measure.ts";

/** full: each append is a synced commit, as for orders; normal: what can be made again, in batches. */
export type Pragmas = "full" | "normal";

/** Appends `count` rows of a run, one at a time in either mode. */
export async function timeLedger(
  folder: string,
  pragmas: Pragmas,
  count: number,
): Promise<Record<string, number>> {
  const { header, rows } = await baseRun();
  const all = [...repeatedRows(rows, count)].slice(0, count);
  const path = `${folder}/ledger-${Deno.pid}.db`;
  const ledger = openLedger(path, { durability: pragmas === "full" ? "commit" : "batch" });
  ledger.begin(header);
  const figures = timed(all, (row) => ledger.append([row]), () => ledger.flush());
  ledger.close();
  remove(path);
  return { ...figures, bytes_row: bytesOf(all) };
}

/** The peer's own table and rows through node:sqlite: what the binding costs. */
export function timePlain(
  folder: string,
  pragmas: Pragmas,
  { batch, count }: { readonly batch: number; readonly count: number },
): Record<string, number> {
  const path = `${folder}/plain-${Deno.pid}.db`;
  const db = new DatabaseSync(path);
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${pragmas};
    CREATE TABLE trades (id INTEGER PRIMARY KEY, ts INTEGER NOT NULL, market TEXT NOT NULL,
      side TEXT NOT NULL, price REAL NOT NULL, size REAL NOT NULL, pnl REAL, reason TEXT);
    CREATE INDEX ix ON trades (market, ts)`);
  const insert = db.prepare(
    "INSERT INTO trades (ts, market, side, price, size, pnl, reason) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const add = (i: number) => {
    const market = `0x5f65177b394277fd294cd75650044e32ba009a95022d88a0c1d565897d${i % 997}`;
    const side = i % 2 === 1 ? "BUY" : "SELL";
    const numbers = [(i % 999 + 1) / 1_000, 10 + i % 7, i % 13 - 6] as const;
    insert.run(1_757_908_892_351 + i, market, side, ...numbers, "cusum+ewma");
  };
  const figures = timed(Array.from({ length: count }, (_, i) => i), (i) => {
    if (batch > 1 && i % batch === 0) db.exec("BEGIN");
    add(i);
    if (batch > 1 && (i % batch === batch - 1 || i === count - 1)) db.exec("COMMIT");
  });
  db.close();
  remove(path);
  return figures;
}

function timed<Item>(
  items: readonly Item[],
  append: (item: Item) => void,
  flush: () => void = () => {},
): Record<string, number> {
  const held: number[] = [];
  const cpu = cpuNs();
  const begun = performance.now();
  for (const item of items) {
    const at = performance.now();
    append(item);
    held.push(performance.now() - at);
  }
  const at = performance.now();
  flush();
  held.push(performance.now() - at);
  const us = (performance.now() - begun) * 1e3 / items.length;
  return {
    us_row: us,
    cpu_us_row: (cpuNs() - cpu) / 1e3 / items.length,
    p50_ms: quantile(held, 0.5),
    p99_ms: quantile(held, 0.99),
    max_ms: quantile(held, 1),
  };
}

function bytesOf(rows: readonly LedgerRow[]): number {
  return rows.reduce((sum, { body }) => sum + JSON.stringify(body).length, 0) / rows.length;
}

function remove(path: string): void {
  for (const end of ["", "-wal", "-shm", ".lock"]) {
    try {
      Deno.removeSync(path + end);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}
