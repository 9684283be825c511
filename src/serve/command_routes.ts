import type { App } from "./app.ts";
import type { AppParts, Doors } from "./app_parts.ts";
import { objectOf, unwanted } from "./body.ts";
import { CommandRefused, type ControlWord } from "./contract.ts";
import { refuse } from "./guard.ts";

const words: readonly string[] = ["halt", "reduce", "resume", "flatten"];
const MOST_REASON = 500;
/** A UUID, however it was made. */
const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** `/api/command`: what a person tells the bot, by its inbox. */
export function addCommands(app: App, { control }: AppParts, doors: Doors): void {
  app.post("/api/command", async (c) => {
    if (control === null) {
      return refuse(c, 403, "This dashboard only reads", { hint: "start it with --control" });
    }
    const stop = unwanted(c, doors);
    if (stop !== null) return stop;
    const body = await objectOf(c);
    if (body instanceof Response) return body;
    const { command, reason, confirm, id = null } = body;
    if (typeof command !== "string" || !words.includes(command)) {
      return refuse(c, 400, `command must be one of ${words.join(", ")}`);
    }
    if (typeof reason !== "string" || reason.length > MOST_REASON) {
      return refuse(c, 400, `reason must be text of at most ${MOST_REASON} characters`);
    }
    // In a hurry nobody has to explain a halt; who lets it trade again says why.
    if (command === "resume" && reason.trim() === "") {
      return refuse(c, 400, "resume wants a reason");
    }
    if (confirm !== command) {
      return refuse(c, 400, "confirm must be the command's own word: it is asked for twice");
    }
    if (id !== null && (typeof id !== "string" || !isId.test(id))) {
      return refuse(c, 400, "id must be a UUID in small letters, or left out");
    }
    try {
      return c.json({ id: control.put(command as ControlWord, reason, id) }, 202);
    } catch (error) {
      if (!(error instanceof CommandRefused)) throw error;
      return refuse(c, 409, error.message);
    }
  });
  app.get("/api/command/:id", (c) => {
    if (control === null) return refuse(c, 403, "This dashboard only reads");
    const id = c.req.param("id");
    const found = isId.test(id) ? control.status(id) : { status: "unknown" as const };
    if (found.status === "unknown") return refuse(c, 404, "There is no command of that id");
    return c.json(found);
  });
}
