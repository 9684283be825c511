// AssemblyScript: paths of one account in lock step, two in a vector of doubles. `deno task wasm` makes
// lanes_wasm.ts of it. Each operation is that of kernel.ts, in its order, so a path comes to the same
// bits; what kernel.ts branches on is masked here, for which way a trade ends cannot be foreseen.
//
// 1. Amounts are whole numbers below 2^53. What was lost inside the window is then, exactly, equity
//    before its first trade less equity now, and needs no list of trades.
// 2. A trade that was not taken has a profit of 0: extremes of equity may look at every slot.
// 3. State lies in memory, not in locals: the step of one vector is then a piece of code for all, and
//    the processor works on the next while this one waits for its division.

const DAY_MS: f64 = 86_400_000;

// Places of an account's numbers; lanes.ts writes them.
const CAPITAL = 0, KELLY = 8, FLAT = 16, CAP = 24, DAILY = 32, STEP_COST = 40, MINIMUM = 48;
const FLOOR = 56, DRAWDOWN = 64, WINDOW = 72, IN_ROW = 80, BREAKER_MS = 88, SPACING_MS = 96;
const HOLD_MS = 104;

// Places of the state of two paths; lanes.ts reads the sums. FLOOR_HALT and DEEP_HALT are masks.
const FALL = 0, FALL_USD = 16, LOWEST = 32, TAKEN = 48, TRIPS = 64, GUARDED = 80, BEYOND = 96;
const DEEP_HALT = 112, FLOOR_HALT = 128, EQUITY = 144, START = 160, PEAK = 176, LOW = 192;
const LOSSES = 208, UNTIL = 224, SINCE = 240, OPEN = 256, OVER = 272, OPENED = 288, STATE = 304;

@inline function real(at: usize): v128 {
  return v128.load64_splat(at);
}

@inline function apart(value: v128, first: usize, second: usize): void {
  v128.store64_lane(first, value, 0);
  v128.store64_lane(second, value, 1);
}

/**
 * Walks `vectors` pairs of paths. `account`: the numbers above. `windows`: for each slot, where the
 * history of a pair keeps what equity was before the first trade of its loss window. `returns` and
 * `dayEquity` are path after path, `states` and `histories` pair after pair.
 */
export function walk(
  vectors: usize, trades: usize, perDay: usize, account: usize, windows: usize, states: usize,
  histories: usize, returns: usize, dayEquity: usize,
): void {
  const days = (trades + perDay - 1) / perDay;
  const history = (trades + 1) * 16;
  for (let v: usize = 0; v < vectors; v++) {
    open(states + v * STATE, real(account + CAPITAL), histories + v * history);
    const equity = dayEquity + 2 * v * (days + 1) * 8;
    apart(real(account + CAPITAL), equity, equity + (days + 1) * 8);
  }
  for (let day: usize = 0; day < days; day++) {
    const first = day * perDay;
    const end = min(first + perDay, trades);
    for (let v: usize = 0; v < vectors; v++) openDay(states + v * STATE);
    let at = <f64>day * DAY_MS;
    for (let t = first; t < end; t++) {
      const window = load<u32>(windows + t * 4);
      for (let v: usize = 0; v < vectors; v++) {
        const mine = returns + (2 * v * trades + t) * 8;
        const ret = v128.load64_lane(mine + trades * 8, v128.load64_zero(mine), 1);
        step(account, states + v * STATE, histories + v * history, ret, at, t, window);
      }
      at += load<f64>(account + SPACING_MS);
    }
    for (let v: usize = 0; v < vectors; v++) {
      const equity = dayEquity + (2 * v * (days + 1) + day + 1) * 8;
      closeDay(states + v * STATE, real(account + DAILY), equity, equity + (days + 1) * 8);
    }
  }
}

@inline function open(state: usize, capital: v128, history: usize): void {
  memory.fill(state, 0, STATE);
  v128.store(state, capital, EQUITY);
  v128.store(state, capital, PEAK);
  v128.store(state, capital, LOWEST);
  v128.store(state, f64x2.splat(-1), UNTIL);
  v128.store(history, capital);
}

@inline function openDay(state: usize): void {
  const equity = v128.load(state, EQUITY);
  v128.store(state, equity, START);
  v128.store(state, equity, LOW);
  v128.store(state, i64x2.splat(0), OVER);
  const isOpen = v128.not(v128.or(v128.load(state, DEEP_HALT), v128.load(state, FLOOR_HALT)));
  v128.store(state, isOpen, OPEN);
  v128.store(state, i64x2.sub(v128.load(state, OPENED), isOpen), OPENED);
}

@inline function closeDay(state: usize, daily: v128, equity0: usize, equity1: usize): void {
  const low = v128.load(state, LOW);
  v128.store(state, f64x2.pmin(v128.load(state, LOWEST), low), LOWEST);
  v128.store(state, i64x2.sub(v128.load(state, GUARDED), v128.load(state, OVER)), GUARDED);
  const beyond = f64x2.gt(f64x2.sub(v128.load(state, START), low), daily);
  v128.store(state, i64x2.sub(v128.load(state, BEYOND), beyond), BEYOND);
  apart(v128.load(state, EQUITY), equity0, equity1);
}

@inline function step(
  account: usize, state: usize, history: usize, ret: v128, at: f64, t: usize, window: usize,
): void {
  const before = v128.load(state, EQUITY);
  const start = v128.load(state, START);
  const daily = real(account + DAILY);
  const zero = f64x2.splat(0);

  const want = f64x2.pmax(f64x2.floor(f64x2.mul(real(account + KELLY), before)), real(account + FLAT));
  const budget = f64x2.pmax(zero, f64x2.add(daily, f64x2.pmin(zero, f64x2.sub(before, start))));
  const limit = f64x2.pmin(f64x2.pmin(want, real(account + CAP)), f64x2.pmin(budget, before));
  const stepCost = real(account + STEP_COST);
  const steps = f64x2.floor(f64x2.div(limit, stepCost));
  const cost = f64x2.ceil(f64x2.sub(f64x2.mul(steps, stepCost), f64x2.splat(1e-6)));
  const staked = f64x2.pmin(limit, cost);
  const may = v128.and(f64x2.ge(f64x2.splat(at), v128.load(state, UNTIL)), v128.load(state, OPEN));
  const can = v128.and(f64x2.gt(steps, zero), f64x2.ge(staked, real(account + MINIMUM)));
  const taken = v128.and(v128.and(may, can), f64x2.gt(staked, zero));
  const result = f64x2.floor(f64x2.add(f64x2.mul(staked, ret), f64x2.splat(1e-6)));
  const profit = v128.and(taken, f64x2.pmax(f64x2.neg(staked), result));
  const equity = f64x2.add(before, profit);
  v128.store(state, equity, EQUITY);
  v128.store(history + t * 16, equity, 16);
  v128.store(state, i64x2.sub(v128.load(state, TAKEN), taken), TAKEN);

  const peak = f64x2.pmax(v128.load(state, PEAK), equity);
  v128.store(state, peak, PEAK);
  v128.store(state, f64x2.pmin(v128.load(state, LOW), equity), LOW);
  const gap = f64x2.sub(peak, equity);
  v128.store(state, f64x2.pmax(v128.load(state, FALL_USD), gap), FALL_USD);
  const fall = f64x2.pmax(v128.load(state, FALL), f64x2.div(gap, peak));
  v128.store(state, fall, FALL);

  // A trade that came to nothing is none: it ends no row of losses.
  const isLoss = f64x2.lt(profit, zero);
  const isGain = f64x2.gt(profit, zero);
  let losses = f64x2.add(v128.load(state, LOSSES), v128.and(isLoss, f64x2.splat(1)));
  losses = v128.andnot(losses, isGain);
  const since0 = history + max(window, load<u32>(state, SINCE));
  const since1 = history + max(window, load<u32>(state, SINCE + 8));
  const lost = f64x2.sub(v128.load64_lane(since1 + 8, v128.load64_zero(since0), 1), equity);
  const row = f64x2.ge(losses, real(account + IN_ROW));
  const trip = v128.and(isLoss, v128.or(row, f64x2.ge(lost, real(account + WINDOW))));
  const until = f64x2.splat(at + load<f64>(account + HOLD_MS) + load<f64>(account + BREAKER_MS));
  v128.store(state, v128.bitselect(until, v128.load(state, UNTIL), trip), UNTIL);
  v128.store(state, v128.andnot(losses, trip), LOSSES);
  v128.store(state, v128.bitselect(i64x2.splat((t + 1) * 16), v128.load(state, SINCE), trip), SINCE);
  v128.store(state, i64x2.sub(v128.load(state, TRIPS), trip), TRIPS);

  // Compared as scalars.ts does: what is no number stops.
  const deep = v128.andnot(isLoss, f64x2.lt(fall, real(account + DRAWDOWN)));
  const sunk = v128.andnot(v128.andnot(isLoss, deep), f64x2.gt(equity, real(account + FLOOR)));
  const over = v128.andnot(isLoss, f64x2.lt(f64x2.sub(start, equity), daily));
  v128.store(state, v128.or(v128.load(state, DEEP_HALT), deep), DEEP_HALT);
  v128.store(state, v128.or(v128.load(state, FLOOR_HALT), sunk), FLOOR_HALT);
  v128.store(state, v128.or(v128.load(state, OVER), over), OVER);
  const stop = v128.or(v128.or(deep, sunk), over);
  v128.store(state, v128.andnot(v128.load(state, OPEN), stop), OPEN);
}

/**
 * Uniforms of four streams at once, in steps of 2^-53: `draws` numbers each, stream after stream.
 * `seeds` are the first words of all four (xoshiro128**, Blackman & Vigna 2018), then their second.
 */
export function fill(seeds: usize, uniforms: usize, draws: usize): void {
  let s0 = v128.load(seeds), s1 = v128.load(seeds, 16);
  let s2 = v128.load(seeds, 32), s3 = v128.load(seeds, 48);
  const stride = draws * 8;
  for (let k: usize = 0, at = uniforms; k < draws; k++, at += 8) {
    const high = i32x4.shr_u(scrambled(s1), 5);
    let shifted = i32x4.shl(s1, 9);
    s2 = v128.xor(s2, s0);
    s3 = v128.xor(s3, s1);
    s1 = v128.xor(s1, s2);
    s0 = v128.xor(s0, s3);
    s2 = v128.xor(s2, shifted);
    s3 = rotated(s3, 11);
    const low = i32x4.shr_u(scrambled(s1), 6);
    shifted = i32x4.shl(s1, 9);
    s2 = v128.xor(s2, s0);
    s3 = v128.xor(s3, s1);
    s1 = v128.xor(s1, s2);
    s0 = v128.xor(s0, s3);
    s2 = v128.xor(s2, shifted);
    s3 = rotated(s3, 11);
    apart(uniform(high, low), at, at + stride);
    const others = uniform(i64x2.shuffle(high, high, 1, 1), i64x2.shuffle(low, low, 1, 1));
    apart(others, at + 2 * stride, at + 3 * stride);
  }
}

/** Times 5, turned by 7, times 9. */
@inline function scrambled(word: v128): v128 {
  const turned = rotated(i32x4.add(i32x4.shl(word, 2), word), 7);
  return i32x4.add(i32x4.shl(turned, 3), turned);
}

@inline function rotated(word: v128, by: i32): v128 {
  return v128.or(i32x4.shl(word, by), i32x4.shr_u(word, 32 - by));
}

/** The first two of 27 upper and 26 lower binary digits each. */
@inline function uniform(high: v128, low: v128): v128 {
  const upper = f64x2.mul(f64x2.convert_low_i32x4_u(high), f64x2.splat(67_108_864));
  const whole = f64x2.add(upper, f64x2.convert_low_i32x4_u(low));
  return f64x2.mul(whole, f64x2.splat(1.1102230246251565e-16));
}
