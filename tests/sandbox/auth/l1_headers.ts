import { privateKeyToAccount } from "viem/accounts";
import type { Hex } from "../../../src/sandbox/types.ts";

/** Headers with which the holder of `key` proves its address. */
export async function l1Headers(
  key: Hex,
  { chain, nonce, seconds }: {
    readonly chain: number;
    readonly nonce: bigint;
    readonly seconds: number;
  },
): Promise<Headers> {
  const account = privateKeyToAccount(key);
  const timestamp = String(seconds);
  const signature = await account.signTypedData({
    domain: { name: "ClobAuthDomain", version: "1", chainId: chain },
    types: {
      ClobAuth: [
        { name: "address", type: "address" },
        { name: "timestamp", type: "string" },
        { name: "nonce", type: "uint256" },
        { name: "message", type: "string" },
      ],
    },
    primaryType: "ClobAuth",
    message: {
      address: account.address,
      timestamp,
      nonce,
      message: "This message attests that I control the given wallet",
    },
  });
  return new Headers({
    POLY_ADDRESS: account.address,
    POLY_SIGNATURE: signature,
    POLY_TIMESTAMP: timestamp,
    POLY_NONCE: String(nonce),
  });
}
