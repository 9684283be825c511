// Simulations over quotes in a folder, as the command line runs them.
import assert from "node:assert/strict";
import type { CommandContext } from "../../src/cli/context.ts";
import type { Envelope } from "../../src/cli/print.ts";
import type { SearchOptions } from "../../src/cli/simulate/search.ts";
import { noEnvironment } from "../../src/config/dotenv.ts";
import { loadConfig } from "../../src/config/load.ts";
import { rng } from "../../src/core/math/rng.ts";
import type { Report } from "../../src/report/report.ts";
import type { RunFolder } from "./run_folder.ts";

/** Quotes of polls two minutes apart: markets that jump after two hours and go back or not. */
export function writeQuotes(folder: string, markets: number): void {
  Deno.mkdirSync(folder, { recursive: true });
  const { next } = rng(1);
  const rows: (readonly [number, string])[] = [];
  const about = ["id,slug,question,category,first_ts,last_ts,outcome_yes"];
  const begin = Date.UTC(2026, 6, 1) / 1000;
  for (let id = 1; id <= markets; id++) {
    about.push(
      `${id},made-up-${id}-2026-08-01,Will ${id} happen?,politics,2026-07-01T00:00:00Z,` +
        `2026-07-01T12:00:00Z,`,
    );
    const end = next() < 0.5 ? 40 : 68;
    for (let poll = 0; poll < 100; poll++) {
      const bid = poll < 60 ? 40 + (poll % 15 === 7 ? 1 : 0) : poll < 70 ? 55 : end;
      const ts = begin + (id - 1) * 3_600 + poll * 120;
      rows.push([ts, `${id},${ts},0.${bid},0.${bid + 1}`]);
    }
  }
  rows.sort((a, b) => a[0] - b[0]);
  const lines = ["id,ts,bid,ask", ...rows.map(([, row]) => row), ""];
  Deno.writeTextFileSync(`${folder}/quotes.csv`, lines.join("\n"));
  Deno.writeTextFileSync(`${folder}/markets.csv`, [...about, ""].join("\n"));
}

/** What a simulation printed with --json. */
export interface Answered {
  readonly code: number;
  readonly envelope: Envelope & {
    readonly data: { readonly sections: readonly Report[]; readonly trials: readonly Shown[] };
  };
}

interface Shown {
  readonly set: readonly string[];
  readonly invalid: string | null;
}

/** Runs a command with a data directory of its own below the folder. */
export async function answered(
  folder: RunFolder,
  { data, set = [] }: { readonly data: string; readonly set?: readonly string[] },
  run: (context: CommandContext) => Promise<number>,
): Promise<Answered> {
  const dataDir = `${folder.dataDir}/${data}`;
  const caught = folder.context({ json: true, set, dataDir });
  const code = await run({
    ...caught.context,
    loadConfig: () => {
      const loaded = loadConfig({ file: null, set, environment: noEnvironment });
      assert.ok(loaded.ok, JSON.stringify(loaded));
      return loaded.value;
    },
  });
  return { code, envelope: caught.envelope() as Answered["envelope"] };
}

/** A search for the better of some ways to hold, against every signal. */
export function searchOptions(
  folder: RunFolder,
  change: Partial<SearchOptions> = {},
): SearchOptions {
  return {
    action: "search",
    paths: [`${folder.dataDir}/quotes`],
    grid: ["exit.max_hold=20m,40m", "detection.cusum_threshold=3,4"],
    range: [],
    strategy: "fade",
    folds: 2,
    testShare: 0.25,
    openTest: false,
    workers: 1,
    ...change,
  };
}

/** One stat of one section. */
export function statOf(
  { envelope: { data } }: Answered,
  section: string,
  key: string,
): unknown {
  const found = data.sections.find(({ name }) => name === section);
  assert.ok(found?.shape === "stats", section);
  return found.stats.find((stat) => stat.key === key)?.value;
}
