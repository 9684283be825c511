import { Hono } from "hono";
import type { Context } from "hono";
import type { Credentials } from "../auth/keys.ts";
import { verifyL1 } from "../auth/l1.ts";
import type { Attested } from "../auth/l1.ts";
import { authorized, authTime, refused } from "./authorize.ts";
import type { PrivateEnv } from "./authorize.ts";
import type { PrivateDeps } from "./deps.ts";

/** Making, deriving, listing and deleting API keys. */
export function apiKeyRoutes(deps: PrivateDeps): Hono<PrivateEnv> {
  const { keys, options } = deps;

  async function withL1(c: Context, make: (who: Attested) => Credentials | null, error: string) {
    const who = await verifyL1(c.req.raw.headers, authTime(deps), options.chain);
    if (who === null) return refused(c, 401, "Invalid L1 Request headers");
    const credentials = make(who);
    return credentials === null ? refused(c, 400, error) : c.json(credentials);
  }

  const app = new Hono<PrivateEnv>();
  app.post(
    "/auth/api-key",
    (c) =>
      withL1(c, ({ address, nonce }) => keys.create(address, nonce), "Could not create api key"),
  );
  app.get(
    "/auth/derive-api-key",
    (c) =>
      withL1(c, ({ address, nonce }) => keys.derive(address, nonce), "Could not derive api key!"),
  );
  app.get("/auth/api-keys", authorized(deps), (c) => {
    const own = keys.of(c.var.caller.address);
    return c.json({ apiKeys: own.map(({ apiKey }) => apiKey) });
  });
  app.delete("/auth/api-key", authorized(deps), (c) => {
    keys.remove(c.var.caller.apiKey);
    return c.json("OK");
  });
  return app;
}
