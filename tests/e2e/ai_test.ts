// `polybot ai` as people use it, against a sandbox on this machine.
import assert from "node:assert/strict";
import { type Sandbox, startSandbox } from "../../src/sandbox/server.ts";
import type { ModelFault } from "../../src/sandbox/faults/menu.ts";
import { STILL } from "../sandbox/server/rig.ts";
import { inPlace, type Place } from "./rig.ts";

/** Runs with a sandbox in this process whose models fail as `fault` says. */
function withModels(
  fault: ModelFault | null,
  run: (url: string, slug: string) => Promise<void>,
): Promise<void> {
  return withFault(fault === null ? null : { name: "model", what: fault }, run);
}

/** Runs with a sandbox in this process that has a fault of its menu. */
async function withFault(
  fault: Readonly<Record<string, string>> | null,
  run: (url: string, slug: string, sandbox: Sandbox) => Promise<void>,
): Promise<void> {
  const sandbox = await startSandbox({ port: 0, scenario: STILL, seed: 1 });
  try {
    if (fault !== null) {
      const response = await fetch(`${sandbox.url}/sandbox/faults`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(fault),
      });
      assert.equal(response.status, 200, await response.text());
    }
    const [market] = sandbox.exchange.markets();
    await run(sandbox.url, market?.slug ?? assert.fail("no market"), sandbox);
  } finally {
    await sandbox.close();
  }
}

async function test(place: Place, url: string) {
  const { code, out, err } = await place.run(["ai", "test", "--venue", url]);
  return { code, text: `${out}${err}` };
}

Deno.test("ai test ends with 0 where models answer, 6 where one fails, 5 where nobody is there", async () => {
  await inPlace(async (place) => {
    await withModels(null, async (url) => {
      const { code, text } = await test(place, url);
      assert.equal(code, 0, text);
      assert.match(text, /amazon\.nova-lite-v1:0 +valid +\d+ +\d+ +\$0\.0000\d+ +[\d.]+m?s/);
    });
    await withModels("extraKeys", async (url) => {
      const { code, text } = await test(place, url);
      assert.equal(code, 6, text);
      assert.match(text, /does not keep to its schema/);
    });
    const { code, text } = await test(place, "http://127.0.0.1:9");
    assert.equal(code, 5, text);
    assert.match(text, /could not be reached/);
  });
});

Deno.test("ai ask shows what was read and said, and trades nothing", async () => {
  await inPlace(async (place) => {
    await withModels(null, async (url, slug) => {
      for (const wanted of [slug, `https://polymarket.com/event/some-event/${slug}`]) {
        const { code, out, err } = await place.run(["ai", "ask", wanted, "--venue", url, "--json"]);
        assert.equal(code, 0, out + err);
        const { data } = JSON.parse(out);
        assert.equal(data.question.slug, slug);
        assert.ok(data.advice.evidence.some(({ kind }: { kind: string }) => kind === "rules"));
        assert.deepEqual(data.advice.missing, []);
        assert.equal(data.advice.samples.length, data.estimate.asked);
        assert.equal(data.estimate.answered, data.estimate.asked);
        const bill = data.advice.samples.map(({ cost }: { cost: number }) => cost);
        assert.equal(data.advice.cost, bill.reduce((a: number, b: number) => a + b, 0));
      }
      const missing = await place.run(["ai", "ask", "no-such-market", "--venue", url]);
      assert.equal(missing.code, 3, missing.err);
    });
    assert.throws(() => place.rows(), /ledger/);
  });
});

Deno.test("what is asked by hand is paid from a budget of its own, and not in a sandbox", async () => {
  await inPlace(async (place) => {
    await withModels(null, async (url) => {
      const path = `${place.cwd}/data/ai-spend.jsonl`;
      await test(place, url);
      assert.throws(() => Deno.statSync(path), Deno.errors.NotFound);
      const args = ["ai", "test", "--json", "--set", `ai.endpoint=${url}/bedrock`];
      const env = { AWS_BEARER_TOKEN_BEDROCK: "canary-token" };
      const { code, out, err } = await place.run(args, env);
      assert.equal(code, 0, out + err);
      const [{ rows }] = JSON.parse(out).data.sections;
      const lines = Deno.readTextFileSync(path).trim().split("\n").map((line) => JSON.parse(line));
      const [taken, given] = lines.map(({ cost }) => cost);
      assert.deepEqual([lines.length, taken, taken + given], [2, 888, rows[0][4]]);
      assert.deepEqual(lines.map(({ by }) => by), ["ai test", "ai test"]);
      // All but a twentieth of a cent of the day's quarter of a dollar.
      const spent = { at: Date.now(), by: "ai ask", cost: 249_500 };
      Deno.writeTextFileSync(path, `${JSON.stringify(spent)}\n`);
      const refused = await place.run(args, env);
      assert.equal(refused.code, 7, refused.out + refused.err);
      assert.match(refused.err + refused.out, /may cost \$0\.0009, and \$0\.0005 is left/);
      assert.equal(Deno.readTextFileSync(path).trim().split("\n").length, 1);
    });
  });
});

Deno.test("planted instructions end in an abstention before a model is asked (R-223)", async () => {
  await inPlace(async (place) => {
    for (const where of ["title", "rules", "news", "comment"]) {
      await withFault({ name: "injection", where }, async (url, slug, sandbox) => {
        const { code, out, err } = await place.run(["ai", "ask", slug, "--venue", url, "--json"]);
        assert.equal(code, 6, `${where}: ${err}`);
        const { advice } = JSON.parse(out).data;
        assert.deepEqual([advice.abstained, advice.cost, advice.samples], ["injection", 0, []]);
        const { answered, refused } = sandbox.status().models;
        assert.deepEqual([answered, refused], [0, 0], where);
      });
    }
  });
});

Deno.test("no model is asked without credentials, with --no-ai or when ai is off", async () => {
  await inPlace(async (place) => {
    const ran = async (...args: readonly string[]) => {
      const { code, err } = await place.run(["ai", "test", ...args]);
      return `${code} ${err}`;
    };
    assert.match(await ran(), /^4 .*no AWS credentials/);
    assert.match(await ran("--no-ai", "--venue", "sandbox"), /^2 .*--no-ai/);
    assert.match(await ran("--set", "ai.enabled=false"), /^4 .*ai\.enabled is false/);
    const { code, out } = await place.run(["ai", "models"]);
    assert.equal(code, 0);
    assert.match(out, /amazon\.nova-lite-v1:0 +nova +1 +0\.060 +0\.240/);
  });
});

Deno.test("AWS' own client is given a token, a key, or a profile, and none of them is ever shown", async () => {
  await inPlace(async (place) => {
    await withModels(null, async (url) => {
      Deno.writeTextFileSync(
        `${place.cwd}/config/aws`,
        "[default]\naws_access_key_id = AKIACANARY\naws_secret_access_key = canary\n",
      );
      const at = ["ai", "test", "--set", `ai.endpoint=${url}/bedrock`];
      // AWS' client looks for a profile at home; Deno for its packages, unless it is told where.
      const cache = Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`;
      const home = { HOME: place.cwd, DENO_DIR: cache };
      const given: readonly Readonly<Record<string, string>>[] = [
        { AWS_BEARER_TOKEN_BEDROCK: "canary-token" },
        { AWS_ACCESS_KEY_ID: "AKIACANARY", AWS_SECRET_ACCESS_KEY: "canary" },
        { AWS_SHARED_CREDENTIALS_FILE: "config/aws", ...home },
      ];
      for (const env of given) {
        const { code, out, err } = await place.run(at, env);
        assert.equal(code, 0, out + err);
        assert.doesNotMatch(out + err, /canary/i);
      }
      const stranger = {
        AWS_SHARED_CREDENTIALS_FILE: "config/aws",
        AWS_PROFILE: "nobody",
        ...home,
      };
      const { code, out } = await place.run(at, stranger);
      assert.equal(code, 6);
      assert.match(out, /no credentials, or none that may use the model/);
    });
  });
});
