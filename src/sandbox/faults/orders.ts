// The faults that need to know of orders: the venue's modes, and the answer that never comes.
import type { Millis } from "../../core/types/units.ts";
import type { OrderHooks } from "../private/deps.ts";
import type { Faults } from "./switchboard.ts";
import type { Waiting } from "./waiting.ts";

const CANCEL_ONLY =
  "Trading is currently cancel-only. New orders are not accepted, but cancels are allowed.";
const POST_ONLY = "post-only mode: only post-only orders and cancels are allowed";

/** What the private routes ask before and after an order. */
export function orderFaults(faults: Faults, waiting: Waiting): OrderHooks {
  return {
    beforeOrder({ postOnly }) {
      if (faults.strikes("cancelOnly", {}) !== null) {
        return Response.json({ error: CANCEL_ONLY }, { status: 503 });
      }
      const mode = postOnly ? null : faults.strikes("postOnlyMode", {});
      if (mode === null) return null;
      const { retryAfterS } = mode;
      const body = { error: POST_ONLY, code: "post_only_mode", retry_after_seconds: retryAfterS };
      const headers = { "retry-after": String(retryAfterS) };
      return Response.json(body, { status: 503, headers });
    },
    async afterAccept({ path }) {
      const silent = faults.strikes("timeoutAfterAccept", { path, method: "POST" });
      if (silent === null) return "answer";
      await waiting.wait(silent.ms as Millis);
      return new Response("upstream request timeout", { status: 504 });
    },
  };
}
