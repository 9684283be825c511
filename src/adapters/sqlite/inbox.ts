// The inbox on disk. People's side puts and asks, the engine's side polls and confirms.
//
// A command is handed out once a process and marked taken by confirm, after its ledger row is on
// disk. A process killed between the two is handed the command again: recovery therefore confirms
// every command it finds in the ledger before the first poll, and then each is applied exactly once.
import type { DatabaseSync } from "node:sqlite";
import type { CommandInput } from "../../core/types/event.ts";
import { unwritten } from "../../core/types/storage_error.ts";
import type { Millis, Seq } from "../../core/types/units.ts";
import type { Inbox, InboxCommand } from "../../ports.ts";
import { openStore, openStoreReadOnly, type Store } from "./database.ts";

const kinds: Readonly<Record<CommandInput["kind"], true>> = {
  haltRequested: true,
  reduceRequested: true,
  resumeRequested: true,
  flattenRequested: true,
};
const kindList = Object.keys(kinds).map((kind) => `'${kind}'`).join(", ");

/** Longest name and reason kept, UTF-16 units. */
const MAX_BY = 100;
const MAX_REASON = 500;

const inboxStore: Store = {
  name: "an inbox",
  id: 0x706f6c7a, // one after the ledger's
  version: 1,
  schema: `
    CREATE TABLE commands (
      number    INTEGER PRIMARY KEY,
      id        TEXT NOT NULL UNIQUE,
      kind      TEXT NOT NULL CHECK (kind IN (${kindList})),
      by        TEXT NOT NULL,
      reason    TEXT NOT NULL CHECK (reason <> ''),
      at        INTEGER NOT NULL,
      taken_seq INTEGER,
      taken_at  INTEGER
    ) STRICT;
    CREATE INDEX waiting ON commands (number) WHERE taken_seq IS NULL;
  `,
};

/** The engine's side of an inbox file. */
export interface OpenInbox extends Inbox {
  close(): void;
}

/** What a person asks for. */
export interface NewCommand {
  readonly kind: CommandInput["kind"];
  /** Who asks, and through which door. */
  readonly by: string;
  readonly reason: string;
  readonly at: Millis;
  /** One of its own when left out. Who sends a command twice, since no answer came, gives both the same. */
  readonly id?: string;
}

/** What became of a command. */
export type CommandStatus =
  | { readonly status: "unknown" }
  | { readonly status: "waiting"; readonly since: Millis }
  | { readonly status: "taken"; readonly seq: Seq; readonly at: Millis };

/** Opens the engine's side; makes the file when absent. Throws StorageError. */
export function openInbox(path: string): OpenInbox {
  const db = openStore(path, inboxStore);
  const waiting = db.prepare(
    "SELECT number, id, kind, by, reason FROM commands WHERE taken_seq IS NULL ORDER BY number",
  );
  const take = db.prepare(
    "UPDATE commands SET taken_seq = ?, taken_at = ? WHERE id = ? AND taken_seq IS NULL",
  );
  const handedOut = new Set<string>();
  return {
    poll: () => {
      const fresh: InboxCommand[] = [];
      for (const row of waiting.all()) {
        const command = toCommand(row);
        if (handedOut.has(command.id)) continue;
        handedOut.add(command.id);
        fresh.push(command);
      }
      return fresh;
    },
    // Ids of other inboxes and ids confirmed before are no error: recovery confirms all it finds.
    confirm: (id, seq) => {
      written(path, () => take.run(seq, Date.now(), id));
      handedOut.delete(id);
    },
    close: () => db.close(),
  };
}

/**
 * Leaves a command for the engine and returns its id; one whose id is there already is not left again.
 * Control characters become spaces; a reason too long is cut. Throws RangeError when nothing is left of
 * `by` or `reason` or the id is of another kind of command, StorageError for the file.
 */
export function putCommand(path: string, command: NewCommand): string {
  const by = tidied(command.by, MAX_BY);
  const reason = tidied(command.reason, MAX_REASON);
  if (by === "" || reason === "") {
    throw new RangeError("Cannot put a command: it needs a name and a reason");
  }
  const id = command.id ?? crypto.randomUUID();
  using(openStore(path, inboxStore), (db) => {
    const put = "INSERT INTO commands (id, kind, by, reason, at) VALUES (?, ?, ?, ?, ?) " +
      "ON CONFLICT (id) DO NOTHING";
    written(path, () => db.prepare(put).run(id, command.kind, by, reason, command.at));
    const kept = db.prepare("SELECT kind FROM commands WHERE id = ?").get(id);
    if (kept?.["kind"] !== command.kind) {
      throw new RangeError(`Cannot put a command: its id is that of a ${String(kept?.["kind"])}`);
    }
  });
  return id;
}

/** Asks what became of a command. Throws StorageError. */
export function commandStatus(path: string, id: string): CommandStatus {
  return using(openStoreReadOnly(path, inboxStore), (db) => {
    const row = db.prepare("SELECT at, taken_seq, taken_at FROM commands WHERE id = ?").get(id);
    if (row === undefined) return { status: "unknown" };
    const seq = row["taken_seq"];
    if (seq === null) return { status: "waiting", since: Number(row["at"]) as Millis };
    return { status: "taken", seq: Number(seq) as Seq, at: Number(row["taken_at"]) as Millis };
  });
}

function written(path: string, work: () => unknown): void {
  try {
    work();
  } catch (error) {
    throw unwritten(path, error);
  }
}

function using<T>(db: DatabaseSync, work: (db: DatabaseSync) => T): T {
  try {
    return work(db);
  } finally {
    db.close();
  }
}

function toCommand(row: Record<string, unknown>): InboxCommand {
  const id = String(row["id"]);
  // The table's CHECK admits only these kinds.
  const kind = row["kind"] as CommandInput["kind"];
  return { id, input: { kind, by: String(row["by"]), reason: String(row["reason"]), command: id } };
}

function tidied(text: string, max: number): string {
  return text.replace(/\p{Cc}+/gu, " ").trim().slice(0, max).toWellFormed();
}
