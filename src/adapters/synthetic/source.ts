// A made-up recording: quiet markets that mostly stand still, with planted moves of known kinds,
// told in books, levels and trades. It shows that the machinery works and says nothing of real
// markets.
import { type Rng, rng, subSeed } from "../../core/math/rng.ts";
import { MICRO, type Millis, millis, type Price, price } from "../../core/types/units.ts";
import type { Source, SourceInput, TimedInput } from "../../ports.ts";
import {
  isSwept,
  offsetOf,
  plan,
  type PlannedMarket,
  type PlannedSpike,
  startOf,
  STEP_MS,
  type SyntheticOptions,
} from "./plan.ts";
import { QuotedBook, type Say } from "./quoted_book.ts";

const HOUR_MS = 3_600_000;
const OUTCOME_MS = 5 * 60_000;
const CENT = 10_000;
const FINE = price(1_000);
/** Chance of a tick up or down in a step, of a market where nothing happens. */
const WANDER = 0.006;
const WANDERS_MOST = 3 * CENT;
/** Messages a step of a quiet market, and of one where something happens. */
const QUIET_STIRS = 1.2;
const BUSY_STIRS = 7;
const BUSY_MS = 3 * 60_000;

/** A seeded source of made-up markets. The same options give the same inputs. */
export function syntheticSource(options: SyntheticOptions): Source {
  const steps = Math.ceil(options.hours * HOUR_MS / STEP_MS);
  let done = 0;
  async function* read(): AsyncGenerator<readonly TimedInput[]> {
    const startAt = startOf(options);
    const markets = plan(options).map((planned, index) =>
      new SyntheticMarket(planned, rng(subSeed(options.seed, 1_000_000 + index)))
    );
    for (done = 0; done < steps; done++) {
      const from = startAt + done * STEP_MS;
      const inputs = markets.flatMap((market) => market.step(from));
      if (inputs.length > 0) {
        yield await Promise.resolve(inputs.sort((a, b) => a.at - b.at));
      }
    }
  }
  return {
    info: {
      name: `synthetic markets, seed ${options.seed}`,
      assumptions: [
        "Everything here is made up: markets, prices, sizes and how spikes end. It shows how " +
        "the bot " +
        "works, not what it would earn.",
      ],
      cadenceMs: millis(1_000),
      credit: null,
    },
    size: steps,
    position: () => done,
    read,
  };
}

/** One market, ten seconds at a time. */
class SyntheticMarket {
  readonly #planned: PlannedMarket;
  readonly #draw: Rng;
  readonly #book: QuotedBook;
  #wander = 0;
  #wide = false;
  #tick: Price;
  #inputs: TimedInput[] = [];
  #listed = false;
  #down = false;
  #over = false;
  #swept: PlannedSpike | null = null;

  constructor(planned: PlannedMarket, draw: Rng) {
    this.#planned = planned;
    this.#draw = draw;
    this.#tick = planned.profile.market.tickSize;
    this.#book = new QuotedBook(planned.profile.market, draw);
  }

  /** Inputs of the step that begins at `from`, in order. */
  step(from: number): readonly TimedInput[] {
    this.#inputs = [];
    if (this.#over || from < this.#planned.listedAt) return [];
    if (!this.#listed) this.#list(from);
    else if (!this.#isDown(from)) this.#live(from);
    return this.#inputs;
  }

  #list(from: number): void {
    const { market } = this.#planned.profile;
    this.#listed = true;
    const say = this.#sayAt(from);
    say({ kind: "listed", market });
    this.#book.snapshot(...this.#quotes(from), say);
  }

  #isDown(from: number): boolean {
    const { outage, profile: { market } } = this.#planned;
    const down = outage !== null && from >= outage.from && from < outage.to;
    if (down === this.#down) return down;
    this.#down = down;
    const say = this.#sayAt(from);
    for (const token of [market.yes, market.no]) {
      if (down) say({ kind: "feedDown", token, reason: "connection lost" });
      else say({ kind: "feedUp", token, link: null });
    }
    if (!down) this.#book.snapshot(...this.#quotes(from), say);
    return true;
  }

  #live(from: number): void {
    const { resolution, profile: { market } } = this.#planned;
    this.#drift();
    const at = Math.floor(from + this.#draw.next() * STEP_MS / 3);
    this.#requote(at);
    this.#stir(at, from + STEP_MS);
    if (resolution === null || from < resolution.at) return;
    this.#over = true;
    const say = this.#sayAt(from + STEP_MS - 1);
    say({ kind: "listed", market: { ...market, tickSize: this.#tick, accepting: false } });
    say({ kind: "resolved", market: market.id, winner: resolution.winner });
  }

  #requote(at: number): void {
    const say = this.#sayAt(at);
    const { finerAt } = this.#planned;
    if (finerAt !== null && at >= finerAt && this.#tick !== FINE) {
      this.#tick = FINE;
      this.#book.changeTick(FINE, say);
      return this.#book.snapshot(...this.#quotes(at), say);
    }
    const sweep = this.#planned.spikes.find((spike) => isSwept(spike, at)) ?? null;
    if (sweep !== null && this.#swept === sweep) return;
    this.#swept = sweep;
    if (sweep === null) return this.#book.move(...this.#quotes(at), say);
    this.#book.sweep(sweep.direction > 0 ? "buy" : "sell", sweep.size, say);
  }

  /** Most of the time nothing moves; the spread changes more rarely still. */
  #drift(): void {
    const move = this.#tick === FINE ? 2 * FINE : CENT;
    if (this.#draw.next() < WANDER) {
      const back = this.#draw.next() < 0.5 + this.#wander / WANDERS_MOST / 2;
      this.#wander += back ? -move : move;
    }
    if (this.#draw.next() < (this.#wide ? WANDER : WANDER / 4)) this.#wide = !this.#wide;
  }

  #stir(from: number, to: number): void {
    const busy = this.#planned.spikes.some((s) => from >= s.at && from < s.at + BUSY_MS);
    const mean = busy ? BUSY_STIRS : QUIET_STIRS;
    let at = from;
    for (;;) {
      at += Math.ceil(-Math.log(1 - this.#draw.next()) * STEP_MS / mean);
      if (at >= to) return;
      this.#book.stir(this.#sayAt(at));
    }
  }

  /** Bid and ask of YES on the grid at a time, 1e-6. */
  #quotes(at: number): [bid: number, ask: number] {
    const mid = this.#midAt(at);
    const tick = this.#tick;
    // A fine grid is seldom quoted as tightly as it allows.
    const spread = (tick === FINE ? 2 * FINE : CENT) * (this.#wide ? 2 : 1);
    const bid = Math.round((mid - spread / 2) / tick) * tick;
    const lowest = Math.max(bid, tick);
    return lowest + spread < MICRO
      ? [lowest, lowest + spread]
      : [MICRO - tick - spread, MICRO - tick];
  }

  #midAt(at: number): number {
    const { profile, spikes, finerAt, resolution } = this.#planned;
    const moved = spikes.reduce((sum, spike) => sum + offsetOf(spike, at), 0);
    const free = Math.min(Math.max(profile.startMid + moved + this.#wander, 40_000), 940_000);
    if (finerAt !== null && at >= finerAt - OUTCOME_MS) {
      return towards(free, 968_500, (at - finerAt) / OUTCOME_MS + 1);
    }
    if (resolution === null || at < resolution.at - OUTCOME_MS) return free;
    const end = resolution.winner === "yes" ? 985_000 : 15_000;
    return towards(free, end, (at - resolution.at) / OUTCOME_MS + 1);
  }

  #sayAt(at: number): Say {
    const time: Millis = millis(at);
    return (input: SourceInput) => {
      this.#inputs.push({ at: time, input });
    };
  }
}

function towards(from: number, to: number, share: number): number {
  return from + (to - from) * Math.min(1, Math.max(0, share));
}
