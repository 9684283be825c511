// Moves the venue's clock along with the wall's.
import type { SimClock } from "../core/sim_clock.ts";
import { type Millis, millis } from "../core/types/units.ts";

/** How often the clock is moved. */
const EVERY_MS = 20;
/** The most venue time one move makes up for, so that a late venue still answers its clients. */
const MOST_MS = 250;

export interface PacerOptions {
  readonly clock: SimClock;
  /** Venue time for one unit of wall time, above 0. */
  readonly speed: number;
  /** Milliseconds of wall time from any origin; never goes back. */
  readonly wall: () => number;
}

export interface Pacer {
  /** Moves the clock to where it should be, or a part of the way when it is far behind. */
  move(): void;
  /** How much the venue's clock is behind. */
  lagMs(): Millis;
  stop(): void;
}

/** Starts at once, from the clock's time. Throws RangeError for a speed that is not above 0. */
export function startPacer({ clock, speed, wall }: PacerOptions): Pacer {
  if (!(speed > 0 && Number.isFinite(speed))) {
    throw new RangeError(`Cannot run at speed ${speed}: wanted more than 0`);
  }
  const [startedAt, from] = [wall(), clock.now()];
  const dueAt = () => from + Math.floor((wall() - startedAt) * speed);
  const most = Math.max(1, Math.ceil(MOST_MS * Math.max(1, speed)));
  const move = () => clock.advanceTo(millis(Math.min(dueAt(), clock.now() + most)));
  const timer = setInterval(move, EVERY_MS);
  return {
    move,
    lagMs: () => millis(Math.max(0, dueAt() - clock.now())),
    stop: () => clearInterval(timer),
  };
}
