// The checks in a process of their own: playwright asks for more of the machine than tests are granted.
// Prints a line of JSON for every check as it ends. Words given: only checks whose names hold one.
import { inPlace } from "../e2e/rig.ts";
import { liveChecks } from "./checks_live.ts";
import { refusals } from "./checks_refusals.ts";
import { viewChecks } from "./checks_views.ts";
import { onStage, type Stage } from "./stage.ts";

/** One thing that must be so, as a sentence. */
export interface Check {
  readonly name: string;
  run(stage: Stage): Promise<void>;
}

/** What became of it. */
export interface Outcome {
  readonly name: string;
  readonly ms: number;
  /** null: it is so. */
  readonly problem: string | null;
}

async function outcomeOf({ name, run }: Check, stage: Stage): Promise<Outcome> {
  const began = performance.now();
  const ms = () => Math.round(performance.now() - began);
  try {
    await run(stage);
    return { name, ms: ms(), problem: null };
  } catch (error) {
    // Whatever it is, it is the outcome; the other checks go on.
    const problem = error instanceof Error ? error.stack ?? error.message : String(error);
    return { name, ms: ms(), problem };
  }
}

if (import.meta.main) {
  await inPlace(async (place) => {
    await onStage(place, async (stage) => {
      // In this order: the last of the live ones ends the trader, and the views hold still after it.
      for (const check of [...refusals, ...liveChecks, ...viewChecks]) {
        if (Deno.args.length > 0 && !Deno.args.some((word) => check.name.includes(word))) continue;
        const line = JSON.stringify(await outcomeOf(check, stage));
        Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
      }
    });
  });
  Deno.exit(0);
}
