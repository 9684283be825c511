/** Whether somebody asked the program to stop, and by which signal. */
export interface Stopping {
  stopped(): boolean;
  /** SIGINT or SIGTERM; null while nobody asked. */
  signal(): "SIGINT" | "SIGTERM" | null;
  release(): void;
}

/** Turns SIGINT and SIGTERM into a wish that the run loop honours between two inputs. */
export function listenForStop(): Stopping {
  let signal: "SIGINT" | "SIGTERM" | null = null;
  const onInt = () => void (signal ??= "SIGINT");
  const onTerm = () => void (signal ??= "SIGTERM");
  Deno.addSignalListener("SIGINT", onInt);
  Deno.addSignalListener("SIGTERM", onTerm);
  return {
    stopped: () => signal !== null,
    signal: () => signal,
    release() {
      Deno.removeSignalListener("SIGINT", onInt);
      Deno.removeSignalListener("SIGTERM", onTerm);
    },
  };
}
