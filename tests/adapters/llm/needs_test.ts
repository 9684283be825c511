import assert from "node:assert/strict";
import { needs, needsIn } from "../../../src/adapters/llm/needs.ts";
import { runScript } from "../../support/subprocess.ts";

Deno.test("a region names one host, and all regions are named without a wildcard", () => {
  assert.deepEqual(needsIn("eu-central-1").net, ["bedrock-runtime.eu-central-1.amazonaws.com:443"]);
  const { net = [] } = needs;
  assert.ok(net.includes("bedrock-runtime.us-east-1.amazonaws.com:443"));
  assert.equal(new Set(net).size, net.length);
  const host = /^bedrock-runtime\.[a-z]+-[a-z]+-\d\.amazonaws\.com:443$/;
  assert.ok(net.every((name) => host.test(name)));
});

const names = needs.env ?? [];

/** What one call comes to in a process that may read no file and no environment but `allowed`. */
async function probe(
  kind: string,
  env: Readonly<Record<string, string>>,
  allowed: readonly string[],
): Promise<string> {
  const flags = ["--no-prompt", "--ignore-env", "--allow-net=127.0.0.1"];
  if (allowed.length > 0) flags.push(`--allow-env=${allowed.join(",")}`);
  const ended = await runScript("tests/adapters/llm/bedrock_probe.ts", [kind], {
    cwd: ".",
    env,
    flags,
  });
  return `${ended.out}${ended.err}`;
}

Deno.test("given credentials need no environment and no file", async () => {
  const foreign = { AWS_BEARER_TOKEN_BEDROCK: "other", AWS_ACCESS_KEY_ID: "other" };
  assert.deepEqual(
    await Promise.all([
      probe("bearer", foreign, []),
      probe("keys", foreign, []),
      probe("keys", foreign, names),
    ]),
    [
      "answered Bearer token",
      "answered AWS4-HMAC-SHA256 Credential=ID",
      "answered AWS4-HMAC-SHA256 Credential=ID",
    ],
  );
});

Deno.test("the chain finds what the environment has, and asks no metadata service", async () => {
  assert.deepEqual(
    await Promise.all([
      probe("chain", { AWS_BEARER_TOKEN_BEDROCK: "found" }, names),
      probe("chain", { AWS_ACCESS_KEY_ID: "FOUND", AWS_SECRET_ACCESS_KEY: "x" }, names),
      probe("chain", {}, names),
    ]),
    [
      "answered Bearer found",
      "answered AWS4-HMAC-SHA256 Credential=FOUND",
      "denied: CredentialsProviderError ",
    ],
  );
});
