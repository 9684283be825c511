// What every request passes before a route sees it. The order matters: whoever is not meant for us
// learns nothing, and a page of another site never gets as far as the count of wrong tokens.
import type { Context, MiddlewareHandler } from "hono";
import { Hono } from "hono";
import { getCookie } from "hono/cookie";
import { secureHeaders } from "hono/secure-headers";
import type { AppParts, Doors, Env } from "./app_parts.ts";
import { hintFor, isOwnHost, isOwnOrigin } from "./hosts.ts";
import { isSecret } from "./secrets.ts";

/** Longest body of a request, bytes. */
export const MOST_BODY = 4096;

/** Headers of every answer; the page may load its own files and nothing else. */
const secure = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", "data:"],
    connectSrc: ["'self'"],
    frameAncestors: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
  },
  referrerPolicy: "no-referrer",
  xFrameOptions: "DENY",
  crossOriginOpenerPolicy: "same-origin",
  crossOriginResourcePolicy: "same-origin",
  // Plain http: a browser must not be told to come back by https.
  strictTransportSecurity: false,
});

/** Sets the headers of every answer that was not made with them, and lets nobody keep it. */
export function headers(): MiddlewareHandler<Env> {
  return async (c, next) => {
    await next();
    if (c.get("dressed")) return;
    await secure(c, nothing);
    c.header("Cache-Control", "no-store");
  };
}

const nothing = () => Promise.resolve();

/**
 * Answers with JSON that is asked for all the time, made with its headers: set one by one afterwards
 * they cost a third of a request.
 */
export function readyJson(): (c: Context<Env>, json: string) => Promise<Response> {
  const blank = new Hono<Env>().use(headers()).get("/", (c) => c.body(""));
  const dress = (async () => Object.fromEntries((await blank.request("/")).headers))();
  return async (c, json) => {
    c.set("dressed", true);
    return c.body(json, 200, { ...await dress, "content-type": "application/json" });
  };
}

/** Refuses what was sent to another name, and what another site's page sent. */
export function ownRequestsOnly({ listening }: Pick<AppParts, "listening">): MiddlewareHandler {
  return async (c, next) => {
    const own = listening();
    if (!isOwnHost(c.req.header("Host"), own)) {
      return refuse(c, 403, "This server is not called that", {
        hint: hintFor(own),
      });
    }
    const changes = c.req.method !== "GET" && c.req.method !== "HEAD";
    const isData = changes || /^\/(api|export)\//.test(c.req.path);
    if (isData && isForeign(c, own)) {
      return refuse(c, 403, "Another site's page may not ask for that");
    }
    return await next();
  };
}

function isForeign(c: Context, own: Parameters<typeof isOwnOrigin>[1]): boolean {
  const origin = c.req.header("Origin");
  if (origin !== undefined && !isOwnOrigin(origin, own)) return true;
  const site = c.req.header("Sec-Fetch-Site");
  return site !== undefined && site !== "same-origin" && site !== "none";
}

/** What everybody may have: the page itself, which says nothing, and whether the server is alive. */
const openRoutes: readonly string[] = ["/login", "/healthz"];

/** Name of the cookie: ports of one host share their cookies. */
export function cookieName({ listening }: Pick<AppParts, "listening">): string {
  return `polybot_${listening().port}`;
}

/** Lets in whoever has the cookie or the token. */
export function membersOnly(parts: AppParts, doors: Doors): MiddlewareHandler<Env> {
  const { assets, tokenHash } = parts;
  const { logins, sessions, csrfOfToken } = doors;
  return async (c, next) => {
    if (openRoutes.includes(c.req.path) || assets.has(c.req.path)) return await next();
    const bearer = /^Bearer +(\S+)$/i.exec(c.req.header("Authorization") ?? "")?.[1];
    if (bearer !== undefined) {
      if (!logins.has()) return tooMany(c, doors);
      if (!isSecret(bearer, tokenHash)) {
        logins.take();
        return refuse(c, 401, "That is not the token");
      }
      c.set("csrf", csrfOfToken);
      return await next();
    }
    const cookie = getCookie(c, cookieName(parts));
    const session = cookie === undefined ? null : sessions.find(cookie);
    if (session === null) {
      return refuse(c, 401, "Log in first", { hint: "polybot printed the token when it started" });
    }
    c.set("csrf", session.csrf);
    return await next();
  };
}

/** Too many wrong tokens. */
export function tooMany(c: Context, { logins }: Pick<Doors, "logins">): Response {
  const seconds = logins.waitSeconds();
  c.header("Retry-After", String(seconds));
  return refuse(c, 429, "Too many wrong tokens", { hint: `wait ${seconds} s` });
}

/** Answers with an error as people read it. */
export function refuse(
  c: Context,
  status: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 429 | 500 | 503,
  message: string,
  { hint = null }: { readonly hint?: string | null } = {},
): Response {
  return c.json({ error: { message, hint } }, status);
}
