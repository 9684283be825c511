import type { CommandInput } from "../core/types/event.ts";
import { type Millis, millis, seq } from "../core/types/units.ts";
import type { Inbox, Source, Tape, TimedInput } from "../ports.ts";
import type { RowSink } from "./catch_up.ts";
import type { Engine } from "./run.ts";

/** A simulated clock as the driver moves it. */
export interface MovableClock {
  now(): Millis;
  /** Runs every timer due until then, each at its own time, in order. */
  advanceTo(at: Millis): void;
  /** Drops every timer. */
  jumpTo(at: Millis): void;
}

/** Wall time for pacing only; nothing the engine decides depends on it. */
export interface Wall {
  now(): number;
  sleep(ms: number): Promise<void>;
}

export interface DriveInput {
  readonly source: Source;
  readonly engine: Engine;
  readonly clock: MovableClock;
  readonly wall: Wall;
  readonly inbox: Inbox | null;
  readonly tape: Tape | null;
  /** Recording seconds per wall second; Infinity: as fast as it goes. */
  readonly speed: number;
  /** While it catches up nothing is paced, and commands come from the ledger, not the inbox. */
  readonly rows: RowSink;
  readonly stopped: () => boolean;
  /** Called now and then with the recording's own time. */
  readonly progress: (at: Millis) => void;
}

export type DriveEnd = "ended" | "stopped";

const POLL_MS = 200;
const FLUSH_MS = 2_000;
/** No run waits longer for the end of orders that it called back. */
const ANSWER_MS = 10_000;
/** Longest stretch without a turn for signals and other readers. */
const BREATH_MS = 25;

/** Feeds a source into the engine, paced or at full speed. */
export async function drive(input: DriveInput): Promise<DriveEnd> {
  const { source, engine, clock } = input;
  const pace = createPace(input);
  let endedAt: Millis | null = null;
  let begun = false;
  for await (const batch of source.read()) {
    // By index: the iterator of an array costs a call an item inside an async function.
    for (let i = 0; i < batch.length; i++) {
      const timed = batch[i] as TimedInput;
      // The run ends when its source does; on a tape of several sessions each has its own end.
      if (timed.input.kind === "ended") {
        endedAt = timed.at;
        continue;
      }
      if (pace.due(timed.at)) await pace.wait(timed.at);
      if (input.stopped()) return "stopped";
      repeatCommands(input, timed.at);
      if (timed.input.kind === "started") {
        if (endedAt !== null) {
          clock.advanceTo(endedAt);
          await end(input);
        }
        clock.jumpTo(timed.at);
      }
      endedAt = null;
      begun = true;
      clock.advanceTo(timed.at);
      engine.emit(timed.input);
    }
    input.progress(clock.now());
    await pace.breathe();
    if (input.stopped()) return "stopped";
  }
  repeatCommands(input, clock.now());
  // Of a source that never said anything there is no time at which a run could end.
  if (begun) await end(input);
  return "ended";
}

/** The end calls open orders back; a venue outside this process is given time to say what became of them. */
async function end({ engine, wall }: DriveInput): Promise<void> {
  engine.emit({ kind: "ended" });
  const until = wall.now() + ANSWER_MS;
  while (engine.isOrdering() && wall.now() < until) await wall.sleep(POLL_MS);
}

/** Gives recorded commands back between the same two events, at the same time, as they first came. */
function repeatCommands({ rows, engine, clock }: DriveInput, upTo: Millis): void {
  while (rows.catchingUp()) {
    const command = rows.commandAfter(engine.lastSeq());
    if (command === null || command.at > upTo) return;
    clock.advanceTo(command.at);
    if (engine.lastSeq() + 1 !== command.seq) return;
    engine.emit(command.input);
  }
}

interface Pace {
  due(at: Millis): boolean;
  wait(at: Millis): Promise<void>;
  breathe(): Promise<void>;
}

/** Sleeps so that recording time passes `speed` times as fast as wall time, and polls meanwhile. */
function createPace(input: DriveInput): Pace {
  const { wall, inbox, engine, tape, clock } = input;
  let start: { readonly wall: number; readonly at: Millis } | null = null;
  let polled = -Infinity;
  let flushed = wall.now();
  let breathed = wall.now();

  function poll(): void {
    const now = wall.now();
    if (now - polled < POLL_MS || input.rows.catchingUp()) return;
    polled = now;
    if (inbox !== null) {
      for (const { id, input: command } of inbox.poll()) take(engine, inbox, id, command);
    }
    if (tape !== null && now - flushed >= FLUSH_MS) {
      flushed = now;
      tape.flush();
    }
  }

  return {
    due: () => Number.isFinite(input.speed) && !input.rows.catchingUp(),
    async wait(at) {
      start ??= { wall: wall.now(), at };
      const begin = start;
      for (;;) {
        poll();
        input.progress(clock.now());
        const left = begin.wall + (at - begin.at) / input.speed - wall.now();
        if (left <= 0 || input.stopped()) return;
        // Timers of the paper venue fall due between two rows of the recording too.
        const passed = begin.at + (wall.now() - begin.wall) * input.speed;
        clock.advanceTo(millis(Math.min(at, Math.max(clock.now(), Math.floor(passed)))));
        await wall.sleep(Math.min(left, POLL_MS));
      }
    },
    async breathe() {
      poll();
      if (wall.now() - breathed < BREATH_MS) return;
      await wall.sleep(0);
      breathed = wall.now();
    },
  };
}

function take(engine: Engine, inbox: Inbox, id: string, command: CommandInput): void {
  // Before, because what the command leads to may be worked off with it.
  const next = seq(engine.lastSeq() + 1);
  engine.emit(command);
  inbox.confirm(id, next);
}
