import type { CommandContext } from "../../src/cli/context.ts";
import assert from "node:assert/strict";
import { RecordingError } from "../../src/adapters/replay/recording.ts";
import { CliError } from "../../src/cli/exit.ts";
import { OutputClosed } from "../../src/cli/terminal.ts";
import { commands } from "../../src/commands/table.ts";
import { shardVariables } from "../../src/core/simulate/search/shards.ts";
import { seq } from "../../src/core/types/units.ts";
import { StorageError, unwritten } from "../../src/core/types/storage_error.ts";
import { DivergedError } from "../../src/runtime/catch_up.ts";
import { polybot } from "../support/command_line.ts";

const canary = "c0ffee".repeat(10) + "beef";

Deno.test("every command's help says what it does and shows examples", async () => {
  const commands = [
    [],
    ["scan"],
    ["watch"],
    ["trade"],
    ["record"],
    ["sandbox"],
    ["replay"],
    ["status"],
    ["why"],
    ["report"],
    ["audit"],
    ["audit", "verify"],
    ["audit", "export"],
    ["config"],
    ["config", "validate"],
    ["config", "show"],
    ["config", "schema"],
    ["halt"],
    ["resume"],
    ["reduce"],
    ["flatten"],
    ["help"],
  ];
  for (const command of commands) {
    const asked = await polybot([...command, "--help"]);
    assert.equal(asked.code, 0);
    assert.match(asked.out, /Examples:\n {2}polybot /, command.join(" "));
    assert.match(asked.out, /--json/);
    assert.deepEqual(asked.calls, []);
    if (command[0] !== "help") assert.equal((await polybot(["help", ...command])).out, asked.out);
  }
});

Deno.test("without any argument the help is shown", async () => {
  const { code, out } = await polybot([]);
  assert.equal(code, 0);
  assert.match(out, /^Usage: polybot/);
});

Deno.test("help exit-codes lists every code", async () => {
  const { out, code } = await polybot(["help", "exit-codes"]);
  assert.equal(code, 0);
  for (const value of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 130]) {
    assert.match(out, new RegExp(`^ +${value}  \\w+ +\\w`, "m"));
  }
  const typo = await polybot(["help", "exit-code"]);
  assert.equal(typo.code, 2);
  assert.match(typo.err, /did you mean exit-codes\?/);
});

Deno.test("usage errors exit 2, name the mistake and suggest the nearest", async () => {
  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [["stauts"], /unknown command 'stauts'\nhint: Did you mean status\?/],
    [["trade", "--lvie"], /unknown option '--lvie'\nhint: Did you mean --live\?/],
    [["status", "--jsn"], /unknown option '--jsn'/],
    [["status", "extra"], /too many arguments/],
    [["replay"], /missing required argument 'path'/],
    [["trade", "--seed", "-1"], /--seed <n>.*Want a whole number/],
    [["trade", "--seed", "1.5"], /Want a whole number/],
    [["trade", "--speed", "0"], /Want a number above 0, or "max"/],
    [["trade", "--max-runtime", "soon"], /Want a duration/],
    [["watch", "--speed", "max"], /a live feed has no end to run to/],
    [["scan", "--limit", "0"], /Want a whole number from 1 to 999999/],
    [["scan", "--sort", "luck"], /Allowed choices are volume, hurdle/],
    [["record", "--max-size", "much"], /Want a size such as 500MB/],
    [["sandbox", "--port", "65536"], /Want a port from 0 to 65535/],
    [["replay", "x", "--assume-spread", "-1"], /Want dollars above 0 and below 1/],
    [["replay", "x", "--assume-spread", "1"], /Want dollars above 0 and below 1/],
    [["replay", "x", "--assume-spread", "0.0"], /Want dollars above 0 and below 1/],
    [["replay", "x", "--assume-depth", "-1"], /Want a number from 0/],
    [["replay", "x", "--assume-volume", "9".repeat(30)], /Want a number from 0/],
    [["halt", "--wait", "x"], /Want a duration/],
    [["status", "--data-dir", ""], /--data-dir <dir>.*Want a path/],
    [["audit", "verify", "--head", "3f1a"], /--head <hash>.*Want the 64 hex digits/],
    [["audit"], /a subcommand is missing/],
    [["config", "vaildate"], /Did you mean validate\?/],
    [["trade", "--live"], /Cannot trade live: this version only trades on paper/],
  ];
  for (const [argv, message] of wrong) {
    const { code, err, out, calls } = await polybot(argv);
    assert.equal(code, 2, argv.join(" "));
    assert.match(err, message);
    assert.equal(out, "");
    assert.deepEqual(calls, []);
  }
});

Deno.test("R-198 no command can be told to trade live, and none may read a key", async () => {
  assert.equal((await polybot(["trade", "--live"])).code, 2);
  for (const venue of ["polymarket", "sandbox", "http://127.0.0.1:8400"]) {
    const nowhere = { scenarioFile: null, models: null, listen: null };
    const places = { dataDir: "data", paths: [], venue, ...nowhere };
    for (const [name, { needs }] of Object.entries(commands)) {
      const env = name === "simulate" ? shardVariables : [];
      assert.deepEqual(needs(places).env ?? [], env, name);
    }
  }
});

Deno.test("options reach the command in its own units", async () => {
  const call = async (...argv: string[]) => (await polybot(argv)).calls[0];
  assert.deepEqual(await call("trade"), {
    module: "trade",
    options: {
      dryRun: false,
      tape: [],
      speed: 1,
      once: false,
      record: false,
      venue: "polymarket",
    },
  });
  const argv = "trade --dry-run --tape a b --speed max --once --seed 7 --max-runtime 1.5h";
  assert.deepEqual((await call(...argv.split(" ")))?.options, {
    dryRun: true,
    tape: ["a", "b"],
    speed: "max",
    once: true,
    record: false,
    venue: "polymarket",
    seed: 7,
    maxRuntimeMs: 5_400_000,
  });
  const replay = "replay a b --seed 3 --assume-spread 0.02 --assume-depth 500 --assume-volume 1000";
  assert.deepEqual((await call(...replay.split(" ")))?.options, {
    paths: ["a", "b"],
    seed: 3,
    assumeSpread: 0.02,
    assumeDepth: 500,
    assumeVolume: 1000,
  });
  assert.deepEqual((await call("why"))?.options, {
    none: false,
    reask: false,
    venue: "polymarket",
  });
  assert.deepEqual((await call("why", "88340.1", "--none"))?.options, {
    id: "88340.1",
    none: true,
    reask: false,
    venue: "polymarket",
  });
  assert.deepEqual((await call("report", "--list"))?.options, { list: true });
  assert.deepEqual((await call("audit", "verify", "--head", canary))?.options, {
    action: "verify",
    head: canary,
  });
  assert.deepEqual(await call("flatten", "--reason", "x y", "--by", "me", "--wait", "2"), {
    module: "halt",
    options: { action: "flatten", by: "me", waitMs: 2000, reason: "x y" },
  });
});

Deno.test("options of commands that talk to a venue reach them in their own units", async () => {
  const call = async (...argv: string[]) => (await polybot(argv)).calls[0];
  const scan = "scan --venue sandbox --tag politics --min-volume 2.5 --sort hurdle --limit 5";
  assert.deepEqual((await call(...scan.split(" ")))?.options, {
    venue: "sandbox",
    tag: "politics",
    minVolume: 2.5,
    sort: "hurdle",
    limit: 5,
  });
  assert.deepEqual((await call("watch", "--speed", "2.5", "--query", "rain"))?.options, {
    venue: "polymarket",
    speed: 2.5,
    query: "rain",
  });
  assert.deepEqual((await call("record", "here", "--max-size", "1.5KB"))?.options, {
    venue: "polymarket",
    dir: "here",
    maxBytes: 1_500,
  });
  assert.deepEqual((await call("sandbox", "--port", "0", "--max-runtime", "2s"))?.options, {
    port: 0,
    scenario: "default",
    speed: 1,
    list: false,
    maxRuntimeMs: 2_000,
  });
});

Deno.test("what a command keeps follows from its directories, and is settled before it is loaded", async () => {
  let told: unknown = null;
  const act = ({ needs }: CommandContext) => {
    told = needs;
    return 0;
  };
  assert.deepEqual((await polybot(["status"], { act })).needed, [{ read: ["data"] }]);
  assert.deepEqual(told, { read: ["data"] });
  const flag = await polybot(["replay", "../a", "b", "--data-dir", "runs"]);
  assert.deepEqual(flag.needed, [{ read: ["runs", "../a", "b"] }]);
  const set = await polybot(["status", "--set", "runtime.data_dir=elsewhere"]);
  assert.deepEqual(set.needed, [{ read: ["elsewhere"] }]);
});

Deno.test("with a wrong configuration a command exits 4; with --data-dir halt still halts", async () => {
  const wrong = ["--set", "risk.max_daily_loss=two", "--set", "foo.bar=1"];
  const status = await polybot(["status", ...wrong]);
  assert.equal(status.code, 4);
  assert.match(
    status.err,
    /2 errors\n {2}--set: foo\.bar: .*\n {2}--set: risk\.max_daily_loss: read "two"/,
  );
  assert.match(status.err, /hint: .*--data-dir/);
  assert.deepEqual(status.calls, []);
  const halt = await polybot(["halt", "--data-dir", "data", ...wrong]);
  assert.deepEqual([halt.code, halt.calls.length], [0, 1]);
  const act = (context: { loadConfig(): unknown }) => {
    context.loadConfig();
    return 0;
  };
  assert.equal((await polybot(["trade", "--data-dir", "data", ...wrong], { act })).code, 4);
});

Deno.test("with --json every answer is one document on stdout, failures too", async () => {
  const failures: readonly (readonly [readonly string[], string, number])[] = [
    [["stauts", "--json"], "usage", 2],
    [["--json", "trade", "--live"], "usage", 2],
    [["status", "--json", "--set", "foo=1"], "config", 4],
  ];
  for (const [argv, code, exit] of failures) {
    const ran = await polybot(argv);
    assert.deepEqual([ran.code, ran.err], [exit, ""]);
    const { error, meta, ...rest } = JSON.parse(ran.out);
    assert.equal(error.code, code);
    assert.ok(error.message.length > 0 && error.hint.length > 0);
    assert.deepEqual(meta, { version: "1.2.3", generatedAt: "2026-01-02T00:00:00.000Z" });
    assert.deepEqual([rest.schemaVersion, rest.ok], [1, false]);
  }
  const { out } = await polybot(["status", "--json", "--set", "foo=1"]);
  assert.equal(JSON.parse(out).command, "status");
  assert.equal(JSON.parse(out).data.issues[0].key, "foo");
});

Deno.test("what a command throws becomes its exit code, a message and a hint", async () => {
  const thrown: readonly (readonly [Error, number, RegExp])[] = [
    [
      new CliError("refused", "Cannot buy: limit", { hint: "wait" }),
      7,
      /error: Cannot buy: limit\nhint: wait\n/,
    ],
    [new CliError("ambiguous", "Cannot go on"), 8, /Cannot go on/],
    [new Deno.errors.NotFound("no tape"), 3, /error: no tape/],
    [new Deno.errors.NotCapable("Requires read"), 4, /hint: this command gave up/],
    [new Deno.errors.ConnectionRefused("venue"), 5, /venue/],
    [new DOMException("too slow", "TimeoutError"), 5, /too slow/],
    [new Deno.errors.Interrupted("stop"), 130, /stop/],
    [new StorageError("l.db", "nothing", "a ledger"), 3, /Cannot use l.db: found nothing/],
    [new StorageError("l.db", "a writer already: process 7", "one"), 7, /process 7/],
    [new StorageError("l.db", "a folder", "a ledger"), 6, /found a folder, wanted a ledger/],
    [
      unwritten("l.db", new Error("database or disk is full")),
      10,
      /Cannot write l\.db: found database or disk is full, wanted room .*\nhint: make room/,
    ],
    [unwritten("tape", new Error("Read-only file system (os error 30)")), 10, /Cannot write tape/],
    [new Error("No space left on device (os error 28)"), 10, /hint: make room/],
    [new RecordingError("x", "nothing", "a recording"), 3, /Cannot read x: found nothing/],
    [new RecordingError("x", "no permission", "leave to read it"), 4, /no permission/],
    [new RecordingError("x", "an empty file", "a recording"), 6, /an empty file/],
    [new DivergedError(seq(7), "[7,1]", "x".repeat(9000)), 8, /at event 7 .*x\.{3}\nhint: nothing/],
    [new RangeError(`bad ${canary}`), 1, /error: bad \[redacted\]\n$/],
  ];
  for (const [error, code, message] of thrown) {
    const act = () => {
      throw error;
    };
    const ran = await polybot(["status"], { act });
    assert.equal(ran.code, code, error.name);
    assert.match(ran.err, message);
    const verbose = await polybot(["status", "-v"], { act });
    assert.match(verbose.err, /\n {4}at /);
    assert.ok(!verbose.err.includes(canary));
  }
});

Deno.test("a reader of stdout who left is no failure and hears no more", async () => {
  const act = () => {
    throw new OutputClosed("Cannot print: stdout is closed");
  };
  const { code, err, out } = await polybot(["status"], { act });
  assert.deepEqual([code, err, out], [0, "", ""]);
});

Deno.test("help and version with --json are one document, too", async () => {
  const asked = [["--help"], ["status", "-h"], ["help", "exit-codes"], ["help", "trade"], [
    "--version",
  ]];
  for (const argv of asked) {
    const { out, code } = await polybot([...argv, "--json"]);
    assert.equal(code, 0);
    const { ok, command, data } = JSON.parse(out);
    assert.deepEqual([ok, command], [true, "help"]);
    assert.equal(data.text, (await polybot(argv)).out);
  }
});

Deno.test("R-281 no argument may be a private key, and it is not shown", async () => {
  const places = [
    ["trade", "--seed", canary],
    ["trade", `--seed=0x${canary}`],
    [`0x${canary}`],
    ["--set", `a.b=${canary}`, "status"],
    ["halt", "--reason", canary],
    ["status", "--json", canary],
    ["report", canary.toUpperCase()],
    ["ai", "ask", canary],
  ];
  for (const argv of places) {
    const { calls, code, err, out } = await polybot(argv);
    assert.equal(code, 2, argv.join(" "));
    assert.deepEqual(calls, []);
    assert.ok(!(out + err).toLowerCase().includes(canary.slice(6, 18)));
    assert.match(out + err, /treat a key that was typed here as exposed/);
  }
  // Market ids and the ledger's head are public and look the same.
  assert.equal((await polybot(["why", `0x${canary}`])).code, 0);
  assert.equal((await polybot(["ai", "ask", `0x${canary}`])).code, 0);
  assert.equal((await polybot(["audit", "verify", `--head=${canary}`])).code, 0);
});

Deno.test("no flag takes a secret", async () => {
  const { out } = await polybot(["--help"]);
  const all = [
    out,
    ...await Promise.all(["trade", "halt"].map(async (c) => (await polybot([c, "-h"])).out)),
  ];
  assert.doesNotMatch(all.join("\n"), /--\S*(key|secret|token|pass)(?!=)\b/i);
});

Deno.test("colour only on a terminal, and never against the user's will", async () => {
  const colored = async (
    argv: string[],
    environment: Record<string, string>,
    isTerminal: boolean,
  ) => {
    let color = false;
    const act = (context: { globals: { color: boolean } }) => {
      color = context.globals.color;
      return 0;
    };
    await polybot(["status", ...argv], { environment, isTerminal, act });
    return color;
  };
  assert.equal(await colored([], {}, true), true);
  assert.equal(await colored([], {}, false), false);
  assert.equal(await colored(["--no-color"], {}, true), false);
  assert.equal(await colored([], { NO_COLOR: "1" }, true), false);
  assert.equal(await colored([], { NO_COLOR: "" }, true), true);
  assert.equal(await colored([], { TERM: "dumb" }, true), false);
  assert.equal(await colored([], { FORCE_COLOR: "1" }, false), true);
  assert.equal(await colored(["--no-color"], { FORCE_COLOR: "1" }, true), false);
});

Deno.test("--quiet silences messages, not data", async () => {
  const act = (context: { out(text: string): void; err(text: string): void }) => {
    context.out("data");
    context.err("message\n");
    return 6;
  };
  const loud = await polybot(["status"], { act });
  assert.deepEqual([loud.out, loud.err, loud.code], ["data\n", "message\n", 6]);
  const quiet = await polybot(["status", "-q"], { act });
  assert.deepEqual([quiet.out, quiet.err], ["data\n", ""]);
});
