// Where the returns of simulated trades come from: three engines behind one interface.
//
// 1. An engine maps a path's uniforms to net returns per dollar staked. It never sees the account, so
//    every stake and every Kelly fraction of a seed meets the same trades (common random numbers).
// 2. A path takes a fixed count of uniforms, whatever happens in it.
// 3. Where trades are drawn one by one the return rises with the uniform: u and 1 - u make an
//    antithetic pair.
import { type Belief, beliefSampler } from "./beta.ts";
import { diffusionEngine, type DiffusionSpec } from "./diffusion.ts";
import type { Engine } from "./engine.ts";

/** A: net returns per dollar that were made, drawn again. */
export interface BootstrapSpec {
  readonly kind: "bootstrap";
  /** In the order in which they were made. */
  readonly returns: readonly number[];
  /** Mean length of the blocks of a stationary bootstrap (Politis & Romano 1994); 1 draws one by one. */
  readonly meanBlock: number;
  /** Each path draws a record of its own from this one first: how little it says of the truth counts. */
  readonly redrawn: boolean;
  /** The event of each return: that record is made of whole events. Absent: each return is one. */
  readonly events?: readonly string[];
  /** A two-point model mixed in as if it had been seen `weight` times; null: the record stands alone. */
  readonly prior: TwoPoint | null;
}

/** Two returns, the gain with probability `hit`. */
export interface TwoPoint {
  readonly gain: number;
  /** Negative. */
  readonly loss: number;
  readonly hit: number;
  readonly weight: number;
}

/** B: a bet that is won with probability q. */
export interface BernoulliSpec {
  readonly kind: "bernoulli";
  readonly q: Belief;
  readonly gain: number;
  /** Negative; -1 loses the stake. */
  readonly loss: number;
  /** Neither won nor lost in time; null: always decided. */
  readonly timeExit: { readonly probability: number; readonly ret: number } | null;
  /** Chance that all of the stake goes, whatever was planned. */
  readonly gapProbability: number;
  /** Draws the number of wins first and their order after it; wants no time exit and no gap. */
  readonly byWins: boolean;
}

export type EngineSpec = BootstrapSpec | BernoulliSpec | DiffusionSpec;

/** The engine of a specification for paths of `trades`. Throws RangeError on one that is none. */
export function engineOf(spec: EngineSpec, trades: number): Engine {
  switch (spec.kind) {
    case "bootstrap":
      return bootstrapEngine(spec, trades);
    case "bernoulli":
      return spec.byWins ? winsEngine(spec, trades) : bernoulliEngine(spec, trades);
    case "diffusion":
      return diffusionEngine(spec, trades);
  }
}

function bootstrapEngine(spec: BootstrapSpec, trades: number): Engine {
  const { meanBlock, prior, redrawn } = spec;
  const chained = meanBlock > 1;
  // Sorted where order is of no matter: then a larger uniform is a larger return.
  const sorted = (values: Iterable<number>) => Float64Array.from(values).sort();
  const record = chained ? Float64Array.from(spec.returns) : sorted(spec.returns);
  const n = record.length;
  if (n === 0 && prior === null) throw new RangeError("Cannot draw from no returns");
  const restart = 1 / Math.max(1, meanBlock);
  const first = { pool: record, prior, restart };
  const events = eventsIn(spec);
  const size = redrawn ? n + (prior?.weight ?? 0) : 0;
  const own = new Float64Array(size);
  return {
    draws: size + trades,
    stratified: null,
    path(uniforms, returns) {
      if (!redrawn) return drawRecord(uniforms, first, returns);
      if (events === null) drawRecord(uniforms, first, own);
      else drawEvents(uniforms, { events, prior }, own);
      const pool = chained ? own : own.sort();
      drawRecord(uniforms.subarray(size), { pool, prior: null, restart }, returns);
    },
  };
}

interface RecordDraw {
  readonly pool: Float64Array;
  readonly prior: TwoPoint | null;
  /** Chance that a trade does not go on where the last one was; 1 draws one by one. */
  readonly restart: number;
}

/** Returns by event, the worst event first where order is of no matter; null: each return is one. */
function eventsIn({ returns, events, meanBlock }: BootstrapSpec): readonly Float64Array[] | null {
  if (events === undefined || new Set(events).size === returns.length) return null;
  const all = [...Map.groupBy(returns.keys(), (i) => events[i] ?? "").values()]
    .map((members) => Float64Array.from(members, (i) => returns[i] ?? 0));
  const mean = (values: Float64Array) => values.reduce((sum, ret) => sum + ret, 0) / values.length;
  return meanBlock > 1 ? all : all.toSorted((a, b) => mean(a) - mean(b));
}

interface EventDraw {
  readonly events: readonly Float64Array[];
  readonly prior: TwoPoint | null;
}

/** Fills `target` with whole events, one uniform each; the last one is cut where it is full. */
function drawEvents(
  uniforms: Float64Array,
  { events, prior }: EventDraw,
  target: Float64Array,
): void {
  // A trade of the prior is an event of its own: its share of the trades is then what it is worth.
  const priorShare = prior === null ? 0 : prior.weight / (events.length + prior.weight);
  for (let t = 0, k = 0; t < target.length; k++) {
    const u = uniforms[k] ?? 0;
    if (u < priorShare && prior !== null) {
      target[t++] = u < priorShare * (1 - prior.hit) ? prior.loss : prior.gain;
      continue;
    }
    const event = events[Math.floor((u - priorShare) / (1 - priorShare) * events.length)];
    for (const ret of event ?? [0]) if (t < target.length) target[t++] = ret;
  }
}

/** Fills `target` from a record, one uniform each. */
function drawRecord(uniforms: Float64Array, from: RecordDraw, target: Float64Array): void {
  const { pool, prior, restart } = from;
  const n = pool.length;
  const priorShare = prior === null ? 0 : prior.weight / (n + prior.weight);
  let i = -1;
  for (let t = 0; t < target.length; t++) {
    const u = uniforms[t] ?? 0;
    if (u < priorShare && prior !== null) {
      target[t] = u < priorShare * (1 - prior.hit) ? prior.loss : prior.gain;
      continue;
    }
    const rest = (u - priorShare) / (1 - priorShare);
    if (restart === 1) i = Math.floor(rest * n);
    else if (i < 0) i = Math.floor(u * n);
    else i = u < restart ? Math.floor((u / restart) * n) : (i + 1) % n;
    target[t] = pool[i] ?? 0;
  }
}

function bernoulliEngine(spec: BernoulliSpec, trades: number): Engine {
  const { gain, loss, gapProbability, timeExit } = spec;
  const timeShare = timeExit?.probability ?? 0;
  const timeReturn = timeExit?.ret ?? 0;
  const decided = 1 - gapProbability - timeShare;
  if (!(decided >= 0 && gapProbability >= 0)) {
    throw new RangeError(`Cannot decide a share ${decided} of the trades`);
  }
  const qOf = beliefSampler(spec.q);
  const ends = Float64Array.of(-1, loss, timeReturn, gain);
  return {
    draws: 1 + trades,
    stratified: null,
    path(uniforms, returns) {
      const q = qOf(uniforms[0] ?? 0);
      const lossEnd = gapProbability + decided * (1 - q);
      const timeEnd = lossEnd + timeShare;
      for (let t = 0; t < returns.length; t++) {
        const u = uniforms[t + 1] ?? 0;
        // Looked up, not branched: which way a trade ends is what no processor can foresee.
        const end = Number(u >= gapProbability) + Number(u >= lossEnd) + Number(u >= timeEnd);
        returns[t] = ends[end] ?? 0;
      }
    },
  };
}

function winsEngine(spec: BernoulliSpec, trades: number): Engine {
  if (spec.timeExit !== null || spec.gapProbability > 0) {
    throw new RangeError("Cannot draw wins first where a trade may end otherwise");
  }
  const qOf = beliefSampler(spec.q);
  return {
    draws: 2 + trades,
    stratified: 1,
    path(uniforms, returns) {
      let wins = binomialQuantile(uniforms[1] ?? 0, returns.length, qOf(uniforms[0] ?? 0));
      for (let t = 0; t < returns.length; t++) {
        // Every order of so many wins is equally likely.
        const won = (uniforms[t + 2] ?? 0) * (returns.length - t) < wins;
        returns[t] = won ? spec.gain : spec.loss;
        if (won) wins--;
      }
    },
  };
}

/** The smallest number of wins of `n` that is not exceeded with probability above `u`. */
export function binomialQuantile(u: number, n: number, q: number): number {
  if (q <= 0) return 0;
  if (q >= 1) return n;
  // From the smaller tail's end, where the first term does not vanish for any n in use.
  const odds = Math.log(q) - Math.log1p(-q);
  let log = n * Math.log1p(-q);
  let sum = Math.exp(log);
  let k = 0;
  while (u >= sum && k < n) {
    k++;
    log += Math.log((n - k + 1) / k) + odds;
    sum += Math.exp(log);
  }
  return k;
}
