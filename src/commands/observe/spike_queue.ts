// Whoever looks at a spike waits for a reading of the tape, and a tape cannot be entered in its middle:
// a block is differences to those before it.
//
// 1. One reading at a time, for all that wait for the same tapes: twenty pages cost one or two.
// 2. Few wait. The one that waits longest makes room: it is the likeliest to be looked at no more. Who
//    has gone is not known, since Deno tells a request's end only with a warning on the terminal.
import type { EngineConfig } from "../../core/types/config.ts";
import type { Observed } from "../../report/observed.ts";
import { TryAgain } from "../../serve/contract.ts";
import { readSpikes, type SpikePlace, tapeBefore } from "./spike.ts";

/** Spikes read from the tapes of a folder. */
export interface SpikeQueue {
  /** One market around a signal; null when no tape holds it. Rejects with TryAgain when it gave way. */
  read(place: SpikePlace): Promise<Observed | null>;
}

/** What a queue is made of. */
export interface SpikeQueueParts {
  /** The run's own until a session on the tapes says another. */
  readonly config: () => EngineConfig;
  /** Lets others run. */
  readonly turn: () => Promise<void>;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

/** Spikes that may wait for their reading. */
export const MOST_WAITING = 16;

const tooMany = "Others asked for spikes since: the tape is read for the last of them";

interface Waiting extends PromiseWithResolvers<Observed | null> {
  readonly place: SpikePlace;
  readonly tape: string | null;
}

/** A queue in which nobody waits. */
export function openSpikeQueue(folder: string, parts: SpikeQueueParts): SpikeQueue {
  let waiting: Waiting[] = [];
  let isReading = false;

  /** The newest, and all others that begin with the same tape. */
  function nextBatch(newest: Waiting): readonly [Waiting, ...Waiting[]] {
    const others = waiting.filter((one) => one !== newest && one.tape === newest.tape);
    waiting = waiting.filter((one) => one.tape !== newest.tape);
    return [newest, ...others];
  }

  async function readBatch([newest, ...others]: readonly [Waiting, ...Waiting[]]): Promise<void> {
    try {
      const places = [newest.place, ...others.map(({ place }) => place)] as const;
      const found = await readSpikes(folder, places, { ...parts, config: parts.config() });
      [newest, ...others].forEach(({ resolve }, i) => resolve(found[i] ?? null));
    } catch (error) {
      for (const { reject } of [newest, ...others]) reject(error);
    }
  }

  async function readAll(): Promise<void> {
    isReading = true;
    // Those that ask at once are read at once.
    await parts.turn();
    for (let one = waiting.at(-1); one !== undefined; one = waiting.at(-1)) {
      await readBatch(nextBatch(one));
    }
    isReading = false;
  }

  return {
    read: (place) => {
      const tape = tapeBefore(folder, place);
      const one: Waiting = { place, tape, ...Promise.withResolvers<Observed | null>() };
      waiting.push(one);
      if (waiting.length > MOST_WAITING) waiting.shift()?.reject(new TryAgain(tooMany));
      if (!isReading) void readAll();
      return one.promise;
    },
  };
}
