// The sandbox: a venue on one port of the loopback. Everything but the network and the pacer runs
// on one simulated clock: with the same seed and the same moves of the clock it sends the same
// frames.
import { SimClock } from "../core/sim_clock.ts";
import { millis } from "../core/types/units.ts";
import type { Keys } from "./auth/keys.ts";
import type { SandboxExchange } from "./exchange/exchange.ts";
import type { TimedFault } from "./faults/request.ts";
import type { Faults } from "./faults/switchboard.ts";
import { runTimetable } from "./faults/timetable.ts";
import { type SandboxOptions, scenarioFaults, scenarioOf } from "./options.ts";
import { startPacer } from "./pacer.ts";
import type { PrivateOptions } from "./private/deps.ts";
import { venueApp } from "./routes.ts";
import { createSocketServer } from "./sockets/socket_server.ts";
import { createMeter, type SandboxStatus } from "./status.ts";
import type { SandboxClock, World } from "./types.ts";
import { createVenue } from "./venue.ts";
import type { Scenario } from "./world/scenario.ts";

/** A running sandbox. */
export interface Sandbox {
  /** `http://127.0.0.1:<port>`, the root of the CLOB; the other hosts are below it. */
  readonly url: string;
  readonly exchange: SandboxExchange;
  readonly world: World;
  readonly clock: SandboxClock;
  readonly faults: Faults;
  readonly keys: Keys;
  /** Settings of signatures and accounts; they may be changed while it runs. */
  readonly accounts: PrivateOptions;
  /** Moves the clock on. Throws Error unless the clock is manual. */
  advance(ms: number): void;
  status(): SandboxStatus;
  /** Closes every socket and ends every request that waits. */
  close(): Promise<void>;
}

/**
 * Starts a sandbox. Rejects with RangeError for a scenario, faults or a speed that cannot be, and
 * as `Deno.serve` throws when the port cannot be had.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { name, scenario } = scenarioOf(options.scenario);
  const timetable = [...faultsOf(scenario), ...options.faults ?? []];
  const { seed, speed = 1, manual = false } = options;
  const clock = new SimClock(options.startAt ?? millis(Date.now()));
  const { forecaster } = options;
  const own = forecaster === undefined ? {} : { forecaster };
  const venue = createVenue({ clock, seed, scenario, ...own });
  const closing = new AbortController();
  const sockets = createSocketServer();
  const meter = createMeter({
    venue,
    seed,
    scenario: name,
    speed,
    manual,
    lagMs: () => pacer?.lagMs() ?? 0,
    onError: options.onError ?? (() => {}),
  });
  runTimetable(timetable, venue.faults, clock, (reason) => meter.failed(`timetable: ${reason}`));
  const app = venueApp({ venue, sockets, meter, closing: closing.signal });
  const { hostname = "127.0.0.1", port } = options;
  const server = Deno.serve(
    { hostname, port, onListen: () => {} },
    (request, { remoteAddr }) => app.fetch(request, { remote: remoteAddr.hostname }),
  );
  const pacer = manual ? null : startPacer({ clock, speed, wall: () => performance.now() });
  let closed: Promise<void> | null = null;
  const { exchange, world, faults, keys, accounts } = venue;
  return await Promise.resolve({
    exchange,
    world,
    clock,
    faults,
    keys,
    accounts,
    url: `http://${addressText(server.addr)}`,
    advance(ms) {
      if (!manual) throw new Error("Cannot advance the clock: it moves on its own");
      clock.advanceTo(millis(clock.now() + ms));
    },
    status: () => meter.status(),
    close: () => closed ??= close(),
  });

  async function close(): Promise<void> {
    pacer?.stop();
    closing.abort();
    venue.waiting.stop();
    await sockets.close();
    venue.stop();
    await server.shutdown();
  }
}

function faultsOf(scenario: Scenario): readonly TimedFault[] {
  const faults = scenarioFaults(scenario);
  if (faults.ok) return faults.value;
  throw new RangeError(`Cannot play the scenario: ${faults.error.join("; ")}`);
}

function addressText(address: Deno.NetAddr): string {
  const host = address.hostname.includes(":") ? `[${address.hostname}]` : address.hostname;
  return `${host}:${address.port}`;
}
