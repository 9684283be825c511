// The private channel's connections: who gets what is decided behind `userChannel`.
import type { Keys } from "../auth/keys.ts";
import { createFramePath, type FramePath } from "../faults/frames.ts";
import type { FaultRequest } from "../faults/request.ts";
import { type Faults, inScope, type Subject } from "../faults/switchboard.ts";
import { type UserChannel, userChannel } from "../private/user_channel.ts";
import type { Exchange, SandboxClock, VenueEvent } from "../types.ts";
import type { Channel, Wire } from "./wire.ts";

export interface UserSocketsOptions {
  readonly exchange: Exchange;
  readonly clock: SandboxClock;
  readonly faults: Faults;
  readonly keys: Keys;
}

export interface UserSockets extends Channel {
  /** Closes the connections that the fault `close` says; returns how many. */
  drop(fault: FaultRequest): number;
  connections(): number;
  stop(): void;
}

interface Connection {
  readonly wire: Wire;
  readonly path: FramePath;
  readonly reader: UserChannel;
}

export function createUserSockets(options: UserSocketsOptions): UserSockets {
  const { exchange, clock, faults, keys } = options;
  const all = new Set<Connection>();
  // What the connection is told now is about this event; null while it is being answered.
  let current: VenueEvent | null = null;
  const stopListening = exchange.listen((event) => {
    current = event;
    for (const { reader } of all) reader.onEvent(event);
    current = null;
  });
  return {
    open(wire) {
      const path = createFramePath({
        link: wire.id,
        channel: "user",
        faults,
        clock,
        send: (text) => wire.send(text),
      });
      const connection = { wire, path, reader: userChannel({ keys }) };
      all.add(connection);
      connection.reader.onOpen(
        (text) => current === null ? wire.send(text) : path.send(text, aboutOf(current)),
        (code, reason) => wire.close(code, reason),
      );
      return {
        receive(text) {
          const close = faults.strikes("close", subjectOf(wire));
          if (close === null) connection.reader.onMessage(text);
          else wire.close(close.code, "going away");
        },
        gone: () => forget(connection),
      };
    },
    drop(fault) {
      const hit = [...all].filter(({ wire }) => inScope(fault, subjectOf(wire)));
      for (const { wire } of hit) wire.close(Number(fault.args["code"]), "going away");
      return hit.length;
    },
    connections: () => all.size,
    stop() {
      stopListening();
      for (const connection of all) forget(connection);
    },
  };

  function forget(connection: Connection): void {
    connection.path.stop();
    connection.reader.onClose();
    all.delete(connection);
  }
}

function subjectOf(wire: Wire): Subject {
  return { link: wire.id, channel: "user" };
}

function aboutOf(event: VenueEvent): { markets: readonly string[]; tokens: readonly string[] } {
  if (event.kind === "order") return { markets: [event.order.market], tokens: [event.order.token] };
  if (event.kind === "trade") return { markets: [event.trade.market], tokens: [event.trade.token] };
  return { markets: [event.market], tokens: [] };
}
