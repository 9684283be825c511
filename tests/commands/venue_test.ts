import assert from "node:assert/strict";
import { CliError } from "../../src/cli/exit.ts";
import { deadline, openVenue } from "../../src/commands/venue.ts";

const seed = 1;

async function refused(choice: Parameters<typeof openVenue>[0]): Promise<string> {
  try {
    await (await openVenue(choice)).close();
  } catch (error) {
    if (error instanceof CliError && error.exit === "usage") return error.message;
    throw error;
  }
  assert.fail(`${choice.venue} was opened`);
}

Deno.test("R-268 a venue that is made up says so, the real one has nothing to say", async () => {
  const real = await openVenue({ venue: "polymarket", seed });
  assert.deepEqual([real.name, real.assumptions], ["polymarket", []]);
  const running = await openVenue({ venue: "http://localhost:8400/", seed });
  const own = await openVenue({ venue: "sandbox", scenario: "calm", speed: 2, seed });
  try {
    assert.deepEqual(
      [running.name, own.name],
      ["sandbox http://127.0.0.1:8400", "sandbox calm"],
    );
    for (const { assumptions } of [running, own]) assert.match(assumptions.join(), /made up/);
  } finally {
    await own.close();
  }
});

Deno.test("a venue that is not on this machine, or no address at all, is refused", async () => {
  assert.match(await refused({ venue: "sandbx", seed }), /want polymarket, sandbox or a URL/);
  for (const venue of ["https://127.0.0.1", "http://192.168.0.1", "http://localhost.evil.com"]) {
    assert.match(await refused({ venue, seed }), /it is not on this machine/);
  }
  const secret = await refused({ venue: "http://me:hidden@example.com/?key=1", seed });
  assert.doesNotMatch(secret, /hidden|key/);
});

Deno.test("a scenario and a speed belong to a venue that is made here", async () => {
  for (const venue of ["polymarket", "http://127.0.0.1:8400"]) {
    assert.match(await refused({ venue, speed: 2, seed }), /not made here/);
    assert.match(await refused({ venue, scenario: "calm", seed }), /not made here/);
  }
});

Deno.test("a run's time is told in the time of its venue", () => {
  const clock = { now: () => 1_000, sleep: () => Promise.resolve(), random: () => 0 };
  assert.equal(deadline({ clock, speed: 10 }, 60_000), 601_000);
  assert.equal(deadline({ clock, speed: 10 }, undefined), Infinity);
});
