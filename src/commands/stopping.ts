/** Whether somebody asked the program to stop, and by which signal. */
export interface Stopping {
  stopped(): boolean;
  /** Aborted at the same moment: for what waits and has no loop that could ask. */
  readonly wish: AbortSignal;
  /** SIGINT or SIGTERM; null while nobody asked. */
  signal(): "SIGINT" | "SIGTERM" | null;
  release(): void;
}

/** Turns SIGINT and SIGTERM into a wish that the run loop honours between two inputs. */
export function listenForStop(): Stopping {
  let signal: "SIGINT" | "SIGTERM" | null = null;
  const wish = new AbortController();
  const hear = (name: "SIGINT" | "SIGTERM") => {
    signal ??= name;
    wish.abort();
  };
  const onInt = () => hear("SIGINT");
  const onTerm = () => hear("SIGTERM");
  Deno.addSignalListener("SIGINT", onInt);
  Deno.addSignalListener("SIGTERM", onTerm);
  return {
    stopped: () => signal !== null,
    wish: wish.signal,
    signal: () => signal,
    release() {
      Deno.removeSignalListener("SIGINT", onInt);
      Deno.removeSignalListener("SIGTERM", onTerm);
    },
  };
}
