import { evolve, openAccount } from "../core/evolve.ts";
import type { EngineConfig } from "../core/types/config.ts";
import type { LedgerRow } from "../core/types/effect.ts";
import { type Facts, openFold } from "./fold.ts";
import type { ReportInput } from "./input.ts";
import type { RunInfo } from "./report.ts";

/** The first thing in a ledger, as far as reports read it. */
export interface RunHead extends Omit<RunInfo, "head"> {
  /** Of the first session, as JSON. */
  readonly config: string;
}

/** Facts, account and limits in force, from the same rows. */
export interface RunFold {
  readonly facts: Facts;
  /** Throws when it cannot be folded, as a row of a newer version; then nothing more may be added. */
  add(row: LedgerRow): void;
  /** What reports read; `head` is the hash of the last row that was added. */
  input(head: string): ReportInput;
}

/** A run that has begun and has no rows yet. */
export function openRunFold(header: RunHead): RunFold {
  const { version, mode, source, seed, assumptions } = header;
  let { configHash } = header;
  let config = JSON.parse(header.config) as EngineConfig;
  const { initialCapital } = config;
  const fold = openFold(initialCapital);
  let account = openAccount(initialCapital);
  return {
    facts: fold.facts,
    add(row) {
      account = evolve(account, row);
      fold.add(row);
      const { body } = row;
      if (body.kind !== "started" || body.config === null) return;
      // Limits are the newest session's; the account began once.
      config = { ...JSON.parse(body.config) as EngineConfig, initialCapital };
      configHash = body.configHash;
    },
    input: (head) => ({
      run: { version, mode, source, configHash, seed, assumptions, head },
      facts: fold.facts,
      account,
      config,
    }),
  };
}
