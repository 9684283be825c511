import assert from "node:assert/strict";
import { Command } from "@commander-js/extra-typings";
import { readTrials } from "../../../src/adapters/trials/registry.ts";
import type { CommandContext } from "../../../src/cli/context.ts";
import { CliError } from "../../../src/cli/exit.ts";
import type { Envelope } from "../../../src/cli/print.ts";
import { addBacktest, type BacktestOptions } from "../../../src/cli/simulate/backtest.ts";
import { backtestCommand } from "../../../src/commands/simulate/backtest.ts";
import { noEnvironment } from "../../../src/config/dotenv.ts";
import { loadConfig } from "../../../src/config/load.ts";
import { rng } from "../../../src/core/math/rng.ts";
import { StorageError } from "../../../src/core/types/storage_error.ts";
import type { Report } from "../../../src/report/report.ts";
import { inRunFolder, type RunFolder } from "../../support/run_folder.ts";

/** Quotes of polls two minutes apart: quiet for four hours, a jump of 15 cents, half of it undone or not. */
function writeQuotes(folder: string, markets: number): void {
  Deno.mkdirSync(folder);
  const { next } = rng(1);
  const rows: string[] = [];
  const about = ["id,slug,question,category,first_ts,last_ts,outcome_yes"];
  const begin = Date.UTC(2026, 6, 1) / 1000;
  for (let id = 1; id <= markets; id++) {
    about.push(
      `${id},made-up-${id}-2026-08-01,Will ${id} happen?,politics,2026-07-01T00:00:00Z,` +
        `2026-07-01T12:00:00Z,`,
    );
    const end = next() < 0.5 ? 40 : 68;
    for (let poll = 0; poll < 220; poll++) {
      const bid = poll < 120 ? 40 + (poll % 15 === 7 ? 1 : 0) : poll < 135 ? 55 : end;
      const ts = begin + (id - 1) * 3_600 + poll * 120;
      rows.push(`${ts},${id},${ts},0.${bid},0.${bid + 1}`);
    }
  }
  rows.sort((a, b) => Number(a.split(",")[0]) - Number(b.split(",")[0]));
  const lines = rows.map((row) => row.slice(row.indexOf(",") + 1));
  Deno.writeTextFileSync(`${folder}/quotes.csv`, ["id,ts,bid,ask", ...lines, ""].join("\n"));
  Deno.writeTextFileSync(`${folder}/markets.csv`, [...about, ""].join("\n"));
}

interface Answered {
  readonly code: number;
  readonly envelope: Envelope & { readonly data: { readonly sections: readonly Report[] } };
}

async function answer(
  folder: RunFolder,
  change: Partial<BacktestOptions> = {},
  set: readonly string[] = [],
): Promise<Answered> {
  const caught = folder.context({ json: true, set });
  const context: CommandContext = {
    ...caught.context,
    loadConfig: () => {
      const loaded = loadConfig({ file: null, set, environment: noEnvironment });
      assert.ok(loaded.ok, JSON.stringify(loaded));
      return loaded.value;
    },
  };
  const options: BacktestOptions = {
    action: "backtest",
    paths: [`${folder.dataDir}/quotes`],
    resamples: 1,
    ...change,
  };
  const code = await backtestCommand(context, options);
  return { code, envelope: caught.envelope() as Answered["envelope"] };
}

function statOf({ envelope: { data } }: Answered, section: string, key: string): unknown {
  const found = data.sections.find(({ name }) => name === section);
  assert.ok(found?.shape === "stats", section);
  return found.stats.find((stat) => stat.key === key)?.value;
}

function rowOf({ envelope: { data } }: Answered, section: string, name: string) {
  const found = data.sections.find((report) => report.name === section);
  assert.ok(found?.shape === "table", section);
  const row = found.rows.find((cells) => cells[0] === name) ?? [];
  return Object.fromEntries(found.columns.map(({ key }, i) => [key, row[i] ?? null]));
}

Deno.test("a backtest says what it may, shows every cost, and registers itself", async () => {
  await inRunFolder(null, async (folder) => {
    writeQuotes(`${folder.dataDir}/quotes`, 12);
    const html = `${folder.dataDir}/page.html`;
    const first = await answer(folder, { html });
    assert.equal(first.code, 0);
    assert.equal(statOf(first, "verdict", "verdict"), "no trades");
    assert.match(String(statOf(first, "verdict", "lookAhead")), /^pass: /);
    const fade = rowOf(first, "hypotheses", "fade");
    assert.ok(Number(fade["trades"]) >= 10, JSON.stringify(fade));
    const { gross, spread, fees, bill, net } = fade;
    assert.equal(Number(gross) + Number(spread) + Number(fees) + Number(bill), Number(net));
    assert.ok(Number(spread) < 0 && Number(fees) < 0);
    assert.match(Deno.readTextFileSync(html), /no trades/);

    const { trials } = readTrials(`${folder.dataDir}/trials.jsonl`);
    assert.deepEqual(trials.map(({ strategy }) => strategy), ["as configured", "fade", "follow"]);
    assert.equal(trials[1]?.trades, fade["trades"]);
    assert.equal(statOf(first, "edge", "trials"), 3);
  });
});

Deno.test("the same again is registered and no new configuration; another one is", async () => {
  await inRunFolder(null, async (folder) => {
    writeQuotes(`${folder.dataDir}/quotes`, 3);
    const first = await answer(folder, { resamples: 0 });
    const again = await answer(folder, { resamples: 0 });
    assert.equal(statOf(again, "edge", "trials"), 3);
    assert.equal(statOf(again, "edge", "before"), 3);
    assert.deepEqual(
      rowOf(again, "hypotheses", "fade")["net"],
      rowOf(first, "hypotheses", "fade")["net"],
    );
    const other = await answer(folder, { resamples: 0 }, ["detection.cusum_threshold=3"]);
    assert.equal(statOf(other, "edge", "trials"), 6);
    // A hypothesis does not hear what is believed: it is the one that was tried before.
    const believer = await answer(folder, { resamples: 0 }, ["reversion.prior_mean=1"]);
    assert.equal(statOf(believer, "edge", "trials"), 7);
    assert.equal(readTrials(`${folder.dataDir}/trials.jsonl`).trials.length, 12);
  });
});

Deno.test("what was assumed, drawn or left out makes another trial on the same recordings", async () => {
  await inRunFolder(null, async (folder) => {
    writeQuotes(`${folder.dataDir}/quotes`, 3);
    const list = (name: string, text: string) => {
      Deno.writeTextFileSync(`${folder.dataDir}/${name}`, text);
      return `${folder.dataDir}/${name}`;
    };
    const two = list("two.txt", "# two\nmade-up-2-2026-08-01\nmade-up-1-2026-08-01\n\n");
    const counts = async (change: Partial<BacktestOptions>, set: readonly string[] = []) => {
      const found = await answer(folder, { resamples: 0, ...change }, set);
      return [statOf(found, "edge", "trials"), statOf(found, "edge", "before")];
    };
    assert.deepEqual(await counts({}), [3, 0]);
    assert.deepEqual(await counts({ assumeDepth: 50 }), [6, 3]);
    // What is assumed anyway.
    assert.deepEqual(await counts({ assumeDepth: 200 }), [6, 6]);
    assert.deepEqual(await counts({ seed: 7 }), [9, 9]);
    // The grid is widened for the source all the same: only the beat differs.
    assert.deepEqual(await counts({}, ["detection.grid=1m", "runtime.heartbeat=40s"]), [12, 12]);
    assert.deepEqual(await counts({ markets: two }), [15, 15]);
    // In another order, and with a name that nothing has.
    const more = list(
      "more.txt",
      "made-up-1-2026-08-01\r\nnothing\nmade-up-2-2026-08-01\nmade-up-2-2026-08-01\n",
    );
    assert.deepEqual(await counts({ markets: more }), [15, 18]);
    // A list of all leaves nothing out.
    assert.deepEqual(
      await counts({
        markets: list(
          "all.txt",
          [1, 2, 3].map((id) => `made-up-${id}-2026-08-01\n`).join(""),
        ),
      }),
      [15, 21],
    );
  });
});

Deno.test("names that no market has are counted and the first is said; none at all is no backtest", async () => {
  await inRunFolder(null, async (folder) => {
    writeQuotes(`${folder.dataDir}/quotes`, 3);
    const markets = `${folder.dataDir}/some.txt`;
    Deno.writeTextFileSync(markets, "made-up-1-2026-08-01\nnope\nmade-up-3-2026-08-01\nneither\n");
    const found = await answer(folder, { resamples: 0, markets });
    const [verdict] = found.envelope.data.sections;
    assert.ok(
      verdict?.notes.includes(
        "Only the markets that were named: 2 of 4 names are there; the first that is not: nope.",
      ),
      verdict?.notes.join("\n"),
    );
    assert.ok(Number(rowOf(found, "hypotheses", "fade")["trades"]) <= 4);
    Deno.writeTextFileSync(markets, "nope\nneither\n");
    await assert.rejects(answer(folder, { resamples: 0, markets }), (error) => {
      assert.ok(error instanceof CliError && error.exitCode === 3);
      assert.match(error.message, /none of the 2 named markets is there, not nope/);
      return true;
    });
    assert.equal(readTrials(`${folder.dataDir}/trials.jsonl`).trials.length, 3);
  });
});

Deno.test("a registry that was changed stops the backtest before it is run", async () => {
  await inRunFolder(null, async (folder) => {
    writeQuotes(`${folder.dataDir}/quotes`, 1);
    await answer(folder, { resamples: 0 });
    const path = `${folder.dataDir}/trials.jsonl`;
    const text = Deno.readTextFileSync(path);
    Deno.writeTextFileSync(path, text.replace('"seed":1', '"seed":2'));
    await assert.rejects(answer(folder, { resamples: 0 }), StorageError);
  });
});

Deno.test("a kinder venue changes no headline and is shown beside it", async () => {
  await inRunFolder(null, async (folder) => {
    writeQuotes(`${folder.dataDir}/quotes`, 1);
    const set = ["paper.adverse_ticks=0", "paper.latency=0s"];
    const plain = await answer(folder, { resamples: 0 });
    const kind = await answer(folder, { resamples: 0 }, set);
    assert.equal(kind.envelope.meta["configHash"], plain.envelope.meta["configHash"]);
    assert.equal(rowOf(kind, "venues", "as configured")["name"], "as configured");
    assert.equal(rowOf(plain, "venues", "as configured")["name"], null);
  });
});

Deno.test("the command line names recordings, the selection and what is drawn", async () => {
  const simulate = new Command("simulate");
  const called: { options: BacktestOptions; paths: readonly string[] }[] = [];
  addBacktest(
    simulate as unknown as Parameters<typeof addBacktest>[0],
    (options, paths = []) => {
      called.push({ options, paths });
      return Promise.resolve();
    },
  );
  await simulate.parseAsync(
    ["backtest", "a", "b", "--seed", "7", "--markets", "m.txt", "--assume-spread", "0.02"],
    { from: "user" },
  );
  assert.deepEqual(called, [{
    options: {
      action: "backtest",
      paths: ["a", "b"],
      seed: 7,
      resamples: 5,
      markets: "m.txt",
      assumeSpread: 0.02,
    },
    paths: ["a", "b", "m.txt"],
  }]);
});
