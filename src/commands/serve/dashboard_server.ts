// The dashboard, put together: follower, stream, reports, threads and the door. The page's files are
// handed in: a thread that is started later may not read them any more.
import { exportLedger } from "../../adapters/sqlite/reader.ts";
import type { CommandContext } from "../../cli/context.ts";
import { CliError } from "../../cli/exit.ts";
import { openAnswers, waitingWords } from "../../serve/answers.ts";
import { dashboardApp } from "../../serve/app.ts";
import type { AppParts, State } from "../../serve/app_parts.ts";
import { type LedgerFollower, openFollower } from "../../serve/follow.ts";
import type { Head } from "../../serve/contract.ts";
import { headOf } from "../../serve/head.ts";
import { bracketed } from "../../serve/hosts.ts";
import { type Hub, openHub } from "../../serve/hub.ts";
import { hashOf, newSecret } from "../../serve/secrets.ts";
import { startLagMeter } from "../observe/loop_lag.ts";
import { placesIn } from "../places.ts";
import { dashboardBuilders } from "./builders.ts";
import { inboxControl } from "./control.ts";
import type { Dashboard, DashboardOptions } from "./dashboard.ts";
import { ledgerSource } from "./ledger_source.ts";
import { openSights } from "./sights.ts";
import { openSimulations } from "./simulations.ts";
import { openTraderWatch } from "./trader_watch.ts";

const POLL_MS = 500;
/** For answers under way to be finished. */
const GRACE_MS = 1_000;

/** The page's files by path. */
export type Assets = AppParts["assets"];

/** Starts listening. Throws CliError when it cannot. */
export function startServer(
  context: CommandContext,
  options: DashboardOptions,
  assets: Assets,
): Dashboard {
  const token = newSecret();
  const closing = new AbortController();
  // First: when it cannot listen there is nothing to be stopped again.
  const server = listen(options, closing.signal, (request) => app.fetch(request));
  const address = server.addr;
  const { app, start, stop } = assemble(context, options, {
    tokenHash: hashOf(token),
    port: address.port,
    assets,
  });
  start();
  let closed: Promise<void> | null = null;
  const close = async () => {
    // Streams first: a shutdown waits for those that are open.
    await stop();
    const timer = setTimeout(() => closing.abort(), GRACE_MS);
    await server.shutdown();
    clearTimeout(timer);
  };
  return {
    url: `http://${bracketed(options.host)}:${address.port}`,
    token,
    close: () => closed ??= close(),
  };
}

interface Doorway {
  readonly tokenHash: Uint8Array;
  readonly port: number;
  readonly assets: Assets;
}

function assemble(context: CommandContext, options: DashboardOptions, doorway: Doorway) {
  const { dataDir } = context.globals;
  const places = placesIn(dataDir);
  const now = () => context.now();
  const { version } = context;
  const warn = failureTeller(context);
  const lag = startLagMeter(() => performance.now());
  const watch = openTraderWatch({ dataDir, ledger: places.ledger, now });
  const control = options.control ? inboxControl(places, now) : null;
  const follower: LedgerFollower = openFollower({
    source: ledgerSource(places.ledger),
    onRows: (rows) => hub.push(rows),
    onReplaced: () => {
      hub.reset();
      answers.reset();
      sights.reset();
    },
    sliceMs: options.sliceMs,
    pause: () => new Promise((resolve) => setTimeout(resolve, options.restMs)),
    now: () => performance.now(),
  });
  const state = (): State => ({
    input: follower.input(),
    waiting: waitingWords(follower),
    ledger: follower.health(),
    trader: watch.state(),
    pulse: watch.pulse(),
    server: { lagMs: lag.read()?.worstMs ?? 0, rss: Deno.memoryUsage().rss },
  });
  const hub = hubOf(follower, () => {
    const { input, ledger, trader } = state();
    return headOf({ input, ledger, trader, now: now(), control: options.control, version });
  });
  const sights = openSights({ places, follower, watch, needs: context.needs, lag, warn, now });
  const builders = dashboardBuilders(sights.beyond);
  const answers = openAnswers(builders, follower, {
    now: () => performance.now(),
    later: (then) => void setTimeout(then),
  });
  const simulations = openSimulations({ context, input: follower.input });
  const app = dashboardApp({
    version,
    listening: () => ({ host: options.host, port: doorway.port }),
    tokenHash: doorway.tokenHash,
    answers,
    hub,
    control,
    simulations,
    state,
    exportLedger: () => exportLedger(places.ledger),
    assets: doorway.assets,
    now,
    warn,
  });
  const pacing = pace({ follower, hub, warn });
  return {
    app,
    start: () => pacing.start(),
    stop: async () => {
      hub.close();
      simulations.stop();
      sights.stop();
      lag.stop();
      await pacing.stop();
      follower.close();
    },
  };
}

function hubOf(follower: LedgerFollower, head: () => Head): Hub {
  return openHub({
    position: () => follower.input() === null ? null : follower.position().seq,
    rowsAfter: follower.rowsAfter,
    head,
    now: () => performance.now(),
  });
}

/** Reads on and speaks up twice a second. */
function pace(
  { follower, hub, warn }: {
    readonly follower: LedgerFollower;
    readonly hub: Hub;
    readonly warn: (words: string) => void;
  },
) {
  let timer: ReturnType<typeof setInterval> | null = null;
  let polling: Promise<void> = Promise.resolve();
  const tick = () => {
    hub.beat();
    polling = follower.poll().catch((error) => warn(`ledger: ${error.message}`));
  };
  return {
    start: () => {
      tick();
      timer = setInterval(tick, POLL_MS);
    },
    stop: async () => {
      if (timer !== null) clearInterval(timer);
      follower.close();
      await polling;
    },
  };
}

const MOST_SAID = 100;

/** Says each failure once while it is among the last: what goes wrong twice a second fills a screen. */
function failureTeller({ err }: Pick<CommandContext, "err">): (words: string) => void {
  const said = new Set<string>();
  return (words) => {
    if (!said.delete(words)) err(`dashboard: ${words}`);
    said.add(words);
    const [oldest] = said;
    if (said.size > MOST_SAID && oldest !== undefined) said.delete(oldest);
  };
}

function listen(
  { host, port }: DashboardOptions,
  signal: AbortSignal,
  handler: (request: Request) => Response | Promise<Response>,
): Deno.HttpServer<Deno.NetAddr> {
  const hostname = host.replace(/^\[(.*)\]$/, "$1");
  try {
    return Deno.serve({ hostname, port, signal, onListen: () => {} }, handler);
  } catch (error) {
    throw cannotListen(error, host, port);
  }
}

function cannotListen(error: unknown, host: string, port: number): unknown {
  const what = `Cannot listen on ${bracketed(host)}:${port}`;
  if (error instanceof Deno.errors.AddrInUse) {
    return new CliError("refused", `${what}: the port is taken`, {
      hint: "--port 0 takes a free one",
    });
  }
  if (error instanceof Deno.errors.NotCapable) {
    return new CliError("config", `${what}: polybot may not listen there`, {
      hint: `start it with more: deno run $(deno run --allow-read=. scripts/permissions.ts ` +
        `--net=${bracketed(host)}) main.ts serve ...`,
    });
  }
  if (error instanceof Deno.errors.PermissionDenied) {
    return new CliError("config", `${what}: ports below 1024 are the system's`);
  }
  const isNoAddress = error instanceof Deno.errors.AddrNotAvailable ||
    (error instanceof Error && /lookup|resolve|address/i.test(error.message));
  if (!isNoAddress) return error;
  return new CliError("usage", `${what}: this machine has no such address`, {
    hint: "--host takes an address of this machine; the default is 127.0.0.1",
  });
}
