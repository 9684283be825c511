// Every route of the sandbox on one port: Gamma at /gamma, the Data API at /data-api, the sockets
// at /ws, the control endpoint at /sandbox, the CLOB at the root, and two neighbours of the venue:
// models at /bedrock and news at /gdelt.
import { Hono } from "hono";
import type { MiddlewareHandler } from "hono";
import { bedrockRoutes } from "./bedrock/routes.ts";
import { newsRoutes } from "./evidence/news_routes.ts";
import { controlRoutes } from "./faults/control.ts";
import { orderFaults } from "./faults/orders.ts";
import { requestFaults } from "./faults/requests.ts";
import { privateRoutes } from "./private/routes.ts";
import { clobRoutes } from "./public/clob.ts";
import { dataRoutes } from "./public/data.ts";
import { gammaRoutes } from "./public/gamma.ts";
import { geoblockRoutes } from "./public/geoblock.ts";
import type { SocketServer } from "./sockets/socket_server.ts";
import type { Meter } from "./status.ts";
import type { Venue } from "./venue.ts";

export interface AppOptions {
  readonly venue: Venue;
  readonly sockets: SocketServer;
  readonly meter: Meter;
  /** Aborted when the sandbox closes. */
  readonly closing: AbortSignal;
}

/** The application that answers every request. */
export function venueApp({ venue, sockets, meter, closing }: AppOptions): Hono {
  const { exchange, clock, faults, waiting, keys, accounts: options } = venue;
  const app = new Hono();
  app.route("/sandbox", controlRoutes({ ...venue, status: () => meter.status() }));
  app.get("/ws/market", (c) => sockets.upgrade(c.req.raw, venue.marketChannel));
  app.get("/ws/user", (c) => sockets.upgrade(c.req.raw, venue.userSockets));
  app.use(counted(meter));
  app.use(requestFaults(faults, waiting));
  app.route("/gamma", gammaRoutes(venue));
  app.route("/data-api", dataRoutes(venue));
  app.route("/bedrock", bedrockRoutes(venue));
  app.route("/gdelt", newsRoutes(venue));
  app.route("/", geoblockRoutes(faults));
  app.route("/", clobRoutes(venue));
  app.route(
    "/",
    privateRoutes({
      exchange,
      clock,
      keys,
      options,
      closing,
      nowSeconds: () => venue.nowSeconds(),
      hooks: orderFaults(faults, waiting),
    }),
  );
  app.notFound((c) => c.text("404 page not found\n", 404));
  app.onError((error, c) => {
    meter.failed(error);
    return c.json({ error: "the sandbox failed; see /sandbox/status" }, 500);
  });
  return app;
}

function counted(meter: Meter): MiddlewareHandler {
  return async (c, next) => {
    const isOrder = c.req.method === "POST" && /^\/orders?$/.test(c.req.path);
    if (isOrder) meter.orderPosted();
    await next();
    meter.answered(c.res.status);
  };
}
