// The dashboard's app over rows in memory, without a socket.
import { canonicalJson } from "../../src/core/canonical.ts";
import type { LedgerBody, LedgerRow } from "../../src/core/types/effect.ts";
import { StorageError } from "../../src/core/types/storage_error.ts";
import type { ReportInput } from "../../src/report/input.ts";
import { openAnswers, waitingWords } from "../../src/serve/answers.ts";
import { type App, dashboardApp } from "../../src/serve/app.ts";
import {
  CommandRefused,
  type ControlWord,
  type LedgerSource,
  TryAgain,
} from "../../src/serve/contract.ts";
import type { State } from "../../src/serve/app_parts.ts";
import type { Builder, Pulse } from "../../src/serve/contract.ts";
import { type LedgerFollower, openFollower } from "../../src/serve/follow.ts";
import { headOf } from "../../src/serve/head.ts";
import { type Hub, openHub } from "../../src/serve/hub.ts";
import { hashOf, newSecret } from "../../src/serve/secrets.ts";
import { defaults, run } from "../support/rows.ts";

/** Where the app believes to listen. */
export const HOST = "127.0.0.1:8501";

/** A ledger in memory. */
export interface MemoryLedger extends LedgerSource {
  readonly rows: LedgerRow[];
  /** Reading this row fails while it is set. */
  unreadable: LedgerRow | null;
  /** Another file takes its place. */
  replace(rows: readonly LedgerRow[]): void;
}

/** A ledger that others write to. */
export function memoryLedger(initial: readonly LedgerRow[]): MemoryLedger {
  let file = 1;
  const rows = [...initial];
  const { version, mode, source, configHash, seed, assumptions } = run;
  const config = canonicalJson(defaults);
  const ledger: MemoryLedger = {
    rows,
    unreadable: null,
    replace: (next) => {
      file += 1;
      rows.splice(0, rows.length, ...next);
    },
    identity: () => String(file),
    open: () => ({
      header: () => ({ version, mode, source, configHash, seed, assumptions, config }),
      head: () => `head ${file}/${rows.length}`,
      count: () => rows.length,
      close: () => {},
      readAfter: function* (after) {
        // As the store does: what is appended meanwhile is included.
        for (let i = 0; i < rows.length; i++) {
          const row = rows[i];
          if (row === undefined) return;
          if (row === ledger.unreadable) throw new StorageError("ledger.db", "a lock", "rows");
          if (row.seq > after.seq || (row.seq === after.seq && row.n > after.n)) yield row;
        }
      },
    }),
  };
  return ledger;
}

/** A row of a version that is not known here. */
export function laterRow(seq: number, n = 0): LedgerRow {
  const [row] = eventRows(seq);
  return { ...row as LedgerRow, n, body: { kind: "hedge" } as never };
}

/** A body that changes no money. */
export function tally(): LedgerBody {
  const counts = { events: {}, skipped: {}, samples: {}, layers: {} };
  return { kind: "tally", tally: { from: 0 as never, ...counts, gaps: 0, markets: 1 } };
}

/** Rows of one event: `many` of them. */
export function eventRows(seq: number, many = 1): LedgerRow[] {
  return Array.from({ length: many }, (_, n) => {
    return { seq: seq as never, n, at: (1_700_000_000_000 + seq) as never, body: tally() };
  });
}

/** What a test can change and see. */
export interface Rig {
  readonly app: App;
  readonly token: string;
  readonly ledger: MemoryLedger;
  readonly follower: LedgerFollower;
  readonly hub: Hub;
  /** Commands that came through. */
  readonly commands: string[];
  readonly warned: string[];
  readonly builds: string[];
  clock: number;
  alive: boolean;
  pulse: Pulse | null;
  /** Reads on, then speaks up. */
  step(): Promise<void>;
  /** With the token; the Host is ours. */
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** JSON with token and CSRF value. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** As it is given, Host apart. */
  raw(path: string, init?: RequestInit & { headers?: Record<string, string> }): Promise<Response>;
}

/** An app with two reports: "count" of rows, and "one" that knows the id "known" only. */
export function serveRig(
  { rows = [], control = true }: { rows?: readonly LedgerRow[]; control?: boolean } = {},
): Rig {
  const token = newSecret();
  const ledger = memoryLedger(rows);
  const commands: string[] = [];
  const warned: string[] = [];
  const builds: string[] = [];
  const state = { clock: 1_000_000, alive: true, pulse: null as Pulse | null };
  const now = () => state.clock;
  const follower = openFollower({
    source: ledger,
    onRows: (fresh) => hub.push(fresh),
    onReplaced: () => {
      hub.reset();
      answers.reset();
    },
    sliceMs: 5,
    pause: () => new Promise((resolve) => setTimeout(resolve)),
    now: () => performance.now(),
  });
  const seen = (): State => ({
    input: follower.input(),
    waiting: waitingWords(follower),
    ledger: follower.health(),
    trader: { alive: state.alive, heardAt: state.clock },
    pulse: state.pulse,
    server: { lagMs: 3, rss: 5 },
  });
  const hub: Hub = openHub({
    position: () => follower.input() === null ? null : follower.position().seq,
    rowsAfter: follower.rowsAfter,
    head: () => {
      const { input, ledger, trader } = seen();
      return headOf({ input, ledger, trader, now: now(), control, version: "1.2.3" });
    },
    now,
  });
  const answers = openAnswers(testBuilders(builds), follower, {
    now,
    later: (then) => void setTimeout(then),
  });
  const app = dashboardApp({
    version: "1.2.3",
    listening: () => ({ host: "127.0.0.1", port: 8501 }),
    tokenHash: hashOf(token),
    answers,
    hub,
    control: control ? memoryControl(commands) : null,
    simulations: {
      start: ({ runs }) => runs === 13 ? null : "sim",
      state: (id) => id === "sim" ? { done: false, runs: 1, of: 2 } : null,
      stop: () => {},
    },
    state: seen,
    exportLedger: () => ledger.rows.map((row) => JSON.stringify(row)),
    assets: new Map([["/", { type: "text/html; charset=utf-8", body: "<p>page</p>" }]]),
    now,
    warn: (words) => void warned.push(words),
  });
  const parts = { app, token, ledger, follower, hub, commands, warned, builds };
  return Object.assign(state, parts, requests(app, token), {
    step: async () => {
      await follower.poll().catch((error) => warned.push(error.message));
      hub.beat();
    },
  });
}

/** Requests as a program with the token sends them. */
function requests(app: App, token: string): Pick<Rig, "raw" | "get" | "post"> {
  const raw: Rig["raw"] = async (path, init = {}) =>
    await app.request(`http://${HOST}${path}`, {
      ...init,
      headers: { Host: HOST, ...init.headers },
    });
  const bearer = { Authorization: `Bearer ${token}` };
  const post: Rig["post"] = async (path, body, headers = {}) => {
    const { csrf } = await (await raw("/api/session", { headers: bearer })).json();
    const own = { ...bearer, "Content-Type": "application/json", "X-Polybot-CSRF": csrf };
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return await raw(path, { method: "POST", body: text, headers: { ...own, ...headers } });
  };
  const get: Rig["get"] = (path, headers = {}) => raw(path, { headers: { ...bearer, ...headers } });
  return { raw, get, post };
}

function testBuilders(builds: string[]): Readonly<Record<string, Builder>> {
  const stats = (value: number) => {
    const stat = { key: "rows", label: "rows", unit: "count", value } as const;
    const head = { name: "count", title: "Count", notes: [], shape: "stats" } as const;
    return { sections: [{ ...head, stats: [stat] }], pictures: [] };
  };
  const count = ({ facts }: ReportInput) => {
    builds.push("count");
    return stats(facts.rows);
  };
  return {
    count: { about: "rows", build: count },
    one: {
      about: "one",
      build: (input, { id }) => id === "known" ? stats(input.facts.rows) : null,
    },
    busy: {
      about: "makes way",
      build: () => {
        throw new TryAgain("Others asked since");
      },
    },
    broken: {
      about: "fails",
      build: () => {
        throw new Error("the secret is hunter2");
      },
    },
  };
}

function memoryControl(commands: string[]) {
  return {
    put: (command: ControlWord, reason: string, id: string | null) => {
      if (command === "resume") throw new CommandRefused("Cannot resume: the file is there");
      commands.push(`${command}: ${reason}`);
      return id ?? "00000000-0000-0000-0000-000000000001";
    },
    status: (id: string) => ({
      status: id.endsWith("1") ? "waiting" as const : "unknown" as const,
    }),
  };
}
