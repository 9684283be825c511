import type { Account } from "../core/types/account.ts";
import type { EngineConfig } from "../core/types/config.ts";
import type { Facts } from "./fold.ts";
import type { RunInfo } from "./report.ts";

/** All that a report may read; facts and account are of the same rows. */
export interface ReportInput {
  readonly run: RunInfo;
  readonly facts: Facts;
  readonly account: Account;
  readonly config: EngineConfig;
}
