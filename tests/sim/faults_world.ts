// A random world of one seed: markets that jump, print, fall silent, change their tick and end, and
// people who halt, reduce, flatten and resume. Everything is drawn from the seed.
import { type Rng, rng } from "../../src/core/math/rng.ts";
import type { EngineConfig, RiskConfig } from "../../src/core/types/config.ts";
import type { CommandInput, Input } from "../../src/core/types/event.ts";
import type { GroupId, MarketId, TokenId } from "../../src/core/types/ids.ts";
import type { Level, Market } from "../../src/core/types/market.ts";
import { MICRO, type Millis, millis, price, shares, usdc } from "../../src/core/types/units.ts";
import { aMarket } from "../support/builders.ts";
import { parseDefaults } from "../support/defaults.ts";

export const MARKETS = 5;
/** Half an hour: enough for a few dozen spikes. */
export const SECONDS = 1_500;
/** What is left to end what is open, once nothing is entered any more. */
export const QUIET_SECONDS = 240;

/** Ten minutes before midnight of 2026-06-01, UTC: every world sees a new day. */
export const START: Millis = millis(Date.UTC(2026, 5, 1, 23, 50));

/** Draws of one seed. */
export class Dice {
  readonly #rng: Rng;

  constructor(seed: number) {
    this.#rng = rng(seed);
  }

  chance(p: number): boolean {
    return this.#rng.next() < p;
  }

  /** A whole number from `min` to `max`. */
  whole(min: number, max: number): number {
    return min + Math.floor(this.#rng.next() * (max - min + 1));
  }

  pick<const T>(items: readonly [T, ...T[]]): T {
    return items[this.whole(0, items.length - 1)] ?? items[0];
  }
}

/** Limits and venue of a seed. Every spike is believed, so that there is something to limit. */
export function configOf(seed: number): EngineConfig {
  const dice = new Dice(seed * 7 + 1);
  const base = parseDefaults();
  const style = dice.pick(["taker", "taker", "maker"]);
  return {
    ...base,
    initialCapital: usdc(dice.whole(400, 2_000) * 10_000),
    detection: {
      ...base.detection,
      gridMs: millis(1_000),
      maxGapMs: millis(20_000),
      rocWindowMs: millis(10_000),
      refractoryTicks: 5,
      minVolume: usdc(0),
      exitDepthMultiple: 1,
      entryDepthMultiple: 1,
      maxSpreadTicks: 5,
    },
    reversion: {
      ...base.reversion,
      priorMean: 0.7,
      priorSd: 0.1,
      priorSpikes: 10_000,
      horizonMs: millis(60_000),
    },
    ensemble: { ...base.ensemble, autonomy: 0, maxTotalWeight: 0.8, weightMeanReversion: 0.8 },
    entry: {
      ...base.entry,
      style,
      minEdge: price(1_000),
      maxEdge: price(900_000),
      edgeSigmas: 0,
    },
    exit: {
      ...base.exit,
      style: dice.pick(["taker", "maker"]),
      maxHoldMs: millis(90_000),
      retryMs: millis(2_000),
    },
    sizing: {
      ...base.sizing,
      kellyFraction: 1,
      monteCarloRuns: 20,
      monteCarloTrades: 10,
      maxRuinProbability: 1,
      maxDayLossProbability: 1,
    },
    risk: riskOf(dice),
    paper: {
      ...base.paper,
      latencyMs: millis(dice.whole(50, 3_000)),
      adverseTicks: dice.whole(0, 1),
      revertRate: 0.25,
      settleMs: millis(dice.whole(500, 15_000)),
    },
  };
}

/** Tight ones: a position or two fill them. */
function riskOf(dice: Dice): RiskConfig {
  const dollars = (min: number, max: number) => usdc(dice.whole(min * 100, max * 100) * 10_000);
  return {
    ...parseDefaults().risk,
    maxDailyLoss: dollars(2, 7),
    maxPositionSize: dollars(2, 4),
    maxMarketExposure: dollars(2, 4),
    maxGroupExposure: dollars(2, 5),
    maxOpenPositions: dice.whole(1, 4),
    maxOrdersPerMinute: dice.whole(4, 20),
    breakerMs: millis(60_000),
    maxWindowLoss: dollars(2, 5),
    lossWindowMs: millis(300_000),
    maxDrawdown: dice.whole(5, 40) / 100,
    capitalFloor: 0.2,
    markMs: millis(10_000),
  };
}

interface Moving {
  market: Market;
  /** In thousandths of a dollar. */
  mid: number;
  /** Where a jump is on its way back to, and how many seconds it waits before it goes. */
  back: number | null;
  wait: number;
  downUntil: number | null;
  resolvesAt: number | null;
  ended: boolean;
}

/** What one second of the world says, in order. */
export class World {
  readonly #dice: Dice;
  readonly #markets: Moving[];
  #commands = 0;
  #resumeAt: number | null = null;

  constructor(seed: number) {
    const dice = new Dice(seed * 7 + 2);
    this.#dice = dice;
    this.#markets = Array.from({ length: MARKETS }, (_, n) => ({
      market: marketOf(n),
      mid: dice.whole(250, 750),
      back: null,
      wait: 0,
      downUntil: null,
      resolvesAt: n > 1 ? dice.whole(600, 2 * SECONDS) : null,
      ended: false,
    }));
  }

  listings(): Input[] {
    return this.#markets.map(({ market }) => ({ kind: "listed", market }));
  }

  /** Market data and resolutions of a second. */
  second(second: number): Input[] {
    return this.#markets.flatMap((moving) => this.#market(moving, second));
  }

  /** What people ask in a second; nothing in most. */
  command(second: number): CommandInput | null {
    const dice = this.#dice;
    if (this.#resumeAt !== null && second >= this.#resumeAt) {
      this.#resumeAt = null;
      return this.ask("resumeRequested");
    }
    if (!dice.chance(1 / 200)) return null;
    this.#resumeAt ??= second + dice.whole(5, 80);
    return this.ask(dice.pick(["haltRequested", "reduceRequested", "flattenRequested"]));
  }

  ask(kind: CommandInput["kind"]): CommandInput {
    const command = `c${++this.#commands}`;
    return { kind, by: "dice", reason: "because", command };
  }

  #market(moving: Moving, second: number): Input[] {
    if (moving.ended) return [];
    const dice = this.#dice;
    const { market } = moving;
    const token = dice.pick([market.yes, market.no]);
    if (second === moving.resolvesAt) {
      moving.ended = true;
      const winner = dice.pick(["yes", "no", null]);
      return [{ kind: "resolved", market: market.id, winner }];
    }
    if (moving.downUntil !== null) {
      if (second < moving.downUntil) return [];
      moving.downUntil = null;
      return [{ kind: "feedUp", token, link: null }, this.#book(moving)];
    }
    if (dice.chance(1 / 300)) {
      moving.downUntil = second + dice.whole(2, 30);
      return [{ kind: "feedDown", token, reason: "dice" }];
    }
    this.#move(moving);
    const inputs: Input[] = [];
    if (dice.chance(1 / 200)) {
      const tickSize = price(dice.pick([10_000, 5_000, 1_000]));
      moving.market = { ...market, tickSize };
      inputs.push({ kind: "tickSize", token, tickSize });
    }
    if (dice.chance(0.6)) inputs.push(this.#book(moving));
    if (dice.chance(0.4)) inputs.push(this.#print(moving));
    return inputs;
  }

  #move(moving: Moving): void {
    const dice = this.#dice;
    if (moving.back !== null) {
      if (--moving.wait > 0) return;
      moving.mid += Math.round((moving.back - moving.mid) / 3);
      if (Math.abs(moving.back - moving.mid) < 8) moving.back = null;
    } else if (dice.chance(1 / 70)) {
      const jump = dice.whole(70, 160) * dice.pick([1, -1]);
      if (dice.chance(0.55)) moving.back = moving.mid;
      moving.wait = dice.whole(2, 20);
      moving.mid += jump;
    } else if (dice.chance(0.04)) {
      moving.mid += dice.pick([10, -10]);
    }
    moving.mid = Math.min(880, Math.max(120, moving.mid));
  }

  /** Best prices on the market's grid, in 1e-6. */
  #quote({ market, mid }: Moving): { readonly bid: number; readonly ask: number } {
    const tick = market.tickSize;
    const bid = Math.floor(mid * 1_000 / tick) * tick;
    return { bid, ask: bid + tick };
  }

  #book(moving: Moving): Input {
    const dice = this.#dice;
    const { bid, ask } = this.#quote(moving);
    const tick = moving.market.tickSize;
    const side = (from: number, step: number): Level[] =>
      Array.from({ length: 8 }, (_, i) => ({
        price: price(from + i * step),
        size: shares(dice.whole(1, 60) * MICRO),
      }));
    const bids = side(bid, -tick);
    const asks = side(ask, tick);
    if (dice.chance(0.5)) return { kind: "book", token: moving.market.yes, bids, asks };
    const turned = (levels: Level[]) =>
      levels.map((level) => ({ ...level, price: price(MICRO - level.price) }));
    return { kind: "book", token: moving.market.no, bids: turned(asks), asks: turned(bids) };
  }

  #print(moving: Moving): Input {
    const dice = this.#dice;
    const { bid, ask } = this.#quote(moving);
    const side = dice.pick(["buy", "sell"]);
    const size = shares(dice.whole(1, 120) * MICRO);
    const at = price(side === "buy" ? ask : bid);
    return { kind: "trade", token: moving.market.yes, side, price: at, size };
  }
}

/** The n-th market of a world. */
export function marketOf(n: number): Market {
  return aMarket({
    id: `m${n}` as MarketId,
    slug: `market-${n}`,
    group: `g${Math.floor(n / 2)}` as GroupId,
    yes: `m${n}:yes` as TokenId,
    no: `m${n}:no` as TokenId,
    endAt: millis(START + 3 * 86_400_000),
    minOrder: shares(MICRO),
  });
}
