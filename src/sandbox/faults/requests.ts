// The faults of REST: what stands around the venue's own answers.
import type { MiddlewareHandler } from "hono";
import type { Millis } from "../../core/types/units.ts";
import type { Faults, Subject } from "./switchboard.ts";
import type { Waiting } from "./waiting.ts";

const GEOBLOCKED = "Trading restricted in your region, please refer to available regions - " +
  "https://docs.polymarket.com/developers/CLOB/geoblock";
const PAGE = "<!DOCTYPE html>\n<html><head><title>Attention Required! | Cloudflare</title></head>" +
  "<body><h1>Sorry, you have been blocked</h1></body></html>\n";

/** Answers in the venue's place, late, or with half of what it said. */
export function requestFaults(faults: Faults, waiting: Waiting): MiddlewareHandler {
  return async (c, next) => {
    const subject = { path: c.req.path, method: c.req.method };
    const instead = refusal(faults, subject) ?? brokenBefore(faults, subject);
    if (instead === null) {
      // What it does is the exchange's; here it is only counted.
      faults.strikes("staleBalance", subject);
      await next();
      const after = await brokenAfter(faults, subject, c.res);
      if (after !== null) c.res = after;
    } else c.res = instead;
    const slow = faults.strikes("slow", subject);
    if (slow !== null) await waiting.wait(slow.ms as Millis);
  };
}

function refusal(faults: Faults, subject: Subject): Response | null {
  if (faults.strikes("geoblock403", subject) !== null) return json({ error: GEOBLOCKED }, 403);
  if (faults.strikes("http425", subject) !== null) {
    return new Response("service not ready", { status: 425 });
  }
  const limited = faults.strikes("http429", subject);
  if (limited === null) return null;
  const headers = { "retry-after": String(limited.retryAfterS) };
  if (!subject.path?.startsWith("/data-api/")) {
    return json({ error: "rate limit exceeded" }, 429, headers);
  }
  const error = { error: "too many requests", code: "rate_limited", retryable: true };
  return json({ ...error, trace_id: "0".repeat(31) + "2" }, 429, headers);
}

function brokenBefore(faults: Faults, subject: Subject): Response | null {
  const page = faults.strikes("html", subject);
  if (page !== null) {
    return new Response(PAGE, { status: page.status, headers: { "content-type": "text/html" } });
  }
  if (faults.args("http5xx")?.after !== false) return null;
  const broken = faults.strikes("http5xx", subject);
  return broken === null ? null : serverError(subject, broken.status);
}

async function brokenAfter(
  faults: Faults,
  subject: Subject,
  answer: Response,
): Promise<Response | null> {
  if (faults.args("http5xx")?.after === true) {
    const broken = faults.strikes("http5xx", subject);
    if (broken !== null) return serverError(subject, broken.status);
  }
  if (faults.strikes("halfJson", subject) === null) return null;
  const text = await answer.text();
  const headers = new Headers(answer.headers);
  headers.delete("content-length");
  return new Response(text.slice(0, Math.ceil(text.length / 2)), {
    status: answer.status,
    headers,
  });
}

function serverError({ path = "" }: Subject, status: number): Response {
  if (path.startsWith("/gamma/")) {
    return json({ type: "internal error", error: "cannot get the information" }, status);
  }
  return json({ error: "could not run the execution" }, status);
}

function json(
  body: Readonly<Record<string, unknown>>,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return Response.json(body, { status, headers: { ...headers } });
}
