// The command line: start-up permissions, the table of commands and the terminal, put together.
import project from "./deno.json" with { type: "json" };
import { narrow } from "./src/cli/permissions.ts";
import { runProgram } from "./src/cli/run.ts";
import { systemTerminal } from "./src/cli/terminal.ts";
import { commands, granted } from "./src/commands/table.ts";

const { version } = project;
const parts = { version, commands, granted, narrow, terminal: systemTerminal };
Deno.exit(await runProgram(Deno.args, parts));
