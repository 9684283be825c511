// W1: the dashboard's server alone, and beside a trader that hears ten thousand messages a second.
import { openLedger } from "../../src/adapters/sqlite/ledger.ts";
import { CliError } from "../../src/cli/exit.ts";
import type { CommandContext } from "../../src/cli/context.ts";
import { type Dashboard, startDashboard } from "../../src/commands/serve/dashboard.ts";
import { headless } from "../../src/commands/serve/headless.ts";
import { startDashboardThread } from "../../src/commands/serve/dashboard_thread.ts";
import type { Millis, Seq, Usdc } from "../../src/core/types/units.ts";
import { pacedFeed, type PacedOptions } from "./feed_paced.ts";
import { baseRun } from "./ledger_base.ts";
import { repeatedRows } from "./ledger_rows.ts";
import { peakMiB, quantile } from "./measure.ts";

const WHERE = { host: "127.0.0.1", port: 0, control: false };
const ROWS_AT_ONCE = 2_000;

/** How a dashboard runs with its trader. */
export type Beside = "none" | "thread";

/** Writes a ledger of at least `count` rows into a data directory. */
export async function makeLedger(folder: string, count: number): Promise<Record<string, number>> {
  const { header, rows } = await baseRun();
  const path = `${folder}/ledger.db`;
  const ledger = openLedger(path, { durability: "batch" });
  ledger.begin(header);
  let some = [];
  for (const row of repeatedRows(rows, count)) {
    some.push(row);
    if (some.length < ROWS_AT_ONCE) continue;
    ledger.append(some);
    some = [];
  }
  ledger.append(some);
  ledger.flush();
  const made = ledger.count();
  ledger.close();
  return { rows: made, bytes: Deno.statSync(path).size };
}

/** Serves a data directory until it is killed; says where once the ledger is read. */
export async function serveAlone(dataDir: string): Promise<never> {
  await sayWhere(startDashboard(contextOf(dataDir), { ...WHERE, sliceMs: 25, restMs: 0 }));
  return await new Promise<never>(() => {});
}

/** The feed through the engine with a dashboard of `dataDir`, which is given a row each second. */
export async function serveBeside(
  feed: PacedOptions,
  { dataDir, how, seconds }: {
    readonly dataDir: string;
    readonly how: Beside;
    /** How long the feed lasts after its snapshots. */
    readonly seconds: number;
  },
): Promise<Record<string, number>> {
  const dashboard = await startBeside(dataDir, how);
  if (dashboard === null) await say({ url: "", cookie: "" });
  else await sayWhere(dashboard);
  const writing = keepWriting(`${dataDir}/ledger.db`);
  const lag = watchLoop();
  const figures = await pacedFeed(feed);
  const lags = lag.stop(seconds * 1e3);
  const commits = writing.stop();
  await dashboard?.close();
  return {
    ...figures,
    lag_p50_ms: quantile(lags, 0.5),
    lag_p99_ms: quantile(lags, 0.99),
    lag_max_ms: quantile(lags, 1),
    commit_max_ms: quantile(commits, 1),
    peak_mib: peakMiB(),
  };
}

async function startBeside(dataDir: string, how: Beside): Promise<Dashboard | null> {
  if (how === "none") return null;
  return await startDashboardThread(contextOf(dataDir), WHERE);
}

/** Waits for the first reading, logs in as a browser does and says where and with which cookie. */
async function sayWhere({ url, token }: Dashboard): Promise<void> {
  const begun = performance.now();
  const headers = { Authorization: `Bearer ${token}` };
  for (;;) {
    const response = await fetch(`${url}/api/report/now`, { headers });
    await response.body?.cancel();
    if (response.ok) break;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  const body = JSON.stringify({ token });
  const login = await fetch(`${url}/login`, {
    method: "POST",
    body,
    headers: { "Content-Type": "application/json" },
  });
  await login.body?.cancel();
  const cookie = login.headers.get("Set-Cookie")?.split(";")[0] ?? "";
  await say({ url, cookie, reading_s: (performance.now() - begun) / 1e3 });
}

async function say(where: Readonly<Record<string, string | number>>): Promise<void> {
  await Deno.stdout.write(new TextEncoder().encode(`${JSON.stringify(where)}\n`));
}

const EVERY_MS = 1_000;
const AFTER_ALL = 1e14;

/** A mark a second, each a synced commit on this loop; how long each took, ms. */
function keepWriting(path: string): { stop(): readonly number[] } {
  const ledger = openLedger(path, { durability: "commit" });
  const held: number[] = [];
  // After every row that a repeated run can have.
  let seq = AFTER_ALL + Date.now();
  const timer = setInterval(() => {
    const body = { kind: "mark", equity: 1e9 as Usdc, cash: 1e9 as Usdc, newDay: false } as const;
    const begun = performance.now();
    ledger.append([{ seq: ++seq as Seq, n: 0, at: Date.now() as Millis, body }]);
    held.push(performance.now() - begun);
  }, EVERY_MS);
  return {
    stop: () => {
      clearInterval(timer);
      ledger.close();
      return held;
    },
  };
}

const STEP_MS = 10;

/** How late a timer of ten milliseconds comes, ms; the end of it alone: snapshots come first. */
function watchLoop(): { stop(lastMs: number): readonly number[] } {
  const lags: { readonly at: number; readonly ms: number }[] = [];
  let due = performance.now() + STEP_MS;
  const timer = setInterval(() => {
    const at = performance.now();
    lags.push({ at, ms: Math.max(0, at - due) });
    due = at + STEP_MS;
  }, STEP_MS);
  return {
    stop: (lastMs) => {
      clearInterval(timer);
      const from = performance.now() - lastMs;
      return lags.filter(({ at }) => at >= from).map(({ ms }) => ms);
    },
  };
}

function contextOf(dataDir: string): CommandContext {
  const globals = { dataDir, set: [], json: false, quiet: true, verbose: false };
  return headless({
    globals: { ...globals, color: false, ai: false },
    version: "bench",
    err: (words) => {
      throw new Error(`Cannot measure: ${words}`);
    },
    loadConfig: () => {
      throw new CliError("config", "nothing is simulated here");
    },
  });
}
