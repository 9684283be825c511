import type { Context, MiddlewareHandler } from "hono";
import { createMiddleware } from "hono/factory";
import type { ApiKey } from "../auth/keys.ts";
import { verifyL2 } from "../auth/l2.ts";
import type { AuthTime } from "../auth/time.ts";
import type { PrivateDeps } from "./deps.ts";

/** What a route behind {@link authorized} may read. */
export interface PrivateEnv {
  Variables: {
    caller: ApiKey;
    /** As it came: the signature covers these very bytes. */
    body: string;
  };
}

/** Lets a request through when its L2 headers are right, and answers 401 when not. */
export function authorized(deps: PrivateDeps): MiddlewareHandler<PrivateEnv> {
  return createMiddleware<PrivateEnv>(async (c, next) => {
    const body = await c.req.text();
    const request = { method: c.req.method, path: new URL(c.req.url).pathname, body };
    const caller = verifyL2(c.req.raw.headers, request, deps.keys, authTime(deps));
    if (caller === null) return refused(c, 401, "Unauthorized/Invalid api key");
    c.set("caller", caller);
    c.set("body", body);
    return await next();
  });
}

/** The clock that signatures are held against. */
export function authTime({ nowSeconds, options }: PrivateDeps): AuthTime {
  return { nowSeconds: nowSeconds(), toleranceSeconds: options.toleranceSeconds };
}

/** The venue's form of an error. */
export function refused(c: Context, status: 400 | 401 | 404, error: string): Response {
  return c.json({ error }, status);
}
