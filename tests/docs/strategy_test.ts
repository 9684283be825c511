import assert from "node:assert/strict";
import type { SimulateOptions } from "../../src/cli/simulate/options.ts";
import { simulateCommand } from "../../src/commands/simulate/simulate.ts";
import { polybot } from "../support/command_line.ts";

const page = Deno.readTextFileSync(new URL("../../docs/STRATEGY.md", import.meta.url));

/** Blocks that show a command and lines of what it prints; a line is taken up two spaces in. */
function shown(): readonly { readonly command: string; readonly lines: readonly string[] }[] {
  return [...page.matchAll(/^```\n\$ polybot (.*)\n([^`]*)\n```$/gm)].map(([, command, text]) => ({
    command: command ?? "",
    lines: (text ?? "").replaceAll("\n  ", " ").split("\n").filter((line) => line !== "..."),
  }));
}

Deno.test("what the method's page shows of a command is what it prints, in its order", async () => {
  const blocks = shown();
  assert.equal(blocks.length, 1);
  for (const { command, lines } of blocks) {
    const { code, out } = await polybot(command.split(" "), {
      act: (context, options) => simulateCommand(context, options as SimulateOptions),
    });
    assert.equal(code, 0);
    const printed = out.split("\n");
    assert.deepStrictEqual(printed.filter((line) => lines.includes(line)), lines);
  }
});
