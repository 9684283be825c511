import { verifyLedger, type VerifyResult } from "../adapters/sqlite/verify.ts";
import { CliError } from "../cli/exit.ts";
import type { RowName } from "../core/chain.ts";

type Intact = Extract<VerifyResult, { ok: true }>;
type Broken = Extract<VerifyResult, { ok: false }>;

/** What a ledger's chain ends with; exit 6 that names the first bad row when it does not hold. */
export function verified(path: string, expectedHead?: string): Intact {
  const result = verifyLedger(path, expectedHead);
  if (!result.ok) throw broken(result, path);
  return result;
}

function broken(result: Broken, path: string): CliError {
  const where = result.row === null ? result.problem : `row ${nameOf(result.row)}`;
  const good = result.after === null
    ? "no row before it is good"
    : `${result.rows} rows are good, up to ${nameOf(result.after)}`;
  return new CliError("problems", `Cannot trust ${path} (${where}): ${result.detail}; ${good}`, {
    hint: "keep the file as it is and compare it with a copy or an export",
    data: result,
  });
}

function nameOf({ seq, n }: RowName): string {
  return `${seq}.${n}`;
}
