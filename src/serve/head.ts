import { mode } from "../core/risk/exposure.ts";
import type { Halt } from "../core/types/account.ts";
import type { ReportInput } from "../report/input.ts";
import { haltReason } from "../report/words.ts";
import type { Head, LedgerHealth, TraderState } from "./contract.ts";

/** What a head is made of. */
export interface HeadParts {
  readonly input: ReportInput | null;
  readonly now: number;
  readonly control: boolean;
  readonly trader: TraderState;
  readonly ledger: LedgerHealth;
  readonly version: string;
}

/** What every page must know before any number: whose money, whether it is live, what is blocked. */
export function headOf({ input, ...server }: HeadParts): Head {
  if (input === null) return { seq: 0, at: null, mode: null, state: null, ...server };
  const { facts, account, run } = input;
  const word = ({ active: "ACTIVE", reducing: "REDUCING", halted: "HALTED" } as const)[
    mode(account)
  ];
  const halt = decisive(account.risk.halts);
  return {
    seq: facts.lastSeq,
    at: facts.last,
    mode: modeWord(run),
    state: {
      word,
      reason: halt === null ? null : haltReason(halt),
      who: halt?.by ?? null,
      since: halt?.at ?? null,
    },
    ...server,
  };
}

/** Whose money it is about. */
export function modeWord({ mode, source }: Pick<ReportInput["run"], "mode" | "source">) {
  if (mode === "live") return "LIVE" as const;
  return source.startsWith("sandbox") ? "SANDBOX" as const : "PAPER" as const;
}

/** The first of the strictest: what stands in the way until it is lifted. */
function decisive(halts: readonly Halt[]): Halt | null {
  return halts.find((halt) => halt.mode === "halted") ?? halts[0] ?? null;
}
