// API keys and wallets of everybody at the sandbox. Credentials are a function of the seed, the
// address and the nonce, so a run with the same seed gives the same keys.
import { createHash } from "node:crypto";
import type { Hex } from "../types.ts";
import { walletOfType, walletsOf } from "./wallets.ts";
import type { SignatureType, Wallets } from "./wallets.ts";

/** As `/auth/api-key` answers. */
export interface Credentials {
  readonly apiKey: string;
  /** Base64 of 32 bytes. */
  readonly secret: string;
  readonly passphrase: string;
}

/** Credentials and the key's own address (the EOA), lower case. */
export interface ApiKey extends Credentials {
  readonly address: Hex;
}

/** The venue's list of API keys. */
export interface Keys {
  /** null when this nonce has been used, by a deleted key too. */
  create(address: Hex, nonce: bigint): Credentials | null;
  /** The key of {@link create} with this nonce; null when there is none. */
  derive(address: Hex, nonce: bigint): Credentials | null;
  /** Takes credentials that were made elsewhere. */
  add(address: Hex, credentials: Credentials): ApiKey;
  find(apiKey: string): ApiKey | undefined;
  of(address: Hex): readonly ApiKey[];
  remove(apiKey: string): void;
  wallets(address: Hex): Wallets;
  /** Replaces a derived wallet. Signature type 0 has no wallet but the address itself. */
  registerWallet(address: Hex, type: Exclude<SignatureType, 0>, wallet: Hex): void;
}

/** An empty list. */
export function createKeys(seed: number): Keys {
  const keys = new Map<string, ApiKey>();
  const nonces = new Map<string, string>();
  const registered = new Map<string, Partial<Record<SignatureType, Hex>>>();

  function add(address: Hex, { apiKey, secret, passphrase }: Credentials): ApiKey {
    const key = { apiKey, secret, passphrase, address: lower(address) };
    keys.set(apiKey, key);
    return key;
  }

  return {
    create(address, nonce) {
      const slot = `${lower(address)}|${nonce}`;
      if (nonces.has(slot)) return null;
      const credentials = credentialsOf(`${seed}|${slot}`);
      nonces.set(slot, credentials.apiKey);
      add(address, credentials);
      return credentials;
    },
    derive(address, nonce) {
      const key = keys.get(nonces.get(`${lower(address)}|${nonce}`) ?? "");
      if (key === undefined) return null;
      return { apiKey: key.apiKey, secret: key.secret, passphrase: key.passphrase };
    },
    add,
    find: (apiKey) => keys.get(apiKey),
    of: (address) => [...keys.values()].filter((key) => key.address === lower(address)),
    remove: (apiKey) => void keys.delete(apiKey),
    wallets(address) {
      const derived = walletsOf(address);
      const own = registered.get(derived.eoa) ?? {};
      return {
        eoa: derived.eoa,
        proxy: own[1] ?? walletOfType(derived, 1),
        safe: own[2] ?? walletOfType(derived, 2),
        deposit: own[3] ?? walletOfType(derived, 3),
      };
    },
    registerWallet(address, type, wallet) {
      const known = registered.get(lower(address)) ?? {};
      registered.set(lower(address), { ...known, [type]: lower(wallet) });
    },
  };
}

function credentialsOf(origin: string): Credentials {
  const hash = (part: string) => createHash("sha256").update(`${origin}|${part}`);
  const id = hash("apiKey").digest("hex");
  const uuid = [id.slice(0, 8), id.slice(8, 12), id.slice(12, 16), id.slice(16, 20)];
  return {
    apiKey: [...uuid, id.slice(20, 32)].join("-"),
    // Url-safe alphabet with padding, as the venue gives it.
    secret: `${hash("secret").digest("base64url")}=`,
    passphrase: hash("passphrase").digest("hex"),
  };
}

function lower(address: Hex): Hex {
  return address.toLowerCase() as Hex;
}
