import { recoverTypedDataAddress } from "viem";
import type { Hex } from "../types.ts";
import { isFresh } from "./time.ts";
import type { AuthTime } from "./time.ts";

/** What a wallet has proved with L1 headers. */
export interface Attested {
  /** Lower case. */
  readonly address: Hex;
  readonly nonce: bigint;
}

/**
 * Checks the four L1 headers: an EIP-712 ClobAuth signature of POLY_ADDRESS over POLY_TIMESTAMP and
 * POLY_NONCE. null when one is missing, malformed, out of time or signed by somebody else.
 */
export async function verifyL1(
  headers: Headers,
  time: AuthTime,
  chain: number,
): Promise<Attested | null> {
  const address = headers.get("POLY_ADDRESS") ?? "";
  const signature = headers.get("POLY_SIGNATURE") ?? "";
  const timestamp = headers.get("POLY_TIMESTAMP") ?? "";
  const nonce = headers.get("POLY_NONCE") ?? "";
  if (!/^0x[0-9a-f]{40}$/i.test(address) || !/^0x[0-9a-f]{128}(1b|1c)$/i.test(signature)) {
    return null;
  }
  if (!/^\d{1,77}$/.test(nonce) || !isFresh(timestamp, time)) return null;
  const claimed = address.toLowerCase() as Hex;
  const signer = await recoverAuth(claimed, timestamp, BigInt(nonce), chain, signature as Hex);
  return signer === claimed ? { address: claimed, nonce: BigInt(nonce) } : null;
}

async function recoverAuth(
  address: Hex,
  timestamp: string,
  nonce: bigint,
  chain: number,
  signature: Hex,
): Promise<Hex | null> {
  const message = {
    address,
    timestamp,
    nonce,
    message: "This message attests that I control the given wallet",
  };
  try {
    const signer = await recoverTypedDataAddress({
      domain: { name: "ClobAuthDomain", version: "1", chainId: chain },
      types: { ClobAuth: AUTH_FIELDS },
      primaryType: "ClobAuth",
      message,
      signature,
    });
    return signer.toLowerCase() as Hex;
  } catch {
    // Well-formed bytes that are no point of the curve: nobody signed.
    return null;
  }
}

const AUTH_FIELDS = [
  { name: "address", type: "address" },
  { name: "timestamp", type: "string" },
  { name: "nonce", type: "uint256" },
  { name: "message", type: "string" },
] as const;
