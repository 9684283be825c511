// Narrows like main.ts does for `serve --control`, then puts a command into the inbox and tries to
// write everything else that lies beside it. Prints what went through.
import { commandStatus, putCommand } from "../../src/adapters/sqlite/inbox.ts";
import { narrow } from "../../src/cli/permissions.ts";
import { placesIn } from "../../src/commands/places.ts";
import { commands, granted } from "../../src/commands/table.ts";
import { millis } from "../../src/core/types/units.ts";

const { inbox, ledger, haltFile } = placesIn("data");
const places = { dataDir: "data", paths: [], venue: null, scenarioFile: null, models: null };
const listen = { host: "127.0.0.1", control: true };
narrow(granted, commands.serve.needs({ ...places, listen }));

const tries: Readonly<Record<string, () => unknown>> = {
  inbox: () => {
    const command = { kind: "haltRequested", by: "x", reason: "y", at: millis(1) } as const;
    // Twice: once to make the file, once to open it.
    putCommand(inbox, command);
    return commandStatus(inbox, putCommand(inbox, command));
  },
  ledger: () => Deno.writeTextFileSync(ledger, ""),
  halt: () => Deno.writeTextFileSync(haltFile, ""),
  other: () => Deno.writeTextFileSync("other", ""),
  secrets: () => Deno.readTextFileSync(".env"),
};

const done: string[] = [];
for (const [name, attempt] of Object.entries(tries)) {
  try {
    attempt();
    done.push(name);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) done.push(`${name}: ${String(error)}`);
  }
}
Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify(done)));
