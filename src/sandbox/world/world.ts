// What happens on its own in the sandbox. One timer of the clock drives it; chance comes from the
// seed alone.
// 1. What users do never changes a fair price, a move or a resolution: those draw from streams of
//    their own, at times of their own.
// 2. The past is a function of seed and time: asking changes nothing.
import type { Rng } from "../../core/math/rng.ts";
import { SimClock } from "../../core/sim_clock.ts";
import type { MarketId } from "../../core/types/ids.ts";
import type { Outcome } from "../../core/types/market.ts";
import { type Millis, millis } from "../../core/types/units.ts";
import type { Exchange, SandboxClock, ScriptedMove, VenueEvent, World } from "../types.ts";
import { planEvent } from "./catalog.ts";
import { exponential, streamOf, uniform } from "./chance.ts";
import { shiftTo } from "./fair_price.ts";
import { Path } from "./history.ts";
import { createEvent, type MarketEvent, runToEnd, verdicts } from "./market_event.ts";
import { MarketPicker } from "./market_picker.ts";
import { entryMove, type MoveKind, moveKinds, type PlannedMove, ruleMove } from "./move.ts";
import { createPast, type Past } from "./past.ts";
import type { Scenario } from "./scenario.ts";
import type { TradingMarket } from "./trading_market.ts";

/** Settings of a world. */
export interface WorldOptions {
  readonly exchange: Exchange;
  readonly clock: SandboxClock;
  readonly seed: number;
  readonly scenario: Scenario;
}

/** A world at rest; nothing is listed before its `start`. */
export function createWorld(options: WorldOptions): World {
  const model = new Model(options);
  return {
    start: () => model.start(),
    history: (token, from, to, stepMs) => model.past.read(token, { from, to, stepMs }),
    script: () => [...model.script],
  };
}

/** Messages of one step have one time; a step is far shorter than what a network adds. */
const STEP_MS = millis(20);
/** After a longer pause of the clock, what was missed of the usual messages is not made up for. */
const MAKE_UP_MS = 1_000;
const RENEW_MS = millis(10_000);
/** From one look at a moving price to the next: at first, and later. */
const CHASE_FAST_MS: readonly [number, number] = [150, 600];
const CHASE_SLOW_MS: readonly [number, number] = [500, 2_000];
/** A move is followed closely for this long after its rise. */
const FAST_MS = 10_000;
const REFILL_MS: readonly [number, number] = [300, 1_500];
/** Markets that are looked at for one with room for a move. */
const TRIES = 40;
const HOUR_MS = 3_600_000;
/** Points of past prices that are kept, over all markets and of one. */
const POINTS = 2_000_000;
const POINTS_EACH: readonly [number, number] = [256, 8_192];

interface Home {
  readonly market: TradingMarket;
  readonly event: MarketEvent;
}

class Model {
  readonly past: Past;
  readonly script: ScriptedMove[] = [];
  readonly #options: WorldOptions;
  readonly #picker = new MarketPicker();
  readonly #homes = new Map<MarketId, Home>();
  /** In the order of listing; the timetable counts by it. */
  readonly #listed: Home[] = [];
  /** When the last move of an event that is being followed is at its far end. */
  readonly #chased = new Map<MarketEvent, number>();
  // Timers of the model, run at each step of the clock's one timer: nothing finer is needed.
  readonly #agenda: SimClock;
  readonly #moveDraw: Rng;
  readonly #messageDraw: Rng;
  readonly #fairDraw: Rng;
  readonly #quoteDraw: Rng;
  #nextMessageAt = 0;
  #events = 0;

  constructor(options: WorldOptions) {
    const { seed, clock } = options;
    this.#options = options;
    this.past = createPast(seed, () => clock.now());
    this.#agenda = new SimClock(clock.now());
    this.#moveDraw = streamOf(seed, "moves");
    this.#messageDraw = streamOf(seed, "messages");
    this.#fairDraw = streamOf(seed, "fair");
    this.#quoteDraw = streamOf(seed, "quotes");
  }

  start(): void {
    const { exchange, clock, scenario } = this.#options;
    this.#agenda.advanceTo(clock.now());
    while (this.#listed.length < scenario.markets) {
      this.#list(scenario.markets - this.#listed.length);
    }
    exchange.listen((event) => this.#hear(event));
    for (const kind of moveKinds) this.#schedule(kind, 0.5);
    for (const entry of scenario.timetable) {
      this.#after(1_000 * entry.at, (now) => {
        const home = this.#listed[entry.market];
        if (home?.market.phase !== "open") return;
        this.#move(home, entryMove(entry, home.market.fairAt(now), scenario, this.#moveDraw), now);
      });
    }
    this.#nextMessageAt = scenario.messagesPerSecond > 0 ? clock.now() : Infinity;
    this.#await();
  }

  #await(): void {
    const { clock } = this.#options;
    clock.after(STEP_MS, () => {
      this.#step(clock.now());
      this.#await();
    });
  }

  #step(now: Millis): void {
    this.#agenda.advanceTo(now);
    const gap = 1_000 / this.#options.scenario.messagesPerSecond;
    this.#nextMessageAt = Math.max(this.#nextMessageAt, now - MAKE_UP_MS);
    while (this.#nextMessageAt <= now) {
      this.#picker.pick(this.#messageDraw)?.message(now);
      this.#nextMessageAt += gap * exponential(this.#messageDraw);
    }
  }

  #after(delayMs: number, run: (now: Millis) => void): void {
    const delay = millis(Math.max(0, Math.round(delayMs)));
    this.#agenda.after(delay, () => run(this.#options.clock.now()));
  }

  /** Lists the next event, of `room` markets at most; `startAt` for one that is new. */
  #list(room: number, startAt?: Millis): void {
    const { scenario, seed, clock, exchange } = this.#options;
    const now = clock.now();
    const kept = Math.min(POINTS_EACH[1], Math.max(POINTS_EACH[0], POINTS / scenario.markets));
    const planned = planEvent(scenario, seed, {
      number: this.#events++,
      firstMarket: this.#listed.length,
      room,
      now,
      ...(startAt === undefined ? {} : { startAt }),
    });
    const event = createEvent(planned, {
      exchange,
      now,
      path: () => new Path(kept),
      trades: scenario.trades,
      fairDraw: this.#fairDraw,
      draw: this.#quoteDraw,
      onTickSize: ({ planned: { listed: { id } } }, at) =>
        this.script.push({ at: millis(at), market: id, kind: "tickSize", size: 0, reverts: 0 }),
    });
    this.past.add(event.markets, planned.volatility);
    for (const market of event.markets) {
      const home = { market, event };
      this.#homes.set(market.planned.listed.id, home);
      this.#listed.push(home);
      market.open(now);
      this.#picker.add(market);
    }
    const endAt = planned.markets[0]?.listed.endAt ?? now;
    this.#after(
      endAt - now - 1_000 * scenario.resolving.runSeconds,
      (at) => this.#decide(event, at),
    );
  }

  /** What others did: users, and faults that change a market. Nothing is answered at once. */
  #hear(event: VenueEvent): void {
    if (event.kind !== "print" && event.kind !== "tickSize" && event.kind !== "resolved") return;
    const market = this.#homes.get(event.market)?.market;
    if (market === undefined) return;
    if (event.kind === "print") {
      if (!market.heardPrint()) return;
      this.#after(uniform(this.#quoteDraw, REFILL_MS), (now) => market.refill(now));
    } else if (event.kind === "tickSize") {
      if (market.heardTickSize(event.to)) this.#after(0, (now) => market.follow(now));
    } else if (market.heardResolved(event.winner, event.at)) {
      this.#picker.remove(market);
    }
  }

  /** The next move of a kind; the first, with a `part` of the usual gap, after the quiet time. */
  #schedule(kind: MoveKind, part = 1): void {
    const { perHour } = this.#options.scenario.moves[kind];
    if (perHour === 0) return;
    const warmMs = part < 1 ? 1_000 * this.#options.scenario.warmSeconds : 0;
    const gap = part * uniform(this.#moveDraw, [0.5, 1.5]) * HOUR_MS / perHour;
    this.#after(warmMs + gap, (now) => {
      this.#moveSome(kind, now);
      this.#schedule(kind);
    });
  }

  /** Moves a market by the rule, if one of those looked at has room. */
  #moveSome(kind: MoveKind, now: Millis): void {
    const { scenario } = this.#options;
    const { markets } = this.#picker;
    const { categories } = scenario.moves[kind];
    for (let i = 0; i < TRIES; i++) {
      const market = markets[Math.floor(this.#moveDraw.next() * markets.length)];
      const home = market && this.#homes.get(market.planned.listed.id);
      if (home === undefined || home.market.phase !== "open" || this.#chased.has(home.event)) {
        continue;
      }
      if (categories?.includes(home.event.planned.category) === false) continue;
      const move = ruleMove(kind, home.market.fairAt(now), scenario, this.#moveDraw);
      if (move !== null) return this.#move(home, move, now);
    }
  }

  #move({ market, event }: Home, move: PlannedMove, now: Millis): void {
    const { kind, from, peak, reverts, riseMs, halfLifeMs } = move;
    const { id } = market.planned.listed;
    const outcome = event.markets.indexOf(market);
    event.fair.shift(outcome, shiftTo({ from, peak, reverts }, { at: now, riseMs, halfLifeMs }));
    this.script.push({ at: now, market: id, kind, size: peak - from, reverts });
    if (kind === "sweep") market.sweep(now, peak > from ? "buy" : "sell");
    this.#chase(event, now + riseMs, now);
  }

  /** Follows an event's prices closely until they rest. */
  #chase(event: MarketEvent, peakAt: number, now: number): void {
    const isChased = this.#chased.has(event);
    this.#chased.set(event, Math.max(peakAt, this.#chased.get(event) ?? 0));
    if (isChased) return;
    let running = event.markets.length;
    for (const market of event.markets) {
      const follow = (at: number) => {
        market.follow(at);
        if (event.fair.isMoving(at)) return this.#after(this.#chaseGap(event, at), follow);
        running -= 1;
        if (running === 0) this.#chased.delete(event);
      };
      this.#after(this.#chaseGap(event, now), follow);
    }
  }

  #chaseGap(event: MarketEvent, now: number): number {
    const peakAt = this.#chased.get(event) ?? now;
    const range = now < peakAt + FAST_MS ? CHASE_FAST_MS : CHASE_SLOW_MS;
    return uniform(this.#messageDraw, range);
  }

  /** The prices of an event run to its end, which comes at the end of its markets. */
  #decide(event: MarketEvent, now: Millis): void {
    const { scenario: { resolving } } = this.#options;
    const outcomes = verdicts(event, now, this.#moveDraw.next());
    const endAt = event.planned.markets[0]?.listed.endAt ?? now;
    const riseMs = Math.max(0, endAt - now);
    event.markets.forEach((market, i) => {
      if (market.phase === "resolved") return;
      market.decide();
      const size = (outcomes[i] === "yes" ? 1 : 0) - market.fairAt(now);
      const { id } = market.planned.listed;
      this.script.push({ at: now, market: id, kind: "resolution", size, reverts: 0 });
    });
    runToEnd(event, outcomes, { at: now, riseMs });
    this.#chase(event, now + riseMs, now);
    this.#after(riseMs, () => {
      event.markets.forEach((market, i) => market.propose(outcomes[i] ?? "no"));
    });
    this.#after(riseMs + 1_000 * resolving.proposedSeconds, (at) => {
      this.#resolve(event, outcomes, at);
    });
  }

  #resolve(event: MarketEvent, outcomes: readonly Outcome[], now: Millis): void {
    event.markets.forEach((market, i) => {
      this.#picker.remove(market);
      market.resolve(outcomes[i] ?? "no", now);
    });
    if (!this.#options.scenario.resolving.renew) return;
    this.#after(RENEW_MS, (at) => this.#list(event.markets.length, at));
  }
}
