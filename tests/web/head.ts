import type { Head } from "../../web/answer.ts";

/** What a server says of a paper trader that runs, but for what is given. */
export function aHead(but: Partial<Head> = {}): Head {
  return {
    seq: 1,
    at: 5,
    now: 9,
    mode: "PAPER",
    control: false,
    trader: { alive: true, heardAt: 9 },
    ledger: { ok: true, why: null },
    state: { word: "ACTIVE", reason: null, who: null, since: null },
    version: "1",
    ...but,
  };
}
