// The body of `POST /order`, read strictly: what is not exactly the current form is refused, and
// the form of before April 2026 is told apart from nonsense.
import { err, ok } from "../../core/types/result.ts";
import type { Result } from "../../core/types/result.ts";
import type { OrderStruct } from "../auth/order_signature.ts";
import { isSignatureType } from "../auth/wallets.ts";
import type { Hex, OrderType } from "../types.ts";
import { isObject } from "../json.ts";

/** A well-formed request to place one order; nothing of it has been checked against anything. */
export interface Placement {
  readonly struct: OrderStruct;
  readonly signature: Hex;
  readonly owner: string;
  readonly type: OrderType;
  readonly postOnly: boolean;
  readonly deferExec: boolean;
  /** Unix seconds; 0: none. Not signed. */
  readonly expiration: number;
}

/** Why a body is no placement, in the venue's words. */
export type PayloadError =
  | "Invalid order payload"
  | "invalid order version, please use the latest clob-client";

/** Reads one element of a `POST /order` or `POST /orders` body. */
export function parsePlacement(value: unknown): Result<Placement, PayloadError> {
  if (!isObject(value) || !hasKeys(value, BODY_KEYS, OPTIONAL_KEYS)) return invalid();
  const { order, owner, orderType: type, postOnly = false, deferExec = false } = value;
  if (typeof owner !== "string" || owner === "" || !isOrderType(type)) return invalid();
  if (typeof postOnly !== "boolean" || typeof deferExec !== "boolean") return invalid();
  if (!isObject(order)) return invalid();
  if (hasKeys(order, RETIRED_KEYS)) {
    return err("invalid order version, please use the latest clob-client");
  }
  const struct = parseStruct(order);
  const { signature, expiration } = order;
  if (struct === null || !isHex(signature) || !isWhole(expiration)) return invalid();
  const seconds = Number(expiration);
  if (!Number.isSafeInteger(seconds)) return invalid();
  return ok({
    struct,
    signature: lower(signature),
    owner,
    type,
    postOnly,
    deferExec,
    expiration: seconds,
  });
}

function parseStruct(order: Fields): OrderStruct | null {
  if (!hasKeys(order, ORDER_KEYS)) return null;
  const { salt, maker, signer, tokenId, makerAmount, takerAmount } = order;
  const { side, signatureType, timestamp, metadata, builder } = order;
  if (typeof salt !== "number" || !Number.isSafeInteger(salt) || salt < 0) return null;
  if (!isAddress(maker) || !isAddress(signer) || !isWhole(tokenId)) return null;
  if (!isAmount(makerAmount) || !isAmount(takerAmount)) return null;
  if (side !== "BUY" && side !== "SELL") return null;
  if (!isSignatureType(signatureType) || !isWhole(timestamp)) return null;
  if (!isWord(metadata) || !isWord(builder)) return null;
  return {
    salt: BigInt(salt),
    maker: lower(maker),
    signer: lower(signer),
    tokenId: BigInt(tokenId),
    makerAmount: BigInt(makerAmount),
    takerAmount: BigInt(takerAmount),
    side: side === "BUY" ? "buy" : "sell",
    signatureType,
    timestamp: BigInt(timestamp),
    metadata: lower(metadata),
    builder: lower(builder),
  };
}

type Fields = Readonly<Record<string, unknown>>;

const BODY_KEYS = ["order", "owner", "orderType"];
const OPTIONAL_KEYS = ["deferExec", "postOnly"];

const ORDER_KEYS = [
  ["salt", "maker", "signer", "tokenId", "makerAmount", "takerAmount", "side", "signatureType"],
  ["timestamp", "expiration", "metadata", "builder", "signature"],
].flat();

const RETIRED_KEYS = [
  ["salt", "maker", "signer", "taker", "tokenId", "makerAmount", "takerAmount", "side"],
  ["expiration", "nonce", "feeRateBps", "signatureType", "signature"],
].flat();

/** True when all of `wanted` are there and nothing else but `optional`. */
function hasKeys(fields: Fields, wanted: string[], optional: string[] = []): boolean {
  const keys = Object.keys(fields);
  return wanted.every((key) => keys.includes(key)) &&
    keys.every((key) => wanted.includes(key) || optional.includes(key));
}

function isOrderType(value: unknown): value is OrderType {
  return value === "GTC" || value === "GTD" || value === "FOK" || value === "FAK";
}

/** A uint256 as decimal text. */
function isWhole(value: unknown): value is string {
  return typeof value === "string" && /^(0|[1-9]\d{0,77})$/.test(value) &&
    BigInt(value) < 1n << 256n;
}

/** An amount that is not 0 and that a number holds exactly. */
function isAmount(value: unknown): value is string {
  return isWhole(value) && value !== "0" && Number.isSafeInteger(Number(value));
}

function isAddress(value: unknown): value is string {
  return typeof value === "string" && /^0x[0-9a-f]{40}$/i.test(value);
}

function isWord(value: unknown): value is string {
  return typeof value === "string" && /^0x[0-9a-f]{64}$/i.test(value);
}

function isHex(value: unknown): value is string {
  return typeof value === "string" && /^0x([0-9a-f]{2})+$/i.test(value);
}

function lower(hex: string): Hex {
  return hex.toLowerCase() as Hex;
}

function invalid(): Result<never, PayloadError> {
  return err("Invalid order payload");
}
