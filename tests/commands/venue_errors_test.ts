import assert from "node:assert/strict";
import { ClockUnsure } from "../../src/adapters/polymarket/feed_error.ts";
import { CliError } from "../../src/cli/exit.ts";
import { named, refuseEarlier } from "../../src/commands/venue_errors.ts";
import { millis } from "../../src/core/types/units.ts";

const NOW = Date.UTC(2026, 10, 22, 12);

Deno.test("an unsure clock has an exit code of its own, and says that a start asks anew", () => {
  const error = named(new ClockUnsure("the clock was set"));
  assert.ok(error instanceof CliError);
  assert.deepEqual([error.exitCode, error.message], [9, "Cannot go on: the clock was set"]);
  assert.match(error.hint ?? "", /^start again: the venue is asked for the time/);
});

Deno.test("no run goes on before its ledger's last row, but for what a clock is trimmed", () => {
  refuseEarlier(null, NOW);
  refuseEarlier(millis(NOW - 86_400_000), NOW);
  refuseEarlier(millis(NOW + 60_000), NOW);
  assert.throws(() => refuseEarlier(millis(NOW + 86_400_000), NOW), (error) => {
    assert.ok(error instanceof CliError);
    assert.equal(error.exitCode, 9);
    assert.match(error.message, /the ledger's last row is 1d 00h from now/);
    return true;
  });
});
