import assert from "node:assert/strict";
import { findProblems, permissionFlags } from "../../scripts/permissions.ts";
import { commands } from "../../src/commands/table.ts";
import { makeWorkplace, runScript } from "../support/subprocess.ts";

/** As in a checkout, where the code is below the directory. */
const inPlace = permissionFlags({ read: [new URL("../../src", import.meta.url).pathname] });
const probe = "tests/support/probe.ts";
const env = { POLYBOT_RISK_MAX_DAILY_LOSS: "1", CANARY_KEY: "canary" };

/** What is left to each command, tried in a process of its own; everything else is refused. */
const left: Readonly<Record<string, readonly string[]>> = {
  start: [
    "read data",
    "read replays",
    "read config",
    "read .env",
    "read tape",
    "write data",
    "write replays",
    "write .",
    "env override",
    "net venue",
    "net here",
    "priority",
  ],
  scan: ["net venue"],
  watch: ["net venue"],
  record: ["read data", "read replays", "write data", "write replays", "net venue"],
  sandbox: ["net here"],
  trade: ["read data", "read replays", "write data", "write replays", "net venue"],
  replay: ["read replays", "write replays"],
  status: ["read data", "read replays"],
  why: ["read data", "read replays"],
  report: ["read data", "read replays"],
  ai: ["net venue"],
  simulate: [
    "read data",
    "read replays",
    "read config",
    "read .env",
    "write data",
    "write replays",
    "write .",
  ],
  audit: ["read data", "read replays"],
  serve: ["read data", "read replays", "net here", "priority"],
  config: [],
  halt: ["read data", "read replays", "write data", "write replays"],
};

const tried = [
  "read data",
  "read replays",
  "read config",
  "read .env",
  "read tape",
  "read /etc",
  "write data",
  "write replays",
  "write .",
  "write ..",
  "env override",
  "env other",
  "net venue",
  "net here",
  "net other",
  "run",
  "sys",
  "priority",
  "import",
];

async function reach(args: readonly string[], flags = inPlace): Promise<string[]> {
  const { cwd, remove } = makeWorkplace();
  try {
    const { out, err } = await runScript(probe, args, { cwd, env, flags });
    return out === "" ? [err] : JSON.parse(out);
  } finally {
    remove();
  }
}

Deno.test("R-282 R-284 after narrowing each command reaches its own places and nothing else", async () => {
  const names = ["start", ...Object.keys(commands)];
  const found: Record<string, string[]> = {};
  // Two at a time: each is a process.
  for (let i = 0; i < names.length; i += 2) {
    const pair = names.slice(i, i + 2);
    const reached = await Promise.all(pair.map((name) => reach([name])));
    pair.forEach((name, j) => found[name] = reached[j] ?? []);
  }
  print(found);
  assert.deepEqual(found, left);
});

function print(found: Readonly<Record<string, readonly string[]>>): void {
  const names = Object.keys(found);
  const lines = tried.map((what) => {
    const cells = names.map((name) => (found[name]?.includes(what) ? "yes" : "-").padEnd(7));
    return `  ${what.padEnd(14)}${cells.join("")}`;
  });
  const header = `  ${" ".repeat(14)}${names.map((name) => name.padEnd(7)).join("")}`;
  Deno.stdout.writeSync(new TextEncoder().encode(`\n${[header, ...lines].join("\n")}\n`));
}

Deno.test("a data directory and a recording named on the command line are kept", async () => {
  const [other, tape, sandbox] = await Promise.all([
    reach(["trade", "runs"]),
    reach(["trade", "data", "polymarket", "../tape"]),
    reach(["trade", "data", "sandbox"]),
  ]);
  assert.ok(sandbox.includes("net here") && !sandbox.includes("net venue"));
  assert.ok(!tape.some((what) => what.startsWith("net")), "a recording needs no network");
  // `runs` has no grant of its own, so the directory that holds it stays open, `.env` with it.
  assert.deepEqual(other, [
    "read data",
    "read replays",
    "read config",
    "read .env",
    "write data",
    "write replays",
    "write .",
    "net venue",
  ]);
  assert.ok(tape.includes("read tape") && !tape.includes("write ."));
});

Deno.test("serve --control writes into the inbox and into nothing beside it", async () => {
  const { cwd, remove } = makeWorkplace();
  try {
    const { out, err } = await runScript("tests/support/inbox_probe.ts", [], {
      cwd,
      flags: inPlace,
    });
    assert.deepEqual(out === "" ? [err] : JSON.parse(out), ["inbox"]);
  } finally {
    remove();
  }
});

Deno.test("started with more than lists, a command that keeps something refuses to run", async () => {
  const [all, net] = await Promise.all([
    reach(["status"], ["-A"]),
    reach(["status"], [...permissionFlags(), "--allow-net", "--allow-run"]),
  ]);
  assert.match(all.join(), /Cannot give up a permission: read .* is still granted/);
  // Whole kinds can be given up, however they were granted.
  assert.deepEqual(net, ["read data", "read replays"]);
});

Deno.test("a place outside the grants is refused with the places and the way to widen them", async () => {
  const { cwd, remove } = makeWorkplace();
  try {
    const { code, err } = await runScript("main.ts", ["status", "--data-dir", "/etc"], { cwd });
    assert.equal(code, 4);
    assert.match(err, /Cannot read \/etc: polybot may read only \., \.\., config, data,/);
    assert.match(err, /scripts\/permissions\.ts --read=\/etc\) main/);
    const writes = await runScript("main.ts", ["trade", "--data-dir", "/etc"], { cwd });
    assert.equal(writes.code, 4);
    assert.match(
      writes.err,
      /Cannot read \/etc and write \/etc: polybot may read only .*; write only/,
    );
    assert.match(writes.err, /scripts\/permissions\.ts --read=\/etc --write=\/etc\) main/);
  } finally {
    remove();
  }
  const widened = permissionFlags({ read: ["/etc"] });
  assert.ok(widened.includes("--allow-read=.,..,config,data,data/replay,src,$HOME/.aws,/etc"));
});

Deno.test("R-152 adapters, the table of commands and deno.json agree on permissions", async () => {
  assert.deepEqual(await findProblems(new URL("../../", import.meta.url)), []);
});
