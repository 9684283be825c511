import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { openReasoning } from "../../../src/adapters/reasoning/jsonl.ts";
import type { LedgerRow } from "../../../src/core/types/effect.ts";
import type { Millis } from "../../../src/core/types/units.ts";
import { addQuestion, aiRun, ask, beside, withModels } from "../../support/ai_rows.ts";
import { advice, opinion, sample } from "../../support/opinions.ts";
import * as rows from "../../support/rows.ts";
import { addTrade, fullRun, rowLog, START } from "../../support/rows.ts";

const DAY = "2026-11-22.jsonl";

function noWarning(text: string): never {
  throw new Error(`Unexpected warning: ${text}`);
}

/** Writes the rows to a folder in one go. */
function written(folder: string, all: readonly LedgerRow[]): number {
  const reasoning = openReasoning({ folder, warn: noWarning });
  for (const row of all) reasoning.notify(row);
  reasoning.close();
  return reasoning.written;
}

/** All files of a folder by name, to the byte. */
function filesOf(folder: string): Record<string, string> {
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  return Object.fromEntries(names.map((name) => [name, Deno.readTextFileSync(join(folder, name))]));
}

function linesOf(folder: string, name: string = DAY): Record<string, unknown>[] {
  const text = Deno.readTextFileSync(join(folder, name));
  strictEqual(text.at(-1), "\n");
  return text.slice(0, -1).split("\n").map((line) => JSON.parse(line));
}

function inFolder(run: (folder: string) => void): void {
  const folder = Deno.makeTempDirSync();
  try {
    run(join(folder, "reasoning"));
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("each decision with models is one line, in a file of its UTC day", () => {
  inFolder((folder) => {
    const all = aiRun();
    const decisions = all.filter(({ body }) =>
      body.kind === "record" && body.decision.kind === "entry" && body.decision.ai !== undefined
    );
    strictEqual(written(folder, all), decisions.length);
    const names = Object.keys(filesOf(folder));
    deepStrictEqual(names, [DAY, "2026-11-23.jsonl"]);
    deepStrictEqual(
      names.flatMap((name) => linesOf(folder, name)).map(({ row }) => row),
      decisions.map(({ seq, n }) => `${seq}.${n}`),
    );
  });
});

Deno.test("a run without models writes nothing", () => {
  inFolder((folder) => {
    strictEqual(written(folder, fullRun()), 0);
    deepStrictEqual(filesOf(folder), {});
  });
});

Deno.test("a line holds question, evidence, prompts, every sample verbatim and the decision whole", () => {
  inFolder((folder) => {
    const log = rowLog();
    const question = addQuestion(log, "m1");
    const [asked, answered] = log.rows;
    log.add(rows.entered("3.1", "o1", { ai: opinion({ question }) }));
    written(folder, log.rows);
    const [line] = linesOf(folder);
    const last = log.rows.at(-1)?.body;
    ok(line !== undefined && asked?.body.kind === "ask" && answered?.body.kind === "advised");
    ok(last?.kind === "record");
    deepStrictEqual(line["question"], asked.body.question);
    deepStrictEqual(line["advice"], answered.body.advice);
    deepStrictEqual(line["decision"], last.decision);
    deepStrictEqual(
      [line["row"], line["time"], line["account"], line["verdict"], line["models"], line["cost"]],
      ["3.1", "2026-11-22T00:00:03.000Z", "trading", "enter", ["a"], 7_000],
    );
    deepStrictEqual([line["probability"], line["justified"], line["abstained"]], [0.42, 0.2, null]);
  });
});

Deno.test("nothing is in a line but what is in the ledger and what is stated here", () => {
  inFolder((folder) => {
    written(folder, aiRun());
    for (const line of linesOf(folder)) {
      deepStrictEqual(Object.keys(line), [
        "abstained",
        "account",
        "advice",
        "asked",
        "cost",
        "decision",
        "format",
        "justified",
        "market",
        "models",
        "probability",
        "question",
        "row",
        "slug",
        "time",
        "verdict",
      ]);
    }
  });
});

Deno.test("decisions of the arm that stands beside are written too, and say so", () => {
  inFolder((folder) => {
    const log = rowLog();
    addTrade(withModels(beside(log, "ai")), { market: "m1", buy: 0.5, sell: 0.5 });
    strictEqual(written(folder, log.rows), 1);
    const [line] = linesOf(folder);
    strictEqual(line?.["account"], "on paper, beside the one that trades");
    ok(line["question"] !== null && line["advice"] !== null);
  });
});

Deno.test("a question that was not asked, or not answered in time, is a line without an answer", () => {
  inFolder((folder) => {
    const log = rowLog();
    const silent = { abstained: "late", estimate: null, pooled: null } as const;
    log.add(rows.entry("1.1", { ai: opinion({ ...silent, question: null, abstained: "budget" }) }));
    const question = ask(log, "m1");
    log.add(rows.entry("3.1", { ai: opinion({ ...silent, question }) }));
    log.add({ kind: "advised", advice: advice([sample("blind")], { question }) });
    written(folder, log.rows);
    const [first, second] = linesOf(folder);
    deepStrictEqual([first?.["question"], first?.["abstained"]], [null, "budget"]);
    deepStrictEqual([second?.["advice"], second?.["abstained"]], [null, "late"]);
    ok(second?.["question"] !== null);
  });
});

Deno.test("killed at any byte, the next start gives the same files, nothing twice", () => {
  inFolder((folder) => {
    const all = aiRun();
    written(folder, all);
    const whole = filesOf(folder);
    const text = whole[DAY] ?? "";
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(all.length), (bytes, known) => {
        Deno.removeSync(folder, { recursive: true });
        Deno.mkdirSync(folder);
        Deno.writeFileSync(join(folder, DAY), new TextEncoder().encode(text).subarray(0, bytes));
        // The rest of the run comes as it would live, after what the ledger held at the start.
        const reasoning = openReasoning({ folder, rows: all.slice(0, known), warn: noWarning });
        for (const row of all.slice(known)) reasoning.notify(row);
        reasoning.close();
        deepStrictEqual(filesOf(folder), whole);
      }),
      { numRuns: 60 },
    );
  });
});

Deno.test("started again over the whole ledger nothing is written twice", () => {
  inFolder((folder) => {
    const all = aiRun();
    written(folder, all);
    const whole = filesOf(folder);
    const again = openReasoning({ folder, rows: all, warn: noWarning });
    again.close();
    strictEqual(again.written, 0);
    deepStrictEqual(filesOf(folder), whole);
  });
});

Deno.test("an answer that came before a restart and its decision after it are joined", () => {
  inFolder((folder) => {
    const log = rowLog();
    const question = addQuestion(log, "m1");
    const before = [...log.rows];
    log.add(rows.entry("3.1", { ai: opinion({ question }) }));
    const reasoning = openReasoning({ folder, rows: before, warn: noWarning });
    for (const row of log.rows.slice(before.length)) reasoning.notify(row);
    reasoning.close();
    ok(linesOf(folder)[0]?.["advice"] !== null);
  });
});

Deno.test("a file that was removed is written again from the ledger, what is newer stays", () => {
  inFolder((folder) => {
    const all = aiRun();
    written(folder, all);
    const whole = filesOf(folder);
    for (const name of Object.keys(whole)) Deno.removeSync(join(folder, name));
    openReasoning({ folder, rows: all, warn: noWarning }).close();
    deepStrictEqual(filesOf(folder), whole);
  });
});

Deno.test("when the clock goes back over midnight no line goes to an older file", () => {
  inFolder((folder) => {
    const log = rowLog();
    log.add(rows.entry("1.1", { ai: opinion() }), START + 86_400_000);
    log.add(rows.entry("2.1", { ai: opinion() }), START as Millis);
    written(folder, log.rows);
    deepStrictEqual(Object.keys(filesOf(folder)), ["2026-11-23.jsonl"]);
    openReasoning({ folder, rows: log.rows, warn: noWarning }).close();
    strictEqual(linesOf(folder, "2026-11-23.jsonl").length, 2);
  });
});

Deno.test("long lines and lines without the last newline are found whole", () => {
  inFolder((folder) => {
    const log = rowLog();
    for (const length of [300_000, 10]) {
      const question = ask(log, "m1");
      const text = "\u20ac".repeat(length);
      log.add({ kind: "advised", advice: advice([sample("blind", { text })], { question }) });
      log.add(rows.entry(`${log.rows.length + 1}.1`, { ai: opinion({ question }) }));
    }
    written(folder, log.rows);
    const path = join(folder, DAY);
    const whole = Deno.readTextFileSync(path);
    Deno.writeTextFileSync(path, whole.slice(0, -1));
    openReasoning({ folder, rows: log.rows, warn: noWarning }).close();
    strictEqual(Deno.readTextFileSync(path), whole);
  });
});

Deno.test("a disk that refuses is one warning, and trading goes on", () => {
  const folder = Deno.makeTempDirSync();
  try {
    // A file stands where the folder should.
    const path = join(folder, "reasoning");
    Deno.writeTextFileSync(path, "");
    const warnings: string[] = [];
    const reasoning = openReasoning({ folder: path, warn: (text) => warnings.push(text) });
    for (const row of aiRun()) reasoning.notify(row);
    reasoning.close();
    strictEqual(reasoning.written, 0);
    strictEqual(warnings.length, 1);
    match(warnings[0] ?? "", /^Cannot write the reasoning file in .*: /);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("a file of somebody else's is left as it is, with a warning", () => {
  inFolder((folder) => {
    Deno.mkdirSync(folder);
    Deno.writeTextFileSync(join(folder, DAY), '{"mine":true}\n');
    const warnings: string[] = [];
    openReasoning({ folder, rows: aiRun(), warn: (text) => warnings.push(text) }).close();
    match(warnings.join(), /names no row/);
    deepStrictEqual(filesOf(folder), { [DAY]: '{"mine":true}\n' });
  });
});
