import assert from "node:assert/strict";
import type { CommandContext } from "../../../src/cli/context.ts";
import { CliError, exitCode } from "../../../src/cli/exit.ts";
import { accountDefaults, type AccountOptions } from "../../../src/cli/simulate/account.ts";
import { accountCommand } from "../../../src/commands/simulate/account.ts";
import type { LedgerRow } from "../../../src/core/types/effect.ts";
import type { Picture } from "../../../src/report/picture.ts";
import type { Report, Stat } from "../../../src/report/report.ts";
import { spokenStop, type Stopping } from "../../../src/cli/stopping.ts";
import { loaded } from "../../support/config.ts";
import { addQuestion, withModels } from "../../support/ai_rows.ts";
import { addTrade, rowLog } from "../../support/rows.ts";
import { inRunFolder } from "../../support/run_folder.ts";

const usual: AccountOptions = { ...accountDefaults, runs: 1_000, seed: 7 };

interface Answer {
  readonly data: {
    readonly complete: boolean;
    readonly runs: number;
    readonly digest: string;
    readonly sections: readonly Report[];
    readonly pictures: readonly Picture[];
    readonly reproduce: readonly Stat[];
  };
}

interface Said {
  readonly code: number;
  readonly text: string;
  readonly dataDir: string;
  answer(): Answer["data"];
}

/** Runs the command in a folder of its own, with a ledger of the rows. */
async function say(
  change: Partial<AccountOptions>,
  { rows = null, json = true, set = [], stopAt = Infinity }: {
    rows?: readonly LedgerRow[] | null;
    json?: boolean;
    set?: readonly string[];
    /** Somebody stops it when it has asked so often whether to stop. */
    stopAt?: number;
  } = {},
  after: (said: Said) => void | Promise<void> = () => {},
): Promise<Said> {
  let said: Said | null = null;
  await inRunFolder(rows, async ({ dataDir, context }) => {
    const { context: bare, out } = context({ json, set });
    const configured: CommandContext = {
      ...bare,
      loadConfig: () => loaded({ set: [...set] }),
      listenForStop: () => stopsAt(stopAt),
    };
    const code = await accountCommand(configured, { ...usual, ...change });
    const text = out();
    said = { code, text, dataDir, answer: () => (JSON.parse(text) as Answer).data };
    await after(said);
  });
  assert.ok(said !== null);
  return said;
}

function stopsAt(times: number): Stopping {
  const spoken = spokenStop();
  let asked = 0;
  return {
    ...spoken,
    stopped() {
      if (++asked === times) spoken.stop("SIGINT");
      return spoken.stopped();
    },
  };
}

const demo = new URL("../../../data/demo", import.meta.url).pathname;

function section(sections: readonly Report[], name: string): Report {
  const found = sections.find((report) => report.name === name);
  assert.ok(found !== undefined, `there is no section ${name}`);
  return found;
}

/** A row of a table by its first cell. */
function row(sections: readonly Report[], name: string, first: string): readonly unknown[] {
  const report = section(sections, name);
  assert.ok(report.shape === "table");
  const found = report.rows.find(([cell]) => cell === first);
  assert.ok(found !== undefined, `there is no ${first} in ${name}`);
  return found;
}

function trades(count: number, sellAt: (i: number) => number): readonly LedgerRow[] {
  const log = rowLog();
  for (let i = 0; i < count; i++) {
    addTrade(log, { market: `m${i}`, buy: 0.5, sell: sellAt(i), fee: 0 });
  }
  return log.rows;
}

Deno.test("without a ledger a model is simulated, and that is said first", async () => {
  const { code, answer } = await say({ days: 20 });
  const { sections, runs, reproduce, complete } = answer();
  assert.deepStrictEqual([code, runs, complete], [exitCode.ok, 1_000, true]);
  const { notes } = section(sections, "account");
  assert.match(notes[0] ?? "", /no closed trade in a ledger: this is a model/);
  assert.match(notes[1] ?? "", /^On these assumptions expect -\$\d/);
  const names = sections.map(({ name }) => name);
  const all = ["account", "chances", "money", "falls", "growth"];
  const dearer = ["costs", "dearerEnds", "latency"];
  assert.deepStrictEqual(names, [...all, ...dearer, "stakes", "expectation"]);
  const keys = ["seed", "dataHash", "configHash", "version", "command"];
  assert.deepStrictEqual(reproduce.map(({ key }) => key), keys);
});

Deno.test("without an edge the costs are lost, and an edge of points is worth what it is worth", async () => {
  // The account of QUANT 0, item 11, but with a taker's exit; loss down to the stop; nothing halts.
  const set = [
    "risk.loss_budget_mode=stop_plus_gap",
    "risk.gap_reserve=0",
    "risk.max_drawdown=1",
    "sizing.gap_probability=0",
    "sizing.time_exit_probability=0",
    "money.initial_capital=750",
  ];
  const { answer } = await say({ days: 90, from: "model" }, { set });
  const report = section(answer().sections, "expectation");
  assert.ok(report.shape === "table");
  const results = report.rows.map(([, , mean]) => Number(mean) / 1e6);
  const [none = NaN, even = NaN, two = NaN, five = NaN] = results;
  assert.ok(none < -50 && Math.abs(even) < 1.5 && two > 1 && five > two, `${results}`);
});

Deno.test("the ledger's trades are drawn when there are any, with what they can say", async () => {
  const rows = trades(40, (i) => i % 3 === 0 ? 0.4 : 0.55);
  const { answer } = await say({ days: 10, tradesPerDay: 5 }, { rows });
  const { sections, reproduce } = answer();
  const { notes } = section(sections, "account");
  assert.match(
    notes[0] ?? "",
    /^The record: not distinguishable from nothing \(n = 40\); .*It made .* a dollar staked, between .* \(95 %\)/,
  );
  assert.ok(notes.some((note) => note.includes("40 closed trades in 40 groups")));
  const command = reproduce.find(({ key }) => key === "command")?.value;
  assert.ok(typeof command === "string" && !command.includes("--ask"), `${command}`);
  assert.equal(reproduce.find(({ key }) => key === "dataHash")?.value?.toString().length, 64);
});

Deno.test("a record that always won is still mixed with one that breaks even", async () => {
  const rows = trades(5, () => 0.6);
  const { answer } = await say({ days: 10, tradesPerDay: 5 }, { rows });
  const { notes } = section(answer().sections, "account");
  assert.ok(
    notes.some((note) => note.includes("5 trades in 5 events are too few to speak for themselves")),
  );
  const [, loss] = row(answer().sections, "chances", "ends below its start");
  assert.ok(Number(loss) > 0.05, `${loss}`);
});

Deno.test("what the drawing alone is sure of is called that, and a few futures are too few", async () => {
  const words = async (runs: number) => {
    const { answer } = await say({ days: 5, runs });
    return section(answer().sections, "account").notes[1] ?? "";
  };
  assert.match(await words(1_000), /95 % for the drawing alone\) .* in nine futures of ten it is /);
  assert.match(await words(20), /; 20 futures are too few to say what nine of ten come to\.$/);
});

Deno.test("models are paid by the trades of a record that had them", async () => {
  const log = rowLog();
  for (let i = 0; i < 40; i++) {
    for (let asked = 0; asked < 10; asked++) addQuestion(log, `m${i}`);
    const sell = i % 2 === 0 ? 0.6 : 0.4;
    addTrade(withModels(log), { market: `m${i}`, buy: 0.5, sell, fee: 0 });
  }
  const { answer } = await say({ days: 10, tradesPerDay: 5 }, { rows: log.rows });
  const { notes } = section(answer().sections, "account");
  // Eleven questions at 0.7 cents for each trade; without them the record came to nothing.
  assert.ok(
    notes.some((note) => note.includes("the bill of $3.08 for models is spread over them")),
  );
  const [, mean] = row(answer().sections, "money", "account at the end, mean");
  const free = await say({ days: 10, tradesPerDay: 5 }, {
    rows: trades(40, (i) => i % 2 === 0 ? 0.6 : 0.4),
  });
  const [, unbilled] = row(free.answer().sections, "money", "account at the end, mean");
  assert.ok(Number(mean) < Number(unbilled), `${mean}, ${unbilled}`);
});

Deno.test("the chance that is said is the one that is simulated", async () => {
  const { answer } = await say({ days: 5, hit: 0.9, evidence: 1 });
  const { notes } = section(answer().sections, "account");
  // Nine tenths of one trade, and half a trade that failed: 0.9 of 1.4.
  const said = "with chance 64.3% on average, known as from 1 trades and drawn anew";
  assert.ok(notes.some((note) => note.includes(said)));
});

Deno.test("the same line gives the same bytes on any number of threads", async () => {
  const change = { days: 5, runs: 3_000, variance: "plain" } as const;
  const [one, two] = [await say(change), await say({ ...change, workers: 2 })];
  const data = (of: Said) => ({
    ...of.answer(),
    reproduce: of.answer().reproduce.filter(({ key }) => key !== "command"),
  });
  assert.deepStrictEqual(data(one), data(two));
  assert.notEqual(one.answer().digest, (await say({ ...change, seed: 8 })).answer().digest);
});

Deno.test("a terminal is shown sections, plots and how to get them again", async () => {
  const { text } = await say({ days: 10 }, { json: false });
  for (
    const part of [
      "What may happen to this account",
      "Chances",
      "The account over time",
      "Deepest fall from a peak",
      "polybot simulate account --",
      "--runs 1000",
    ]
  ) assert.ok(text.includes(part), `no "${part}" in it`);
});

Deno.test("a page is written that holds the same figures", async () => {
  const file = Deno.makeTempFileSync({ suffix: ".html" });
  try {
    const { answer } = await say({ days: 10, html: file });
    const page = Deno.readTextFileSync(file);
    assert.ok(page.startsWith("<!doctype html>"));
    assert.ok(page.includes("What an edge of so many points would be worth"));
    const names = answer().pictures.map(({ name }) => name);
    assert.deepStrictEqual(names, ["account", "falls", "growth", "costs", "terminal"]);
    assert.ok(page.includes("12 single futures"));
  } finally {
    Deno.removeSync(file);
  }
});

Deno.test("a Kelly stake needs an expected gain", async () => {
  const told = say({ kelly: 0.25, days: 5 });
  await assert.rejects(told, (error) => error instanceof CliError && error.exitCode === 2);
  const { answer } = await say({ kelly: 0.25, days: 5, hit: 0.9 });
  const [, mean] = row(answer().sections, "stakes", "25.0% of Kelly");
  assert.ok(Number(mean) > 75e6);
});

Deno.test("a stake that buys nothing is a mistake that names stake, grid and minimum", async () => {
  for (const stake of [0.3, 0.5]) {
    await assert.rejects(say({ stake, days: 5 }), (error) => {
      assert.ok(error instanceof CliError && error.exit === "usage");
      assert.match(error.message, /: the stake allows \$0\./);
      assert.match(error.message, /steps of 0\.01 shares at .*min_position_size is \$0\.50$/);
      return true;
    });
  }
  const { answer } = await say({ stake: 0.6, days: 5 });
  const stakes = section(answer().sections, "stakes");
  assert.ok(stakes.shape === "table");
  assert.deepStrictEqual(stakes.rows.map(([stake]) => stake), ["$0.60", "$1.20"]);
});

Deno.test("that no future takes a trade is said first, with the reason", async () => {
  const { answer } = await say({ days: 5, hit: 0.9, kelly: 0.001 });
  const { notes } = section(answer().sections, "account");
  assert.match(notes[0] ?? "", /^NO TRADE is taken in any future: the stake allows \$0\./);
});

Deno.test("a share held to its end is simulated evenly over the number of wins", async () => {
  const change = { from: "model", model: "resolution", q: 0.46, days: 10 } as const;
  const { answer } = await say({ ...change, variance: "stratified" });
  assert.equal(answer().runs, 1_000);
  await assert.rejects(say({ days: 5, variance: "stratified" }), /Cannot stratify/);
});

Deno.test("a diffusion that goes back by itself earns more than one that does not", async () => {
  const mean = async (reverts: number) => {
    const change = { from: "model", model: "diffusion", days: 5, runs: 200, reverts } as const;
    const { answer } = await say(change);
    return Number(row(answer().sections, "money", "account at the end, mean")[1]);
  };
  assert.ok(await mean(0.9) > await mean(0));
});

Deno.test("what cannot be simulated is a mistake with a name", async () => {
  const code = (wanted: number) => (error: unknown) =>
    error instanceof CliError && error.exitCode === wanted;
  await assert.rejects(say({ runs: 0 }), code(2));
  await assert.rejects(say({ stop: 0.42 }), code(2));
  await assert.rejects(say({ from: "ledger" }), code(3));
  await assert.rejects(say({ from: "ledger" }, { rows: trades(0, () => 0) }), code(3));
  await assert.rejects(say({ from: "tape" }), code(2));
  await assert.rejects(say({ from: "model", paths: ["somewhere"] }), code(2));
});

Deno.test("a replay that was stopped is no record of the recording", async () => {
  const change = { from: "tape", paths: [demo], days: 5 } as const;
  const told = await say({ ...change, runs: 3_000 }, { stopAt: 90_000 });
  assert.equal(told.code, exitCode.interrupted);
  const { complete, runs, sections, reproduce } = told.answer();
  assert.deepStrictEqual([complete, runs], [false, 1_000]);
  const { notes } = section(sections, "account");
  assert.ok(notes.some((note) => note.startsWith("STOPPED before the end of the recording")));
  assert.equal(reproduce.find(({ key }) => key === "dataHash")?.value, null);
});

Deno.test("what a replay made is said as a backtest says it, event by event", async () => {
  const change = { from: "tape", paths: [demo], days: 5 } as const;
  const { notes } = section((await say(change)).answer().sections, "account");
  // The headline of `simulate backtest data/demo --seed 7`: seven trades in six events.
  assert.match(notes[0] ?? "", /It made 12\.8% a dollar staked, between -0\.9% and 26\.5%/);
});

Deno.test("no part is written of a replay that was stopped", async () => {
  const out = Deno.makeTempFileSync();
  Deno.removeSync(out);
  const change = { from: "tape", paths: [demo], days: 5, shard: { index: 1, count: 1 } } as const;
  const { code, answer } = await say({ ...change, out }, { stopAt: 90_000 });
  assert.deepStrictEqual([code, answer().complete], [exitCode.interrupted, false]);
  assert.throws(() => Deno.statSync(out), Deno.errors.NotFound);
});

Deno.test("a part that is stopped before its first future says that it was stopped", async () => {
  const shard = { index: 1, count: 1 };
  await assert.rejects(
    say({ from: "model", days: 5, shard, out: "nowhere" }, { stopAt: 1 }),
    (error) => error instanceof CliError && error.exit === "interrupted",
  );
});

Deno.test("a replay that was stopped before its first trade says that it was stopped", async () => {
  const change = { from: "tape", paths: [demo], days: 5 } as const;
  await assert.rejects(
    say(change, { stopAt: 10 }),
    (error) => error instanceof CliError && error.exit === "interrupted",
  );
});
