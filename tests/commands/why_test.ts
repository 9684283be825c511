import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import type { CommandContext } from "../../src/cli/context.ts";
import { CliError } from "../../src/cli/exit.ts";
import { whyCommand } from "../../src/commands/why.ts";
import type { MarketId } from "../../src/core/types/ids.ts";
import { entry, fullRun, rowLog } from "../support/rows.ts";
import { inRunFolder } from "../support/run_folder.ts";

/** Nothing but a look at the ledger. */
const plainly = { none: false, reask: false, venue: "polymarket" };

const why = async (context: CommandContext, id?: string) =>
  await whyCommand(context, { ...plainly, ...(id === undefined ? {} : { id }) });

async function said(context: CommandContext, id?: string): Promise<CliError> {
  let found: CliError | null = null;
  await rejects(why(context, id), (error) => {
    if (error instanceof CliError) found = error;
    return found !== null;
  });
  if (found === null) throw new Error("Cannot happen: it was rejected");
  return found;
}

Deno.test("R-204 why names the stage and the numbers that stopped a signal", () =>
  inRunFolder(fullRun(), async ({ context }) => {
    const caught = context();
    strictEqual(await why(caught.context, "2.1"), 0);
    ok(caught.out().startsWith("Decision 2.1\nPAPER:"));
    match(caught.out(), /^because +spread 6\.0c is over the limit of 3\.0c$/m);
    match(caught.out(), /cusum +yes +up +6\.2 +5/);
  }));

Deno.test("why finds a decision by its order and tells what followed", () =>
  inRunFolder(fullRun(), async ({ context }) => {
    const caught = context();
    await why(caught.context, "o9");
    match(caught.out(), /^Decision 23\.1$/m);
    match(caught.out(), /filled 20 @ 0\.500 = \$10\.00, fee \$0\.10, matched/);
    match(caught.out(), /the position is still open/);
  }));

Deno.test("why finds a market by a part of its name: all its decisions, the last in full", () =>
  inRunFolder(fullRun(), async ({ context }) => {
    const caught = context();
    await why(caught.context, "M2");
    ok(caught.out().startsWith("Each decision, first made first"));
    match(caught.out(), /^\S+ +slug-of-m2 +/m);
    match(caught.out(), /^Decision 11\.1$/m);
  }));

Deno.test("a name that fits several markets lists them, one that fits none says where to look", () =>
  inRunFolder(fullRun(), async ({ context }) => {
    const several = await said(context().context, "m");
    deepStrictEqual([several.exitCode, several.hint], [2, "slug-of-m1, slug-of-m2, slug-of-m3"]);
    const none = await said(context().context, "doge");
    strictEqual(none.exitCode, 3);
    match(none.hint ?? "", /report decisions/);
  }));

Deno.test("an exact market goes before those that only contain its name", () => {
  const log = rowLog();
  log.add(entry("1.1", { market: "btc" as MarketId }));
  log.add(entry("2.1", { market: "btc-2" as MarketId }));
  return inRunFolder(log.rows, async ({ context }) => {
    const caught = context();
    await why(caught.context, "btc");
    match(caught.out(), /^Decision 1\.1$/m);
  });
});

Deno.test("without a name why explains the last decision", () =>
  inRunFolder(fullRun(), async ({ context }) => {
    const caught = context();
    await why(caught.context);
    match(caught.out(), /^Decision 23\.1$/m);
  }));

Deno.test("R-203 why --none counts each refused signal once and gives an example of each reason", () =>
  inRunFolder(fullRun(), async ({ context }) => {
    const caught = context();
    strictEqual(await whyCommand(caught.context, { ...plainly, none: true }), 0);
    match(caught.out(), /5 refused signals; each counts once/);
    match(caught.out(), / 2 +40\.0% +2 +3\.1 +spread 6\.0c is over the limit of 3\.0c/);
    match(caught.out(), /From samples to trades/);
  }));

Deno.test("why has something to say of a run without any signal", () =>
  inRunFolder([], async ({ context }) => {
    const caught = context();
    strictEqual(await why(caught.context), 0);
    match(caught.out(), /0 refused signals/);
  }));
