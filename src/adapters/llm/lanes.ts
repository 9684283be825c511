/** Lets a bounded number do something at one time, first come first served. */
export interface Lanes {
  /** Resolves to the end of the turn when it has come, to null when `signal` aborts before. */
  enter(signal: AbortSignal): Promise<(() => void) | null>;
}

/** `count` lanes. */
export function createLanes(count: number): Lanes {
  let free = count;
  // A Set keeps order and gives up one in the middle at no cost.
  const waiting = new Set<() => void>();

  function leave(): void {
    const [next] = waiting;
    if (next === undefined) free++;
    else next();
  }

  /** May be called twice and gives the lane back once. */
  function turn(): () => void {
    let open = true;
    return () => {
      if (!open) return;
      open = false;
      leave();
    };
  }

  return {
    enter(signal) {
      if (signal.aborted) return Promise.resolve(null);
      if (free > 0) {
        free--;
        return Promise.resolve(turn());
      }
      return new Promise((resolve) => {
        const give = () => {
          settle();
          resolve(turn());
        };
        const giveUp = () => {
          settle();
          resolve(null);
        };
        function settle(): void {
          waiting.delete(give);
          signal.removeEventListener("abort", giveUp);
        }
        waiting.add(give);
        signal.addEventListener("abort", giveUp);
      });
    },
  };
}
