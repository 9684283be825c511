// The program on a venue that misbehaves, in real time: a process of its own with the permissions of
// the `polybot` task, and a sandbox in this one.
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { verifyLedger } from "../../src/adapters/sqlite/verify.ts";
import type { LedgerRow } from "../../src/core/types/effect.ts";
import { parseFaults } from "../../src/sandbox/faults/request.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/server.ts";
import type { Scenario } from "../../src/sandbox/world/scenario.ts";
import { spikes, spikyScenario } from "../support/live_rig.ts";
import { inPlace, type Place } from "./rig.ts";

/** Watch times as short as may be, and a detector grid of a second. */
const quick = [
  "venue.quiet=500ms",
  "venue.frozen=1s",
  "venue.resync=100ms",
  "venue.asset_check=1s",
  "detection.grid=1s",
  "risk.max_daily_loss=40",
  "paper.latency=50ms",
  "paper.adverse_ticks=0",
].flatMap((key) => ["--set", key]);

/** Something goes wrong all the time, whenever the program comes to be there. */
const unrest = [
  { name: "drop", share: 0.05 },
  { name: "duplicate", share: 0.1 },
  { name: "garbage", share: 0.02 },
  { name: "http5xx", path: "/books", share: 0.3 },
  { name: "crossed", share: 0.05, ms: 200 },
  { name: "close", everyMs: 3_100, afterMs: 1_500 },
  { name: "freeze", everyMs: 6_000, afterMs: 3_500, forMs: 1_000 },
];

/** Runs a test with a sandbox, where prices jump from the second second on, and a place beside it. */
async function withSandbox(
  given: readonly unknown[],
  test: (sandbox: Sandbox, place: Place) => Promise<void>,
  change: Partial<Scenario> = {},
): Promise<void> {
  const faults = parseFaults(given);
  ok(faults.ok, faults.ok ? "" : faults.error.join());
  const scenario = spikyScenario({ timetable: spikes(2), ...change });
  const sandbox = await startSandbox({ port: 0, scenario, seed: 3, faults: faults.value });
  try {
    await inPlace((place) => test(sandbox, place));
  } finally {
    await sandbox.close();
  }
}

function kindsOf(rows: readonly LedgerRow[]): ReadonlySet<string> {
  return new Set(rows.map(({ body }) => body.kind));
}

function statOf(data: Readonly<Record<string, unknown>>, key: string): number {
  const [first] = data["sections"] as { stats: { key: string; value: number }[] }[];
  return first?.stats.find((one) => one.key === key)?.value ?? 0;
}

Deno.test("trade goes on through every fault at once, ends with its report, and health says why", () =>
  withSandbox(unrest, async ({ url }, place) => {
    const trade = ["trade", "--dry-run", "--no-ai", "--venue", url, ...quick];
    const { code, out, err } = await place.run([...trade, "--max-runtime", "6s"]);
    strictEqual(code, 0, err);
    match(out, /^Verdict$/m);
    match(err, /Connection to 127\.0\.0\.1:\d+ lost: /);
    ok(verifyLedger(`${place.cwd}/data/ledger.db`).ok);
    ok(kindsOf(place.rows()).has("record"), "nothing was decided");

    const { data } = await place.json(["report", "health"]);
    for (const key of ["downs", "duplicate", "torn"]) ok(statOf(data, key) > 0, key);
    const text = (await place.run(["report", "health"])).out;
    match(text, /^Markets taken down, by reason$/m);
    match(text, /^closed by the venue \(1001 going away\) +\d+$/m);
  }));

/** A market that jumps once comes neither to such a target nor to such a stop. */
const eachItsMarket = {
  markets: 30,
  timetable: spikes(2).map((spike, market) => ({ ...spike, market })),
};

Deno.test("SIGINT ends a live run with its report and 130; the next one takes up what is held", () =>
  withSandbox([], async ({ url }, place) => {
    const hold = [
      "exit.target_fraction=1.5",
      "exit.stop_fraction=0.8",
      "paper.settle=200ms",
      "paper.revert_rate=0",
    ];
    const keys = [...quick, ...hold.flatMap((key) => ["--set", key])];
    const trade = ["trade", "--dry-run", "--no-ai", "--venue", url, ...keys];
    const first = place.start(trade);
    await first.heard(/^\S+ {2}bought/m);
    first.kill("SIGINT");
    const { code, signal, out, err } = await first.ended();
    deepStrictEqual([code, signal], [130, null], err);
    match(out, /^Verdict$/m);
    const left = [...Deno.readDirSync(`${place.cwd}/data`)].map(({ name }) => name);
    ok(!left.includes("ledger.db-wal"), "the ledger was not closed");
    ok(verifyLedger(`${place.cwd}/data/ledger.db`).ok);
    const before = place.rows();
    const held = (await place.run(["report", "positions"])).out;

    const second = await place.run([...trade, "--max-runtime", "2s"]);
    strictEqual(second.code, 0, second.err);
    match(second.err, new RegExp(`^Going on after ${before.length} rows of the ledger\\.$`, "m"));
    const rows = place.rows();
    deepStrictEqual(rows.slice(0, before.length), before);
    strictEqual(rows.filter(({ body }) => body.kind === "started").length, 2);
    const sold = rows.some(({ body }) => body.kind === "place" && body.order.side === "sell");
    ok(!sold, "what was held was sold");
    const [market] = /^will-\S+|^0x\S+/m.exec(held) ?? [];
    ok(market !== undefined && (await place.run(["report", "positions"])).out.includes(market));

    const elsewhere = await place.run(["trade", "--venue", "http://127.0.0.1:9", ...keys]);
    strictEqual(elsewhere.code, 2);
    match(elsewhere.err, /its source is sandbox http.*\nhint: give another --data-dir/);
  }, eachItsMarket));

Deno.test("trade --once ends by itself, whatever is broken meanwhile", () =>
  withSandbox(unrest, async ({ url }, place) => {
    // What is bought is waited for until it is settled, and something is bought all the time.
    const settled = ["--set", "paper.settle=100ms"];
    const once = ["trade", "--once", "--venue", url, ...quick, ...settled];
    const { code, out, err } = await place.run(once);
    strictEqual(code, 0, err);
    match(out, /^Verdict$/m);
  }));

/** Enough for a connection to be lost, and for signals in between. */
const restart = [{ name: "close", code: 1012, afterMs: 2_000, everyMs: 8_000 }];

Deno.test("watch writes a line or a document a row, and ends with 130 when it is told to", () =>
  withSandbox(restart, async ({ url }, place) => {
    const watch = ["watch", "--venue", url, ...quick];
    const ways = [[...watch, "--json"], watch].map((argv) => place.start(argv));
    const timed = place.run([...watch, "--max-runtime", "1s"]);
    for (const way of ways) await way.heard(/Connection to .* lost: /);
    // A spike comes every other second.
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    for (const way of ways) way.kill("SIGINT");
    const [json, plain] = await Promise.all(ways.map((way) => way.ended()));
    deepStrictEqual([json?.code, plain?.code], [130, 130], json?.err);
    const rows = (json?.out ?? "").trimEnd().split("\n").map((text) => JSON.parse(text));
    const bodies = rows.map(({ body }) => body);
    ok(bodies.some(({ kind }) => kind === "record"), "no signal was seen");
    ok(bodies.every(({ kind }) => kind !== "place"), "watch placed an order");
    for (const { decision } of bodies.filter(({ kind }) => kind === "record")) {
      deepStrictEqual([decision.verdict, decision.order], ["refused", null]);
    }
    match(plain?.out ?? "", /^\d{4}-\d\d-\d\dT\S+ {2}\S/m);
    ok(!/\p{Cc}/u.test((plain?.out ?? "").replaceAll("\n", "")), "it draws where nobody looks");
    const { code, err } = await timed;
    strictEqual(code, 0);
    match(err, /^Watching sandbox \S+: each signal has a line/m);
    ok(![...Deno.readDirSync(place.cwd)].some(({ name }) => name === "data"), "watch left files");
  }));

/** A port of this machine at which nobody listens. */
function closedPort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

Deno.test("a venue that cannot be reached ends a command: exit 5 names the host", () =>
  inPlace(async (place) => {
    const host = `127.0.0.1:${closedPort()}`;
    const hasty = ["venue.patience=1s", "venue.request_timeout=1s"];
    const nowhere = ["--venue", `http://${host}`, ...hasty.flatMap((key) => ["--set", key])];
    const commands = [["trade", "--dry-run"], ["trade", "--once", "--data-dir", "runs"], ["watch"]];
    await Promise.all(commands.map(async (argv) => {
      const { code, out, err } = await place.run([...argv, ...nowhere]);
      deepStrictEqual([code, out], [5, ""], `${argv.join(" ")}: ${err}`);
      ok(err.includes(`Cannot reach ${host}: `), err);
      match(err, /^hint: /m);
    }));
  }));

Deno.test("SIGINT is heard while the venue is not reached yet, and nothing is made up for it", () =>
  inPlace(async (place) => {
    const trade = ["trade", "--dry-run", "--venue", `http://127.0.0.1:${closedPort()}`];
    const process = place.start([...trade, "--set", "venue.patience=60s"]);
    await process.heard(/trying on for a while/);
    process.kill("SIGINT");
    const { code, err } = await process.ended();
    strictEqual(code, 130, err);
    deepStrictEqual(place.rows(), []);
  }));
