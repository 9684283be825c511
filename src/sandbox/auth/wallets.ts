import { encodeAbiParameters, encodePacked, getCreate2Address, keccak256, toHex } from "viem";
import type { Hex } from "../types.ts";

/** Who makes an order on behalf of a private key, by signature type 0 to 3; all lower case. */
export interface Wallets {
  readonly eoa: Hex;
  readonly proxy: Hex;
  readonly safe: Hex;
  readonly deposit: Hex;
}

/** 0 EOA, 1 proxy, 2 Safe, 3 deposit wallet (POLY_1271). */
export type SignatureType = 0 | 1 | 2 | 3;

/** True for the four signature types of the venue. */
export function isSignatureType(value: unknown): value is SignatureType {
  return value === 0 || value === 1 || value === 2 || value === 3;
}

/**
 * The wallets of a key. Proxy and Safe are where the venue's factories on Polygon deploy them; the
 * deposit wallet is only a fixed function of the key, not the chain's address.
 */
export function walletsOf(eoa: Hex): Wallets {
  const owner = eoa.toLowerCase() as Hex;
  return {
    eoa: owner,
    proxy: create2(PROXY, keccak256(encodePacked(["address"], [owner]))),
    safe: create2(SAFE, keccak256(encodeAbiParameters([{ type: "address" }], [owner]))),
    deposit: create2(DEPOSIT, keccak256(encodeAbiParameters([{ type: "address" }], [owner]))),
  };
}

/** The maker of an order of this signature type. */
export function walletOfType(wallets: Wallets, type: SignatureType): Hex {
  return ([wallets.eoa, wallets.proxy, wallets.safe, wallets.deposit] as const)[type];
}

interface Factory {
  readonly from: Hex;
  readonly bytecodeHash: Hex;
}

// Factories and code hashes: the venue's relayer clients.
const PROXY: Factory = {
  from: "0xaB45c5A4B0c941a2F231C04C3f49182e1A254052",
  bytecodeHash: "0xd21df8dc65880a8606f09fe0ce3df9b8869287ab0b058be05aa9e8af6330a00b",
};
const SAFE: Factory = {
  from: "0xaacFeEa03eb1561C4e67d661e40682Bd20E3541b",
  bytecodeHash: "0x2bce2127ff07fb632d16c8347c4ebf501f4841168bed00d9e6ef715ddb6fcecf",
};
// The factory has changed the code it deploys, so there is no one right hash.
const DEPOSIT: Factory = {
  from: "0x00000000000Fb5C9ADea0298D729A0CB3823Cc07",
  bytecodeHash: keccak256(toHex("deposit wallet of the sandbox")),
};

function create2({ from, bytecodeHash }: Factory, salt: Hex): Hex {
  return getCreate2Address({ from, salt, bytecodeHash }).toLowerCase() as Hex;
}
