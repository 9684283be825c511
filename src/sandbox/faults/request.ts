// What may be said of a fault, from a file, the control endpoint or a scenario: read strictly, so
// that a misspelt argument is an answer and not a fault that never acts.
import { err, ok, type Result } from "../../core/types/result.ts";
import { type Millis, millis } from "../../core/types/units.ts";
import { type ArgumentSpec, FAULT_NAMES, type FaultName, isFaultName, specOf } from "./menu.ts";
import { isObject } from "../json.ts";

export type ArgumentValue = number | string | boolean | null;

/** On what a fault acts; an absent key does not narrow. */
export interface Scope {
  readonly market?: string;
  readonly token?: string;
  /** Number of a connection, in the order in which they were opened, from 1. */
  readonly link?: number;
  /** Which socket; only "market" when not given. */
  readonly channel?: "market" | "user";
  /** Of a request, without the query; `*` stands for anything. */
  readonly path?: string;
  readonly method?: string;
}

/** A fault to be switched on. */
export interface FaultRequest {
  readonly name: FaultName;
  /** Complete: those not given are the menu's. */
  readonly args: Readonly<Record<string, ArgumentValue>>;
  readonly scope: Scope;
  /** Switches itself off after this; null: stays. */
  readonly forMs: Millis | null;
  /** Switches itself off after acting so often; null: no limit. */
  readonly times: number | null;
}

/** A fault of a timetable: switched on this long after the start, and again at each interval. */
export interface TimedFault {
  readonly afterMs: Millis;
  readonly everyMs: Millis | null;
  readonly request: FaultRequest;
}

const SCOPES = {
  frames: ["market", "token", "link", "channel"],
  requests: ["path", "method"],
  venue: [],
} as const;
const COMMON = ["name", "forMs", "times"];
const TIMED = ["afterMs", "everyMs"];

/** Reads `{ name, ...arguments, ...scope, forMs?, times? }`; the error says what is wrong. */
export function parseFault(value: unknown): Result<FaultRequest, string> {
  return parseFields(value, COMMON);
}

/**
 * Reads a list of faults, each also with `afterMs` and `everyMs`, or a mapping from names to their
 * arguments, where `{}`, `true` and null take the menu's.
 */
export function parseFaults(value: unknown): Result<readonly TimedFault[], readonly string[]> {
  const items = asList(value);
  if (items === null) return err(["faults: wanted a list, or a mapping of names to arguments"]);
  const errors: string[] = [];
  const faults: TimedFault[] = [];
  items.forEach((item, index) => {
    const parsed = parseTimed(item);
    if (parsed.ok) faults.push(parsed.value);
    else errors.push(`faults[${index}]: ${parsed.error}`);
  });
  return errors.length > 0 ? err(errors) : ok(faults);
}

function asList(value: unknown): readonly unknown[] | null {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value;
  if (!isObject(value)) return null;
  return Object.entries(value).map(([name, args]) => {
    if (args === true || args === null) return { name };
    return isObject(args) ? { ...args, name } : args;
  });
}

function parseTimed(value: unknown): Result<TimedFault, string> {
  const request = parseFields(value, [...COMMON, ...TIMED]);
  if (!request.ok) return request;
  const fields = value as Readonly<Record<string, unknown>>;
  const after = wholeOf(fields["afterMs"] ?? 0, 0);
  if (after === null) return err("afterMs: wanted milliseconds, whole and not negative");
  const every = fields["everyMs"] === undefined ? null : wholeOf(fields["everyMs"], 1);
  if (every === null && fields["everyMs"] !== undefined) {
    return err("everyMs: wanted milliseconds, whole and above 0");
  }
  return ok({
    afterMs: millis(after),
    everyMs: every === null ? null : millis(every),
    request: request.value,
  });
}

function parseFields(value: unknown, common: readonly string[]): Result<FaultRequest, string> {
  if (!isObject(value)) return err("a fault is an object with a name");
  const name = value["name"];
  if (typeof name !== "string" || !isFaultName(name)) {
    return err(`no fault is named ${JSON.stringify(name)}; there are ${FAULT_NAMES.join(", ")}`);
  }
  const spec = specOf(name);
  const known = [...common, ...SCOPES[spec.acts], ...Object.keys(spec.args)];
  const unknown = Object.keys(value).filter((key) => !known.includes(key));
  if (unknown.length > 0) {
    return err(`${name} has no ${unknown.join(", ")}; it takes ${known.slice(1).join(", ")}`);
  }
  const args: Record<string, ArgumentValue> = {};
  for (const [key, argument] of Object.entries(spec.args)) {
    const read = parseArgument(key, argument, value[key]);
    if (!read.ok) return err(`${name}: ${read.error}`);
    args[key] = read.value;
  }
  const scope = parseScope(value, SCOPES[spec.acts]);
  if (!scope.ok) return err(`${name}: ${scope.error}`);
  return parseLimits(value, { name, args, scope: scope.value });
}

function parseLimits(
  fields: Readonly<Record<string, unknown>>,
  rest: Pick<FaultRequest, "name" | "args" | "scope">,
): Result<FaultRequest, string> {
  const limits: { forMs: number | null; times: number | null } = { forMs: null, times: null };
  for (const key of ["forMs", "times"] as const) {
    if (fields[key] === undefined) continue;
    limits[key] = wholeOf(fields[key], 1);
    if (limits[key] === null) return err(`${key}: wanted a whole number above 0`);
  }
  const forMs = limits.forMs === null ? null : millis(limits.forMs);
  return ok({ ...rest, forMs, times: limits.times });
}

function parseArgument(
  key: string,
  spec: ArgumentSpec,
  value: unknown,
): Result<ArgumentValue, string> {
  if (value === undefined) return ok(spec.fallback);
  // YAML reads 0.001 as a number where the argument is a text.
  const given = spec.kind === "text" && typeof value === "number" ? String(value) : value;
  if (spec.oneOf !== undefined && !spec.oneOf.some((one) => one === given)) {
    return err(`${key}: wanted one of ${spec.oneOf.join(", ")}`);
  }
  if (!fits(spec.kind, given)) return err(`${key}: wanted ${WANTED[spec.kind]}`);
  return ok(given as ArgumentValue);
}

const WANTED: Readonly<Record<ArgumentSpec["kind"], string>> = {
  share: "a number between 0 and 1",
  ms: "milliseconds, whole and not negative",
  whole: "a whole number",
  text: "a text",
  flag: "true or false",
};

function fits(kind: ArgumentSpec["kind"], value: unknown): boolean {
  if (kind === "text") return typeof value === "string" && value !== "";
  if (kind === "flag") return typeof value === "boolean";
  if (kind === "share") return typeof value === "number" && value >= 0 && value <= 1;
  return Number.isSafeInteger(value) && (kind === "whole" || (value as number) >= 0);
}

function parseScope(
  fields: Readonly<Record<string, unknown>>,
  keys: readonly string[],
): Result<Scope, string> {
  const scope: Record<string, unknown> = {};
  for (const key of keys) {
    const value = fields[key];
    if (value === undefined) continue;
    if (key === "link") {
      if (wholeOf(value, 1) === null) return err("link: wanted the number of a connection");
    } else if (typeof value !== "string" || value === "") {
      return err(`${key}: wanted a text`);
    }
    if (key === "channel" && value !== "market" && value !== "user") {
      return err("channel: wanted market or user");
    }
    scope[key] = key === "method" ? String(value).toUpperCase() : value;
  }
  // Every key was checked above to have the type Scope gives it.
  return ok(scope as Scope);
}

function wholeOf(value: unknown, least: number): number | null {
  return Number.isSafeInteger(value) && (value as number) >= least ? value as number : null;
}
