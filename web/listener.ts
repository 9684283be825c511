// When the page listens, and what it makes of what it hears. A page that is seen keeps a stream open.
// A hidden one lets go of it, since a browser has six connections to one server for all its tabs, and
// opens it now and then for a single head: its title and icon still tell of a halt.
import type { Head } from "./answer.ts";
import { type Connection, connectionOf, type Heard, HIDDEN_POLL_MS } from "./connection.ts";

/** What a stream says. */
export interface StreamEvents {
  head(head: Head): void;
  rows(): void;
  /** It will not come back by itself: the server may want the token. */
  refused(): void;
}

/** The world of a listener. */
export interface ListenerPorts {
  /** Opens a stream; gives what closes it, after which it says nothing. */
  open(events: StreamEvents): () => void;
  isHidden(): boolean;
  /** This machine's clock, Unix ms. */
  now(): number;
  after(ms: number, then: () => void): void;
  head(head: Head): void;
  connection(connection: Connection): void;
  /** What reports are made of may have changed. */
  renew(): void;
  /** A stream was refused. */
  refused(): void;
}

export interface Listener {
  /** To be called every LOOK_MS: silence makes no event of its own. */
  look(): void;
  /** The page was hidden, or is seen again. */
  turned(): void;
  close(): void;
}

/** Between two looks, ms. */
export const LOOK_MS = 250;
const RETRY_MS = 2_000;

/** Listens from now on. */
export function openListener(ports: ListenerPorts): Listener {
  let heard: Heard = {
    head: null,
    heardAt: null,
    beganAt: ports.now(),
    isHidden: ports.isHidden(),
  };
  let connection: Connection = { kind: "connecting" };
  /** Of what reports were last made. */
  let seq: number | null = null;
  let askedAt = ports.now();
  let lookedAt = ports.now();
  const line = openLine(ports, hear);

  function hear(head: Head): void {
    const before = connection.kind;
    heard = { ...heard, head, heardAt: ports.now() };
    ports.head(head);
    judge();
    if (heard.isHidden) return line.close();
    if (head.seq !== seq || connection.kind === "live" && before !== "live") ports.renew();
    seq = head.seq;
  }

  function judge(): void {
    const next = connectionOf(heard, ports.now());
    if (JSON.stringify(next) === JSON.stringify(connection)) return;
    connection = next;
    ports.connection(next);
  }

  ports.connection(connection);
  line.connect();
  return {
    look: () => {
      const now = ports.now();
      // A machine that slept has heard nothing, and must not say so before it listened again.
      if (now - lookedAt > 10 * LOOK_MS && !heard.isHidden) heard = { ...heard, beganAt: now };
      lookedAt = now;
      if (heard.isHidden && now - askedAt >= HIDDEN_POLL_MS) {
        askedAt = now;
        line.connect();
      }
      judge();
    },
    turned: () => {
      const [now, isHidden] = [ports.now(), ports.isHidden()];
      if (isHidden === heard.isHidden) return;
      heard = isHidden ? { ...heard, isHidden } : { ...heard, isHidden, beganAt: now };
      askedAt = now;
      if (isHidden) line.close();
      else line.connect();
      judge();
    },
    close: line.end,
  };
}

/** One stream at a time; a refused one is tried again until the end, if the page is seen. */
function openLine(
  { open, isHidden, after, renew, refused }: ListenerPorts,
  hear: (head: Head) => void,
) {
  let closeStream: (() => void) | null = null;
  let ended = false;
  function connect(): void {
    if (ended || closeStream !== null) return;
    closeStream = open({
      head: hear,
      rows: renew,
      refused: () => {
        close();
        refused();
        after(RETRY_MS, () => isHidden() || connect());
      },
    });
  }
  function close(): void {
    closeStream?.();
    closeStream = null;
  }
  function end(): void {
    ended = true;
    close();
  }
  return { connect, close, end };
}
