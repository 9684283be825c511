import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from "node:assert/strict";
import type { LedgerBody, LedgerRow } from "../../src/core/types/effect.ts";
import type {
  FillId,
  MarketId,
  OrderId,
  QuestionId,
  VenueOrderId,
} from "../../src/core/types/ids.ts";
import { type Millis, probability, type Seq } from "../../src/core/types/units.ts";
import {
  budgetNotice,
  line,
  nameIn,
  severity,
  stampedLine,
  terminalLine,
} from "../../src/report/line.ts";
import { aiRun, askBody, beside, sevenCalls } from "../support/ai_rows.ts";
import { advice, opinion, question, sample } from "../support/opinions.ts";
import * as rows from "../support/rows.ts";
import { fullRun, START, usd } from "../support/rows.ts";

function rowOf(body: LedgerBody): LedgerRow {
  return { seq: 1 as Seq, n: 0, at: START, body };
}

function say(body: LedgerBody, verbose: boolean = false): string | null {
  return line(rowOf(body), verbose);
}

const order = "7.2" as OrderId;
const fill = "f1" as FillId;
const spike = {
  market: "m1" as MarketId,
  category: "crypto",
  direction: 1,
  mid: probability(0.5),
  anchor: probability(0.45),
  dueAt: START,
} as const;
const command = { by: "ann", reason: "lunch", command: "c1" } as const;

/** One body of every kind, and what is said of it; null is bookkeeping. */
const said: readonly (readonly [LedgerBody, string | null])[] = [
  [rows.place("7.2"), null],
  [
    rows.place("7.2", { timeInForce: "GTD" }),
    "buy 20 NO at 0.500 or less: entry, m1 (7.2)",
  ],
  [
    rows.place("8.2", { side: "sell", purpose: "target" }),
    "sell 20 NO at 0.500 or more: target reached, m1 (8.2)",
  ],
  [{ kind: "cancel", order, reason: "no answer" }, "asked to cancel order 7.2: no answer"],
  [
    rows.entry("7.1", { refusals: [rows.refusal("spread"), rows.refusal("edge")] }),
    "no trade slug-of-m1: spread 6.0c is over the limit of 3.0c and 1 more (7.1)",
  ],
  [
    rows.entered("7.1", "7.2"),
    "enter $10.20 slug-of-m1: fade spike up 5.0c (7.1)",
  ],
  [rows.exited("8.1", "8.2"), null],
  [
    rows.exited("8.1", "8.2", {
      verdict: "refused",
      purpose: "stop",
      refusals: [rows.refusal("unsettled", { value: 5_000_000, limit: 0, unit: "shares" })],
    }),
    "CANNOT LEAVE m1 (stop reached): 5 shares are matched and not settled yet (8.1)",
  ],
  [
    { kind: "measure", spike, later: probability(0.48), undone: 0.35, by: "horizon" },
    null,
  ],
  [
    { kind: "measure", spike, later: probability(1), undone: -2, by: "resolution" },
    null,
  ],
  [
    { kind: "measure", spike, later: probability(0.5), undone: null, by: "horizon" },
    null,
  ],
  [{ kind: "mark", equity: usd(75), cash: usd(70), newDay: false }, null],
  [
    { kind: "mark", equity: usd(75), cash: usd(70), newDay: true },
    "new day 2026-11-22: equity $75.00, cash $70.00",
  ],
  [
    {
      kind: "halt",
      halt: {
        mode: "reducing",
        reason: "dailyLoss",
        by: "risk",
        at: START,
        value: usd(2.5),
        limit: usd(2),
        note: null,
      },
    },
    "HALT: entries blocked, exits allowed: today's loss $2.50 is over the limit of $2.00",
  ],
  [
    { kind: "trip", rule: "consecutiveLosses", value: 3, limit: 3, until: START },
    "BREAKER: 3 losses in a row (limit 3); entries blocked until 2026-11-22T00:00:00Z",
  ],
  [
    { kind: "trip", rule: "windowLoss", value: usd(4), limit: usd(3), until: START },
    "BREAKER: $4.00 lost in the window (limit $3.00); entries blocked until 2026-11-22T00:00:00Z",
  ],
  [
    {
      kind: "tally",
      tally: {
        from: START,
        events: { book: 1234 },
        skipped: {},
        samples: { ok: 5, stale: 1 },
        gaps: 0,
        layers: {},
        markets: 3,
      },
    },
    null,
  ],
  [
    askBody(question("7.1", START)),
    "models are asked about slug-of-m1, for $0.02 at most (7.1)",
  ],
  [
    { kind: "advised", advice: sevenCalls("7.1" as QuestionId, START) },
    "models answered 7 of 7 calls; $0.0070, 2.5s (7.1)",
  ],
  [
    { kind: "advised", advice: advice([sample("blind")], { abstained: "injection" }) },
    "models have no opinion: text that was to be read gives instructions to a model; $0.0010, 2.5s (1.1)",
  ],
  [{ kind: "shadow", arm: "noAi", effect: { kind: "cancel", order, reason: "no answer" } }, null],
  [
    { kind: "shadowed", arm: "random", input: { kind: "fillReverted", fill } },
    null,
  ],
  [{ kind: "orderAccepted", order, venueId: "0x9" as VenueOrderId }, null],
  [
    { kind: "orderRejected", order, reason: "no\nfunds" },
    "order 7.2 rejected by the venue: no?funds",
  ],
  [{ kind: "orderCanceled", order, reason: "expired" }, "order 7.2 canceled: expired"],
  [rows.filled("f1", "7.2"), "bought 20 at 0.500 = $10.00, fee $0.10: m1 (7.2)"],
  [
    rows.filled("f1", "7.2", { side: "sell" }),
    "sold 20 at 0.500 = $10.00, fee $0.10: m1 (7.2)",
  ],
  [{ kind: "fillSettled", fill }, null],
  [{ kind: "fillReverted", fill }, "REVERTED: fill f1 failed to settle and is undone"],
  [{ kind: "resolved", market: spike.market, winner: "no" }, "resolved: m1 NO"],
  [{ kind: "resolved", market: spike.market, winner: null }, "resolved: m1 at half and half"],
  [{ kind: "reconciled", open: [order] }, "reconciled: the venue knows 1 open order"],
  [
    { kind: "haltRequested", ...command },
    "halt asked for by ann (lunch): entries and exits blocked; only a flatten sells",
  ],
  [
    { kind: "reduceRequested", ...command },
    "reduce asked for by ann (lunch): entries blocked, exits allowed",
  ],
  [{ kind: "resumeRequested", ...command }, "resumed by ann (lunch): entries and exits allowed"],
  [
    { kind: "flattenRequested", ...command },
    "flatten asked for by ann (lunch): everything is to be sold, entries blocked",
  ],
];

Deno.test("every kind of row is said in plain words, bookkeeping only on request", () => {
  for (const [body, text] of said) {
    strictEqual(say(body), text);
    ok(say(body, true) !== null, body.kind);
  }
});

Deno.test("a market goes by its name wherever a row names it or has named it before", () => {
  const rows = fullRun();
  const names = new Map(rows.map(nameIn).filter((named) => named !== null));
  const ids = [...names.keys()];
  const texts = rows.flatMap((row) => line(row, true, names) ?? []);
  const about = texts.filter((text) => /^(bought|sold|buy|sell|leave) /.test(text));
  ok(about.length > 3);
  for (const text of about) {
    match(text, /slug-of-m\d/);
    ok(!ids.some((id) => text.includes(` ${id} `)), text);
  }
});

Deno.test("markets whose names differ in the middle alone are told apart", () => {
  const said = ["66000-and-68000", "68000-and-70000"].map((range) => {
    const slug = `will-coin-k-1-end-the-week-between-${range}-dollars`;
    return say(rows.entered("7.1", "7.2", { slug }));
  });
  match(said[0] ?? "", /will-coin-k-1-end-the-week-between-66000-and-68000-dollars:/);
  ok(said[0] !== said[1]);
});

Deno.test("a line is one line, without micro-units or missing numbers", () => {
  for (const row of [...fullRun(), ...aiRun()]) {
    const text = stampedLine(row, true);
    ok(text !== null);
    match(text, /^2026-11-2[23]T00:0\d:\d\dZ {2}\S/);
    doesNotMatch(text, /\n|undefined|NaN|null|(?<![.\d])\d{6,}/);
  }
});

Deno.test("a decision without a recorded reason says that, not nothing", () => {
  match(say(rows.entry("7.1", { refusals: [] })) ?? "", /no reason was recorded/);
});

Deno.test("R-199 an exit that cannot be sent is an alarm, as are halts and undone fills", () => {
  const stuck = rows.exited("8.1", "8.2", { verdict: "refused" });
  const severe = said.filter(([body]) => severity(rowOf(body)) === "alarm").map(([b]) => b.kind);
  strictEqual(severity(rowOf(stuck)), "alarm");
  for (const kind of ["halt", "trip", "fillReverted", "haltRequested"] as const) {
    ok(severe.includes(kind), kind);
  }
  strictEqual(severity(rowOf(rows.filled("f1", "7.2"))), "info");
});

Deno.test("text from outside is made safe to print", () => {
  const evil = "x\u001b[31m" as MarketId;
  doesNotMatch(say({ kind: "resolved", market: evil, winner: null }) ?? "", /\p{Cc}/u);
  doesNotMatch(say({ kind: "haltRequested", ...command, by: evil }) ?? "", /\p{Cc}/u);
});

Deno.test("bookkeeping is in words, too, when it is asked for", () => {
  strictEqual(say(rows.place("7.2"), true), "buy 20 NO at 0.500 or less: entry, m1 (7.2)");
  strictEqual(say(rows.exited("8.1", "8.2"), true), "leave m1: target reached, 20 shares (8.1)");
  const measured = { kind: "measure", spike, later: probability(0.48), undone: 0.35 } as const;
  strictEqual(
    say({ ...measured, by: "horizon" }, true),
    "spike measured: undone +35.0% (crypto, m1)",
  );
  strictEqual(
    say({ ...measured, undone: -2, by: "resolution" }, true),
    "spike measured at the market's end: undone -200.0% (crypto, m1)",
  );
  strictEqual(
    say({ ...measured, undone: null, by: "horizon" }, true),
    "spike not measured: no price (crypto, m1)",
  );
});

Deno.test("a row's time is its own", () => {
  const row: LedgerRow = {
    ...rowOf({ kind: "fillSettled", fill }),
    at: (START + 61_000) as Millis,
  };
  strictEqual(stampedLine(row, true), "2026-11-22T00:01:01Z  settled: fill f1");
});

Deno.test("a terminal gets the time of day, and no line wider than it is", () => {
  for (const row of fullRun()) {
    const text = terminalLine(row, { columns: 60, verbose: true }) ?? "";
    match(text, /^00:00:\d\dZ {2}\S/);
    for (const part of text.split("\n")) ok(part.length <= 60, part);
    const [, ...more] = text.split("\n");
    for (const part of more) match(part, /^ {13}\S/);
  }
});

Deno.test("without a width a row is one line with its full time", () => {
  for (const row of fullRun()) {
    const options = { columns: Infinity, verbose: false };
    strictEqual(terminalLine(row, options), stampedLine(row));
  }
});

Deno.test("what an account does on paper is never taken for the one that trades", () => {
  const paper = rows.filled("f1", "7.2");
  if (paper.kind !== "orderFilled") throw new Error("Cannot happen: rows.filled makes a fill");
  const body = { kind: "shadowed", arm: "noAi", input: paper } as const;
  strictEqual(say(body), null);
  strictEqual(
    say(body, true),
    "[noAi, on paper] bought 20 at 0.500 = $10.00, fee $0.10: m1 (7.2)",
  );
  strictEqual(severity(rowOf({ ...body, input: { kind: "fillReverted", fill } })), "info");
});

Deno.test("text that gives models instructions, and missing credentials, want a person's eye", () => {
  const of = (abstained: "injection" | "denied" | "timeout") =>
    severity(rowOf({ kind: "advised", advice: advice([], { abstained }) }));
  deepStrictEqual([of("injection"), of("denied"), of("timeout")], ["warn", "warn", "info"]);
});

Deno.test("a budget that is used up is said once a day, and that the bot goes on without models", () => {
  const notice = budgetNotice();
  const refused = rows.entry("7.1", { ai: opinion({ question: null, abstained: "budget" }) });
  const at = (ms: number, body: LedgerBody = refused) =>
    notice({ ...rowOf(body), at: (START + ms) as Millis });
  const words = "the AI budget is used up: going on without models";
  strictEqual(at(0, rows.entry("7.1", { ai: opinion() })), null);
  strictEqual(at(1_000), words);
  strictEqual(at(2_000), null);
  strictEqual(at(86_400_000), words);
  strictEqual(at(86_401_000), null);
});

Deno.test("a budget that is used up while models are only measured is said of the arm on paper", () => {
  const refused = rows.entry("7.1", { ai: opinion({ question: null, abstained: "budget" }) });
  const notice = budgetNotice();
  const log = rows.rowLog();
  beside(log, "ai").add(refused);
  const [row] = log.rows as [LedgerRow];
  strictEqual(notice(row), "[ai, on paper] the AI budget is used up: going on without models");
  strictEqual(notice(row), null);
  strictEqual(notice(rowOf(refused)), null);
});
