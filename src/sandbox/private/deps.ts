import type { ApiKey, Keys } from "../auth/keys.ts";
import type { Exchange, Hex, SandboxClock } from "../types.ts";

/** What the private half of the venue is made of. */
export interface PrivateDeps {
  readonly exchange: Exchange;
  /** Drives the heartbeat sweep. */
  readonly clock: SandboxClock;
  readonly keys: Keys;
  /** Unix seconds by the venue's clock, as `/time` tells it: a skewed clock is skewed here too. */
  nowSeconds(): number;
  readonly options: PrivateOptions;
  readonly hooks?: OrderHooks;
  /** Ends requests that were left hanging. */
  readonly closing?: AbortSignal;
}

/** Settings of the private half; read at each request, so they may be changed meanwhile. */
export interface PrivateOptions {
  /** Part of every EIP-712 domain. */
  chain: 137 | 80_002;
  /** How far the timestamp of a signed request may be from the venue's clock. */
  toleranceSeconds: number;
  /** Makers must be deposit wallets, as for accounts made since May 2026. */
  depositWalletOnly: boolean;
  /** Rows of one page. */
  pageSize: number;
  /** Makers that may not trade, or sell only. */
  readonly restricted: Map<Hex, "banned" | "closedOnly">;
}

/** Everybody may trade, from any wallet. */
export function defaultOptions(): PrivateOptions {
  return {
    chain: 137,
    toleranceSeconds: 60,
    depositWalletOnly: false,
    pageSize: 100,
    restricted: new Map(),
  };
}

/** A request to place orders, as the hooks see it: authentic, but not yet read any further. */
export interface OrderContext {
  readonly request: Request;
  readonly path: "/order" | "/orders";
  readonly caller: ApiKey;
  /** How many orders it holds. */
  readonly count: number;
  /** True when it says of every order that it is post-only. */
  readonly postOnly: boolean;
}

/**
 * What becomes of the answer to an order that was taken: given, never given, or the connection is
 * cut; or another one instead.
 */
export type AfterAccept = "answer" | "hang" | "drop" | Response;

/** Where faults get between a client and its orders. */
export interface OrderHooks {
  /** An answer in place of placing the orders; null: go on. */
  beforeOrder?(context: OrderContext): Response | null | Promise<Response | null>;
  /** Called when at least one of the orders was taken. */
  afterAccept?(context: OrderContext): AfterAccept | Promise<AfterAccept>;
}
