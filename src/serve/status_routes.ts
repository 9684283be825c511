import type { App } from "./app.ts";
import type { AppParts } from "./app_parts.ts";
import { METRICS_TYPE, metricsText } from "./metrics.ts";
import { openApi } from "./openapi.ts";
import { reasonsNotReady } from "./readiness.ts";

/** `/healthz`, `/readyz`, `/metrics` and the description of all of them. */
export function addStatus(app: App, parts: AppParts): void {
  const { hub, now, state, version } = parts;
  app.get("/healthz", (c) => c.json({ ok: true }));
  app.get("/readyz", (c) => {
    const reasons = reasonsNotReady({ ...state(), now: now() });
    return c.json({ ready: reasons.length === 0, reasons }, reasons.length === 0 ? 200 : 503);
  });
  app.get("/metrics", (c) => {
    const { server, ...rest } = state();
    const measured = { ...rest, now: now(), server: { ...server, streams: hub.size() }, version };
    return c.body(metricsText(measured), 200, { "Content-Type": METRICS_TYPE });
  });
  app.get("/api/openapi.json", (c) => c.json(openApi(version)));
}
