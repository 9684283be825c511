import assert from "node:assert/strict";
import type { CommandContext } from "../../../src/cli/context.ts";
import { CliError } from "../../../src/cli/exit.ts";
import { spikesCommand } from "../../../src/commands/simulate/spikes.ts";
import { each, readInto } from "../../../src/commands/simulate/spikes_read.ts";
import { quoted } from "../../../src/commands/simulate/study_answer.ts";
import { type Millis, millis } from "../../../src/core/types/units.ts";
import type { Report } from "../../../src/report/report.ts";
import { memorySource } from "../../../src/adapters/memory/source.ts";
import { loaded } from "../../support/config.ts";
import { inRunFolder } from "../../support/run_folder.ts";

const MINUTE = 60_000;

interface Said {
  readonly dataDir: string;
  readonly context: CommandContext;
  out(): string;
}

/** Runs a test with a context that has a configuration, in a folder of its own. */
async function inFolder(json: boolean, test: (said: Said) => Promise<void>): Promise<void> {
  await inRunFolder(null, async (folder) => {
    const { context, out } = folder.context({ json });
    const configured = { ...context, loadConfig: () => loaded({}) };
    await test({ dataDir: folder.dataDir, context: configured, out });
  });
}

/** Minute prices of one market: 40 cents, then 50, then back at 45 after a while, then 40. */
function writePrices(folder: string): string {
  const markets = [
    "id,token_id,condition_id,city,target_date,question,floor_strike,last_seen_closed," +
    "last_seen_yes_prob,last_seen_at,last_seen_volume_usdc",
    "1,11,0xa,Town,2026-08-05,Hot in Town?,70,False,0.4,2026-08-05T20:00:00Z,1000",
  ];
  const start = Date.UTC(2026, 7, 5, 12) / 1000;
  const prices = Array.from({ length: 300 }, (_, minute) => {
    const price = minute < 30 ? 0.4 : minute < 40 ? 0.5 : minute < 60 ? 0.45 : 0.4;
    return `1,${start + 60 * minute},${price}`;
  });
  const path = `${folder}/prices`;
  Deno.mkdirSync(path);
  Deno.writeTextFileSync(`${path}/weather_markets.csv`, `${markets.join("\n")}\n`);
  Deno.writeTextFileSync(`${path}/weather_prices.csv`, `id,t,p\n${prices.join("\n")}\n`);
  return path;
}

const options = { action: "spikes", windowMs: 10 * MINUTE, seed: 7 } as const;

interface Answer {
  readonly data: {
    readonly complete: boolean;
    readonly settings: string;
    readonly sections: readonly Report[];
    readonly reproduce: readonly { readonly key: string; readonly value: string }[];
  };
}

Deno.test("simulate spikes finds the one spike of a recording and what became of it", async () => {
  await inFolder(true, async ({ dataDir, context, out }) => {
    const path = writePrices(dataDir);
    assert.equal(await spikesCommand(context, { ...options, paths: [path] }), 0);
    const { data } = JSON.parse(out()) as Answer;
    assert.equal(data.complete, true);
    const reversal = data.sections.find(({ name }) => name === "reversal");
    assert.ok(reversal?.shape === "table");
    const of = (kind: string) => reversal.rows.filter(([name]) => name === kind);
    // From 0.40 to 0.50: nothing after 5 minutes, half after 15, all after 60; one event, no interval.
    assert.deepEqual(of("10c").map((row) => row.slice(1, 7)), [
      [5 * MINUTE, 1, 1, 0, null, null],
      [15 * MINUTE, 1, 1, 0.5, null, null],
      [60 * MINUTE, 1, 1, 1, null, null],
      [240 * MINUTE, 1, 1, 1, null, null],
    ]);
    assert.equal(data.settings, "--set reversion.prior_mean=0");
    const command = data.reproduce.find(({ key }) => key === "command")?.value;
    assert.equal(command, `polybot simulate spikes ${path} --window 10m --seed 7`);
    assert.match(
      data.reproduce.find(({ key }) => key === "dataHash")?.value ?? "",
      /^[0-9a-f]{64}$/,
    );
  });
});

Deno.test("the same recording and seed give the same text, page and settings", async () => {
  const run = async () => {
    let said = "";
    await inFolder(false, async ({ dataDir, context, out }) => {
      const path = writePrices(dataDir);
      const html = `${dataDir}/page.html`;
      const write = `${dataDir}/settings`;
      await spikesCommand(context, { ...options, paths: [path], html, write });
      const all = [out(), Deno.readTextFileSync(html), Deno.readTextFileSync(write)];
      said = all.join("\n").replaceAll(dataDir, "DIR");
    });
    return said;
  };
  const first = await run();
  assert.match(first, /How much of a spike is undone/);
  assert.match(first, /<title>Spikes, and whether they come back<\/title>/);
  assert.match(first, /\nreversion\.prior_mean=0\n$/);
  assert.equal(await run(), first);
});

Deno.test("only the markets of a file are studied, and a file that is not there is said", async () => {
  await inFolder(true, async ({ dataDir, context, out }) => {
    const paths = [writePrices(dataDir)];
    const only = `${dataDir}/only`;
    await assert.rejects(
      spikesCommand(context, { ...options, paths, only }),
      (error) => error instanceof CliError && error.exit === "notFound",
    );
    Deno.writeTextFileSync(only, "0xb\n\n");
    await assert.rejects(
      spikesCommand(context, { ...options, paths, only }),
      (error) => error instanceof CliError && error.exitCode === 3 && /0xb/.test(error.message),
    );
    assert.equal(out(), "");
    Deno.writeTextFileSync(only, "# one of two\n0xa\n0xb\n");
    await spikesCommand(context, { ...options, paths, only });
    const { data } = JSON.parse(out()) as Answer;
    const summary = data.sections[0];
    assert.ok(summary?.shape === "stats");
    assert.equal(summary.stats.find(({ key }) => key === "markets")?.value, 1);
    assert.match(summary.notes.join(" "), /1 of 2 names are there; the first that is not: 0xb\./);
  });
});

Deno.test("polybot's own tapes are studied too", async () => {
  await inFolder(false, async ({ context, out }) => {
    const demo = new URL("../../../data/demo", import.meta.url).pathname;
    assert.equal(await spikesCommand(context, { ...options, paths: [demo] }), 0);
    assert.match(out(), /markets seen +\d/);
    // In a terminal there are pictures.
    assert.match(out(), /How much of a spike is undone\nundone, of the spike/);
  });
});

Deno.test("a reading that is stopped keeps what it has and says so", async () => {
  await inFolder(false, async ({ context }) => {
    const beats = Array.from({ length: 50_000 }, (_, i) => {
      return { at: millis(i), input: { kind: "heartbeat" } as const };
    });
    const source = memorySource(beats);
    let seen = 0;
    let waited = 0;
    const reading = { source, label: "x", stopped: () => seen > 0 };
    const add = (_: Millis) => {
      seen += 1;
      // Each input takes so long that there must be turns in between.
      for (const end = performance.now() + 0.02; performance.now() < end;) waited += 1;
    };
    assert.equal(await readInto(context, reading, add), false);
    assert.ok(seen > 0 && seen < beats.length && waited > 0, `${seen}`);
    const done: number[] = [];
    const work = { items: [1, 2, 3], label: "x", stopped: () => done.length === 2 };
    assert.equal(await each(context, work, (item) => void done.push(item)), false);
    assert.deepEqual(done, [1, 2]);
  });
});

Deno.test("words of a command line are quoted where a shell would break them", () => {
  assert.equal(quoted("a/b-c.csv"), "a/b-c.csv");
  assert.equal(quoted("it's here"), "'it'\\''s here'");
});
