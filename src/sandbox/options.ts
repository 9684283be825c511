// What a sandbox is started with, and what may be wrong with it.
import { err, ok, type Result } from "../core/types/result.ts";
import type { Millis } from "../core/types/units.ts";
import { parseFaults, type TimedFault } from "./faults/request.ts";
import type { ForecasterName } from "./bedrock/forecaster.ts";
import type { Scenario, ScenarioFault } from "./world/scenario.ts";
import { scenarios } from "./world/scenarios.ts";

/** Settings of a sandbox. */
export interface SandboxOptions {
  /** 0: any that is free. */
  readonly port: number;
  /** Only the loopback unless said. */
  readonly hostname?: string;
  /** One that comes with the program, by name, or another. */
  readonly scenario: string | Scenario;
  readonly seed: number;
  /** Venue time for one unit of wall time; 1 unless said. */
  readonly speed?: number;
  /** The venue's time at the start; the wall's unless said. */
  readonly startAt?: Millis;
  /** Come on top of the scenario's. */
  readonly faults?: readonly TimedFault[];
  /** In place of the scenario's. */
  readonly forecaster?: ForecasterName;
  /** The clock moves by `advance` only. */
  readonly manual?: boolean;
  /** Told of every failure inside a request; they are also in the status. */
  readonly onError?: (error: unknown) => void;
}

/** A scenario and its name, "custom" for one of nobody's. Throws RangeError for an unknown name. */
export function scenarioOf(given: string | Scenario): { name: string; scenario: Scenario } {
  if (typeof given !== "string") {
    const known = Object.entries(scenarios).find(([, scenario]) => scenario === given);
    return { name: known?.[0] ?? "custom", scenario: given };
  }
  const scenario = Object.hasOwn(scenarios, given) ? scenarios[given] : undefined;
  if (scenario === undefined) {
    const known = Object.keys(scenarios).join(", ");
    throw new RangeError(`Cannot play scenario ${given}: there are ${known}`);
  }
  return { name: given, scenario };
}

/** The disturbances of a scenario as faults of the menu; the errors name what the menu has not. */
export function scenarioFaults(
  { faults = [] }: Pick<Scenario, "faults">,
): Result<readonly TimedFault[], readonly string[]> {
  const parsed = parseFaults(faults.map(asFault));
  return parsed.ok ? ok(parsed.value) : err(parsed.error);
}

/** A scenario counts in seconds. */
function asFault({ at, fault, for: span, ...args }: ScenarioFault): Record<string, unknown> {
  const forMs = span === undefined ? {} : { forMs: Math.round(1_000 * span) };
  return { ...args, name: fault, afterMs: Math.round(1_000 * at), ...forMs };
}
