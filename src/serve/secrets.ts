// Secrets of the server: made here, compared here, kept as hashes. None is ever written anywhere.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** 32 bytes of chance as base64url. */
export function newSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** SHA-256 of a secret. */
export function hashOf(secret: string): Uint8Array {
  return createHash("sha256").update(secret).digest();
}

/** Whether `given` is the secret with that hash; takes as long for any text of a length. */
export function isSecret(given: string, hash: Uint8Array): boolean {
  return timingSafeEqual(hashOf(given), hash);
}

/** Somebody who showed the token. */
export interface Session {
  readonly csrf: string;
}

/** Sessions by cookie. */
export interface Sessions {
  /** Returns the cookie's value. */
  open(): string;
  find(cookie: string): Session | null;
}

/** How long a cookie is good for. */
export const SESSION_MS = 12 * 3_600_000;
const MOST_SESSIONS = 64;

/** No session yet; the oldest gives way when there are too many. `now` is Unix ms. */
export function openSessions(now: () => number): Sessions {
  const byHash = new Map<string, Session & { readonly until: number }>();
  const key = (cookie: string) => createHash("sha256").update(cookie).digest("base64");
  return {
    open: () => {
      const cookie = newSecret();
      for (const [hash, { until }] of byHash) {
        if (until <= now() || byHash.size >= MOST_SESSIONS) byHash.delete(hash);
      }
      byHash.set(key(cookie), { csrf: newSecret(), until: now() + SESSION_MS });
      return cookie;
    },
    find: (cookie) => {
      const found = byHash.get(key(cookie));
      return found !== undefined && found.until > now() ? found : null;
    },
  };
}
