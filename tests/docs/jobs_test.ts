import assert from "node:assert/strict";
import { parse } from "yaml";
import { parseShard } from "../../src/cli/simulate/search.ts";
import { shardVariables } from "../../src/core/simulate/search/shards.ts";

const jobs = new URL("../../docs/jobs/", import.meta.url);

function text(file: string): string {
  return Deno.readTextFileSync(new URL(file, jobs));
}

interface Ran {
  readonly code: number;
  readonly out: string;
}

/** Runs a job's own shell line with a `deno` that only prints what it was given. */
async function run(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Ran> {
  const stub = `${folder}/bin/deno`;
  Deno.mkdirSync(`${folder}/bin`, { recursive: true });
  Deno.writeTextFileSync(stub, '#!/bin/sh\nprintf "%s\\n" "$@"\n');
  Deno.chmodSync(stub, 0o755);
  const path = `${folder}/bin:${Deno.env.get("PATH") ?? ""}`;
  const { code, stdout } = await new Deno.Command("sh", {
    args: [...args],
    cwd: folder,
    clearEnv: true,
    env: { PATH: path, ...env },
    stdin: "null",
  }).output();
  return { code, out: new TextDecoder().decode(stdout) };
}

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync();
  try {
    await test(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** What polybot is told, as words. */
function words(out: string): readonly string[] {
  const all = out.trimEnd().split("\n");
  assert.deepEqual(all.slice(0, 4), ["task", "--quiet", "polybot", "simulate"]);
  return all.slice(4);
}

function after(all: readonly string[], flag: string): string {
  return all[all.indexOf(flag) + 1] ?? "";
}

const asked = ["search", "quotes of mine/", "--grid", "exit.max_hold=30m,60m"];

Deno.test("a task of Slurm runs its part with a registry of its own", async () => {
  await inFolder(async (folder) => {
    const script = new URL("slurm.sh", jobs).pathname;
    const env = { SLURM_SUBMIT_DIR: folder, SLURM_ARRAY_TASK_ID: "5", SLURM_ARRAY_TASK_COUNT: "8" };
    const { code, out } = await run(folder, [script, ...asked], env);
    assert.equal(code, 0);
    const given = words(out);
    assert.deepEqual(given.slice(0, 4), asked);
    assert.deepEqual(parseShard(after(given, "--shard")), { index: null, count: 8 });
    assert.equal(after(given, "--out"), "runs/parts/part-5.jsonl");
    assert.ok(Deno.statSync(`${folder}/${after(given, "--data-dir")}`).isDirectory);
    assert.notEqual((await run(folder, [script, ...asked], { SLURM_SUBMIT_DIR: folder })).code, 0);
    assert.equal((await run(folder, [script], env)).code, 2);
  });
});

interface KubernetesJob {
  readonly spec: {
    readonly completionMode: string;
    readonly completions: number;
    readonly template: { readonly spec: { readonly containers: readonly Container[] } };
  };
}

interface Container {
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
}

Deno.test("a pod of an indexed job runs its part of as many as there are completions", async () => {
  const { spec } = parse(text("kubernetes.yaml")) as KubernetesJob;
  const [container] = spec.template.spec.containers;
  assert.ok(container !== undefined);
  assert.equal(spec.completionMode, "Indexed");
  const set = Object.fromEntries(container.env.map(({ name, value }) => [name, value]));
  assert.equal(set["JOB_COMPLETIONS"], String(spec.completions));
  await inFolder(async (folder) => {
    const [shell, ...rest] = container.command;
    assert.equal(shell, "sh");
    const { code, out } = await run(folder, [...rest, ...asked], {
      JOB_COMPLETION_INDEX: "2",
      JOB_COMPLETIONS: "8",
    });
    assert.equal(code, 0);
    const given = words(out);
    assert.deepEqual(given.slice(0, 4), asked);
    assert.equal(after(given, "--shard"), "/8");
    assert.equal(after(given, "--out"), "runs/parts/part-2.jsonl");
  });
});

interface BatchDefinition {
  readonly containerProperties: { readonly command: readonly string[] };
}

Deno.test("a child of an array job of AWS Batch runs its part", async () => {
  const { containerProperties: { command } } = JSON.parse(
    text("aws-batch.json"),
  ) as BatchDefinition;
  await inFolder(async (folder) => {
    const [shell, flags = "", line = "", name = "", ...own] = command;
    assert.deepEqual([shell, own[0]], ["sh", "search"]);
    const here = line.replace("/polybot", folder);
    const { code, out } = await run(folder, [flags, here, name, ...asked], {
      AWS_BATCH_JOB_ARRAY_INDEX: "0",
      AWS_BATCH_JOB_ARRAY_SIZE: "4",
    });
    assert.equal(code, 0);
    const given = words(out);
    assert.deepEqual(given.slice(0, 4), asked);
    assert.equal(after(given, "--shard"), "/4");
    assert.equal(after(given, "--data-dir"), "runs/registries/part-0");
  });
});

Deno.test("no job file holds or asks for a secret, and all variables of a part are known", () => {
  const known = new Set(shardVariables);
  for (const { name } of Deno.readDirSync(jobs)) {
    const found = text(name);
    assert.doesNotMatch(
      found,
      /secretKeyRef|secretName|password|(?<!Account)token:|AKIA|access_key|private_key|envFrom/i,
      name,
    );
    for (const [variable] of found.matchAll(/\b(AWS_BATCH|JOB_COMPLETION|SLURM_ARRAY)\w*/g)) {
      assert.ok(known.has(variable), `${name}: ${variable}`);
    }
  }
});
