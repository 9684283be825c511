import { err, ok } from "../../core/types/result.ts";
import type { Result } from "../../core/types/result.ts";
import type { TokenId } from "../../core/types/ids.ts";
import type { ApiKey } from "../auth/keys.ts";
import { exchangeOf, orderId, recoverSigner, retiredDomains } from "../auth/order_signature.ts";
import type { ExchangeDomain } from "../auth/order_signature.ts";
import { walletOfType } from "../auth/wallets.ts";
import type { Hex, PlaceResult } from "../types.ts";
import type { PrivateDeps } from "./deps.ts";
import { parsePlacement } from "./payload.ts";
import type { Placement } from "./payload.ts";

/** What became of one order of a request. */
export interface Placing {
  /** EIP-712 digest; null for an order that was refused before it was computed. */
  readonly id: Hex | null;
  readonly result: PlaceResult;
}

/** Reads, checks and places one order for the holder of `caller`. */
export async function place(deps: PrivateDeps, caller: ApiKey, body: unknown): Promise<Placing> {
  const checked = await check(deps, caller, body);
  if (!checked.ok) return { id: null, result: checked };
  const { id, placement } = checked.value;
  const { struct, owner, type, postOnly, deferExec, expiration } = placement;
  const result = deps.exchange.place({
    id,
    owner,
    type,
    postOnly,
    deferExec,
    expiration,
    maker: struct.maker,
    token: String(struct.tokenId) as TokenId,
    side: struct.side,
    makerAmount: Number(struct.makerAmount),
    takerAmount: Number(struct.takerAmount),
  });
  return { id, result };
}

interface Checked {
  readonly id: Hex;
  readonly placement: Placement;
}

async function check(
  deps: PrivateDeps,
  caller: ApiKey,
  body: unknown,
): Promise<Result<Checked, string>> {
  const parsed = parsePlacement(body);
  if (!parsed.ok) return parsed;
  const placement = parsed.value;
  const refusal = whoRefusal(deps, caller, placement);
  if (refusal !== null) return err(refusal);
  const { tokenId } = placement.struct;
  const listed = deps.exchange.byToken(String(tokenId) as TokenId);
  if (listed === undefined) return err(`the orderbook ${tokenId} does not exist`);
  const domain = exchangeOf(listed.market, deps.options.chain);
  const mistake = await signatureMistake(deps, caller, placement, domain);
  if (mistake !== null) return err(mistake);
  return ok({ id: orderId(placement.struct, domain), placement });
}

/** Why these people may not place this order; null: they may. */
function whoRefusal(deps: PrivateDeps, caller: ApiKey, placement: Placement): string | null {
  const { options, keys } = deps;
  const { struct, owner } = placement;
  const wallets = keys.wallets(caller.address);
  if (owner !== caller.apiKey) return "the order owner has to be the owner of the API KEY";
  const signer = struct.signatureType === 3 ? wallets.deposit : wallets.eoa;
  if (struct.signer !== signer) {
    return "the order signer address has to be the address of the API KEY";
  }
  if (options.depositWalletOnly && struct.signatureType !== 3) {
    return "maker address not allowed, please use the deposit wallet flow";
  }
  const restriction = options.restricted.get(struct.maker);
  if (restriction === "banned") return `'${struct.maker}' address banned`;
  if (restriction === "closedOnly" && struct.side === "buy") {
    return `'${struct.maker}' address in closed only mode`;
  }
  return null;
}

async function signatureMistake(
  deps: PrivateDeps,
  caller: ApiKey,
  { struct, signature }: Placement,
  domain: ExchangeDomain,
): Promise<string | null> {
  const signed = async (by: ExchangeDomain) =>
    await recoverSigner(struct, signature, by) === caller.address;
  if (await signed(domain)) {
    // A key that signs for a wallet that is not its own: the contract is what refuses this.
    const own = walletOfType(deps.keys.wallets(caller.address), struct.signatureType);
    return struct.maker === own ? null : "invalid signature";
  }
  for (const retired of retiredDomains(domain)) {
    if (await signed(retired)) return "order_version_mismatch";
  }
  return "invalid signature";
}
