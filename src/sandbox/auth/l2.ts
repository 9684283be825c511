import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import type { ApiKey, Keys } from "./keys.ts";
import { isFresh } from "./time.ts";
import type { AuthTime } from "./time.ts";

/** The parts of a request that an L2 signature covers. */
export interface SignedRequest {
  /** Upper case. */
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** As sent, byte for byte; empty without one. */
  readonly body: string;
}

/**
 * Base64 in the url-safe alphabet, padded, of HMAC-SHA256 over timestamp, method, path and body.
 * The secret may be in either alphabet of base64, with or without padding.
 */
export function l2Signature(secret: string, timestamp: string, request: SignedRequest): string {
  const { method, path, body } = request;
  const mac = createHmac("sha256", Buffer.from(secret, "base64"))
    .update(timestamp + method + path + body)
    .digest("base64");
  return mac.replaceAll("+", "-").replaceAll("/", "_");
}

/**
 * The key whose holder made this request; null when a header is missing, the key is unknown or of
 * another address, the time is out or the signature is not the one of these bytes.
 */
export function verifyL2(
  headers: Headers,
  request: SignedRequest,
  keys: Keys,
  time: AuthTime,
): ApiKey | null {
  const key = keys.find(headers.get("POLY_API_KEY") ?? "");
  if (key === undefined) return null;
  if (headers.get("POLY_PASSPHRASE") !== key.passphrase) return null;
  if (headers.get("POLY_ADDRESS")?.toLowerCase() !== key.address) return null;
  const timestamp = headers.get("POLY_TIMESTAMP") ?? "";
  if (!isFresh(timestamp, time)) return null;
  const wanted = l2Signature(key.secret, timestamp, request);
  return headers.get("POLY_SIGNATURE") === wanted ? key : null;
}
