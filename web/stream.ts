// Server-sent events to signals. A hidden page lets go of its stream: a browser has six connections to
// one server for all its tabs, and the seventh tab would wait for ever.
import { signal } from "@preact/signals";
import type { Head } from "./answer.ts";
import { openSession } from "./api.ts";
import { type Connection, connectionOf, type Heard } from "./connection.ts";

/** The last head; null before the first. */
export const head = signal<Head | null>(null);
/** Grows when what reports are made of may have changed. */
export const revision = signal(0);
export const connection = signal<Connection>({ kind: "connecting" });

const RETRY_MS = 2_000;
const LOOK_MS = 250;

let source: EventSource | null = null;
let heard: Heard = { head: null, heardAt: null, beganAt: Date.now() };
let lookedAt = 0;

/** Listens while the page is seen, until what it gives is called. */
export function listen(): () => void {
  heard = { ...heard, beganAt: Date.now() };
  connect();
  document.addEventListener("visibilitychange", onVisibility);
  const looking = setInterval(look, LOOK_MS);
  return () => {
    clearInterval(looking);
    document.removeEventListener("visibilitychange", onVisibility);
    close();
  };
}

function onVisibility(): void {
  if (document.hidden) return close();
  heard = { ...heard, beganAt: Date.now() };
  connect();
}

function connect(): void {
  if (source !== null || document.hidden) return;
  const stream = new EventSource("/api/stream");
  source = stream;
  stream.addEventListener("head", (event) => hear(JSON.parse(event.data) as Head));
  stream.addEventListener("rows", () => revision.value++);
  stream.addEventListener("error", () => {
    // The browser tries again by itself unless the server refused: then it may want the token.
    if (stream.readyState !== EventSource.CLOSED || source !== stream) return;
    close();
    void openSession();
    setTimeout(connect, RETRY_MS);
  });
}

function close(): void {
  source?.close();
  source = null;
}

function hear(next: Head): void {
  const before = heard.head;
  heard = { ...heard, head: next, heardAt: Date.now() };
  const changed = before === null || before.seq !== next.seq ||
    connection.value.kind !== "live" && next.trader.alive;
  head.value = next;
  look();
  if (changed) revision.value++;
}

function look(): void {
  const now = Date.now();
  // A machine that slept has heard nothing, and must not say so before it listened again.
  if (now - lookedAt > 10 * LOOK_MS && lookedAt > 0 && !document.hidden) {
    heard = { ...heard, beganAt: now };
  }
  lookedAt = now;
  const next = connectionOf(heard, now);
  const { value } = connection;
  if (JSON.stringify(next) !== JSON.stringify(value)) connection.value = next;
}
