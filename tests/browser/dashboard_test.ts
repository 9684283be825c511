// The dashboard as a person has it: a bot that trades, a server, a browser. Playwright wants more of the
// machine than tests are granted, so the checks run in a process of their own, one line each.
import assert from "node:assert/strict";
import type { Outcome } from "./run_checks.ts";
import { textOf } from "../support/stream_text.ts";

const checks = new URL("run_checks.ts", import.meta.url).pathname;
const project = new URL("../../deno.json", import.meta.url).pathname;
const browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

function hasBrowser(): boolean {
  return browsers.some((path) => {
    try {
      return Deno.statSync(path).isFile;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return false;
      throw error;
    }
  });
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = "";
  for await (const part of textOf(stream)) {
    const lines = (rest + part).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}

const absent = hasBrowser() ? "" : " (skipped: there is no chromium)";

Deno.test({
  name: `the dashboard in a browser${absent}`,
  ignore: absent !== "",
  fn: async (t) => {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-prompt", "-A", `--config=${project}`, checks],
      env: { DENO_NO_UPDATE_CHECK: "1" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const trouble = new Response(child.stderr).text();
    let count = 0;
    for await (const line of linesOf(child.stdout)) {
      const { name, problem }: Outcome = JSON.parse(line);
      count++;
      await t.step(name, () => assert.ok(problem === null, problem ?? ""));
    }
    const { code } = await child.status;
    assert.equal(code, 0, await trouble);
    await trouble;
    assert.ok(count > 0);
  },
});
