import assert from "node:assert/strict";
import { readTrials } from "../../../src/adapters/trials/registry.ts";
import { CliError } from "../../../src/cli/exit.ts";
import type { SearchOptions } from "../../../src/cli/simulate/search.ts";
import { spokenStop } from "../../../src/cli/stopping.ts";
import { backtestCommand } from "../../../src/commands/simulate/backtest.ts";
import { searchCommand } from "../../../src/commands/simulate/search.ts";
import { LOCKED, searchTrials } from "../../../src/core/simulate/search/trial.ts";
import { StorageError } from "../../../src/core/types/storage_error.ts";
import { parseDefaults } from "../../support/defaults.ts";
import { inRunFolder, type RunFolder } from "../../support/run_folder.ts";
import { answered, searchOptions, statOf, writeQuotes } from "../../support/search_folder.ts";
import { searchOver, wandering } from "../../support/search_world.ts";

const MARKETS = 12;

async function inQuotes(test: (folder: RunFolder) => Promise<void>): Promise<void> {
  await inRunFolder(null, async (folder) => {
    writeQuotes(`${folder.dataDir}/quotes`, MARKETS);
    await test(folder);
  });
}

function search(folder: RunFolder, data: string, change: Partial<SearchOptions> = {}) {
  const options = searchOptions(folder, change);
  return answered(folder, { data }, (context) => searchCommand(context, options));
}

function trialsIn(folder: RunFolder, data: string) {
  return readTrials(`${folder.dataDir}/${data}/trials.jsonl`).trials;
}

Deno.test("a search registers every configuration with its folds and says what it may", async () => {
  await inQuotes(async (folder) => {
    const html = `${folder.dataDir}/page.html`;
    const found = await search(folder, "a", { html });
    assert.equal(found.code, 0);
    assert.equal(statOf(found, "verdict", "verdict"), "insufficient");
    assert.equal(statOf(found, "verdict", "tried"), 4);
    const chosen = String(statOf(found, "verdict", "chosen"));
    assert.match(chosen, /^--set exit.max_hold=\d0m --set detection.cusum_threshold=[34]$/);
    assert.match(String(statOf(found, "verdict", "locked")), /^locked from .*; never opened$/);
    const kept = searchTrials(trialsIn(folder, "a"));
    assert.equal(kept.length, 4);
    for (const { search: { folds, events, invalid }, trades } of kept) {
      assert.equal(invalid, null);
      assert.equal(folds.length, 2);
      assert.ok(events.length >= 4, `${events.length} events`);
      assert.equal(folds.reduce((sum, fold) => sum + fold.trades, 0), trades);
      // Nothing of the locked end was read: the last quarter of the markets was not traded.
      assert.ok(events.length <= 0.75 * MARKETS + 1);
    }
    const page = Deno.readTextFileSync(html);
    assert.ok(page.includes("insufficient") && page.includes("polybot simulate search "));
  });
});

Deno.test("threads change nothing but the time it takes", async () => {
  await inQuotes(async (folder) => {
    const one = await search(folder, "one");
    const two = await search(folder, "two", { workers: 2 });
    assert.deepEqual(two.envelope.data, one.envelope.data);
  });
});

Deno.test("a search that was cut off runs only what is missing and comes to the same", async () => {
  await inQuotes(async (folder) => {
    const whole = await search(folder, "whole");
    // Half of it was done, in other words, before the other half was asked for.
    await search(folder, "again", {
      grid: ["exit.max_hold=1200s,40m", "detection.cusum_threshold=3"],
    });
    const before = trialsIn(folder, "again");
    assert.equal(before.length, 2);
    const rest = await search(folder, "again");
    assert.deepEqual(rest.envelope.data, whole.envelope.data);
    assert.equal(trialsIn(folder, "again").length, 4);
    assert.deepEqual(trialsIn(folder, "again").slice(0, 2), before);
    // Another seed or other folds are other results.
    await search(folder, "again", { seed: 9 });
    assert.equal(trialsIn(folder, "again").length, 8);
    await search(folder, "again", { folds: 3 });
    assert.equal(trialsIn(folder, "again").length, 12);
  });
});

Deno.test("the locked set is opened once for one configuration, and each time is counted", async () => {
  await inQuotes(async (folder) => {
    await search(folder, "a");
    const opened = await search(folder, "a", { openTest: true });
    assert.match(String(statOf(opened, "verdict", "locked")), /opened 1 time$/);
    assert.equal(statOf(opened, "locked", "looked"), 1);
    assert.ok(Number(statOf(opened, "locked", "trades")) >= 1);
    const again = await search(folder, "a", { openTest: true });
    assert.equal(statOf(again, "locked", "opened"), 2);
    const kept = trialsIn(folder, "a").filter(({ strategy }) => strategy === LOCKED);
    assert.equal(kept.length, 2);
    assert.match(kept[0]?.command ?? "", /--open-test$/);
    // It counts as one more configuration that was tried.
    assert.equal(statOf(again, "verdict", "tried"), 5);
    // A search that locked less has read what this one keeps locked.
    await search(folder, "a", { testShare: 0.1 });
    const after = await search(folder, "a");
    assert.match(String(statOf(after, "verdict", "locked")), /and read by 4 other trials$/);
  });
});

Deno.test("an event that any configuration traded in the search says nothing of the locked set", async () => {
  await inQuotes(async (folder) => {
    const [quotes, about] = ["quotes.csv", "markets.csv"].map((name) => {
      return `${folder.dataDir}/quotes/${name}`;
    });
    assert.ok(quotes !== undefined && about !== undefined);
    // The second market rises by 6 cents and stays there: only the low threshold takes that for a spike.
    const rows = Deno.readTextFileSync(quotes).replaceAll(
      /^2,(\d+),0\.55,0\.56$/gm,
      "2,$1,0.46,0.47",
    )
      .replaceAll(/^2,(\d+),0\.(40|68),0\.(41|69)$/gm, (row, ts) => {
        return Number(ts) > Date.UTC(2026, 6, 1, 1) / 1000 + 60 * 120 ? `2,${ts},0.46,0.47` : row;
      });
    Deno.writeTextFileSync(quotes, rows);
    const markets = Deno.readTextFileSync(about);
    const grid = ["detection.cusum_threshold=4,12"];
    const leftOut = async (data: string) => {
      const found = await search(folder, data, { grid, openTest: true });
      assert.equal(statOf(found, "verdict", "chosen"), "--set detection.cusum_threshold=12");
      return [statOf(found, "locked", "leftOut"), statOf(found, "locked", "trades")].map(Number);
    };
    const [out = NaN, kept = NaN] = await leftOut("apart");
    // The last market is in the locked end: now it settles with the second one.
    Deno.writeTextFileSync(about, markets.replace("Will 12 happen?", "Will 2 happen?"));
    assert.deepEqual(await leftOut("together"), [out + 1, kept - 1]);
  });
});

Deno.test("what read any market after the cut has seen the locked set, however it was selected", async () => {
  await inQuotes(async (folder) => {
    const paths = [`${folder.dataDir}/quotes`];
    const markets = `${folder.dataDir}/some.txt`;
    Deno.writeTextFileSync(markets, "made-up-11-2026-08-01\nmade-up-12-2026-08-01\n");
    const options = { action: "backtest", paths, resamples: 0, markets } as const;
    await answered(folder, { data: "a" }, (context) => backtestCommand(context, options));
    const found = await search(folder, "a");
    assert.match(
      String(statOf(found, "verdict", "locked")),
      /never opened, and read by 3 other trials$/,
    );
    assert.equal(statOf(found, "verdict", "tried"), 7);
  });
});

Deno.test("a search of some markets reads only those, on any number of threads, and says which", async () => {
  await inQuotes(async (folder) => {
    const markets = `${folder.dataDir}/some.txt`;
    Deno.writeTextFileSync(
      markets,
      `# the first half\n${
        [1, 2, 3, 4, 5, 6].map((id) => `made-up-${id}-2026-08-01\n`).join("")
      }nope\n`,
    );
    const one = await search(folder, "one", { markets });
    const [verdict] = one.envelope.data.sections;
    assert.match(verdict?.notes.join(" ") ?? "", /: 6 of 7 names are there; .* is not: nope\./);
    const groups = (data: string) =>
      new Set(
        searchTrials(trialsIn(folder, data)).flatMap(({ search: { events } }) =>
          events.map(({ group }) => group)
        ),
      );
    assert.ok(groups("one").size >= 2 && groups("one").size <= 6, `${groups("one").size}`);
    const two = await search(folder, "two", { markets, workers: 2 });
    assert.deepEqual(two.envelope.data, one.envelope.data);
    // The same recordings, other markets: nothing is taken over, and all of it counts.
    const all = await search(folder, "one");
    assert.equal(statOf(all, "verdict", "tried"), 8);
    assert.ok(groups("one").size > groups("two").size);
    assert.match(all.envelope.data.sections[0]?.notes.join(" ") ?? "", /All markets of the source/);
    const opened = await search(folder, "two", { markets, openTest: true });
    assert.match(String(statOf(opened, "verdict", "locked")), /opened 1 time$/);
    Deno.writeTextFileSync(markets, "nope\n");
    await assert.rejects(search(folder, "one", { markets }), (error) => {
      return error instanceof CliError && error.exitCode === 3 && /not nope/.test(error.message);
    });
  });
});

Deno.test("what was run under other assumptions is not taken for a result of these", async () => {
  await inQuotes(async (folder) => {
    await search(folder, "a");
    const other = await search(folder, "a", { assumeDepth: 50 });
    assert.equal(trialsIn(folder, "a").length, 8);
    assert.equal(statOf(other, "verdict", "tried"), 8);
  });
});

Deno.test("what may not be used is a trial that says so", async () => {
  await inQuotes(async (folder) => {
    const grid = ["detection.cusum_threshold=4,-1"];
    const found = await search(folder, "a", { grid });
    const invalid = found.envelope.data.trials.filter((one) => one.invalid !== null);
    assert.deepEqual(invalid.map(({ set }) => set), [["detection.cusum_threshold=-1"]]);
    assert.match(invalid[0]?.invalid ?? "", /detection.cusum_threshold: read -1; want/);
    assert.match(trialsIn(folder, "a")[0]?.verdict ?? "", /^invalid: /);
    // A rule between keys is broken by the pair, not by either value.
    const pair = ["risk.min_position_size=1,2", "risk.max_position_size=1,2"];
    const both = await search(folder, "b", { grid: pair });
    const said = both.envelope.data.trials.filter((one) => one.invalid !== null);
    assert.deepEqual(said.map(({ set }) => set), [
      ["risk.min_position_size=2", "risk.max_position_size=1"],
    ]);
  });
});

Deno.test("combinations that come to the same configuration are run once", async () => {
  await inQuotes(async (folder) => {
    const found = await search(folder, "a", { grid: ["exit.max_hold=20m,1200s,1200"] });
    assert.equal(found.envelope.data.trials.length, 1);
    assert.match(String(statOf(found, "verdict", "here")), /2 of 3 combinations equal/);
  });
});

Deno.test("a configuration that a backtest ran is the same one to a search", async () => {
  await inQuotes(async (folder) => {
    const paths = [`${folder.dataDir}/quotes`];
    await answered(
      folder,
      { data: "a" },
      (context) => backtestCommand(context, { action: "backtest", paths, resamples: 0 }),
    );
    assert.equal(trialsIn(folder, "a").length, 3);
    const { exit } = parseDefaults();
    const grid = [`exit.max_hold=${exit.maxHoldMs / 1_000}s,17m`];
    const found = await search(folder, "a", { grid });
    // Three of the backtest, and the one of the two that it had not run.
    assert.equal(statOf(found, "verdict", "tried"), 4);
    const own = await search(folder, "a", { grid, strategy: "account" });
    assert.equal(statOf(own, "verdict", "tried"), 5);
    // A backtest reads everything, what is locked now included.
    assert.match(String(statOf(found, "verdict", "locked")), /and read by 3 other trials$/);
  });
});

Deno.test("ranges are drawn by chance within the bounds of their keys", async () => {
  await inQuotes(async (folder) => {
    const change = { grid: [], random: 3, range: ["detection.cusum_threshold=3:9:log"] };
    const found = await search(folder, "a", change);
    const values = found.envelope.data.trials.map(({ set: [one = ""] }) =>
      Number(one.split("=")[1])
    );
    assert.equal(new Set(values).size, 3);
    assert.ok(values.every((value) => value >= 3 && value <= 9), values.join(" "));
  });
});

Deno.test("what is no search is refused before anything is read or registered", async () => {
  await inQuotes(async (folder) => {
    const refused = async (change: Partial<SearchOptions>, message: RegExp) => {
      await assert.rejects(search(folder, "a", change), (error: Error) => {
        assert.ok(error instanceof CliError && error.exit === "usage", error.message);
        assert.match(error.message, message);
        return true;
      });
    };
    await refused({ grid: [] }, /there is no key/);
    await refused({ grid: ["exit.max_hlod=1m"] }, /exit.max_hlod: read an unknown key/);
    await refused({ grid: ["exit.max_hold=1m,"] }, /empty value/);
    await refused({ grid: ["exit.max_hold=1m", "exit.max_hold=2m"] }, /given twice/);
    await refused({ grid: [], range: ["exit.max_hold=1m:2m"] }, /no end of values/);
    await refused({ grid: [], random: 2, range: ["exit.max_hold=2m:1m"] }, /is no range/);
    await refused({ random: 2, range: ["detection.cusum_threshold=0:9:log"] }, /is no range/);
    await refused({ openTest: true, testShare: 0 }, /locks nothing/);
    await refused({ openTest: true, out: "part" }, /in a part/);
    await refused({ shard: { index: 1, count: 2 } }, /no file for its results/);
    assert.deepEqual(trialsIn(folder, "a"), []);
  });
});

Deno.test("a registry that was changed stops a search before it is run", async () => {
  await inQuotes(async (folder) => {
    await search(folder, "a");
    const path = `${folder.dataDir}/a/trials.jsonl`;
    Deno.writeTextFileSync(path, Deno.readTextFileSync(path).replace('"seed":1', '"seed":2'));
    await assert.rejects(search(folder, "a"), StorageError);
  });
});

Deno.test("a line that a kill left unfinished is said, and its configuration is run again", async () => {
  await inQuotes(async (folder) => {
    await search(folder, "whole");
    const whole = Deno.readTextFileSync(`${folder.dataDir}/whole/trials.jsonl`);
    Deno.mkdirSync(`${folder.dataDir}/cut`);
    const path = `${folder.dataDir}/cut/trials.jsonl`;
    Deno.writeTextFileSync(path, whole.slice(0, -200));
    const said: string[] = [];
    await answered(folder, { data: "cut" }, (context) => {
      const hearing = { ...context, err: (text: string) => void said.push(text) };
      return searchCommand(hearing, searchOptions(folder));
    });
    assert.match(said[0] ?? "", /dropped the last line of .*trials.jsonl: it was never finished/);
    assert.equal(Deno.readTextFileSync(path), whole);
  });
});

Deno.test("a signal ends a search with what is known, and the next one goes on from there", async () => {
  await inQuotes(async (folder) => {
    const grid = ["exit.max_hold=20m,40m", "detection.cusum_threshold=3,4"];
    const options = searchOptions(folder, { grid });
    const stopping = spokenStop();
    const cut = await answered(folder, { data: "cut" }, (context) =>
      searchCommand({
        ...context,
        listenForStop: () => stopping,
        // The second reading asks for the time after the first was registered: then the wish comes.
        now: () => {
          if (trialsIn(folder, "cut").length > 0) stopping.stop("SIGTERM");
          return 0;
        },
      }, options));
    assert.equal(cut.code, 130);
    const known = cut.envelope.data.trials.length;
    assert.equal(known, 2);
    const [first] = cut.envelope.data.sections;
    assert.match(
      first?.notes.join(" ") ?? "",
      new RegExp(`STOPPED before its end: ${known} configurations are known`),
    );
    const whole = await search(folder, "whole", { grid });
    const rest = await search(folder, "cut", { grid });
    assert.equal(rest.code, 0);
    assert.deepEqual(rest.envelope.data, whole.envelope.data);
  });
});

Deno.test("markets that wander without a memory are declared an edge in no more than one of twenty", async () => {
  const runs = 8;
  const said: string[] = [];
  for (let seed = 1; seed <= runs; seed++) {
    const { verdict, chosen } = await searchOver(wandering(seed, 14, 0.5), seed);
    assert.ok((chosen?.assessment.trades ?? 0) >= 30, "too few trades to say anything");
    said.push(verdict);
  }
  assert.equal(said.filter((verdict) => verdict === "better").length, 0, said.join(" "));
});

Deno.test("markets that mostly go back are found to", async () => {
  const { verdict, chosen } = await searchOver(wandering(1, 30, 0.8), 1);
  assert.equal(verdict, "better", JSON.stringify(chosen?.assessment.perDollar));
});
