// Paths of accounts in lock step, in WebAssembly: see lanes.as. The kernel of kernel.ts says what an
// account does; this does the same, to the last bit, for the accounts that it covers.
import { floorOf } from "../risk/scalars.ts";
import { type AccountSpec, checkAccount, daysOf, emptyResult, type PathResult } from "./account.ts";
import { openModule } from "./lanes_module.ts";

const DAY_MS = 86_400_000;
/** More than any trade brings a dollar: the finest grid of prices has 10,000 steps. */
const MOST_RETURN = 10_000;

/** Walks several paths of an account at once. */
export interface Walker {
  /** What the paths of the last walk came to, in the order of their returns; overwritten by the next. */
  readonly results: readonly PathResult[];
  /** Walks the first `runs` paths. */
  walk(runs: number): void;
}

/** Accounts side by side: all meet the returns that are written here, path by path. */
export interface Walkers {
  readonly returns: readonly Float64Array[];
  /** One an account. */
  readonly walkers: readonly Walker[];
}

/** A walker that says after a walk how equity stood after each offer of a path. */
export interface Lanes extends Walkers {
  readonly walkers: readonly (Walker & { trace(path: number): Float64Array })[];
}

/**
 * True for an account that {@link openLanes} walks: in whole micro-dollars that stay exact however well
 * it does, with all of a stake at risk.
 */
export function isCovered({ capital, stakes, stop, trades, risk }: AccountSpec): boolean {
  const most = mostOf(risk);
  const share = stakes.kind === "kelly" ? stakes.kelly * stakes.fraction : 0;
  const amounts = [capital, most, risk.maxDailyLoss, stakes.kind === "flat" ? stakes.stake : 0];
  return (risk.lossBudgetMode === "worst_case" || stop === null) &&
    amounts.every((amount) => Number.isSafeInteger(amount) && amount >= 0) &&
    capital + trades * most * MOST_RETURN <= Number.MAX_SAFE_INTEGER &&
    share >= 0 && share <= 1 && risk.lossWindowMs > 0;
}

function mostOf({ maxPositionSize, maxMarketExposure, maxGroupExposure }: AccountSpec["risk"]) {
  return Math.min(maxPositionSize, maxMarketExposure, maxGroupExposure);
}

/** Lanes for `paths` paths, an even number, of covered accounts that are offered as many trades. */
export function openLanes(accounts: readonly AccountSpec[], paths: number): Lanes {
  const trades = accounts[0]?.trades ?? 0;
  const places = placesOf(accounts, trades, paths);
  const { buffer, walk } = openModule(places.end);
  const returns = Array.from({ length: paths }, (_, i) => {
    return new Float64Array(buffer, places.returns + i * trades * 8, trades);
  });
  const walkers = accounts.map((spec, k) => {
    const place = places.accounts[k];
    if (place === undefined || spec.trades !== trades || !isCovered(spec)) {
      throw new RangeError("Cannot walk this account in lanes");
    }
    checkAccount(spec);
    new Float64Array(buffer, place.numbers).set(numbersOf(spec));
    new Uint32Array(buffer, place.windows).set(windowsOf(spec));
    const views = Array.from({ length: paths }, (_, i) => viewOf(buffer, { spec, place, i }));
    const { numbers, windows, states, histories, equity } = place;
    return {
      results: views.map(({ result }) => result),
      trace: (path: number) => views[path]?.trace() ?? new Float64Array(0),
      walk(runs: number) {
        const vectors = Math.ceil(runs / 2);
        const about = [
          numbers,
          windows,
          states,
          histories,
          places.returns,
          equity,
        ] as const;
        walk(vectors, trades, spec.tradesPerDay, ...about);
        for (let i = 0; i < runs; i++) views[i]?.read();
      },
    };
  });
  return { returns, walkers };
}

const VECTOR = 16;
/** Bytes of the state of two paths, and where in it lies what is read here. */
const STATE = 304;
const state = {
  fall: 0,
  fallUsd: 16,
  lowest: 32,
  taken: 48,
  trips: 64,
  guarded: 80,
  beyond: 96,
  opened: 288,
};
const masks = { deep: 112, floor: 128 };

interface Place {
  readonly numbers: number;
  readonly windows: number;
  readonly states: number;
  readonly histories: number;
  readonly equity: number;
}

/** Places in memory, in bytes. */
function placesOf(accounts: readonly AccountSpec[], trades: number, paths: number) {
  let end = VECTOR;
  const room = (bytes: number) => {
    const at = end;
    end += Math.ceil(bytes / VECTOR) * VECTOR;
    return at;
  };
  const returns = room(paths * trades * 8);
  const each = accounts.map((spec): Place => ({
    numbers: room(numbersOf(spec).length * 8),
    windows: room(trades * 4),
    states: room((paths / 2) * STATE),
    histories: room((paths / 2) * (trades + 1) * VECTOR),
    equity: room(paths * (daysOf(spec) + 1) * 8),
  }));
  return { returns, accounts: each, end };
}

/** The numbers of an account in the order of lanes.as. */
function numbersOf({ capital, stakes, risk, ...spec }: AccountSpec): readonly number[] {
  return [
    capital,
    stakes.kind === "kelly" ? stakes.kelly * stakes.fraction : 0,
    stakes.kind === "flat" ? stakes.stake : 0,
    mostOf(risk),
    risk.maxDailyLoss,
    spec.costPerShare * spec.shareStep,
    risk.minPositionSize,
    floorOf(capital, risk.capitalFloor),
    risk.maxDrawdown,
    risk.maxWindowLoss,
    risk.maxConsecutiveLosses,
    risk.breakerMs,
    spec.spacingMs,
    spec.holdMs,
  ];
}

/** Where the history of a pair keeps equity before the first trade inside each trade's loss window. */
function windowsOf(spec: AccountSpec): Uint32Array {
  const closed = new Float64Array(spec.trades);
  for (let t = 0, at = 0; t < spec.trades; t++, at += spec.spacingMs) {
    if (t % spec.tradesPerDay === 0) at = (t / spec.tradesPerDay) * DAY_MS;
    closed[t] = at + spec.holdMs;
  }
  let first = 0;
  return Uint32Array.from(closed, (now) => {
    while (now - (closed[first] ?? now) >= spec.risk.lossWindowMs) first++;
    return first * VECTOR;
  });
}

/** One path's part of the memory. */
function viewOf(
  buffer: ArrayBuffer,
  { spec, place, i }: { readonly spec: AccountSpec; readonly place: Place; readonly i: number },
) {
  const { trades } = spec;
  const days = daysOf(spec);
  const from = place.states + Math.floor(i / 2) * STATE + (i % 2) * 8;
  const doubles = new Float64Array(buffer, from);
  const words = new Int32Array(buffer, from);
  const double = (at: number) => doubles[at / 8] ?? 0;
  const word = (at: number) => words[at / 4] ?? 0;
  const result: PathResult = {
    ...emptyResult(spec),
    dayEquity: new Float64Array(buffer, place.equity + i * (days + 1) * 8, days + 1),
  };
  const history = place.histories + Math.floor(i / 2) * (trades + 1) * VECTOR + (i % 2) * 8;
  return {
    result,
    read() {
      result.final = result.dayEquity[days] ?? 0;
      result.lowest = double(state.lowest);
      result.deepestFall = double(state.fall);
      result.deepestFallUsd = double(state.fallUsd);
      result.taken = word(state.taken);
      result.trips = word(state.trips);
      result.openDays = word(state.opened);
      result.guardedDays = word(state.guarded);
      result.overDays = word(state.beyond);
      const isDeep = word(masks.deep) !== 0;
      result.halt = isDeep ? "drawdown" : word(masks.floor) !== 0 ? "capitalFloor" : "none";
    },
    trace: () =>
      new Float64Array(buffer, history).filter((_, at) => at % 2 === 0).subarray(1, trades + 1),
  };
}
