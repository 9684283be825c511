import type { App } from "./app.ts";
import type { AppParts, Doors } from "./app_parts.ts";
import { objectOf, unwanted } from "./body.ts";
import { refuse } from "./guard.ts";

/** Bounds of what may be asked for. */
export const SIMULATE = { runs: 200_000, days: 365, seed: 0xffff_ffff } as const;

/** `/api/simulate`: a simulation of the account from the page. */
export function addSimulations(app: App, { simulations }: AppParts, doors: Doors): void {
  app.post("/api/simulate", async (c) => {
    const stop = unwanted(c, doors);
    if (stop !== null) return stop;
    const body = await objectOf(c);
    if (body instanceof Response) return body;
    const runs = whole(body["runs"], 1, SIMULATE.runs);
    const days = whole(body["days"], 1, SIMULATE.days);
    const seed = whole(body["seed"], 0, SIMULATE.seed);
    if (runs === null || days === null || seed === null) {
      return refuse(c, 400, "runs, days and seed must be whole numbers in their bounds", {
        hint: `runs to ${SIMULATE.runs}, days to ${SIMULATE.days}, seed to ${SIMULATE.seed}`,
      });
    }
    const id = simulations.start({ runs, days, seed });
    if (id !== null) return c.json({ id }, 202);
    return refuse(c, 409, "Another simulation is running", { hint: "wait until it is done" });
  });
  app.get("/api/simulate/:id", (c) => {
    const found = simulations.state(c.req.param("id"));
    if (found === null) return refuse(c, 404, "There is no simulation of that id");
    return c.json(found);
  });
}

function whole(value: unknown, least: number, most: number): number | null {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) return null;
  return value >= least && value <= most ? value : null;
}
