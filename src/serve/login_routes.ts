import { setCookie } from "hono/cookie";
import type { App } from "./app.ts";
import type { AppParts, Doors } from "./app_parts.ts";
import { objectOf } from "./body.ts";
import { cookieName, refuse, tooMany } from "./guard.ts";
import { isSecret, SESSION_MS } from "./secrets.ts";

/** `/login`, which changes the token into a cookie, and `/api/session`. */
export function addLogin(app: App, parts: AppParts, doors: Doors): void {
  const { control, tokenHash, version } = parts;
  app.post("/login", async (c) => {
    const body = await objectOf(c);
    if (body instanceof Response) return body;
    if (!doors.logins.has()) return tooMany(c, doors);
    const { token } = body;
    if (typeof token !== "string" || !isSecret(token, tokenHash)) {
      doors.logins.take();
      return refuse(c, 401, "That is not the token", {
        hint: "polybot printed it when it started; it changes with every start",
      });
    }
    setCookie(c, cookieName(parts), doors.sessions.open(), {
      httpOnly: true,
      sameSite: "Strict",
      path: "/",
      maxAge: SESSION_MS / 1000,
    });
    return c.json({ ok: true });
  });
  app.get(
    "/api/session",
    (c) => c.json({ csrf: c.get("csrf"), control: control !== null, version }),
  );
}
