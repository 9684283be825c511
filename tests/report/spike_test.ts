import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import type { DecisionId, FillId, MarketId, TokenId } from "../../src/core/types/ids.ts";
import { type Millis, price } from "../../src/core/types/units.ts";
import type { Observed, ObservedPoint } from "../../src/report/observed.ts";
import type { Lines } from "../../src/report/picture.ts";
import type { Report } from "../../src/report/report.ts";
import { latestSignals, signalId } from "../../src/report/signal_fact.ts";
import { spike } from "../../src/report/spike.ts";
import { spikes } from "../../src/report/spikes.ts";
import { aiRun, ask, withModels } from "../support/ai_rows.ts";
import { opinion } from "../support/opinions.ts";
import * as rows from "../support/rows.ts";
import { addTrade, factsOf, fullRun, inputOf, rowLog, START, usd } from "../support/rows.ts";

const signal = { market: "m1" as MarketId, at: (START + 1_000) as Millis };

function listed(all: Parameters<typeof inputOf>[0]) {
  const [report] = spikes(inputOf(all));
  if (report?.shape !== "table") throw new Error("Cannot find the table of signals");
  return report.rows.map((row) =>
    Object.fromEntries(report.columns.map(({ key }, i) => [key, row[i] ?? null]))
  );
}

function point(i: number, change: Partial<ObservedPoint> = {}): ObservedPoint {
  return {
    at: (START + i * 1_000) as Millis,
    bid: 490_000,
    ask: 510_000,
    mid: 500_000,
    depth: usd(40),
    cusumUp: i,
    cusumDown: 0,
    cusumThreshold: 5,
    ewma: 500_000,
    ewmaLow: 480_000,
    ewmaHigh: 520_000,
    roc: 0.01 * i,
    rocThreshold: 0.05,
    ...change,
  };
}

function observed(points: readonly ObservedPoint[]): Observed {
  return { market: signal.market, from: START, to: (START + 9_000) as Millis, points };
}

/** NO is bought at 0.50 and sold at 0.53, on a signal of YES up by 5 cents. */
function oneTrade() {
  const log = rowLog();
  addTrade(log, { market: "m1", buy: 0.5, sell: 0.53 });
  return log.rows;
}

function named(pictures: readonly { readonly name: string }[], name: string): Lines {
  const found = pictures.find((picture) => picture.name === name);
  if (found === undefined) throw new Error(`Cannot find picture ${name}`);
  return found as Lines;
}

function stat(sections: readonly Report[], key: string) {
  const [head] = sections;
  return head?.shape === "stats" ? head.stats.find((one) => one.key === key)?.value : undefined;
}

Deno.test("every signal is listed once, newest first, with what became of it", () => {
  const all = fullRun();
  const list = listed(all);
  strictEqual(list.length, factsOf(all).signals);
  ok(list.every(({ at }, i) => i === 0 || Number(at) <= Number(list[i - 1]?.["at"])));
  deepStrictEqual([list[0]?.["became"], list[1]?.["became"], list.at(-1)?.["became"]], [
    "position open",
    "closed -$1.20",
    "refused",
  ]);
  strictEqual(list[1]?.["result"], usd(-1.2));
  match(String(list.at(-1)?.["because"]), /spread/);
  strictEqual(list.at(-1)?.["size"], 50_000);
});

Deno.test("a signal whose models have not answered is a signal that waits", () => {
  const log = rowLog();
  addTrade(withModels(log), { market: "m1", buy: 0.5, sell: 0.5 });
  ask(log, "m2");
  const [newest] = listed(log.rows);
  deepStrictEqual([newest?.["became"], newest?.["decision"]], ["waits for the models", null]);
  const id = String(newest?.["signalId"]);
  const shown = spike(inputOf(log.rows), id, null);
  strictEqual(stat(shown?.sections ?? [], "verdict"), "waits");
});

Deno.test("a signal that was decided before the models answered does not wait", () => {
  const log = rowLog();
  const question = ask(log, "m1");
  log.add(rows.entry("2.1", { ai: opinion({ question, abstained: "late", estimate: null }) }));
  deepStrictEqual(listed(log.rows).map(({ became }) => became), ["refused"]);
});

Deno.test("the list of signals ends where a page would, and says so", () => {
  const log = rowLog();
  for (let i = 0; i < 502; i++) log.add(rows.entry(`${i + 1}.1`));
  const [report] = spikes(inputOf(log.rows));
  strictEqual(report?.shape === "table" ? report.rows.length : 0, 500);
  ok(report?.notes.includes("The latest 500 of 502."));
});

Deno.test("a signal is found by its own id and by its decision's, and no other is", () => {
  const input = inputOf(oneTrade());
  deepStrictEqual(spike(input, signalId(signal), null), spike(input, "1.1", null));
  strictEqual(spike(input, "m1@7", null), null);
});

Deno.test("without a recording only what the ledger holds is drawn, and that is said", () => {
  const shown = spike(inputOf(oneTrade()), "1.1", null);
  deepStrictEqual(shown?.pictures.map(({ name }) => name), ["price"]);
  match(shown?.sections[0]?.notes.join(" ") ?? "", /what the ledger holds/);
  const picture = named(shown?.pictures ?? [], "price");
  const points = (name: string) => picture.curves.find((curve) => curve.name === name)?.points;
  // NO at 0.53 is YES at 0.47.
  deepStrictEqual(points("bought")?.map(([, y]) => y), [500_000]);
  deepStrictEqual(points("sold")?.map(([, y]) => y), [470_000]);
});

Deno.test("the hurdle is all that is taken off plus what is asked for, in cents, on the trade's side", () => {
  // rows.entered: gross 3.0c, net 1.2c, needed 1.0c, so that 2.8c must be cleared; NO gains as YES falls.
  const shown = spike(inputOf(oneTrade()), "1.1", null);
  strictEqual(stat(shown?.sections ?? [], "hurdle"), 28_000);
  const mark = named(shown?.pictures ?? [], "price").marks.find(({ label }) =>
    label.startsWith("hurdle")
  );
  deepStrictEqual(mark, { axis: "y", at: 472_000, label: "hurdle 2.8c" });
});

Deno.test("target and stop of a NO trade stand where YES will be", () => {
  const { marks } = named(spike(inputOf(oneTrade()), "1.1", null)?.pictures ?? [], "price");
  const at = (label: string) => marks.find((mark) => mark.label === label)?.at;
  deepStrictEqual([at("target"), at("stop")], [470_000, 540_000]);
});

Deno.test("a recording gives five pictures on one time axis with the same moments marked", () => {
  const series = observed(Array.from({ length: 10 }, (_, i) => point(i)));
  const shown = spike(inputOf(oneTrade()), "1.1", series);
  const pictures = (shown?.pictures ?? []) as readonly Lines[];
  deepStrictEqual(pictures.map(({ name }) => name), ["price", "cusum", "ewma", "roc", "depth"]);
  const moments = pictures.map(({ marks }) => marks.filter(({ axis }) => axis === "x"));
  ok(moments.every((marks) => JSON.stringify(marks) === JSON.stringify(moments[0])));
  deepStrictEqual(moments[0]?.map(({ label }) => label), ["signal", "entry", "exit"]);
  ok(pictures.every(({ x, words }) => x.unit === "time" && words !== ""));
  deepStrictEqual(shown?.sections[0]?.notes, []);
});

Deno.test("samples that a layer does not know are left out and never drawn as zero", () => {
  const series = observed([
    point(1, { cusumUp: null, mid: null, ewmaLow: null, roc: null }),
    point(2),
  ]);
  const shown = spike(inputOf(oneTrade()), "1.1", series);
  const first = (name: string) => named(shown?.pictures ?? [], name).curves[0]?.points;
  for (const name of ["price", "cusum", "ewma", "roc"]) strictEqual(first(name)?.length, 1, name);
  strictEqual(named(shown?.pictures ?? [], "ewma").bands[0]?.points.length, 1);
});

Deno.test("where a layer knew nothing for a while its line is broken there, and nowhere else", () => {
  const series = observed([
    point(0, { mid: null }),
    point(1),
    point(2, { mid: null, ewmaLow: null }),
    point(3, { mid: null }),
    point(4),
    point(5, { mid: null }),
  ]);
  const pictures = spike(inputOf(oneTrade()), "1.1", series)?.pictures ?? [];
  // Before the first and after the last value nothing is drawn anyhow.
  deepStrictEqual(named(pictures, "price").curves[0]?.gaps, [point(2).at]);
  deepStrictEqual(named(pictures, "ewma").bands[0]?.gaps, [point(2).at]);
  strictEqual(named(pictures, "cusum").curves[0]?.gaps, undefined);
});

Deno.test("a line is broken where nobody looked for a while", () => {
  const series = observed([0, 1, 2, 3, 60, 61, 62].map((i) => point(i)));
  const pictures = spike(inputOf(oneTrade()), "1.1", series)?.pictures ?? [];
  const middle = (point(3).at + point(60).at) / 2;
  for (const { name, curves } of pictures as readonly Lines[]) {
    deepStrictEqual(curves[0]?.gaps, [middle], name);
  }
});

Deno.test("the words of the CUSUM name its highest sum and its threshold", () => {
  const series = observed([point(1, { cusumUp: 4.5 }), point(2, { cusumUp: 0, cusumDown: 1 })]);
  const { words, marks } = named(
    spike(inputOf(oneTrade()), "1.1", series)?.pictures ?? [],
    "cusum",
  );
  match(words, /reach 4\.5 after restarts; an alarm is anything over 5/);
  ok(marks.some(({ axis, at, label }) => axis === "y" && at === 5 && label === "h"));
});

Deno.test("a match that failed to settle is no entry", () => {
  const log = rowLog();
  const id = "1.1" as DecisionId;
  log.add(rows.entered(id, "o1", { token: "m1-no" as TokenId }));
  log.add(rows.place("o1", { decision: id, price: price(500_000) }));
  log.add(rows.filled("f1", "o1"));
  log.add({ kind: "fillReverted", fill: "f1" as FillId });
  const picture = named(spike(inputOf(log.rows), id, null)?.pictures ?? [], "price");
  ok(picture.marks.every(({ label }) => label !== "entry"));
});

Deno.test("runs with models have one signal for each decision of the account that trades", () => {
  const facts = factsOf(aiRun());
  const ids = latestSignals(facts, Infinity).map(({ signal }) => signalId(signal));
  strictEqual(new Set(ids).size, ids.length);
});
