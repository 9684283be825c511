import assert from "node:assert/strict";
import { simulateCommand } from "../../../src/commands/simulate/simulate.ts";
import type { SimulateOptions } from "../../../src/cli/simulate/options.ts";
import type { Stat } from "../../../src/report/report.ts";
import { polybot, type Surroundings } from "../../support/command_line.ts";
import { addTrade, rowLog } from "../../support/rows.ts";
import { inRunFolder, type RunFolder } from "../../support/run_folder.ts";
import { writeQuotes } from "../../support/search_folder.ts";

const demo = new URL("../../../data/demo", import.meta.url).pathname;

/** A line of the real command line, its output as data. */
async function answer(argv: readonly string[], around: Surroundings) {
  const { code, out, err } = await polybot([...argv, "--json"], {
    ...around,
    act: (context, options) => simulateCommand(context, options as SimulateOptions),
  });
  assert.equal(code, 0, err);
  return JSON.parse(out);
}

/** As a shell takes a line apart. */
function wordsOf(line: string): readonly string[] {
  const words = line.match(/(?:'[^']*'|\\'|[^\s'])+/g) ?? [];
  return words.map((word) => word.replace(/'([^']*)'|\\(')/g, "$1$2"));
}

function lineIn(data: {
  readonly reproduce?: readonly Stat[];
  readonly sections: readonly { readonly name: string; readonly stats?: readonly Stat[] }[];
}): string {
  const stats = data.reproduce ?? data.sections.find(({ name }) => name === "reproduce")?.stats;
  return String(stats?.find(({ key }) => key === "command")?.value);
}

/** Without the first note where nobody chose a model: the line chooses it. */
function withoutDoubt(answer: { data: { sections: { notes: string[] }[] } }): unknown {
  const [first] = answer.data.sections;
  if (first?.notes[0]?.startsWith("There is no closed trade in a ledger")) first.notes.shift();
  return answer;
}

/** Runs a command on a machine of many settings, then its line on one that has none of them. */
async function again(folder: RunFolder, argv: readonly string[]): Promise<string> {
  const config = `${folder.dataDir}/given.yaml`;
  Deno.writeTextFileSync(
    config,
    [
      "risk:\n  max_position_size: 1.5\n  max_daily_loss: 1.75",
      "universe:\n  excluded_categories: [sport of today, chess]",
      "exit:\n  max_hold: 50m",
    ].join("\n"),
  );
  const given = [
    ...["--config", config, "--set", "detection.cusum_threshold=2.25"],
    ...["--set", "risk.max_daily_loss=2"],
  ];
  const at = (name: string) =>
    argv.includes("--data-dir") ? [] : ["--data-dir", `${folder.dataDir}/${name}`];
  const first = await answer(["simulate", ...argv, ...given, ...at("first")], {
    environment: { POLYBOT_SIZING_GAP_PROBABILITY: "0.02", POLYBOT_RUNTIME_SEED: "5" },
  });
  const line = lineIn(first.data);
  const [program, ...words] = wordsOf(line);
  assert.equal(program, "polybot");
  const hasPlace = words.includes("--data-dir");
  const second = await answer([...words, ...hasPlace ? [] : at("second")], {});
  assert.deepStrictEqual(second, withoutDoubt(first), line);
  return line;
}

Deno.test("the printed line gives the same again where none of the settings are", async () => {
  await inRunFolder(null, async (folder) => {
    const account = ["--days", "5", "--runs", "1000"];
    const assumed = ["--assume-spread", "0.02"];
    const quotes = `${folder.dataDir}/quotes`;
    writeQuotes(quotes, 3);
    const grid = ["--grid", "exit.max_hold=20m,40m", "--folds", "2"];
    for (
      const argv of [
        ["stake", "--hit", "0.9"],
        ["detector", "--walks", "2"],
        ["spikes", quotes, "--window", "5m"],
        ["account", ...account],
        ["account", ...account, "--model", "diffusion", "--spacing", "90m"],
        ["account", ...account, demo],
        ["backtest", quotes, "--resamples", "1", ...assumed],
        ["search", quotes, ...grid, ...assumed],
      ]
    ) await again(folder, argv);
  });
});

Deno.test("the line says where trades come from, also where nobody chose it", async () => {
  const log = rowLog();
  for (let i = 0; i < 5; i++) {
    addTrade(log, { market: `m${i}`, buy: 0.5, sell: i % 2 === 0 ? 0.4 : 0.6, fee: 0 });
  }
  await inRunFolder(null, async (folder) => {
    assert.match(
      await again(folder, ["account", "--days", "5", "--runs", "100"]),
      / --from model /,
    );
  });
  await inRunFolder(log.rows, async (folder) => {
    const place = ["--data-dir", folder.dataDir];
    const line = await again(folder, ["account", "--days", "5", "--runs", "100", ...place]);
    assert.match(line, / --from ledger .* --data-dir /);
  });
});

Deno.test("a flag that brings a default back is said, and what is at its default is not", async () => {
  await inRunFolder(null, async (folder) => {
    const line = await again(folder, ["stake"]);
    const set = wordsOf(line).filter((_, i, all) => all[i - 1] === "--set");
    assert.deepStrictEqual(set, [
      "risk.max_daily_loss=2",
      "risk.max_position_size=1.5",
      "sizing.gap_probability=0.02",
      "detection.cusum_threshold=2.25",
      "universe.excluded_categories=sport of today,chess",
      "exit.max_hold=50m",
      "runtime.seed=5",
    ]);
  });
});
