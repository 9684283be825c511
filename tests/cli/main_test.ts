import assert from "node:assert/strict";
import { makeWorkplace, runScript } from "../support/subprocess.ts";

Deno.test("main.ts reads file, .env, environment and flags, and says where each value is from", async () => {
  const { cwd, remove } = makeWorkplace();
  try {
    Deno.writeTextFileSync(`${cwd}/config/config.yaml`, "risk:\n  mark: 30s\n  breaker: 20m\n");
    Deno.writeTextFileSync(`${cwd}/.env`, "POLYBOT_RISK_BREAKER=10m\nWALLET_KEY=canary-value\n");
    const env = { POLYBOT_EXIT_RETRY: "2s", WALLET_KEY: "canary-value", COLUMNS: "200" };
    const args = ["config", "show", "--set", "entry.style=maker"];
    const [json, text, narrow] = await Promise.all([
      runScript("main.ts", [...args, "--json"], { cwd, env }),
      runScript("main.ts", args, { cwd, env }),
      runScript("main.ts", args, { cwd, env: { ...env, COLUMNS: "80" } }),
    ]);
    assert.equal(json.code, 0, json.err);
    const changed = JSON.parse(json.out).data.keys
      .filter(({ from }: { from: string }) => from !== "default")
      .map(({ path, value, from }: Record<string, string>) => [path, value, from]);
    assert.deepEqual(changed, [
      ["risk.breaker", "10m", ".env POLYBOT_RISK_BREAKER"],
      ["risk.mark", "30s", "config/config.yaml:2:9"],
      ["entry.style", "maker", "--set"],
      ["exit.retry", "2s", "POLYBOT_EXIT_RETRY"],
    ]);
    assert.match(text.out, /^risk\.mark +30s +60s +config\/config\.yaml:2:9$/m);
    assert.match(narrow.out, /^sizing\.max_day_loss_probability {2}/m);
    assert.ok(narrow.out.split("\n").every((line) => line.length <= 80), narrow.out);
    assert.ok(!(json.out + text.out + json.err + text.err).includes("canary-value"));
  } finally {
    remove();
  }
});

Deno.test("config validate exits 6 and other commands exit 4 on the same wrong file", async () => {
  const { cwd, remove } = makeWorkplace();
  try {
    Deno.writeTextFileSync(`${cwd}/config/config.yaml`, "risk: {mark: x}\nrisky: 1\n");
    const env = { POLYBOT_RISK_MAX_DALY_LOSS: "1" };
    const [check, trade] = await Promise.all([
      runScript("main.ts", ["config", "validate"], { cwd, env }),
      runScript("main.ts", ["trade", "--tape", "../tape"], { cwd, env }),
    ]);
    assert.deepEqual([check.code, trade.code], [6, 4]);
    assert.match(check.err, /3 errors\n {2}config\/config\.yaml:1:14: risk\.mark/);
    assert.match(check.err, /POLYBOT_RISK_MAX_DALY_LOSS: read an unknown variable/);
    assert.equal(check.out + trade.out, "");
  } finally {
    remove();
  }
});

Deno.test("--help and --version need no permission to read or write", async () => {
  const { cwd, remove } = makeWorkplace();
  try {
    const flags = ["--no-prompt", "--ignore-env"];
    const [help, version] = await Promise.all([
      runScript("main.ts", ["--help"], { cwd, flags }),
      runScript("main.ts", ["--version"], { cwd, flags }),
    ]);
    assert.deepEqual([help.code, version.code], [0, 0], help.err + version.err);
    assert.match(version.out, /^\d+\.\d+\.\d+\n$/);
  } finally {
    remove();
  }
});

Deno.test("config schema prints JSON that an editor can use", async () => {
  const { cwd, remove } = makeWorkplace();
  try {
    const { code, out } = await runScript("main.ts", ["config", "schema"], { cwd });
    assert.equal(code, 0);
    const schema = JSON.parse(out);
    assert.equal(schema.additionalProperties, false);
    const { ewma_lambda } = schema.properties.detection.properties;
    assert.deepEqual([ewma_lambda.default, ewma_lambda.exclusiveMaximum], [0.94, 1]);
  } finally {
    remove();
  }
});
