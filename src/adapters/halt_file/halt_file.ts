// A file named HALT halts: the door that needs no program, `touch data/HALT`.
//
// It is reported once each time it appears, and once more after every resume that comes while it is
// there: whoever resumes has to remove it first. A file that is there and cannot be read halts too.
import type { Inbox, InboxCommand } from "../../ports.ts";

/** Id of the command the file makes. */
export const HALT_FILE_COMMAND = "file";

/** Most of the file that becomes the reason. */
const MAX_BYTES = 4096;
const MAX_REASON = 200;

/** An inbox that also halts while there is a file at `path`. */
export function withHaltFile(path: string, inbox: Inbox): Inbox {
  let reported = false;
  return {
    poll: () => {
      const commands = inbox.poll();
      const reason = haltReason(path);
      if (commands.some(({ input }) => input.kind === "resumeRequested")) reported = false;
      const halts = reason !== null && !reported;
      reported = reason !== null;
      return halts ? [...commands, haltCommand(reason)] : commands;
    },
    confirm: (id, seq) => {
      if (id !== HALT_FILE_COMMAND) inbox.confirm(id, seq);
    },
  };
}

function haltCommand(reason: string): InboxCommand {
  const id = HALT_FILE_COMMAND;
  return { id, input: { kind: "haltRequested", by: "file", reason, command: id } };
}

/** What the file says; null when there is none. */
function haltReason(path: string): string | null {
  try {
    // Anything but a plain file is not opened: a pipe would wait for ever.
    if (!Deno.statSync(path).isFile) return "HALT is there, and is no plain file";
    const text = readStart(path).replace(/\p{Cc}+/gu, " ").trim();
    return text === "" ? "HALT file" : text.slice(0, MAX_REASON).toWellFormed();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    return `HALT cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function readStart(path: string): string {
  const file = Deno.openSync(path);
  try {
    const bytes = new Uint8Array(MAX_BYTES);
    return new TextDecoder().decode(bytes.subarray(0, file.readSync(bytes) ?? 0));
  } finally {
    file.close();
  }
}
