// What faults do to the venue by being on, or once when they are switched on.
import { microFromText } from "../../core/math/decimal.ts";
import { err, ok, type Result } from "../../core/types/result.ts";
import type { Millis, Price } from "../../core/types/units.ts";
import type { MarketId } from "../../core/types/ids.ts";
import type { Exchange, Hex, ListedMarket } from "../types.ts";
import type { FaultName } from "./menu.ts";
import type { FaultRequest } from "./request.ts";
import type { Faults } from "./switchboard.ts";

export interface Effects {
  readonly exchange: Exchange;
  /** Closes the connections in the scope of a fault; returns how many. */
  readonly drop: (request: FaultRequest) => number;
}

/** Applies a fault that was switched on, or, with null, off; returns how often it acted by that. */
export function applyEffect(
  { exchange, drop }: Effects,
  name: FaultName,
  request: FaultRequest | null,
): Result<number, string> {
  const ms = request === null ? null : Number(request.args["ms"]) as Millis;
  if (name === "neverSettle") exchange.faults.neverSettle = request !== null;
  else if (name === "failTrades") exchange.faults.failTrades = request !== null;
  else if (name === "lateFillAfterCancel") exchange.faults.lateFillAfterCancelMs = ms;
  else if (name === "staleBalance") exchange.faults.staleBalanceMs = ms;
  else if (request === null) return ok(0);
  else if (name === "close") return ok(drop(request));
  else if (name === "tickChange") return changeTick(exchange, request);
  else if (name === "resolve") return resolve(exchange, request);
  else if (name === "injection") return attacked(exchange, request);
  return ok(0);
}

/** Texts are made when they are asked for; here only their market is looked up. */
function attacked(exchange: Exchange, { args }: FaultRequest): Result<number, string> {
  const name = args["market"] ?? null;
  if (name === null || findMarket(exchange, String(name)) !== undefined) return ok(0);
  return err(`no market ${name}`);
}

function changeTick(exchange: Exchange, { args }: FaultRequest): Result<number, string> {
  const market = openMarket(exchange, args["market"] ?? null);
  if (!market.ok) return market;
  const tickSize = microFromText(String(args["tickSize"])) as Price;
  exchange.setTickSize(market.value.id, tickSize);
  return ok(1);
}

function resolve(exchange: Exchange, { args }: FaultRequest): Result<number, string> {
  const market = openMarket(exchange, args["market"] ?? null);
  if (!market.ok) return market;
  const winner = args["winner"] === "half" ? null : args["winner"] === "no" ? "no" : "yes";
  exchange.resolve(market.value.id, winner);
  return ok(1);
}

function openMarket(exchange: Exchange, name: unknown): Result<ListedMarket, string> {
  const isOpen = ({ id }: ListedMarket) => !exchange.status(id).closed;
  if (name === null) {
    const first = exchange.markets().find(isOpen);
    return first === undefined ? err("no market is open") : ok(first);
  }
  const market = findMarket(exchange, String(name));
  if (market === undefined) return err(`no market ${name}`);
  return isOpen(market) ? ok(market) : err(`market ${name} is resolved`);
}

/** A market by condition id, slug, Gamma id or, as #0, its place in the order of listing. */
export function findMarket(exchange: Exchange, name: string): ListedMarket | undefined {
  const byId = exchange.market(name.toLowerCase() as MarketId);
  if (byId !== undefined) return byId;
  const place = /^#(\d{1,6})$/.exec(name)?.[1];
  if (place !== undefined) return exchange.markets()[Number(place)];
  return exchange.markets().find(({ slug, gammaId }) => slug === name || gammaId === name);
}

/** Counts what the exchange did because of a fault that is on. */
export function countEffects(exchange: Exchange, faults: Faults): () => void {
  // Orders that may fill although they were cancelled.
  const cancelled = new Set<Hex>();
  return exchange.listen((event) => {
    const late = faults.args("lateFillAfterCancel") !== null;
    if (event.kind === "order" && event.what === "CANCELLATION" && late) {
      cancelled.add(event.order.id);
    }
    if (event.kind !== "trade") return;
    const { status, takerOrder, makers } = event.trade;
    if (status === "FAILED" && faults.args("failTrades") !== null) faults.acted("failTrades");
    if (status !== "MATCHED") return;
    if (faults.args("neverSettle") !== null) faults.acted("neverSettle");
    for (const id of [takerOrder, ...makers.map(({ order }) => order)]) {
      if (cancelled.delete(id)) faults.acted("lateFillAfterCancel");
    }
  });
}
