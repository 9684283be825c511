import assert from "node:assert/strict";
import fc from "fast-check";
import { readEnvironment } from "../../src/config/dotenv.ts";
import { loadConfig } from "../../src/config/load.ts";
import { issueLines, issues, load, loaded } from "../support/config.ts";

Deno.test("every error is told at once, in the order of the file, with line, column and key", () => {
  const yaml = [
    "risk:",
    "  max_dayly_loss: 3",
    "  max_daily_loss: -1",
    "  min_position_size: 3",
    "detection:",
    "  ewma_lambda: 1",
    "  grid: [1]",
    "  roc_threshold: .nan",
    "  cusum_threshold: .inf",
    "  max_gap: 10 seconds",
    "  target_fraction: 1",
    "exit:",
    "  target_fraction: 0",
    "max_drawdown: 0.3",
    "risky: 3",
    "universe: {min_price: 0.95, max_price: 0.9, excluded_slugs: abc}",
    "trading: yes",
  ].join("\n");
  const bounds = 'a duration ("10s", "30m", "6h" or seconds) from 1s to';
  assert.deepEqual(issueLines({ yaml }), [
    "polybot.yaml:2:3: risk.max_dayly_loss: read an unknown key; want risk.max_daily_loss?",
    "polybot.yaml:3:19: risk.max_daily_loss: read -1; " +
    "want dollars (at most six decimals) above 0, up to 1000000",
    "polybot.yaml:4:22: risk.min_position_size: risk.min_position_size is 3, " +
    "risk.max_position_size is 2; want risk.min_position_size at most risk.max_position_size",
    "polybot.yaml:6:16: detection.ewma_lambda: read 1; want a number above 0, below 1",
    `polybot.yaml:7:9: detection.grid: read a list of 1; want ${bounds} 1h`,
    "polybot.yaml:8:18: detection.roc_threshold: read NaN; want a number above 0, up to 1",
    "polybot.yaml:9:20: detection.cusum_threshold: read Infinity; want a number from 0.1 to 50",
    `polybot.yaml:10:12: detection.max_gap: read "10 seconds"; want ${bounds} 1d`,
    "polybot.yaml:11:3: detection.target_fraction: read an unknown key; want exit.target_fraction",
    "polybot.yaml:13:20: exit.target_fraction: read 0; want a number above 0, up to 5",
    "polybot.yaml:14:1: max_drawdown: read a key outside its section; want risk.max_drawdown",
    "polybot.yaml:15:1: risky: read an unknown section; want risk?",
    "polybot.yaml:16:23: universe.min_price: universe.min_price is 0.95, universe.max_price is 0.9; " +
    "want universe.min_price less than universe.max_price",
    'polybot.yaml:16:61: universe.excluded_slugs: read "abc"; want a list of texts',
    "polybot.yaml:17:1: trading: read no mapping; want keys below it, indented",
  ]);
});

Deno.test("values of the wrong type are refused, never converted", () => {
  const wrong: readonly (readonly [string, string])[] = [
    ["trading: {dry_run: yes}", 'read "yes"'],
    ["trading: {dry_run: 1}", "read 1"],
    ['money: {initial_capital: "75"}', 'read "75"'],
    ["money: {initial_capital: }", "read nothing"],
    ["money: {initial_capital: 75.1234567}", "read 75.1234567"],
    ["money: {initial_capital: {a: 1}}", "read a mapping"],
    ["risk: {max_consecutive_losses: 2.5}", "read 2.5"],
    ["risk: {breaker: -1s}", 'read "-1s"'],
    ["risk: {breaker: 0}", "read 0"],
    ["entry: {style: Taker}", 'read "Taker"'],
    ["entry: {min_edge: 0}", "read 0"],
    ["entry: {min_edge: 1}", "read 1"],
    ["runtime: {data_dir: 3}", "read 3"],
    ["universe: {excluded_slugs: [1]}", "read a list of 1"],
  ];
  for (const [yaml, read] of wrong) {
    const found = issues({ yaml });
    assert.deepEqual(found.map((issue) => issue.read), [read], yaml);
  }
});

Deno.test("values that contradict each other are refused", () => {
  const contradictions = [
    ["risk.max_position_size=100", "risk.max_market_exposure=100", "risk.max_group_exposure=100"],
    ["risk.max_daily_loss=0.4"],
    ["risk.max_daily_loss=76"],
    ["universe.min_price=0.96"],
    ["entry.min_edge=0.15"],
    ["exit.time_left=7h"],
    ["detection.grid=61s"],
    ["detection.roc_window=5s"],
    ["runtime.heartbeat=11s"],
    ["sizing.gap_probability=0.8"],
  ];
  for (const set of contradictions) assert.ok(issues({ set }).length > 0, set.join(" "));
  loaded({ set: ["risk.max_daily_loss=0.4", "risk.loss_budget_mode=stop_plus_gap"] });
});

Deno.test("flags go before the environment, that before .env, that before the file", () => {
  const path = "risk.max_daily_loss";
  const yaml = "risk:\n  max_daily_loss: 1.1\n";
  const dotenv = "POLYBOT_RISK_MAX_DAILY_LOSS=1.2\nOTHER=1\n";
  const process = { POLYBOT_RISK_MAX_DAILY_LOSS: "1.3" };
  const settled = (given: Parameters<typeof loaded>[0]) => {
    const config = loaded(given);
    const { value, initial, from } = config.keys.find((key) => key.path === path) ?? {};
    return [config.engine.risk.maxDailyLoss / 1e6, value, initial, from?.replace(/^.*\//, "")];
  };
  assert.deepEqual(settled({}), [2, 2, 2, "default"]);
  assert.deepEqual(settled({ yaml }), [1.1, 1.1, 2, "polybot.yaml:2:19"]);
  const name = "POLYBOT_RISK_MAX_DAILY_LOSS";
  assert.deepEqual(settled({ yaml, dotenv }), [1.2, 1.2, 2, `.env ${name}`]);
  assert.deepEqual(settled({ yaml, dotenv, process }), [1.3, 1.3, 2, name]);
  const set = [`${path}=1.4`, `${path}=1.5`];
  assert.deepEqual(settled({ yaml, dotenv, process, set }), [1.5, 1.5, 2, "--set"]);
});

Deno.test("a wrong value in the file is told even where a flag overrides it", () => {
  const yaml = "risk: {max_daily_loss: two}";
  assert.equal(issues({ yaml, set: ["risk.max_daily_loss=1"] }).length, 1);
});

Deno.test("durations are text with a unit or seconds, in the file and in a flag", () => {
  for (const [written, ms] of [["90s", 90_000], ["1.5m", 90_000], [90, 90_000], ["500ms", 500]]) {
    const { engine } = loaded({ yaml: `exit: {retry: ${written}}` });
    assert.equal(engine.exit.retryMs, ms);
    assert.equal(loaded({ set: [`exit.retry=${written}`] }).engine.exit.retryMs, ms);
  }
});

Deno.test("lists may be written with commas outside the file", () => {
  const slugs = (value: string) =>
    loaded({ set: [`universe.excluded_slugs=${value}`] }).engine.universe.excludedSlugs;
  assert.deepEqual(slugs("a, b"), ["a", "b"]);
  assert.deepEqual(slugs("[a,b]"), ["a", "b"]);
  assert.deepEqual(slugs(""), []);
});

Deno.test("a section whose keys are all commented out leaves the defaults", () => {
  assert.deepEqual(loaded({ yaml: "risk:\n  # nothing\n" }).engine, loaded({}).engine);
});

Deno.test("mistyped flags and variables are refused with the nearest name", () => {
  assert.deepEqual(issueLines({ set: ["risk.max_dayly_loss=1", "risk", "=1"] }).slice(0, 2), [
    "--set: risk.max_dayly_loss: read an unknown key; want risk.max_daily_loss?",
    '--set: read "risk"; want key=value, e.g. risk.max_daily_loss=1.5',
  ]);
  assert.equal(issues({ set: ["=1"] }).length, 1);
  const dotenv = "POLYBOT_RISK_MAX_DALY_LOSS=1";
  const expected =
    "POLYBOT_RISK_MAX_DALY_LOSS: read an unknown variable; want risk.max_daily_loss?";
  assert.deepEqual(issueLines({ dotenv }), [expected]);
  assert.deepEqual(issueLines({ process: { POLYBOT_RISK_MAX_DALY_LOSS: "1" } }), [expected]);
});

Deno.test("a limit in .env holds behind a byte order mark", () => {
  const dotenv = "\uFEFFPOLYBOT_RISK_MAX_DAILY_LOSS=1\r\n";
  assert.equal(loaded({ dotenv }).engine.risk.maxDailyLoss, 1_000_000);
});

Deno.test("a line of .env that assigns nothing is named, and what it says is not shown", () => {
  const stray = (line: number) =>
    `.env:${line}: read a line without an assignment (not shown); ` +
    "want NAME=value, or # before a comment";
  const name = "POLYBOT_RISK_MAX_DAILY_LOSS";
  for (const line of [`${name}: 1`, `${name} 1`, "secret-words", `${name}: c2VjcmV0=`, "=1"]) {
    assert.deepEqual(issueLines({ dotenv: `A=1\n\n ${line}\r\nB=2` }), [stray(3)], line);
  }
  assert.deepEqual(issueLines({ dotenv: "A: 1\nB='x\ny: 1\n'\nC 2\n" }), [stray(1), stray(5)]);
  loaded({ dotenv: "# a\n\n  # b\nA='x\ny'\nexport B = 1 # c\nC=\nd.e-f=\"q: #\n\" g\nH=it's" });
});

Deno.test("a .env that is no UTF-8 text with lines is refused where it is not", () => {
  const wide = [...`A=1\nB=2\n`].map((letter) => `${letter}\0`).join("");
  const odd =
    "read a NUL or a carriage return by itself; want UTF-8 text with one NAME=value a line";
  assert.deepEqual(issueLines({ dotenv: `\uFFFD\uFFFD${wide}` }), [`.env:1: ${odd}`]);
  assert.deepEqual(issueLines({ dotenv: "X=1\nA=1\rB=2" }), [`.env:2: ${odd}`]);
});

Deno.test("a variable of ours in small letters is named as a mistake", () => {
  const name = "polybot_risk_max_daily_loss";
  const expected = `${name}: read an unknown variable; want ${name.toUpperCase()}`;
  assert.deepEqual(issueLines({ dotenv: `${name}=1` }), [expected]);
  assert.deepEqual(issueLines({ process: { [name]: "1" } }), [expected]);
});

Deno.test("an empty variable is an error, not a default", () => {
  assert.equal(issues({ process: { POLYBOT_RISK_MAX_DAILY_LOSS: "" } }).length, 1);
});

Deno.test("a named file must exist; the default one may be absent", () => {
  const environment = readEnvironment([], { process: {}, dotenv: null });
  const before = Deno.cwd();
  const empty = Deno.makeTempDirSync();
  try {
    Deno.chdir(empty);
    const absent = loadConfig({ file: null, set: [], environment });
    assert.ok(absent.ok && absent.value.file === null);
    for (const file of ["nope.yaml", "."]) {
      const missing = loadConfig({ file, set: [], environment });
      assert.ok(!missing.ok && missing.error.length === 1, file);
    }
    const named = readEnvironment(["POLYBOT_CONFIG"], {
      process: { POLYBOT_CONFIG: "gone.yaml" },
      dotenv: null,
    });
    assert.ok(!loadConfig({ file: null, set: [], environment: named }).ok);
  } finally {
    Deno.chdir(before);
    Deno.removeSync(empty);
  }
});

Deno.test("syntax errors carry line and column", () => {
  assert.match(issueLines({ yaml: 'risk:\n  breaker: "30m\n' })[0] ?? "", /^polybot\.yaml:3:1: /);
  const twice = issueLines({ yaml: "risk:\n  breaker: 1h\n  breaker: 2h\n" });
  assert.deepEqual(twice, ["polybot.yaml:3:3: Map keys must be unique; want valid YAML"]);
  assert.match(issueLines({ yaml: "risk: !!js/function x\n" })[0] ?? "", /Unresolved tag/);
  assert.ok(issues({ yaml: "- 1\n- 2\n" }).length > 0);
  assert.ok(issues({ yaml: "a: 1\n---\nb: 2\n" }).length > 0);
});

Deno.test("bombs of aliases, depth and size end in a few errors", () => {
  const names = [..."abcdefghi"];
  const bomb = names.map((name, i) =>
    `${name}: &${name} [${Array(9).fill(i === 0 ? "x" : `*${names[i - 1]}`).join(", ")}]`
  ).join("\n");
  for (
    const yaml of [
      bomb,
      `risk: ${"[".repeat(60_000)}`,
      "#".repeat(900_000),
      "# x\n".repeat(400_000),
    ]
  ) {
    const found = issues({ yaml });
    assert.ok(found.length > 0 && found.length <= 50);
  }
  assert.match(issueLines({ yaml: "risk: &a {}\nexit: *a\n" }).join(), /anchor or alias/);
});

Deno.test("no text of any kind makes the loader throw", () => {
  const word = fc.constantFrom(
    ..."risk: exit detection { } [ ] - ? & * ! | > ' \" # \n   max_daily_loss 1 .nan".split(" "),
    " ",
    "\n",
  );
  const texts = fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.array(word).map((all) => all.join("")),
  );
  fc.assert(
    fc.property(texts, (yaml) => {
      const result = load({ yaml });
      assert.ok(result.ok || result.error.length > 0);
    }),
    { numRuns: 150 },
  );
  fc.assert(
    fc.property(texts, (text) => {
      const result = load({ set: [`risk.breaker=${text}`, text] });
      assert.ok(!result.ok || text === "");
    }),
    { numRuns: 80 },
  );
});

Deno.test("Amazon's own names set region and model, polybot's go before them", () => {
  const process = { AWS_REGION: "eu-west-1", BEDROCK_MODEL_ID: "amazon.nova-pro-v1:0" };
  const set = ["ai.budget_trade=0.2", "ai.budget_day=0.5"];
  const found = loaded({ process, set });
  assert.equal(found.ai.region, "eu-west-1");
  assert.deepEqual(found.engine.ai.models.map(({ id }) => id), ["amazon.nova-pro-v1:0"]);
  assert.equal(found.keys.find(({ path }) => path === "ai.models")?.from, "BEDROCK_MODEL_ID");
  const both = { ...process, POLYBOT_AI_REGION: "us-west-2" };
  assert.equal(loaded({ process: both, set }).ai.region, "us-west-2");
  assert.deepEqual(issueLines({ process: { AWS_REGION: "Frankfurt" } }).length, 1);
});

Deno.test("credentials of Bedrock are secrets, from the environment and from .env", () => {
  const found = loaded({
    process: { AWS_ACCESS_KEY_ID: "AKIACANARY", AWS_SECRET_ACCESS_KEY: "canary-secret" },
    dotenv: "AWS_BEARER_TOKEN_BEDROCK=canary-token\n",
  });
  assert.deepEqual([...found.secrets.keys()].sort(), [
    "AWS_ACCESS_KEY_ID",
    "AWS_BEARER_TOKEN_BEDROCK",
    "AWS_SECRET_ACCESS_KEY",
  ]);
  assert.equal(found.secrets.get("AWS_ACCESS_KEY_ID")?.reveal(), "AKIACANARY");
  const shown = JSON.stringify([...found.secrets]) + Deno.inspect(found) + String(found.secrets);
  assert.doesNotMatch(shown, /canary/i);
});

Deno.test("a model without a price is refused, and so is one that no budget holds", () => {
  const [unpriced] = issueLines({ set: ["ai.models=amazon.nova-premier-v9:0"] });
  assert.match(unpriced ?? "", /ai\.models.*want a line in ai\.prices for every model/);
  const dear = "ai.models=us.anthropic.claude-sonnet-4-5-20250929-v1:0";
  const [over] = issueLines({ set: [dear] });
  assert.match(over ?? "", /ai\.budget_trade is 0\.02.*worst case of one question/);
  const paid = ["ai.budget_trade=0.5", "ai.budget_day=1", dear];
  assert.deepEqual(loaded({ set: paid }).engine.ai.models, [{
    id: "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
    weight: 1,
    inputPrice: 3_000_000,
    outputPrice: 15_000_000,
  }]);
});

Deno.test("R-219 a day's budget for models above the daily loss limit is refused", () => {
  const lines = issueLines({ set: ["ai.budget_day=2.5"] });
  assert.match(lines.join("\n"), /ai\.budget_day at most risk\.max_daily_loss/);
});
