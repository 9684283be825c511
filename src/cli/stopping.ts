/** Which signals ask the program to stop. */
export type StopSignal = "SIGINT" | "SIGTERM";

/** Whether somebody asked the program to stop, and by which signal. */
export interface Stopping {
  stopped(): boolean;
  /** Aborted at the same moment: for what waits and has no loop that could ask. */
  readonly wish: AbortSignal;
  /** null while nobody asked. */
  signal(): StopSignal | null;
  release(): void;
}

/** A wish that whoever holds it can speak; the first one counts. */
export interface SpokenStop extends Stopping {
  stop(signal: StopSignal): void;
}

/** A wish that no signal speaks. */
export function spokenStop(): SpokenStop {
  let heard: StopSignal | null = null;
  const wish = new AbortController();
  return {
    stopped: () => heard !== null,
    wish: wish.signal,
    signal: () => heard,
    stop(signal) {
      heard ??= signal;
      wish.abort();
    },
    release() {},
  };
}

/** Turns SIGINT and SIGTERM into a wish that the run loop honours between two inputs. */
export function listenForStop(): Stopping {
  const stopping = spokenStop();
  const onInt = () => stopping.stop("SIGINT");
  const onTerm = () => stopping.stop("SIGTERM");
  Deno.addSignalListener("SIGINT", onInt);
  Deno.addSignalListener("SIGTERM", onTerm);
  return {
    ...stopping,
    release() {
      Deno.removeSignalListener("SIGINT", onInt);
      Deno.removeSignalListener("SIGTERM", onTerm);
    },
  };
}
