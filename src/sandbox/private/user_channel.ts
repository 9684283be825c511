// One connection of `/ws/user`, without its socket.
import type { ApiKey, Keys } from "../auth/keys.ts";
import type { TradeView, VenueEvent } from "../types.ts";
import { isObject, jsonOf } from "../json.ts";
import { orderMessage, tradeMessage } from "./wire.ts";
import type { TraderSide } from "./wire.ts";

/** What a connection of the user channel does with what comes in from either side. */
export interface UserChannel {
  /** The socket is open; `close` is called on a reader who does not prove who he is. */
  onOpen(send: (text: string) => void, close: (code: number, reason: string) => void): void;
  onMessage(text: string): void;
  /** To be called with every event of the exchange; words those that are the reader's. */
  onEvent(event: VenueEvent): void;
  onClose(): void;
}

/** A new connection, not open yet. Nothing that happened before its subscription is ever sent. */
export function userChannel({ keys }: { readonly keys: Keys }): UserChannel {
  let send = (_text: string): void => {};
  let close = (_code: number, _reason: string): void => {};
  let reader: ApiKey | null = null;
  /** null: every market. */
  let markets: Set<string> | null = null;

  function subscribe(text: string): void {
    const message = jsonOf(text);
    if (!isObject(message)) return send("INVALID OPERATION");
    if (reader !== null) return update(message);
    reader = whoIs(message, keys);
    // The venue closes at once and does not say why.
    if (reader === null) return close(1008, "");
    const wanted = marketsOf(message);
    markets = wanted.length === 0 ? null : new Set(wanted);
  }

  function update(message: Fields): void {
    const operation = message["operation"];
    if (operation !== "subscribe" && operation !== "unsubscribe") return send("INVALID OPERATION");
    for (const market of marketsOf(message)) {
      if (operation === "subscribe") markets?.add(market);
      else markets?.delete(market);
    }
  }

  return {
    onOpen(toClient, hangUp) {
      send = toClient;
      close = hangUp;
    },
    onMessage(text) {
      if (text.trim() === "PING") return send("PONG");
      subscribe(text);
    },
    onEvent(event) {
      if (reader === null) return;
      const message = wordFor(event, reader.apiKey, markets);
      if (message !== null) send(JSON.stringify(message));
    },
    onClose() {
      reader = null;
      send = () => {};
      close = () => {};
    },
  };
}

type Fields = Readonly<Record<string, unknown>>;

function whoIs(message: Fields, keys: Keys): ApiKey | null {
  const { type, auth } = message;
  if (type !== "user" || !isObject(auth)) return null;
  const { apiKey, secret, passphrase } = auth;
  const key = typeof apiKey === "string" ? keys.find(apiKey) : undefined;
  if (key === undefined) return null;
  return secret === key.secret && passphrase === key.passphrase ? key : null;
}

function marketsOf({ markets }: Fields): string[] {
  if (!Array.isArray(markets)) return [];
  return markets.filter((market) => typeof market === "string");
}

function wordFor(
  event: VenueEvent,
  reader: string,
  markets: ReadonlySet<string> | null,
): Record<string, unknown> | null {
  if (event.kind === "order") {
    const { order, what, at } = event;
    if (order.owner !== reader || markets?.has(order.market) === false) return null;
    return orderMessage(what, order, at);
  }
  if (event.kind !== "trade") return null;
  const side = sideOf(event.trade, reader);
  if (side === null || markets?.has(event.trade.market) === false) return null;
  return tradeMessage(event.trade, side, reader, event.at);
}

function sideOf(trade: TradeView, reader: string): TraderSide | null {
  if (trade.takerOwner === reader) return "TAKER";
  return trade.makers.some(({ owner }) => owner === reader) ? "MAKER" : null;
}
