// Which faults are on. A fault acts only through `strikes`, which counts it: what was not counted
// did not happen.
import { type Rng, rng, type Seed, subSeed } from "../../core/math/rng.ts";
import { err, ok, type Result } from "../../core/types/result.ts";
import type { MarketId } from "../../core/types/ids.ts";
import type { Millis } from "../../core/types/units.ts";
import type { SandboxClock } from "../types.ts";
import { FAULT_NAMES, type FaultArgs, type FaultName, specOf } from "./menu.ts";
import type { FaultRequest, Scope } from "./request.ts";

/** What a fault might act on; it is left out of every scope that names what is absent here. */
export interface Subject {
  readonly markets?: readonly string[];
  readonly tokens?: readonly string[];
  readonly link?: number;
  readonly channel?: "market" | "user";
  readonly path?: string;
  readonly method?: string;
}

/** What the control endpoint says of one fault. */
export interface FaultState {
  readonly name: FaultName;
  readonly on: boolean;
  readonly args: FaultRequest["args"];
  readonly scope: Scope;
  readonly since: Millis;
  readonly until: Millis | null;
  readonly times: number | null;
  /** How often it acted, over all the times it was on. */
  readonly acted: number;
}

/** The faults of one sandbox. */
export interface Faults {
  /** Switches a fault on, in place of an earlier setting of the same name. */
  set(request: FaultRequest): Result<FaultState, string>;
  /** False when it was not on. */
  clear(name: FaultName): boolean;
  /** Every fault that was ever on. */
  list(): readonly FaultState[];
  /** Arguments of a fault that is on, whatever it acts on. Counts nothing. */
  args<N extends FaultName>(name: N): FaultArgs<N> | null;
  /** True when it is on and the subject is in its scope. Counts nothing. */
  covers(name: FaultName, subject: Subject): boolean;
  /** Its arguments when it acts on the subject now: on, in scope, and chance says so. Counts it. */
  strikes<N extends FaultName>(name: N, subject: Subject): FaultArgs<N> | null;
  /** Counts what a part of the venue did because of a fault. */
  acted(name: FaultName, times?: number): void;
  /** Whether a fault of frames is on: the sockets ask this for every frame. */
  anyOfFrames(): boolean;
}

export interface SwitchboardOptions {
  readonly seed: Seed;
  readonly clock: SandboxClock;
  /** Does what a fault does by being on or off; for one that acts once, says how often it did. */
  readonly effect: (name: FaultName, request: FaultRequest | null) => Result<number, string>;
  /** The id of a market that a scope may name in another way; null when there is none. */
  readonly marketId: (name: string) => MarketId | null;
}

/** Faults, all off. Each draws from a stream of its own. */
export function createFaults(options: SwitchboardOptions): Faults {
  return new Switchboard(options);
}

interface Setting {
  request: FaultRequest;
  on: boolean;
  since: Millis;
  until: Millis | null;
  /** Since it was last set. */
  used: number;
  acted: number;
  ends: { cancel(): void } | null;
}

const STREAM = 700_000;

class Switchboard implements Faults {
  readonly #options: SwitchboardOptions;
  readonly #settings: Map<FaultName, Setting> = new Map();
  readonly #draws: Map<FaultName, Rng> = new Map();
  #framesOn = 0;

  constructor(options: SwitchboardOptions) {
    this.#options = options;
  }

  set(asked: FaultRequest): Result<FaultState, string> {
    const named = this.#withMarketId(asked);
    if (!named.ok) return named;
    const request = named.value;
    const { name, forMs } = request;
    const done = this.#options.effect(name, request);
    if (!done.ok) return done;
    const earlier = this.#settings.get(name);
    earlier?.ends?.cancel();
    const since = this.#options.clock.now();
    const setting: Setting = {
      request,
      on: !specOf(name).once || forMs !== null,
      since,
      until: forMs === null ? null : since + forMs as Millis,
      used: done.value,
      acted: (earlier?.acted ?? 0) + done.value,
      ends: forMs === null ? null : this.#options.clock.after(forMs, () => this.clear(name)),
    };
    this.#settings.set(name, setting);
    this.#count();
    return ok(stateOf(name, setting));
  }

  clear(name: FaultName): boolean {
    const setting = this.#settings.get(name);
    if (setting === undefined || !setting.on) return false;
    setting.on = false;
    setting.ends?.cancel();
    setting.ends = null;
    this.#count();
    const done = this.#options.effect(name, null);
    if (!done.ok) throw new Error(`Cannot switch ${name} off: ${done.error}`);
    return true;
  }

  list(): readonly FaultState[] {
    return [...this.#settings].map(([name, setting]) => stateOf(name, setting));
  }

  args<N extends FaultName>(name: N): FaultArgs<N> | null {
    const setting = this.#settings.get(name);
    return setting?.on === true ? argsOf(name, setting.request) : null;
  }

  covers(name: FaultName, subject: Subject): boolean {
    const setting = this.#settings.get(name);
    return setting?.on === true && inScope(setting.request, subject);
  }

  strikes<N extends FaultName>(name: N, subject: Subject): FaultArgs<N> | null {
    const setting = this.#settings.get(name);
    if (setting?.on !== true || !inScope(setting.request, subject)) return null;
    const share = setting.request.args["share"];
    if (typeof share === "number" && share < 1 && this.#draw(name) >= share) return null;
    this.acted(name);
    return argsOf(name, setting.request);
  }

  acted(name: FaultName, times: number = 1): void {
    const setting = this.#settings.get(name);
    if (setting === undefined) return;
    setting.acted += times;
    setting.used += times;
    const most = setting.request.times;
    if (most !== null && setting.used >= most) this.clear(name);
  }

  anyOfFrames(): boolean {
    return this.#framesOn > 0;
  }

  #withMarketId(request: FaultRequest): Result<FaultRequest, string> {
    const { market } = request.scope;
    if (market === undefined) return ok(request);
    const id = this.#options.marketId(market);
    if (id === null) return err(`no market ${market}`);
    return ok({ ...request, scope: { ...request.scope, market: id } });
  }

  #count(): void {
    this.#framesOn = [...this.#settings]
      .filter(([name, { on }]) => on && specOf(name).acts === "frames").length;
  }

  #draw(name: FaultName): number {
    let draws = this.#draws.get(name);
    if (draws === undefined) {
      draws = rng(subSeed(this.#options.seed, STREAM + FAULT_NAMES.indexOf(name)));
      this.#draws.set(name, draws);
    }
    return draws.next();
  }
}

function stateOf(name: FaultName, setting: Setting): FaultState {
  const { request, on, since, until, acted } = setting;
  const { args, scope, times } = request;
  return { name, on, args, scope, since, until, times, acted };
}

function argsOf<N extends FaultName>(_name: N, request: FaultRequest): FaultArgs<N> {
  // parseFault filled in every argument of the menu with the type the menu gives it.
  return request.args as FaultArgs<N>;
}

/** True when a fault set by `request` would act on the subject, but for chance. */
export function inScope(request: FaultRequest, subject: Subject): boolean {
  const { scope, name } = request;
  const { acts, path: usual, method } = specOf(name);
  if (scope.market !== undefined && !(subject.markets ?? []).includes(scope.market)) return false;
  if (scope.token !== undefined && !(subject.tokens ?? []).includes(scope.token)) return false;
  if (scope.link !== undefined && scope.link !== subject.link) return false;
  if (acts === "frames" && (scope.channel ?? "market") !== subject.channel) return false;
  if (acts !== "requests") return true;
  if ((scope.method ?? method ?? subject.method) !== subject.method) return false;
  const path = subject.path ?? "";
  const pattern = scope.path ?? usual ?? "*";
  // What fails everywhere at the venue does not fail elsewhere, unless a path is asked for.
  if (scope.path === undefined && pattern === "*" && OTHERS.test(path)) return false;
  return matchesPath(pattern, path);
}

/** Services on this port that are not the venue's. */
const OTHERS = /^\/(bedrock|gdelt)\//;

/** True when a path is one that a pattern stands for: `*` for anything, the rest for itself. */
export function matchesPath(pattern: string, path: string): boolean {
  const literal = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${literal.join(".*")}$`).test(path);
}
