import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { inPlace, type Place, polybot, writeTape } from "./rig.ts";

const trade = ["trade", "--no-ai", "--tape", "tape", "--speed", "max"];

async function traded(place: Place): Promise<string> {
  const { code, data, error } = await place.json(trade);
  strictEqual(code, 0, error?.message);
  return String(data["chainHead"]);
}

/** Command lines that cannot be followed: exit code, and what is said. */
const refused: readonly (readonly [readonly string[], number, RegExp])[] = [
  [["trade", "--live"], 2, /Cannot trade live: this version only trades on paper\nhint: /],
  [["scan", "--venue", "nowhere"], 2, /venue nowhere: want polymarket, sandbox or a URL\nhint: /],
  [["scan", "--venue", "https://example.com"], 2, /it is not on this machine\nhint: /],
  [
    ["scan", "--scenario", "calm"],
    2,
    /it is not made here\nhint: --scenario, --forecaster and --speed/,
  ],
  [["scan", "--venue", "http://127.0.0.1:8"], 5, /127\.0\.0\.1:8.*refused.*\nhint: .*--tape PATH/],
  [["scan", "--venue", "http://127.0.0.1:9"], 5, /127\.0\.0\.1:9: its port is one that fetch/],
  [["scan", "--venue", "sandbox", "--query", "snowball"], 3, /none of \d+ markets .*"snowball"/],
  [["trade", "--tape", "x", "--once", "--record"], 2, /Cannot use --once, --record with --tape/],
  [["sandbox", "--speed", "max"], 2, /Want a number above 0; a live feed has no end/],
  [["trade", "--set", "trading.dry_run=false", "--tape", "x"], 2, /live trading does not exist/],
  [["why", "--none", "88340.1"], 2, /Cannot use --none with a market or decision\nhint: /],
  [["why", "--none", "--reask"], 2, /Cannot use --none with --reask\nhint: /],
  [["replay"], 2, /missing required argument 'path'\nhint: see polybot replay --help/],
  [["ai", "ask"], 2, /missing required argument 'market'\nhint: see polybot ai ask --help/],
  [
    ["trade", "--seed", "trade"],
    2,
    /argument 'trade' is invalid.*\nhint: see polybot trade --help/,
  ],
  [
    ["simulate", "--html", "none/x.html"],
    3,
    /Cannot write none\/x\.html: there is no folder none/,
  ],
  [["simulate", "--html", "/x.html"], 4, /Cannot write \/x\.html: polybot may not write there\n/],
  [["simulate", "--html", "config"], 2, /Cannot write config: it is a folder\nhint: name a file/],
  [["stauts"], 2, /unknown command 'stauts'\nhint: Did you mean status\?/],
  [["replay", "tape", "--sede", "3"], 2, /unknown option '--sede'\nhint: Did you mean --seed\?/],
  [["status"], 3, /there is no run yet\nhint: .*polybot trade/],
  [["audit", "verify"], 3, /there is no run yet/],
];

Deno.test("what cannot be done is said in one line with a hint, and by the exit code", () =>
  inPlace(async (place) => {
    await Promise.all(refused.map(async ([argv, code, message]) => {
      const { code: found, out, err } = await place.run(argv);
      deepStrictEqual([found, out], [code, ""], `${argv.join(" ")}: ${err}`);
      ok(err.startsWith("error: "), err);
      match(err, message);
      doesNotMatch(err, /\n {4}at /);
    }));
  }));

Deno.test("every mistake of the configuration is listed with file, line and column: exit 4", () =>
  inPlace(async (place) => {
    Deno.writeTextFileSync(
      `${place.cwd}/wrong.yaml`,
      "risk:\n  max_daily_loss: -1\n  mark: often\nentri: {}\nsizing: { kelly_fraction: 7 }\n",
    );
    const { code, err, out } = await place.run([...trade, "--config", "wrong.yaml"]);
    deepStrictEqual([code, out], [4, ""]);
    match(err, /^error: Cannot use the configuration: 4 errors$/m);
    match(err, /^hint: `polybot config schema` describes every key$/m);
    for (const where of ["2:19: risk.max_daily", "3:9: risk.mark", "4:1: entri", "5:27: sizing"]) {
      ok(err.includes(`\n  wrong.yaml:${where}`), `${where} in ${err}`);
    }
    const status = await place.run(["status", "--config", "wrong.yaml"]);
    strictEqual(status.code, 4);
    match(status.err, /^hint: with --data-dir DIR this command needs no configuration$/m);
  }));

Deno.test("R-177 a ledger that somebody changed is not trusted: exit 6 names the row", () =>
  inPlace(async (place) => {
    await traded(place);
    const row = place.rows().find(({ body }) => body.kind === "orderFilled");
    ok(row !== undefined);
    const db = new DatabaseSync(`${place.cwd}/data/ledger.db`);
    db.exec("DROP TRIGGER entries_no_update");
    db.prepare("UPDATE entries SET body = replace(body, '\"fee\":', '\"fee\":1') WHERE seq = ?")
      .run(row.seq);
    db.close();
    for (const argv of [["audit", "verify"], ["report"], ["report", "trades", "--json"]]) {
      const { code, out, err } = await place.run(argv);
      strictEqual(code, 6, argv.join(" "));
      match(
        out + err,
        new RegExp(`\\(row ${row.seq}\\.0\\): it is not what was hashed; \\d+ rows`),
      );
    }
  }));

Deno.test("a ledger is gone on with only by its own run: another is refused, a diverging one exits 8", () =>
  inPlace(async (place) => {
    const head = await traded(place);
    const other = await place.run([...trade, "--seed", "2"]);
    strictEqual(other.code, 2);
    match(other.err, /another run; its seed is 1, this run's is 2\nhint: give another --data-dir/);
    const limits = await place.run([...trade, "--set", "risk.max_position_size=5"]);
    match(limits.err, /another run; its configHash is/);

    Deno.removeSync(`${place.cwd}/tape`, { recursive: true });
    await writeTape(`${place.cwd}/tape`, (timed, i) => i > 6_000 && i < 6_100 ? null : timed);
    const { code, error } = await place.json(trade);
    deepStrictEqual([code, error?.code], [8, "ambiguous"]);
    match(error?.message ?? "", /^Cannot continue the run: at event \d+ the ledger has/);
    match(error?.hint ?? "", /nothing was written/);
    strictEqual(place.head(), head);
  }));

Deno.test("an .env that cannot be read is a fault of the configuration", () =>
  inPlace(async (place) => {
    Deno.mkdirSync(`${place.cwd}/.env`);
    const { code, err } = await place.run(["status"]);
    deepStrictEqual([code, err.split("\n")[0]], [4, "error: Cannot read .env: it is a folder"]);
  }));

Deno.test("a venue that was not reached leaves no run behind that stands in the way", () =>
  inPlace(async (place) => {
    strictEqual((await place.run(["trade", "--venue", "http://127.0.0.1:1"])).code, 5);
    await traded(place);
    strictEqual((await place.run(["audit", "verify"])).code, 0);
  }));

/** Every command, with the exit code it has after a run. */
const commands: readonly (readonly [readonly string[], number])[] = [
  [["status"], 0],
  [["why", "--none"], 0],
  [["why", "no-such-market"], 3],
  [["report"], 0],
  [["report", "--list"], 0],
  [["report", "trades"], 0],
  [["audit", "verify"], 0],
  [["audit", "export"], 0],
  [["audit"], 2],
  [["config", "validate"], 0],
  [["config", "show"], 0],
  [["config", "schema"], 0],
  [["halt", "--wait", "0"], 0],
  [["resume"], 2],
  [["reduce", "--wait", "100ms"], 3],
  [["flatten", "--wait", "0"], 0],
  [["replay", "tape", "-v"], 0],
  [["replay", "missing"], 3],
  [trade, 0],
  [["help", "exit-codes"], 0],
  [["--help"], 0],
  [["--version"], 0],
  [["nonsense"], 2],
];

Deno.test("with --json every command prints one document and nothing else, errors too", () =>
  inPlace(async (place) => {
    await traded(place);
    for (const [argv, code] of commands) {
      const { code: found, out, err } = await place.run([...argv, "--json", "--quiet"]);
      const about = argv.join(" ");
      deepStrictEqual([found, err], [code, ""], about);
      const document = JSON.parse(out);
      const keys = ["schemaVersion", "ok", "command", "data", "meta"];
      deepStrictEqual(Object.keys(document), code === 0 ? keys : [...keys, "error"], about);
      deepStrictEqual([document.schemaVersion, document.ok], [1, code === 0], about);
      if (code !== 0) ok(document.error.message.length > 0 && document.error.code !== "runtime");
    }
  }));

Deno.test("--quiet leaves the data, and no colour comes where nobody looks", () =>
  inPlace(async (place) => {
    const loud = await place.run(trade);
    match(loud.err, /^Limits in force$/m);
    const [quiet, plain, forced, refusedColor, flag] = await Promise.all([
      place.run([...trade, "-q"]),
      place.run(["report"]),
      place.run(["report"], { FORCE_COLOR: "1" }),
      place.run(["report"], { FORCE_COLOR: "1", NO_COLOR: "1" }),
      place.run(["report", "--no-color"], { FORCE_COLOR: "1" }),
    ]);
    deepStrictEqual([quiet.err, quiet.out], ["", loud.out]);
    ok(forced.out.includes("\u001b[1m"));
    for (const { out } of [plain, refusedColor, flag]) ok(!out.includes("\u001b"));
    ok(!/\p{Cc}/u.test(loud.err.replaceAll("\n", "")));
  }));

Deno.test("a reader who leaves early, as head does, is no error", () =>
  inPlace(async (place) => {
    await traded(place);
    const child = polybot(place.cwd, ["audit", "export"]).spawn();
    await child.stdout.cancel();
    const said = await new Response(child.stderr).text();
    deepStrictEqual([(await child.status).code, said], [0, ""]);
  }));

Deno.test("R-212 a bot goes on when nobody hears its messages", () =>
  inPlace(async (place) => {
    const head = await traded(place);
    const child = polybot(place.cwd, [...trade, "--data-dir", "deaf"]).spawn();
    await child.stderr.cancel();
    const said = await new Response(child.stdout).text();
    strictEqual((await child.status).code, 0);
    ok(said.includes(head));
    strictEqual(place.head("deaf"), head);
  }));
