import type { VenueSocket } from "../../../src/adapters/polymarket/link.ts";

/** The other end of a connection in the hands of a test. */
export class FakeSocket implements VenueSocket {
  binaryType: BinaryType = "blob";
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  readonly url: string;
  readonly sent: string[] = [];
  closed = false;
  #accepted = false;
  #saidClosed = false;

  constructor(url: string) {
    this.url = url;
  }

  send(text: string): void {
    if (this.closed) throw new DOMException("readyState not OPEN", "InvalidStateError");
    this.sent.push(text);
  }

  /** As of a venue that answers at once. */
  close(): void {
    this.closed = true;
    queueMicrotask(() => this.#sayClosed(1000, ""));
  }

  accept(): void {
    if (this.#accepted || this.closed) return;
    this.#accepted = true;
    this.onopen?.(new Event("open"));
  }

  say(data: string | ArrayBuffer): void {
    this.onmessage?.(new MessageEvent("message", { data }));
  }

  drop(code: number, reason = ""): void {
    this.closed = true;
    this.#sayClosed(code, reason);
  }

  /** As a WebSocket does: once. */
  #sayClosed(code: number, reason: string): void {
    if (this.#saidClosed) return;
    this.#saidClosed = true;
    this.onclose?.(new CloseEvent("close", { code, reason }));
  }

  /** Frames sent, PINGs apart. */
  frames(): { type?: string; operation?: string; assets_ids: string[] }[] {
    return this.sent.filter((text) => text !== "PING").map((text) => JSON.parse(text));
  }
}
