import { Hono } from "hono";
import type { Faults } from "../faults/switchboard.ts";

/** Says whether the caller's region may trade. The addresses are of documentation nets. */
export function geoblockRoutes(faults: Faults): Hono {
  const app = new Hono();
  app.get("/api/geoblock", (c) => {
    if (faults.args("geoblock403") === null) {
      return c.json({ blocked: false, ip: "192.0.2.10", country: "AR", region: "" });
    }
    faults.acted("geoblock403");
    return c.json({ blocked: true, ip: "198.51.100.20", country: "US", region: "NY" });
  });
  return app;
}
