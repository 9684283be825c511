// Which venue a command talks to: the real one, a sandbox made for it in this process, or one that
// runs somewhere on this machine.
import { hostsAt, venueHosts } from "../adapters/polymarket/hosts.ts";
import type { VenueHosts } from "../adapters/polymarket/types.ts";
import { machineWall, type Wall } from "../adapters/polymarket/wall.ts";
import { CliError } from "../cli/exit.ts";
import type { Millis } from "../core/types/units.ts";

/** What `--venue` and its companions say. */
export interface VenueChoice {
  /** "polymarket", "sandbox" or the address of a running one. */
  readonly venue: string;
  /** A scenario's name or file; for "sandbox" only. */
  readonly scenario?: string;
  /** Who answers for the models; for "sandbox" only. */
  readonly forecaster?: string;
  /** Times real time; for "sandbox" only. */
  readonly speed?: number;
  readonly seed: number;
}

/** A venue to talk to. */
export interface OpenVenue {
  /** "polymarket" or "sandbox <scenario>": source of a run, and part of its ledger's header. */
  readonly name: string;
  readonly hosts: VenueHosts;
  /** Passes evenly from the machine's time at the start, or as fast as a sandbox's. */
  readonly clock: Wall;
  /** The machine's clock, which can be set; null where the venue's own time is made up. */
  readonly machine: (() => number) | null;
  readonly speed: number;
  /** Where its own models and news are, instead of the world's; null for the real one. */
  readonly standIn: string | null;
  /** What a reader must know of its prices; empty for the real one. */
  readonly assumptions: readonly string[];
  close(): Promise<void>;
}

/** Opens the venue; a sandbox is started in this process and ends with `close`. */
export async function openVenue(choice: VenueChoice): Promise<OpenVenue> {
  const { venue, scenario, forecaster, speed = 1 } = choice;
  if (venue === "sandbox") return await openSandbox(choice);
  if (scenario !== undefined || forecaster !== undefined || speed !== 1) {
    throw new CliError("usage", "Cannot choose how the venue is: it is not made here", {
      hint: "--scenario, --forecaster and --speed go with --venue sandbox",
    });
  }
  const alone = { clock: clockAt(1, Date.now()), speed: 1, close: () => Promise.resolve() };
  if (venue === "polymarket") {
    return {
      ...alone,
      name: "polymarket",
      hosts: venueHosts,
      machine: () => Date.now(),
      standIn: null,
      assumptions: [],
    };
  }
  const base = loopback(venue);
  return {
    ...alone,
    name: `sandbox ${base}`,
    hosts: hostsAt(base),
    machine: null,
    standIn: base,
    assumptions: [rehearsal],
  };
}

/** When a run that may take so long ends, in the venue's time. */
export function deadline(
  { clock, speed }: Pick<OpenVenue, "clock" | "speed">,
  maxRuntimeMs: number | undefined,
): number {
  return maxRuntimeMs === undefined ? Infinity : clock.now() + maxRuntimeMs * speed;
}

const rehearsal = "The venue is a sandbox: its prices are made up, and say nothing of an edge.";

async function openSandbox(choice: VenueChoice): Promise<OpenVenue> {
  const { speed = 1, seed } = choice;
  const { startSandbox } = await import("../sandbox/server.ts");
  const { findForecaster, findScenario } = await import("./scenario.ts");
  const scenario = findScenario(choice.scenario ?? "default");
  const startAt = Date.now();
  const sandbox = await startSandbox({
    port: 0,
    scenario: scenario.scenario,
    seed,
    speed,
    startAt: startAt as Millis,
    ...findForecaster(choice.forecaster),
  });
  return {
    name: `sandbox ${scenario.name}`,
    hosts: hostsAt(sandbox.url),
    standIn: sandbox.url,
    clock: clockAt(speed, startAt),
    machine: null,
    speed,
    assumptions: [rehearsal],
    close: () => sandbox.close(),
  };
}

/** Time from `startAt` on, `speed` times as fast as the machine's monotonic clock. */
function clockAt(speed: number, startAt: number): Wall {
  const begin = performance.now();
  return {
    now: () => Math.floor(startAt + (performance.now() - begin) * speed),
    sleep: (ms, signal) => machineWall.sleep(ms / speed, signal),
    random: machineWall.random,
  };
}

/** Polybot is started with leave for the venue's own hosts and for this machine, and no other. */
function loopback(address: string): string {
  const url = URL.parse(address);
  if (url === null) {
    throw new CliError("usage", `Cannot use venue ${address}: want polymarket, sandbox or a URL`, {
      hint: "--venue http://127.0.0.1:8400",
    });
  }
  if (url.protocol !== "http:" || !["127.0.0.1", "localhost"].includes(url.hostname)) {
    throw new CliError("usage", `Cannot use venue ${url.origin}: it is not on this machine`, {
      hint: "--venue http://127.0.0.1:8400, where `polybot sandbox` listens",
    });
  }
  return url.origin.replace("localhost", "127.0.0.1");
}
