// Spreads tokens over connections to the market channel. Both tokens of a market stay together, no
// connection carries more than the venue is known to serve, and none opens in the same moment as
// another.
import type { LinkId, TokenId } from "../../core/types/ids.ts";
import { Link, type LinkSetting, type LinkStatus, type VenueSocket } from "./link.ts";
import type { RawInput } from "./types.ts";

/** The two tokens of a market. */
export type TokenPair = readonly [TokenId, TokenId];

export interface PoolOptions {
  readonly url: string;
  readonly connect: (url: string) => VenueSocket;
  readonly now: () => number;
  readonly random: () => number;
  readonly idsPerLink: number;
  readonly idsPerFrame: number;
  /** Characters; a longer frame is dropped and costs its connection. 8 Mi where not given. */
  readonly maxFrame?: number;
  readonly emit: (raw: RawInput) => void;
  readonly notice: (text: string) => void;
  /** A frame over `maxFrame` was dropped. */
  readonly tooLong: () => void;
}

/** Connections to the market channel. */
export interface SocketPool {
  /** Subscribes; tokens that are subscribed already are passed over. */
  add(pairs: readonly TokenPair[]): void;
  /** Unsubscribes what is subscribed, and says `dropped` of all. */
  remove(tokens: readonly TokenId[]): void;
  /** Closes a connection and opens another for its tokens; a link that is gone is passed over. */
  recycle(link: LinkId, reason: string): void;
  recycleAll(reason: string): void;
  /** While held no connection is opened. */
  hold(held: boolean): void;
  /** Lets time pass; to be called several times a second. */
  tick(): void;
  status(): readonly LinkStatus[];
  /** True once any connection was up. */
  wasOpen(): boolean;
  /** Why the last connection failed or was lost; "" for none. */
  lastLoss(): string;
  /** Closes all; resolves when the venue has closed too. */
  close(): Promise<void>;
}

const MAX_FRAME = 8 * 1024 * 1024;
const STAGGER_MS = 100;
/** When the venue restarts all connections are lost for one reason, which is said once. */
const SAME_MS = 10_000;

/** Opens no connection by itself: `tick` does. */
export function createPool(options: PoolOptions): SocketPool {
  return new Pool(options);
}

class Pool implements SocketPool {
  readonly #options: PoolOptions;
  readonly #setting: LinkSetting;
  readonly #links = new Set<Link>();
  readonly #carriers = new Map<TokenId, Link>();
  readonly #closing = new Set<VenueSocket>();
  #held = false;
  #nextAt = -Infinity;
  #wasOpen = false;
  #lastLoss = "";
  #lostAt = -Infinity;
  #failures = 0;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#setting = {
      connect: () => options.connect(options.url),
      now: options.now,
      random: options.random,
      idsPerFrame: options.idsPerFrame,
      maxFrame: options.maxFrame ?? MAX_FRAME,
      emit: (raw) => {
        if (raw.kind === "opened") {
          this.#wasOpen = true;
          this.#failures = 0;
        }
        options.emit(raw);
      },
      lost: (reason, opened) => this.#lost(reason, opened),
      tooLong: options.tooLong,
      closing: this.#closing,
    };
  }

  add(pairs: readonly TokenPair[]): void {
    const wanted = new Map<Link, TokenId[]>();
    for (const pair of pairs) {
      if (pair.some((token) => this.#carriers.has(token))) continue;
      const link = this.#roomFor(pair.length, wanted);
      for (const token of pair) this.#carriers.set(token, link);
      wanted.set(link, [...wanted.get(link) ?? [], ...pair]);
    }
    for (const [link, tokens] of wanted) link.add(tokens);
  }

  remove(tokens: readonly TokenId[]): void {
    const gone = tokens.filter((token) => this.#carriers.has(token));
    const byLink = Map.groupBy(gone, (token) => this.#carriers.get(token));
    for (const id of gone) this.#carriers.delete(id);
    for (const [link, ids] of byLink) link?.remove(ids);
    if (tokens.length > 0) this.#options.emit({ kind: "dropped", tokens });
    for (const link of byLink.keys()) {
      if (link === undefined || link.size > 0) continue;
      link.close("nothing left to carry");
      this.#links.delete(link);
    }
  }

  recycle(link: LinkId, reason: string): void {
    for (const each of this.#links) {
      if (each.id === link) return each.recycle(reason);
    }
  }

  recycleAll(reason: string): void {
    for (const each of this.#links) each.recycle(reason);
  }

  hold(held: boolean): void {
    this.#held = held;
  }

  tick(): void {
    for (const link of this.#links) link.tick();
    const now = this.#options.now();
    if (this.#held || now < this.#nextAt) return;
    const due = this.#links.values().find((link) => link.due);
    if (due === undefined) return;
    this.#nextAt = now + STAGGER_MS;
    due.connect();
  }

  status(): readonly LinkStatus[] {
    return [...this.#links].map((link) => link.status());
  }

  wasOpen(): boolean {
    return this.#wasOpen;
  }

  lastLoss(): string {
    return this.#lastLoss;
  }

  async close(): Promise<void> {
    for (const link of this.#links) link.close(null);
    this.#links.clear();
    this.#carriers.clear();
    await Promise.all([...this.#closing].map((socket) => closed(socket, this.#closing)));
  }

  #roomFor(count: number, wanted: ReadonlyMap<Link, readonly TokenId[]>): Link {
    for (const link of this.#links) {
      const size = link.size + (wanted.get(link)?.length ?? 0);
      if (size + count <= this.#options.idsPerLink) return link;
    }
    const link = new Link(this.#setting);
    this.#links.add(link);
    return link;
  }

  #lost(reason: string, opened: boolean): void {
    const { host } = new URL(this.#options.url);
    const now = this.#options.now();
    const isSame = reason === this.#lastLoss && now - this.#lostAt < SAME_MS;
    this.#lastLoss = reason;
    if (opened && !isSame) {
      this.#lostAt = now;
      this.#options.notice(`Connection to ${host} lost: ${reason}`);
    }
    if (opened) return;
    this.#failures++;
    // An outage of hours is not worth a line for each attempt.
    if (!Number.isInteger(Math.log2(this.#failures))) return;
    const times = this.#failures === 1 ? "" : ` (${this.#failures} times in a row)`;
    this.#options.notice(`Cannot connect to ${host}${times}: ${reason}`);
  }
}

function closed(socket: VenueSocket, closing: Set<VenueSocket>): Promise<void> {
  return new Promise((resolve) => {
    socket.onclose = () => {
      closing.delete(socket);
      resolve();
    };
  });
}
