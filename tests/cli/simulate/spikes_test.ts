import assert from "node:assert/strict";
import { Command, CommanderError } from "@commander-js/extra-typings";
import { addDetector } from "../../../src/cli/simulate/detector.ts";
import { addSpikes } from "../../../src/cli/simulate/spikes.ts";

/** What a command line of `simulate` hands over: options, and paths to be read. */
async function parsed(line: string): Promise<readonly unknown[]> {
  let handed: readonly unknown[] = [];
  const simulate = new Command("simulate").exitOverride().configureOutput({ writeErr: () => {} });
  const take = (...given: readonly unknown[]): Promise<void> => {
    handed = given;
    return Promise.resolve();
  };
  addSpikes(simulate, take);
  addDetector(simulate, take);
  for (const command of simulate.commands) {
    command.exitOverride().configureOutput({ writeErr: () => {} });
  }
  await simulate.parseAsync(line.split(" "), { from: "user" });
  return handed;
}

Deno.test("simulate spikes takes recordings, a window, and what to write", async () => {
  assert.deepEqual(await parsed("spikes a b"), [
    { action: "spikes", paths: ["a", "b"], windowMs: 600_000 },
    ["a", "b"],
  ]);
  const line = "spikes a --window 5m --seed 3 --only names --write out --html page.html";
  assert.deepEqual(await parsed(line), [
    {
      action: "spikes",
      paths: ["a"],
      windowMs: 300_000,
      seed: 3,
      html: "page.html",
      write: "out",
      only: "names",
    },
    ["a", "names"],
  ]);
});

Deno.test("simulate detector needs no recording", async () => {
  assert.deepEqual(await parsed("detector"), [
    { action: "detector", paths: [], walks: 300, model: "student-ticks" },
    [],
  ]);
  assert.deepEqual(await parsed("detector a --budget 0.5 --model flat --walks 20 --seed 4"), [
    { action: "detector", paths: ["a"], walks: 20, model: "flat", budget: 0.5, seed: 4 },
    ["a"],
  ]);
});

Deno.test("what is no recording, window or budget is refused", async () => {
  for (
    const line of ["spikes", "spikes a --window soon", "detector --budget 0", "detector --budget x"]
  ) {
    await assert.rejects(parsed(line), CommanderError);
  }
});
