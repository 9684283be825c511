// Orders signed with the public Anvil key, without any of the venue's packages.
import { concatHex, hashDomain, hashStruct, toHex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import type { ExchangeDomain, OrderStruct } from "../../../src/sandbox/auth/order_signature.ts";
import type { Hex } from "../../../src/sandbox/types.ts";
import { ANVIL_0, ANVIL_KEY_0 } from "./vectors.ts";

export const ZERO_WORD: Hex = `0x${"00".repeat(32)}`;

/** Ten shares at 0.45 of token 1234, made and signed by the key itself. */
export function anOrder(overrides: Partial<OrderStruct> = {}): OrderStruct {
  return {
    salt: 897_652_800_000n,
    maker: ANVIL_0,
    signer: ANVIL_0,
    tokenId: 1234n,
    makerAmount: 4_500_000n,
    takerAmount: 10_000_000n,
    side: "buy",
    signatureType: 0,
    timestamp: 1_795_305_600_000n,
    metadata: ZERO_WORD,
    builder: ZERO_WORD,
    ...overrides,
  };
}

const ORDER = [
  ["salt", "uint256"],
  ["maker", "address"],
  ["signer", "address"],
  ["tokenId", "uint256"],
  ["makerAmount", "uint256"],
  ["takerAmount", "uint256"],
  ["side", "uint8"],
  ["signatureType", "uint8"],
  ["timestamp", "uint256"],
  ["metadata", "bytes32"],
  ["builder", "bytes32"],
].map(([name = "", type = ""]) => ({ name, type }));

const WRAPPER = [
  ["contents", "Order"],
  ["name", "string"],
  ["version", "string"],
  ["chainId", "uint256"],
  ["verifyingContract", "address"],
  ["salt", "bytes32"],
].map(([name = "", type = ""]) => ({ name, type }));

/** Signs as the venue's client does: type 3 inside the wrapper of a deposit wallet. */
export async function sign(
  order: OrderStruct,
  { version, chain, contract }: ExchangeDomain,
  privateKey: Hex = ANVIL_KEY_0,
): Promise<Hex> {
  const account = privateKeyToAccount(privateKey);
  const name = "Polymarket CTF Exchange";
  const domain = { name, version, chainId: chain, verifyingContract: contract };
  const message = { ...order, side: order.side === "buy" ? 0 : 1 };
  const types = { Order: ORDER };
  if (order.signatureType !== 3) {
    return await account.signTypedData({ domain, types, primaryType: "Order", message });
  }
  const inner = await account.signTypedData({
    domain,
    types: { ...types, TypedDataSign: WRAPPER },
    primaryType: "TypedDataSign",
    message: {
      contents: message,
      name: "DepositWallet",
      version: "1",
      chainId: BigInt(chain),
      verifyingContract: order.signer,
      salt: ZERO_WORD,
    },
  });
  const form = `Order(${ORDER.map((field) => `${field.type} ${field.name}`).join(",")})`;
  return concatHex([
    inner,
    hashDomain({
      domain: { ...domain, chainId: BigInt(chain) },
      types: {
        EIP712Domain: [
          { name: "name", type: "string" },
          { name: "version", type: "string" },
          { name: "chainId", type: "uint256" },
          { name: "verifyingContract", type: "address" },
        ],
      },
    }),
    hashStruct({ data: message, primaryType: "Order", types }),
    toHex(form),
    toHex(form.length, { size: 2 }),
  ]);
}
