// L1: the ledger's rows beside the same database in C, one function a row of docs/PERFORMANCE.md.
import { inTurn, type Job, ours, peer, type Setting } from "./jobs.ts";
import { absolute, alone, compare } from "./sections.ts";
import type { Goal, Line } from "./table.ts";

/** A disk that others use is slow in spells: many short rounds share them out. */
const TIMES_ROUNDS = 3;
/** Rows of a transaction of a ledger that can be made again. */
const BATCH = 20_000;

/** L1: a row, alone in its commit and in batches, and how long a commit holds the loop. */
export async function ledger(setting: Setting): Promise<Line[]> {
  const { folder, quick } = setting;
  const few = quick ? "300" : "1000";
  const many = quick ? "20000" : "60000";
  const c = (sync: string, batch: string, rows: string): Job => () =>
    peer(setting, ["./build/ins", "wal", sync, batch, rows, absolute(folder)]);
  const own = (name: string, ...args: string[]): Job => () => ours(setting, name, folder, ...args);
  const rounds = await inTurn(quick ? 1 : TIMES_ROUNDS * setting.rounds, {
    full: own("ledger", "full", few),
    fullC: c("full", "1", few),
    fullPlain: own("ledger-plain", "full", "1", few),
    normal: own("ledger", "normal", many),
    normalC: c("normal", `${BATCH}`, many),
    normalPlain: own("ledger-plain", "normal", `${BATCH}`, many),
  }, "us_row");
  const goal: Goal = { kind: "atMost", must: 1.25 };
  const full = { id: "L1", what: "a row and its synced commit", unit: "us" };
  const normal = { id: "L1", what: "a row in batches, not synced", unit: "us" };
  const inC = { peer: "C, the same pragmas" };
  const plain = { peer: "node:sqlite, the peer's row" };
  const held = (what: string, figure: string, limit: Goal | null) =>
    alone({ id: "L1", what, unit: "ms" }, rounds.of("full", figure), limit);
  return [
    compare(rounds, ["full", "fullC"], { ...full, ...inC }, goal),
    compare(rounds, ["full", "fullPlain"], { ...full, ...plain }, null),
    compare(rounds, ["normal", "normalC"], { ...normal, ...inC }, goal),
    compare(rounds, ["normal", "normalPlain"], { ...normal, ...plain }, null),
    held("a commit holds the loop, p50", "p50_ms", null),
    held("  p99", "p99_ms", { kind: "atMost", must: 5 }),
    held("  longest", "max_ms", null),
  ];
}
