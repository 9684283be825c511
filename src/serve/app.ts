// The dashboard's server: every route, behind one guard.
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { AppParts, Doors, Env } from "./app_parts.ts";
import { TryAgain } from "./contract.ts";
import { openBucket } from "./bucket.ts";
import { addCommands } from "./command_routes.ts";
import { addData } from "./data_routes.ts";
import { headers, membersOnly, MOST_BODY, ownRequestsOnly, refuse } from "./guard.ts";
import { addLogin } from "./login_routes.ts";
import { addSimulations } from "./simulate_routes.ts";
import { addStatus } from "./status_routes.ts";
import { newSecret, openSessions } from "./secrets.ts";

/** The app while routes are added to it. */
export type App = Hono<Env>;

/** Wrong tokens in a row, and how long each takes to be forgiven. */
const LOGINS = { size: 5, everyMs: 10_000 };
/** Commands and simulations in a row. */
const COMMANDS = { size: 10, everyMs: 1_000 };

/** Builds the app; it reaches nothing but its parts. */
export function dashboardApp(parts: AppParts): App {
  const { now } = parts;
  const doors: Doors = {
    sessions: openSessions(now),
    csrfOfToken: newSecret(),
    logins: openBucket({ ...LOGINS, now }),
    commands: openBucket({ ...COMMANDS, now }),
  };
  const app: App = new Hono<Env>();
  app.use(headers());
  app.use(ownRequestsOnly(parts));
  app.use(
    bodyLimit({
      maxSize: MOST_BODY,
      onError: (c) => refuse(c, 413, `A request has at most ${MOST_BODY} bytes`),
    }),
  );
  app.use(membersOnly(parts, doors));
  addLogin(app, parts, doors);
  addStatus(app, parts);
  addData(app, parts);
  addCommands(app, parts, doors);
  addSimulations(app, parts, doors);
  for (const [path, { type, body }] of parts.assets) {
    app.get(path, (c) => c.body(body, 200, { "Content-Type": type }));
  }
  app.notFound((c) => refuse(c, 404, "There is nothing here"));
  app.onError((error, c) => {
    if (error instanceof TryAgain) {
      c.header("Retry-After", "2");
      return refuse(c, 503, error.message, { hint: "try again" });
    }
    // The words of a failure may quote anything; they are for the terminal.
    parts.warn(`${c.req.method} ${c.req.routePath}: ${error.message}`);
    return refuse(c, 500, "The server could not answer", { hint: "its terminal says why" });
  });
  return app;
}
