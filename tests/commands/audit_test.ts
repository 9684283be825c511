import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import type { CommandContext } from "../../src/cli/context.ts";
import { CliError } from "../../src/cli/exit.ts";
import { auditCommand } from "../../src/commands/audit.ts";
import { fullRun } from "../support/rows.ts";
import { inRunFolder } from "../support/run_folder.ts";

const verify = async (context: CommandContext, head?: string) =>
  await auditCommand(
    context,
    head === undefined ? { action: "verify" } : { action: "verify", head },
  );

/** Does to the file what the append-only triggers forbid everybody who uses it as a ledger. */
function tamper(path: string, sql: string): void {
  const db = new DatabaseSync(path);
  try {
    const triggers = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").all();
    for (const { name } of triggers) db.exec(`DROP TRIGGER "${String(name)}"`);
    db.exec(sql);
  } finally {
    db.close();
  }
}

async function distrust(context: CommandContext, head?: string): Promise<CliError> {
  let found: CliError | null = null;
  await rejects(verify(context, head), (error) => {
    if (error instanceof CliError) found = error;
    return found !== null;
  });
  if (found === null) throw new Error("Cannot happen: it was rejected");
  return found;
}

Deno.test("audit verify says how many rows are good, and the head to keep", () =>
  inRunFolder(fullRun(), async ({ context, head }) => {
    const caught = context();
    strictEqual(await verify(caught.context), 0);
    match(caught.out(), /^ok: 28 rows/);
    ok(caught.out().includes(`head ${head}`));
    const json = context({ json: true });
    await verify(json.context, head);
    deepStrictEqual(json.envelope().data, { ok: true, rows: 28, head, expected: head });
  }));

Deno.test("a changed row is named, and the exit code is 6", () =>
  inRunFolder(fullRun(), async ({ context, ledger }) => {
    tamper(ledger, "UPDATE entries SET body = replace(body, '0.75', '0.76') WHERE seq = 4");
    const { exitCode, message } = await distrust(context().context);
    strictEqual(exitCode, 6);
    match(message, /row 4\.1\).*not what was hashed; 3 rows are good, up to 3\.1/);
  }));

Deno.test("a deleted row is found at the row after it", () =>
  inRunFolder(fullRun(), async ({ context, ledger }) => {
    tamper(ledger, "DELETE FROM entries WHERE seq = 4");
    const { exitCode, message } = await distrust(context().context);
    strictEqual(exitCode, 6);
    match(message, /row 5\.1/);
  }));

Deno.test("rows cut off the end are found with the head of an earlier check", () =>
  inRunFolder(fullRun(), async ({ context, ledger, head }) => {
    tamper(ledger, "DELETE FROM entries WHERE seq > 20");
    strictEqual(await verify(context().context), 0);
    const { exitCode, message } = await distrust(context().context, head);
    strictEqual(exitCode, 6);
    match(message, /truncated/);
  }));

Deno.test("audit export writes every row as a line of JSON", () =>
  inRunFolder(fullRun(), async ({ context, head }) => {
    const caught = context();
    strictEqual(await auditCommand(caught.context, { action: "export" }), 0);
    const lines = caught.out().split("\n").map((line) => JSON.parse(line));
    strictEqual(lines.length, 28);
    deepStrictEqual(lines.map(({ seq, n, at, body }) => ({ seq, n, at, body })), fullRun());
    strictEqual(lines.at(-1).hash, head);
  }));

Deno.test("audit export --json is one document with every row", () =>
  inRunFolder(fullRun(), async ({ context, head }) => {
    const caught = context({ json: true });
    strictEqual(await auditCommand(caught.context, { action: "export" }), 0);
    const { ok: isOk, command, data } = caught.envelope();
    const { rows } = data as { rows: { hash: string }[] };
    deepStrictEqual([isOk, command, rows.length], [true, "audit export", 28]);
    strictEqual(rows.at(-1)?.hash, head);
  }));

Deno.test("without a ledger there is nothing to audit: exit 3", () =>
  inRunFolder(null, async ({ context }) => {
    strictEqual((await distrust(context().context)).exitCode, 3);
  }));
