import { commandStatus, putCommand } from "../../adapters/sqlite/inbox.ts";
import type { CommandInput } from "../../core/types/event.ts";
import { StorageError } from "../../core/types/storage_error.ts";
import { millis } from "../../core/types/units.ts";
import { CommandRefused, type Control, type ControlWord } from "../../serve/contract.ts";
import type { DataPlaces } from "../places.ts";

const kinds: Readonly<Record<ControlWord, CommandInput["kind"]>> = {
  halt: "haltRequested",
  reduce: "reduceRequested",
  resume: "resumeRequested",
  flatten: "flattenRequested",
};

/** The inbox of a data directory, as `polybot halt` uses it. `now` is Unix ms. */
export function inboxControl({ inbox, haltFile }: DataPlaces, now: () => number): Control {
  return {
    put: (command, reason, id) => {
      if (command === "resume" && isThere(haltFile)) {
        throw new CommandRefused("Cannot resume: the file HALT is there, and halts while it is");
      }
      const at = millis(Math.round(now()));
      try {
        return putCommand(inbox, {
          kind: kinds[command],
          by: "dashboard",
          reason: reason.trim() || "no reason given",
          at,
          ...id === null ? {} : { id },
        });
      } catch (error) {
        if (error instanceof RangeError) throw new CommandRefused(error.message);
        throw error;
      }
    },
    status: (id) => {
      try {
        return { status: commandStatus(inbox, id).status };
      } catch (error) {
        // No command was ever put.
        if (error instanceof StorageError && error.found === "nothing") {
          return { status: "unknown" };
        }
        throw error;
      }
    },
  };
}

function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
