// WebSockets to wires. A client that does not read is closed before what waits for it fills the
// memory.
import type { Channel, Ear, Wire } from "./wire.ts";

/** Bytes that may wait for one client. */
const MOST_BUFFERED = 16 * 2 ** 20;
const PATIENCE_MS = 2_000;

export interface SocketServer {
  /** Answers the request that opens a connection to a channel. */
  upgrade(request: Request, channel: Channel): Response;
  connections(): number;
  /** Closes every connection and waits, for two seconds at most, until they are closed. */
  close(): Promise<void>;
}

interface Open {
  readonly socket: WebSocket;
  readonly closed: Promise<void>;
}

export function createSocketServer(): SocketServer {
  const all = new Set<Open>();
  let opened = 0;
  let closing = false;
  return {
    upgrade(request, channel) {
      if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") {
        return new Response("websocket upgrade required\n", { status: 426 });
      }
      if (closing) return new Response("closing\n", { status: 503 });
      const { socket, response } = Deno.upgradeWebSocket(request);
      attach(socket, channel);
      return response;
    },
    connections: () => all.size,
    async close() {
      closing = true;
      for (const { socket } of all) closeSocket(socket, 1001, "the sandbox closes");
      const { promise, resolve } = Promise.withResolvers<void>();
      // A client that does not answer the close has no say in when the sandbox ends.
      const patience = setTimeout(resolve, PATIENCE_MS);
      await Promise.race([promise, Promise.all([...all].map(({ closed }) => closed))]);
      clearTimeout(patience);
    },
  };

  function attach(socket: WebSocket, channel: Channel): void {
    const id = ++opened;
    let ear: Ear | null = null;
    const closed = Promise.withResolvers<void>();
    const entry: Open = { socket, closed: closed.promise };
    all.add(entry);
    socket.onopen = () => {
      ear = channel.open(wireOf(socket, id));
      if (closing) closeSocket(socket, 1001, "the sandbox closes");
    };
    socket.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (typeof data === "string") ear?.receive(data);
      else closeSocket(socket, 1003, "text only");
    };
    // A close follows every error.
    socket.onerror = () => {};
    socket.onclose = () => {
      ear?.gone();
      all.delete(entry);
      closed.resolve();
    };
  }
}

function wireOf(socket: WebSocket, id: number): Wire {
  return {
    id,
    send(text) {
      if (socket.readyState !== WebSocket.OPEN) return;
      if (socket.bufferedAmount > MOST_BUFFERED) closeSocket(socket, 1008, "reads too slowly");
      else socket.send(text);
    },
    close: (code, reason) => closeSocket(socket, code, reason),
  };
}

function closeSocket(socket: WebSocket, code: number, reason: string): void {
  if (socket.readyState === WebSocket.OPEN) socket.close(code, reason);
}
