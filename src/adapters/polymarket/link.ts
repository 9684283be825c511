// One place for a connection to the market channel and the tokens that it carries.
//
// 1. The first frame of a connection has the initial form, all others the "operation" form: to a
//    second initial frame the venue answers INVALID OPERATION.
// 2. What is sent after a reconnect is what is carried now, in frames of the same size as ever.
// 3. A socket that was given up says nothing any more, whatever still comes over it.
import type { LinkId, TokenId } from "../../core/types/ids.ts";
import { backoffMs, usualBackoff } from "./backoff.ts";
import type { RawInput } from "./types.ts";

/** As much of a `WebSocket` as is used. */
export interface VenueSocket {
  binaryType: BinaryType;
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onerror: ((event: Event) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  send(text: string): void;
  close(): void;
}

/** What a link needs of its surroundings. */
export interface LinkSetting {
  /** Throws where a socket cannot be made: no permission, no URL. */
  readonly connect: () => VenueSocket;
  /** Milliseconds that pass evenly; no date. */
  readonly now: () => number;
  readonly random: () => number;
  readonly idsPerFrame: number;
  /** Characters of text, bytes of anything else. */
  readonly maxFrame: number;
  readonly emit: (raw: RawInput) => void;
  /** A connection could not be made or was lost; `opened`: it had been up. */
  readonly lost: (reason: string, opened: boolean) => void;
  /** A frame over `maxFrame` was dropped. */
  readonly tooLong: () => void;
  /** Given up, but not closed yet. */
  readonly closing: Set<VenueSocket>;
}

/** A connection as it is now, for people. */
export interface LinkStatus {
  /** null: not up. */
  readonly link: LinkId | null;
  readonly state: "waiting" | "connecting" | "open";
  readonly tokens: number;
  /** Since the last frame that was not PONG; null: none came over this connection. */
  readonly dataAgeMs: number | null;
  /** Connections after the first. */
  readonly reconnects: number;
}

type State =
  | { readonly kind: "waiting"; readonly until: number }
  | { readonly kind: "connecting"; readonly socket: VenueSocket; readonly since: number }
  | {
    readonly kind: "open";
    readonly socket: VenueSocket;
    readonly link: LinkId;
    readonly since: number;
    pingAt: number;
    /** When the oldest PING without an answer was sent. */
    unanswered: number | null;
    heardAt: number | null;
  };

const PING_MS = 10_000;
const PONG_MS = 30_000;
const CONNECT_MS = 10_000;
/** A connection that held this long has earned a quick reconnect. */
const STABLE_MS = 60_000;

let lastLink = 0;

/** A number that no connection of this process has had. */
export function newLinkId(): LinkId {
  return ++lastLink as LinkId;
}

/** A connection and its successors. Nothing happens by itself: `tick` brings the time. */
export class Link {
  readonly #setting: LinkSetting;
  readonly #tokens = new Set<TokenId>();
  #state: State = { kind: "waiting", until: -Infinity };
  /** Losses in a row. */
  #losses = 0;
  #connections = 0;
  #error = "";

  constructor(setting: LinkSetting) {
    this.#setting = setting;
  }

  get id(): LinkId | null {
    return this.#state.kind === "open" ? this.#state.link : null;
  }

  get size(): number {
    return this.#tokens.size;
  }

  /** True when it is time to connect. */
  get due(): boolean {
    return this.#state.kind === "waiting" && this.#setting.now() >= this.#state.until;
  }

  /** Carries these too, at once where the connection is up. */
  add(tokens: readonly TokenId[]): void {
    const fresh = tokens.filter((token) => !this.#tokens.has(token));
    for (const token of fresh) this.#tokens.add(token);
    const link = this.id;
    if (fresh.length === 0 || link === null) return;
    if (this.#operate("subscribe", fresh)) {
      this.#setting.emit({ kind: "opened", link, tokens: fresh });
    }
  }

  remove(tokens: readonly TokenId[]): void {
    const gone = tokens.filter((token) => this.#tokens.delete(token));
    if (gone.length > 0 && this.id !== null) this.#operate("unsubscribe", gone);
  }

  connect(): void {
    if (this.#state.kind !== "waiting") return;
    let socket: VenueSocket;
    try {
      socket = this.#setting.connect();
    } catch (error) {
      return this.#lose(error instanceof Error ? error.message : String(error));
    }
    this.#error = "";
    this.#state = { kind: "connecting", socket, since: this.#setting.now() };
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.#opened(socket);
    socket.onmessage = ({ data }) => this.#heard(data);
    socket.onerror = (event) => {
      this.#error = "message" in event ? String(event.message) : "";
    };
    socket.onclose = ({ code, reason }) => {
      const why = `closed by the venue (${[code, reason].join(" ").trim()})`;
      this.#lose(this.#error || why, { isClosed: true });
    };
  }

  /** Sends what is due and gives up what has been silent for too long. */
  tick(): void {
    const state = this.#state;
    const now = this.#setting.now();
    if (state.kind === "connecting" && now - state.since >= CONNECT_MS) {
      return this.#lose(`no connection in ${CONNECT_MS / 1_000} s`);
    }
    if (state.kind !== "open") return;
    if (state.unanswered !== null && now - state.unanswered >= PONG_MS) {
      return this.#lose(`no PONG in ${PONG_MS / 1_000} s`);
    }
    if (now < state.pingAt) return;
    state.pingAt = now + PING_MS;
    state.unanswered ??= now;
    this.#send("PING");
  }

  /** Gives the connection up; a new one follows after the back-off. */
  recycle(reason: string): void {
    if (this.#state.kind !== "waiting") this.#lose(reason);
  }

  /** Gives the connection up for good; says nothing where there is nobody left to tell. */
  close(reason: string | null): void {
    const state = this.#state;
    this.#state = { kind: "waiting", until: Infinity };
    if (state.kind !== "waiting") this.#discard(state.socket);
    if (state.kind !== "open" || reason === null) return;
    this.#setting.emit({ kind: "closed", link: state.link, reason });
  }

  status(): LinkStatus {
    const state = this.#state;
    const heardAt = state.kind === "open" ? state.heardAt : null;
    return {
      link: this.id,
      state: state.kind,
      tokens: this.#tokens.size,
      dataAgeMs: heardAt === null ? null : this.#setting.now() - heardAt,
      reconnects: Math.max(0, this.#connections - 1),
    };
  }

  #opened(socket: VenueSocket): void {
    const now = this.#setting.now();
    const link = newLinkId();
    const tokens = [...this.#tokens];
    this.#connections++;
    this.#state = {
      kind: "open",
      socket,
      link,
      since: now,
      pingAt: now + PING_MS,
      unanswered: null,
      heardAt: null,
    };
    const first = tokens.slice(0, this.#setting.idsPerFrame);
    const sent = this.#send(JSON.stringify({ assets_ids: first, type: "market" })) &&
      this.#operate("subscribe", tokens.slice(first.length));
    if (sent) this.#setting.emit({ kind: "opened", link, tokens });
  }

  #operate(operation: string, tokens: readonly TokenId[]): boolean {
    const { idsPerFrame } = this.#setting;
    for (let i = 0; i < tokens.length; i += idsPerFrame) {
      const ids = tokens.slice(i, i + idsPerFrame);
      if (!this.#send(JSON.stringify({ operation, assets_ids: ids }))) return false;
    }
    return true;
  }

  /** False when the connection turned out to be gone, and was given up. */
  #send(text: string): boolean {
    if (this.#state.kind !== "open") return false;
    try {
      this.#state.socket.send(text);
      return true;
    } catch (error) {
      // The venue began to close, and its event has not come yet.
      if (!(error instanceof DOMException)) throw error;
      this.#lose(error.message);
      return false;
    }
  }

  #heard(data: unknown): void {
    const state = this.#state;
    if (state.kind !== "open") return;
    const length = typeof data === "string" ? data.length : (data as ArrayBuffer).byteLength;
    if (length > this.#setting.maxFrame) {
      this.#setting.tooLong();
      return this.#lose(`a frame of ${length} characters`);
    }
    // Bytes that are no UTF-8 become replacement characters, and then a frame that does not parse.
    const text = typeof data === "string" ? data : new TextDecoder().decode(data as ArrayBuffer);
    const word = text.length < 32 ? text.trim() : "";
    if (word === "PONG") state.unanswered = null;
    else state.heardAt = this.#setting.now();
    this.#setting.emit({ kind: "frame", link: state.link, text });
    if (word === "INVALID OPERATION") this.recycle(word);
  }

  #lose(reason: string, { isClosed } = { isClosed: false }): void {
    const state = this.#state;
    const now = this.#setting.now();
    if (state.kind === "open" && now - state.since >= STABLE_MS) this.#losses = 0;
    this.#losses++;
    const wait = backoffMs(this.#losses, this.#setting.random(), usualBackoff);
    this.#state = { kind: "waiting", until: now + wait };
    // One that is closed says so once: whoever waited to hear it again would wait for ever.
    if (state.kind !== "waiting" && !isClosed) this.#discard(state.socket);
    if (state.kind === "open") this.#setting.emit({ kind: "closed", link: state.link, reason });
    this.#setting.lost(reason, state.kind === "open");
  }

  #discard(socket: VenueSocket): void {
    const { closing } = this.#setting;
    closing.add(socket);
    socket.onopen = null;
    socket.onmessage = null;
    socket.onerror = null;
    socket.onclose = () => closing.delete(socket);
    socket.close();
  }
}
