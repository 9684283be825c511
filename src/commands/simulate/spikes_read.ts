// Reading a recording into a fold, with progress, a turn for signals, and what is known when stopped.
import type { CommandContext } from "../../cli/context.ts";
import { startProgress } from "../../cli/progress.ts";
import type { Input } from "../../core/types/event.ts";
import type { Millis } from "../../core/types/units.ts";
import type { Source } from "../../ports.ts";
import { duration, time } from "../../report/format.ts";
import { systemWall } from "../wall.ts";

/** Longest stretch without a turn for signals. */
const BREATH_MS = 25;

/** Whether somebody asked to stop. */
export type Stopped = () => boolean;

/** Feeds every input of a source to `add`; false when it was stopped before the end. */
export async function readInto(
  context: CommandContext,
  { source, label, stopped }: { source: Source; label: string; stopped: Stopped },
  add: (at: Millis, input: Input) => void,
): Promise<boolean> {
  const progress = startProgress(context, label);
  const left = timeLeft(context);
  let breathed = systemWall.now();
  try {
    for await (const batch of source.read()) {
      for (const { at, input } of batch) add(at, input);
      if (systemWall.now() - breathed < BREATH_MS) continue;
      const last = batch.at(-1);
      const fraction = source.size === null ? null : source.position() / source.size;
      progress.update(fraction, `${last === undefined ? "" : time(last.at)}${left(fraction)}`);
      await systemWall.sleep(0);
      breathed = systemWall.now();
      if (stopped()) return false;
    }
    return true;
  } finally {
    progress.done();
  }
}

/** Does a list of things one by one; false when it was stopped before the last. */
export async function each<T>(
  context: CommandContext,
  { items, label, stopped }: { items: readonly T[]; label: string; stopped: Stopped },
  work: (item: T) => void,
): Promise<boolean> {
  const progress = startProgress(context, label);
  const left = timeLeft(context);
  let breathed = systemWall.now();
  try {
    for (const [i, item] of items.entries()) {
      if (stopped()) return false;
      work(item);
      if (systemWall.now() - breathed < BREATH_MS) continue;
      const fraction = (i + 1) / items.length;
      progress.update(fraction, left(fraction));
      await systemWall.sleep(0);
      breathed = systemWall.now();
    }
    return !stopped();
  } finally {
    progress.done();
  }
}

/** Time left as words, by what the part that is done took. */
function timeLeft({ now }: Pick<CommandContext, "now">): (fraction: number | null) => string {
  const began = now();
  return (fraction) => {
    const gone = now() - began;
    if (fraction === null || fraction < 0.01 || gone < 1_000) return "";
    return `, ${duration(Math.max(0, gone * (1 - fraction) / fraction))} left`;
  };
}
