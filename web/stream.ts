// The server's events as signals.
import { signal } from "@preact/signals";
import type { Head } from "./answer.ts";
import { openSession } from "./api.ts";
import type { Connection } from "./connection.ts";
import { LOOK_MS, openListener, type StreamEvents } from "./listener.ts";

/** The last head; null before the first. */
export const head = signal<Head | null>(null);
/** Grows when what reports are made of may have changed. */
export const revision = signal(0);
export const connection = signal<Connection>({ kind: "connecting" });

/** Listens until what it gives is called. */
export function listen(): () => void {
  const listener = openListener({
    open,
    isHidden: () => document.hidden,
    now: () => Date.now(),
    after: (ms, then) => void setTimeout(then, ms),
    head: (next) => head.value = next,
    connection: (next) => connection.value = next,
    renew: () => revision.value++,
    refused: () => void openSession(),
  });
  const looking = setInterval(() => listener.look(), LOOK_MS);
  const turned = () => listener.turned();
  document.addEventListener("visibilitychange", turned);
  return () => {
    clearInterval(looking);
    document.removeEventListener("visibilitychange", turned);
    listener.close();
  };
}

function open(events: StreamEvents): () => void {
  const stream = new EventSource("/api/stream");
  stream.addEventListener("head", (event) => events.head(JSON.parse(event.data) as Head));
  stream.addEventListener("rows", () => events.rows());
  // The browser tries again by itself unless the server refused.
  stream.addEventListener("error", () => {
    if (stream.readyState === EventSource.CLOSED) events.refused();
  });
  return () => stream.close();
}
