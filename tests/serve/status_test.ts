import assert from "node:assert/strict";
import type { LedgerRow } from "../../src/core/types/effect.ts";
import type { OrderId } from "../../src/core/types/ids.ts";
import { type Millis, shares } from "../../src/core/types/units.ts";
import { now as nowReport } from "../../src/report/now.ts";
import type { Pulse } from "../../src/serve/contract.ts";
import { csvOf } from "../../src/serve/csv.ts";
import { headOf, modeWord } from "../../src/serve/head.ts";
import { hintFor, isOwnHost, isOwnOrigin } from "../../src/serve/hosts.ts";
import { metricsText } from "../../src/serve/metrics.ts";
import { openApi } from "../../src/serve/openapi.ts";
import { reasonsNotReady } from "../../src/serve/readiness.ts";
import { entered, entry, inputOf, place, refusal, rowLog, START } from "../support/rows.ts";
import { eventRows, serveRig } from "./rig.ts";

/** Every sample by name and labels; fails on a line that is none, as Prometheus would. */
function parsed(text: string): Map<string, number> {
  const found = new Map<string, number>();
  const types = new Map<string, string>();
  assert.ok(text.endsWith("\n"));
  for (const line of text.trimEnd().split("\n")) {
    const comment = /^# (HELP|TYPE) ([a-z_]+) (.+)$/.exec(line);
    if (comment !== null) {
      if (comment[1] === "TYPE") types.set(comment[2] ?? "", comment[3] ?? "");
      continue;
    }
    const label = '[a-z]+="(?:[^"\\\\\\n]|\\\\["\\\\n])*"';
    const sample = new RegExp(`^([a-z_]+)((?:\\{${label}(?:,${label})*\\})?) (-?[\\d.e+-]+)$`);
    const match = sample.exec(line);
    assert.ok(match !== null, `not a sample: ${line}`);
    const [, name = "", labels = "", value = ""] = match;
    assert.ok(["gauge", "counter"].includes(types.get(name) ?? ""), `${name} has no TYPE`);
    assert.equal(name.endsWith("_total"), types.get(name) === "counter", name);
    assert.ok(!found.has(name + labels), `twice: ${line}`);
    found.set(name + labels, Number(value));
  }
  return found;
}

const trader = { alive: true, heardAt: 8_500 };

Deno.test("metrics are what Prometheus reads, labels escaped", () => {
  const { rows, add } = rowLog();
  add(entry("1.1", { refusals: [refusal("bookAge")] }));
  add(entry("2.1", { refusals: [refusal("bookAge"), refusal("edge")] }));
  const found = parsed(metricsText({
    input: inputOf(rows),
    ledger: { ok: false, why: "row 3.0" },
    trader,
    pulse: {
      pid: 1,
      at: 0,
      lagMs: 12,
      rss: 77,
      feeds: [{ name: 'a"\\\n', ageMs: 250 }, { name: "b", ageMs: null }],
    },
    now: 10_000,
    server: { lagMs: 3, rss: 55, streams: 2 },
    version: "1.2.3",
  }));
  const value = (name: string) => found.get(name);
  assert.equal(value("polybot_trader_up"), 1);
  assert.equal(value("polybot_ledger_followed"), 0);
  assert.equal(value("polybot_trader_heard_seconds"), 1.5);
  assert.equal(value('polybot_feed_age_seconds{feed="a\\"\\\\\\n"}'), 0.25);
  assert.equal(value('polybot_loop_lag_seconds{process="trader"}'), 0.012);
  assert.equal(value('polybot_resident_memory_bytes{process="server"}'), 55);
  assert.equal(value('polybot_refusals_total{decision="entry",reason="bookAge"}'), 2);
  assert.equal(value("polybot_decisions_total"), 2);
  assert.equal(value("polybot_equity_dollars"), 1_000);
  assert.equal(value('polybot_pnl_today_dollars{part="realized"}'), 0);
  assert.equal(value('polybot_positions{state="settling"}'), 0);
  assert.equal(value("polybot_ai_cost_dollars_total"), 0);
});

Deno.test("without a ledger and without a trader there are metrics all the same", () => {
  const found = parsed(metricsText({
    input: null,
    ledger: { ok: true, why: null },
    trader: { alive: false, heardAt: null },
    pulse: null,
    now: 0,
    server: { lagMs: 0, rss: 1, streams: 0 },
    version: "1",
  }));
  assert.equal(found.get("polybot_trader_up"), 0);
  assert.ok(!found.has("polybot_equity_dollars"));
});

function halted(): LedgerRow[] {
  const { rows, add } = rowLog();
  add({
    kind: "haltRequested",
    by: "kim",
    reason: "lunch",
    command: "c1",
  });
  return rows;
}

const ready = {
  input: inputOf([]),
  waiting: "",
  ledger: { ok: true, why: null },
  trader,
  pulse: null,
  now: START,
};

function pulseOf(...ages: (number | null)[]) {
  const feeds = ages.map((ageMs, i) => ({ name: String(i), ageMs }));
  return { pid: 1, at: 0, lagMs: 0, rss: 0, feeds };
}

Deno.test("readiness names everything that keeps the bot from trading", () => {
  assert.deepEqual(reasonsNotReady(ready), []);
  const dead = { alive: false, heardAt: null };
  assert.match(
    reasonsNotReady({ ...ready, input: null, waiting: "no run" }).join(),
    /no ledger: no/,
  );
  assert.match(reasonsNotReady({ ...ready, trader: dead }).join(), /trader is not running/);
  assert.match(reasonsNotReady({ ...ready, input: inputOf(halted()) }).join(), /lunch \(by kim/);
});

Deno.test("readiness wants fresh data of one connection, but none of a recording", () => {
  const reasons = (pulse: Pulse | null) => reasonsNotReady({ ...ready, pulse });
  assert.match(reasons(pulseOf(40_000, null)).join(), /no connection has fresh data/);
  assert.deepEqual(reasons(pulseOf(40_000, 5)), []);
  assert.match(reasons(pulseOf()).join(), /no connection has fresh data/);
  const { feeds: _, ...recording } = pulseOf();
  assert.deepEqual(reasons(recording), []);
});

Deno.test("every limit of the whole account that blocks entries is a reason, as Now says it", () => {
  const { rows, add } = rowLog();
  add(entered("1.1", "2.1"));
  add(place("1.1", { id: "2.1" as OrderId, size: shares(1_000_000_000) }));
  const input = inputOf(rows);
  const words = /^everything open can lose \$\S+, and the day may lose no more than \$/;
  const blocking = reasonsNotReady({ ...ready, input });
  assert.ok(blocking.some((reason) => words.test(reason)), blocking.join("; "));
  const state = nowReport(input).find(({ name }) => name === "state");
  assert.deepEqual(state?.notes, blocking.map((reason) => `- ${reason}`));
});

Deno.test("the breaker ends by the clock where a venue trades, by the last row on a recording", () => {
  const { rows, add } = rowLog();
  add({
    kind: "trip",
    rule: "consecutiveLosses",
    value: 3,
    limit: 3,
    until: (START + 60_000) as Millis,
  });
  const input = inputOf(rows);
  const reasons = (now: number, pulse: Pulse | null) =>
    reasonsNotReady({ ...ready, input, now, pulse }).join();
  assert.match(reasons(START + 59_000, pulseOf(1)), /loss breaker blocks entries until/);
  assert.equal(reasons(START + 60_000, pulseOf(1)), "");
  assert.match(reasons(START + 60_000, null), /loss breaker/);
});

Deno.test("/readyz says it with its status", async () => {
  const rig = serveRig({ rows: eventRows(1) });
  assert.equal((await rig.get("/readyz")).status, 503);
  await rig.step();
  const ready = await rig.get("/readyz");
  assert.deepEqual([ready.status, await ready.json()], [200, { ready: true, reasons: [] }]);
});

Deno.test("a head says whose money it is and who stopped what", () => {
  const parts = { now: 5, control: false, trader, ledger: { ok: true, why: null }, version: "1" };
  const { state, mode } = headOf({ ...parts, input: inputOf(halted()) });
  assert.equal(mode, "PAPER");
  assert.equal(state?.word, "HALTED");
  assert.equal(state?.who, "kim");
  assert.match(state?.reason ?? "", /lunch/);
  assert.equal(typeof state?.since, "number");
  assert.equal(modeWord({ mode: "live", source: "polymarket" }), "LIVE");
  assert.equal(modeWord({ mode: "paper", source: "sandbox demo" }), "SANDBOX");
});

Deno.test("a head says nothing of a ledger that was not read", () => {
  const ledger = { ok: true, why: null };
  const parts = { now: 5, control: false, trader, ledger, version: "1" };
  const { mode, state, at, seq } = headOf({ ...parts, input: null });
  assert.deepEqual({ mode, state, at, seq }, { mode: null, state: null, at: null, seq: 0 });
  assert.equal(headOf({ ...parts, input: inputOf([]) }).at, null);
});

Deno.test("OpenAPI names every route of the app, and no other", () => {
  const { app } = serveRig();
  const documented = Object.entries(openApi("1")["paths"] as Record<string, object>)
    .flatMap(([path, methods]) => Object.keys(methods).map((m) => `${m.toUpperCase()} ${path}`));
  // The page's own files are for browsers.
  const routes = app.routes.filter(({ method, path }) => method !== "ALL" && path !== "/")
    .map(({ method, path }) =>
      `${method} ${path.replace(/:file\{.*\}/, "{name}.csv").replace(/:(\w+)/g, "{$1}")}`
    );
  assert.ok(routes.length >= 14);
  assert.deepEqual(documented.toSorted(), [...new Set(routes)].toSorted());
});

Deno.test("every reference in the OpenAPI document leads somewhere", () => {
  const document = openApi("1") as { components: { schemas: object } };
  const text = JSON.stringify(document);
  const names = [...text.matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name ?? "");
  assert.ok(names.length > 10);
  for (const name of names) assert.ok(Object.hasOwn(document.components.schemas, name), name);
});

Deno.test("CSV has dollars and dates, quotes what it must and hands no formula to a spreadsheet", () => {
  const head = { name: "t", title: "T", notes: [] };
  const columns = [
    { key: "who", label: "who", unit: "text" },
    { key: "paid", label: "paid", unit: "usd" },
    { key: "spread", label: "spread", unit: "cents" },
  ] as const;
  const rows = [
    ["=1+1", -5, 12_500],
    ['a "b", c', null, null],
    ["two\nlines", 1_222_000, 1e6],
  ] as const;
  const text = csvOf([
    { ...head, shape: "table", columns, rows, totals: null },
    { ...head, shape: "log", lines: [{ at: 7 as never, text: "@x" }] },
  ]);
  const expected = [
    "who,paid [usd],spread [cents]",
    "'=1+1,-0.000005,1.25",
    '"a ""b"", c",,',
    '"two\nlines",1.222,100',
    "",
    "at [time],text",
    "1970-01-01T00:00:00.007Z,'@x",
    "",
  ];
  assert.equal(text, expected.join("\r\n"));
});

Deno.test("on every address, bare addresses are ours and names are not", () => {
  const all = { host: "0.0.0.0", port: 8501 };
  assert.ok(isOwnHost("192.168.1.5:8501", all));
  assert.ok(isOwnHost("[fe80::1]:8501", all));
  assert.ok(!isOwnHost("evil.example:8501", all));
  assert.ok(!isOwnHost("192.168.1.5:80", all));
  assert.ok(!isOwnHost("1.2.3.4.evil.example:8501", all));
  assert.ok(isOwnHost("box.local:8501", { host: "box.local", port: 8501 }));
});

Deno.test("port 80 need not be written, and capitals are no other name", () => {
  const box = { host: "MyBox", port: 80 };
  for (const own of ["mybox", "MyBox", "MYBOX:80", "localhost", "127.0.0.1:80", "[::1]"]) {
    assert.ok(isOwnHost(own, box), own);
  }
  assert.ok(isOwnOrigin("http://mybox", box));
  assert.ok(isOwnHost("192.168.1.5", { host: "0.0.0.0", port: 80 }));
  assert.ok(!isOwnHost("mybox", { ...box, port: 8501 }));
  for (
    const other of ["mybox:", "mybox:80:80", "mybox:8501", "", "evil", "[evil]", "localhost@a"]
  ) {
    assert.ok(!isOwnHost(other, box), other);
  }
  assert.ok(!isOwnHost(undefined, box));
  assert.match(hintFor({ host: "0.0.0.0", port: 80 }), /an address in digits/);
});

Deno.test("exports are the same rows", async () => {
  const rig = serveRig({ rows: Array.from({ length: 1_200 }, (_, i) => eventRows(i + 1)).flat() });
  assert.equal((await rig.get("/export/ledger.ndjson")).status, 503);
  await rig.step();
  const response = await rig.get("/export/ledger.ndjson");
  const lines = (await response.text()).trimEnd().split("\n");
  assert.deepEqual(lines.map((line) => JSON.parse(line)), rig.ledger.rows);
  const csv = await rig.get("/export/count.csv");
  assert.match(csv.headers.get("Content-Disposition") ?? "", /polybot-count\.csv/);
  assert.equal(await csv.text(), "key,unit,value\r\nrows,count,1200\r\n");
});
