import { Hono } from "hono";
import { accountRoutes } from "./account.ts";
import { apiKeyRoutes } from "./api_keys.ts";
import type { PrivateEnv } from "./authorize.ts";
import type { PrivateDeps } from "./deps.ts";
import { orderRoutes } from "./orders.ts";

/** Everything of the CLOB that needs authentication; to be mounted at the root of its host. */
export function privateRoutes(deps: PrivateDeps): Hono<PrivateEnv> {
  const app = new Hono<PrivateEnv>();
  app.route("/", apiKeyRoutes(deps));
  app.route("/", orderRoutes(deps));
  app.route("/", accountRoutes(deps));
  return app;
}
