// EIP-712 of CLOB V2 orders, and the ERC-7739 wrapper in which deposit wallets carry it.
import { hashDomain, hashStruct, hashTypedData, recoverAddress, size, slice, toHex } from "viem";
import type { Side } from "../../core/types/market.ts";
import type { Hex, ListedMarket } from "../types.ts";
import type { SignatureType } from "./wallets.ts";

/** The signed fields of an order, addresses lower case. */
export interface OrderStruct {
  readonly salt: bigint;
  readonly maker: Hex;
  readonly signer: Hex;
  readonly tokenId: bigint;
  readonly makerAmount: bigint;
  readonly takerAmount: bigint;
  readonly side: Side;
  readonly signatureType: SignatureType;
  /** Milliseconds. */
  readonly timestamp: bigint;
  readonly metadata: Hex;
  readonly builder: Hex;
}

/** Which contract an order is signed for. */
export interface ExchangeDomain {
  readonly version: "1" | "2" | "3";
  readonly chain: number;
  readonly contract: Hex;
}

/** The contract that settles a market. */
export function exchangeOf(
  market: Pick<ListedMarket, "version" | "negRiskId">,
  chain: number,
): ExchangeDomain {
  if (market.version === "v2") {
    return { version: "3", chain, contract: chain === 80_002 ? EXCHANGE_V3_AMOY : EXCHANGE_V3 };
  }
  const contract = market.negRiskId === null ? CTF_EXCHANGE : NEG_RISK_EXCHANGE;
  return { version: "2", chain, contract };
}

/** The domains that old clients sign for; the venue has a text of its own for them. */
export function retiredDomains(domain: ExchangeDomain): readonly ExchangeDomain[] {
  return [domain.contract, ...RETIRED_EXCHANGES].map((contract) => ({
    version: "1",
    chain: domain.chain,
    contract,
  }));
}

/** EIP-712 digest of the order: its id. For a deposit wallet too it is that of the bare order. */
export function orderId(order: OrderStruct, domain: ExchangeDomain): Hex {
  return hashTypedData({
    domain: domainData(domain),
    types: ORDER_TYPES,
    primaryType: "Order",
    message: message(order),
  });
}

/** Address of the key that signed, lower case; null when the bytes are no such signature. */
export function recoverSigner(
  order: OrderStruct,
  signature: Hex,
  domain: ExchangeDomain,
): Promise<Hex | null> {
  if (order.signatureType !== 3) return recover(orderId(order, domain), signature);
  const inner = unwrap(order, signature, domain);
  return inner === null ? Promise.resolve(null) : recover(walletDigest(order, domain), inner);
}

/** The key's 65 bytes out of the wrapper; null unless every other part is the order's own. */
function unwrap(order: OrderStruct, signature: Hex, domain: ExchangeDomain): Hex | null {
  const wanted = [
    hashDomain({
      domain: { ...domainData(domain), chainId: BigInt(domain.chain) },
      types: { EIP712Domain: DOMAIN_FIELDS },
    }),
    hashStruct({ data: message(order), primaryType: "Order", types: ORDER_TYPES }),
    toHex(ORDER_TYPE),
    toHex(ORDER_TYPE.length, { size: 2 }),
  ];
  const tail = wanted.map((part) => part.slice(2)).join("");
  if (size(signature) !== 65 + tail.length / 2) return null;
  return slice(signature, 65) === `0x${tail}` ? slice(signature, 0, 65) : null;
}

function walletDigest(order: OrderStruct, domain: ExchangeDomain): Hex {
  return hashTypedData({
    domain: domainData(domain),
    types: { ...ORDER_TYPES, TypedDataSign: WALLET_FIELDS },
    primaryType: "TypedDataSign",
    message: {
      contents: message(order),
      name: "DepositWallet",
      version: "1",
      chainId: BigInt(domain.chain),
      verifyingContract: order.signer,
      salt: `0x${"00".repeat(32)}`,
    },
  });
}

async function recover(hash: Hex, signature: Hex): Promise<Hex | null> {
  // The contract takes v of 27 and 28 only; the library would take 0 and 1 as well.
  if (!/^0x[0-9a-f]{128}(1b|1c)$/.test(signature)) return null;
  try {
    return (await recoverAddress({ hash, signature })).toLowerCase() as Hex;
  } catch {
    // Well-formed bytes that are no point of the curve: nobody signed.
    return null;
  }
}

function domainData({ version, chain, contract }: ExchangeDomain) {
  return {
    name: "Polymarket CTF Exchange",
    version,
    chainId: chain,
    verifyingContract: contract,
  } as const;
}

function message(order: OrderStruct) {
  return { ...order, side: order.side === "buy" ? 0 : 1 };
}

const ORDER_FIELDS = [
  { name: "salt", type: "uint256" },
  { name: "maker", type: "address" },
  { name: "signer", type: "address" },
  { name: "tokenId", type: "uint256" },
  { name: "makerAmount", type: "uint256" },
  { name: "takerAmount", type: "uint256" },
  { name: "side", type: "uint8" },
  { name: "signatureType", type: "uint8" },
  { name: "timestamp", type: "uint256" },
  { name: "metadata", type: "bytes32" },
  { name: "builder", type: "bytes32" },
] as const;

const ORDER_TYPES = { Order: ORDER_FIELDS } as const;

const ORDER_TYPE = `Order(${ORDER_FIELDS.map(({ name, type }) => `${type} ${name}`).join(",")})`;

const WALLET_FIELDS = [
  { name: "contents", type: "Order" },
  { name: "name", type: "string" },
  { name: "version", type: "string" },
  { name: "chainId", type: "uint256" },
  { name: "verifyingContract", type: "address" },
  { name: "salt", type: "bytes32" },
] as const;

const DOMAIN_FIELDS = [
  { name: "name", type: "string" },
  { name: "version", type: "string" },
  { name: "chainId", type: "uint256" },
  { name: "verifyingContract", type: "address" },
] as const;

const CTF_EXCHANGE: Hex = "0xe111180000d2663c0091e4f400237545b87b996b";
const NEG_RISK_EXCHANGE: Hex = "0xe2222d279d744050d28e00520010520000310f59";
const EXCHANGE_V3: Hex = "0xe3333700ca9d93003f00f0f71f8515005f6c00aa";
const EXCHANGE_V3_AMOY: Hex = "0x9fe6e61422adb6f610d8597f9684b16912d50c3d";
const RETIRED_EXCHANGES: readonly Hex[] = [
  "0x4bfb41d5b3570defd03c39a9a4d8de6bd8b8982e",
  "0xc5d563a36ae78145c45a50134d48a1215220f80a",
];
