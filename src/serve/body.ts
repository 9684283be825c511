import type { Context } from "hono";
import type { Doors, Env } from "./app_parts.ts";
import { refuse } from "./guard.ts";

/** A JSON object of the request; a Response when there is none. */
export async function objectOf(c: Context): Promise<Readonly<Record<string, unknown>> | Response> {
  const type = c.req.header("Content-Type") ?? "";
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    return refuse(c, 415, "The body must be application/json");
  }
  let body: unknown;
  try {
    body = JSON.parse(await c.req.text());
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return refuse(c, 400, "The body is not JSON");
  }
  if (typeof body === "object" && body !== null && !Array.isArray(body)) {
    return body as Readonly<Record<string, unknown>>;
  }
  return refuse(c, 400, "The body must be an object");
}

/** Refuses what a page did not mean to send, and too much of it; null: go on. */
export function unwanted(c: Context<Env>, { commands }: Pick<Doors, "commands">): Response | null {
  // Equal length or not is no secret; the value is of this session alone.
  if (c.req.header("X-Polybot-CSRF") !== c.get("csrf")) {
    return refuse(c, 403, "X-Polybot-CSRF is missing or of another session", {
      hint: "GET /api/session gives it",
    });
  }
  if (commands.take()) return null;
  c.header("Retry-After", String(commands.waitSeconds()));
  return refuse(c, 429, "Too many requests of this kind", { hint: "wait a moment" });
}
