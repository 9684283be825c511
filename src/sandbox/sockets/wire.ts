/** One connection as a channel sees it; what is sent after its close is dropped. */
export interface Wire {
  /** Number of the connection, from 1 in the order of opening, over all channels. */
  readonly id: number;
  send(text: string): void;
  close(code: number, reason: string): void;
}

/** What a channel does for one connection. */
export interface Ear {
  /** A text frame of the client. */
  receive(text: string): void;
  /** The connection is gone; nothing may be sent any more. */
  gone(): void;
}

/** A channel takes on connections. */
export interface Channel {
  open(wire: Wire): Ear;
}
