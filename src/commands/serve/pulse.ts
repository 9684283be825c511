// The trader's pulse. A quiet market writes no rows for minutes, and a process that hangs keeps its
// lock: only something written each second by the trader's own loop tells a quiet one from a dead one.
import { startLagMeter } from "../observe/loop_lag.ts";
import type { Pulse } from "../../serve/contract.ts";

const EVERY_MS = 1_000;

/** A pulse that beats from its beginning until it is stopped. */
export interface PulseWriter {
  /** To be called once the ledger is this process's: another's pulse is not written over. */
  begin(): void;
  /** Connections to speak of from now on. */
  watch(feeds: () => NonNullable<Pulse["feeds"]>): void;
  stop(): void;
}

/** Where it is below a data directory. */
export function pulsePath(dataDir: string): string {
  return `${dataDir}/pulse.json`;
}

/**
 * A pulse that is written each second from the loop of this process. One that cannot be written is
 * told once: pages then say that nobody trades, and trading goes on.
 */
export function openPulse(dataDir: string, warn: (words: string) => void): PulseWriter {
  let told = false;
  let feeds: (() => NonNullable<Pulse["feeds"]>) | null = null;
  const meter = startLagMeter(() => performance.now());
  const beat = () => {
    const pulse: Pulse = {
      pid: Deno.pid,
      at: Date.now(),
      lagMs: Math.round(meter.read()?.worstMs ?? 0),
      rss: Deno.memoryUsage().rss,
      ...(feeds === null ? {} : { feeds: feeds() }),
    };
    try {
      Deno.writeTextFileSync(pulsePath(dataDir), JSON.stringify(pulse));
    } catch (error) {
      if (told) return;
      told = true;
      const found = error instanceof Error ? error.message : String(error);
      warn(`dashboards cannot see that this bot runs: ${found}`);
    }
  };
  let timer: ReturnType<typeof setInterval> | undefined;
  return {
    begin: () => {
      timer ??= setInterval(beat, EVERY_MS);
      beat();
    },
    watch: (given) => {
      feeds = given;
    },
    stop: () => {
      clearInterval(timer);
      meter.stop();
    },
  };
}

/** The last pulse; null: none, or it is being written. */
export function readPulse(dataDir: string): Pulse | null {
  try {
    return JSON.parse(Deno.readTextFileSync(pulsePath(dataDir))) as Pulse;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) return null;
    throw error;
  }
}
