import { openLedgerReader } from "../../adapters/sqlite/reader.ts";
import { StorageError } from "../../core/types/storage_error.ts";
import type { LedgerSource } from "../../serve/contract.ts";

/** A ledger file that may not be there yet, or be replaced by another one. */
export function ledgerSource(path: string): LedgerSource {
  return {
    open: () => {
      try {
        return openLedgerReader(path);
      } catch (error) {
        const isComing = error instanceof StorageError && coming.includes(error.found);
        if (isComing) return null;
        throw error;
      }
    },
    identity: () => {
      try {
        const { dev, ino } = Deno.statSync(path);
        return `${dev}:${ino}`;
      } catch (error) {
        if (error instanceof Deno.errors.NotFound) return null;
        throw error;
      }
    },
  };
}

/** What a ledger is for the moment in which it is made. */
const coming: readonly string[] = ["nothing", "an empty file"];
