import assert from "node:assert/strict";
import { format, inspect } from "node:util";
import { readEnvironment } from "../../src/config/dotenv.ts";
import { findKey, isSecretName, redact, Secret } from "../../src/config/secret.ts";
import { issueLines, load } from "../support/config.ts";

const canary = "c0ffee".repeat(10) + "beef";

Deno.test("a secret prints, inspects, joins and serialises as [redacted]", () => {
  const secret = new Secret(canary);
  const shown = [
    String(secret),
    `${secret}`,
    JSON.stringify({ secret }),
    inspect(secret),
    inspect({ deep: { secret } }),
    Deno.inspect([secret]),
    format("%s %o %j", secret, secret, secret),
    Object.values(secret).join() + Object.keys(secret).join(),
    JSON.stringify(structuredClone({ ...secret })),
  ];
  for (const text of shown) assert.ok(!text.includes(canary), text);
  for (const text of shown.slice(0, 6)) assert.match(text, /\[redacted\]/);
  assert.equal(secret.reveal(), canary);
});

Deno.test("names of secrets are known", () => {
  for (
    const name of ["POLYBOT_PRIVATE_KEY", "API_SECRET", "BOT_TOKEN", "PASSPHRASE", "db_password"]
  ) {
    assert.ok(isSecretName(name), name);
  }
  assert.ok(!isSecretName("POLYBOT_RISK_MAX_DAILY_LOSS"));
});

Deno.test("only listed names are taken from .env, and secrets among them are wrapped", () => {
  const dotenv = `A=1\nWALLET_KEY=${canary}\nexport B="x y" # note\nC='2'\n`;
  const listed = ["A", "B", "WALLET_KEY", "MISSING"];
  const found = readEnvironment(listed, { process: { A: "9", D: "4" }, dotenv });
  assert.deepEqual([...found.values], [["A", "9"], ["B", "x y"]]);
  assert.deepEqual([...found.secrets.keys()], ["WALLET_KEY"]);
  assert.equal(found.secrets.get("WALLET_KEY")?.reveal(), canary);
  assert.deepEqual([...found.fromFile].sort(), ["B", "WALLET_KEY"]);
  assert.ok(!inspect(found, { depth: 9 }).includes(canary));
});

Deno.test("R-281 a private key in a file, a variable or a flag is refused and not shown", () => {
  const places = [
    { yaml: `risk:\n  max_daily_loss: 0x${canary}\n` },
    { yaml: `private_key: "${canary}"\n` },
    { yaml: `# ${canary}\nrisk: [\n` },
    { yaml: `${canary}: 1\n` },
    { set: [`risk.max_daily_loss=${canary}`] },
    { set: [canary] },
    { set: [`wallet.key=0x${canary}`] },
    { set: [`${canary}=1`] },
    { process: { POLYBOT_RISK_MAX_DAILY_LOSS: `0x${canary}` } },
    { dotenv: `POLYBOT_RUNTIME_DATA_DIR=${canary}\n` },
  ];
  for (const place of places) {
    const lines = issueLines(place).join("\n");
    assert.ok(!lines.includes(canary.slice(4, 20)), lines);
    assert.ok(lines.length > 0);
  }
  assert.match(issueLines({ yaml: `a: 1\nb: ${canary}\n` }).join(), /^polybot\.yaml:2:4: .*\.env/);
});

Deno.test("long texts in the wrong place are told by their length only", () => {
  const token = "AAH-some-long-token-of-a-chat-bot-1234567890";
  const lines = issueLines({ yaml: `risk: {breaker: ${token}}` });
  assert.match(lines.join(), /read a text of 44 characters/);
  assert.ok(!lines.join().includes("long-token"));
  assert.ok(!load({ set: [`api.secret=${token}`] }).ok);
  assert.ok(!issueLines({ set: [`api.secret=${token}`] }).join().includes("long-token"));
});

Deno.test("keys are found in any text, longer and shorter digits are not keys", () => {
  assert.equal(redact(`a 0x${canary}, b ${canary.toUpperCase()}.`), "a [redacted], b [redacted].");
  assert.equal(findKey(canary.slice(1)), -1);
  assert.equal(findKey(`${canary}0`), -1);
  assert.equal(findKey(`x=${canary}`), 2);
});
