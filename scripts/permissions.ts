// Prints the flags polybot is started with, computed from src/commands/table.ts and the adapters.
//
//   deno run --allow-read=. scripts/permissions.ts [--read=DIR] [--write=DIR] [--net=HOST]   flags, for a shell
//   deno run --allow-read=. scripts/permissions.ts --task                       the line for deno.json
//   deno run --allow-read=. scripts/permissions.ts --check                      fails when they differ
import { resolve } from "node:path";
import { union } from "../src/cli/permissions.ts";
import { adapterNeeds, commands, granted } from "../src/commands/table.ts";
import type { Needs } from "../src/ports.ts";

/** Permission flags of `deno run`, widened by `more`. */
export function permissionFlags(more: Needs = {}): readonly string[] {
  const { net, env, read, write, sys } = union([granted, more]);
  return [
    "--no-prompt",
    ...(net.length > 0 ? [`--allow-net=${net.join(",")}`] : []),
    `--allow-read=${read.join(",")}`,
    `--allow-write=${write.join(",")}`,
    `--allow-env=${env.join(",")}`,
    `--allow-sys=${sys.join(",")}`,
    // Everything not listed reads as undefined instead of throwing.
    "--ignore-env",
    // Replaces the default hosts of remote imports, which a bare --deny-import does not (Deno 2.9.6).
    "--allow-import=nowhere.invalid:443",
  ];
}

/** Task `polybot` starts this one in silence: two screens of permissions before every answer help nobody. */
const TASK = "polybot-run";

/** The command of the task. Wildcards are quoted: deno's shell would expand them. */
export function taskLine(): string {
  const flags = permissionFlags().map((flag) => flag.includes("*") ? `'${flag}'` : flag);
  return ["deno run", ...flags, "main.ts"].join(" ");
}

/** Everything wrong between the adapters' declarations, the table and deno.json. */
export async function findProblems(root: URL): Promise<readonly string[]> {
  const task = JSON.parse(Deno.readTextFileSync(new URL("deno.json", root))).tasks?.[TASK];
  const line = typeof task === "string" ? task : task?.command;
  const problems = line === taskLine() ? [] : [`deno.json: task ${TASK} is not: ${taskLine()}`];
  const folder = new URL("src/adapters/", root);
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const file = new URL(`${name}/needs.ts`, folder);
    if (!isDirectory || !exists(file)) continue;
    const declared = (await import(file.href)).needs;
    if (JSON.stringify(declared) !== JSON.stringify(adapterNeeds[name])) {
      problems.push(`src/adapters/${name}/needs.ts: not in adapterNeeds of src/commands/table.ts`);
    }
  }
  return [...problems, ...ungranted()];
}

function ungranted(): string[] {
  const places = {
    dataDir: "data",
    paths: [],
    venue: "polymarket",
    scenarioFile: null,
    models: { region: "us-east-1", endpoint: "aws", news: true },
    listen: { host: "127.0.0.1", control: true },
  };
  return Object.entries(commands).flatMap(([name, { needs }]) => {
    const wanted = union([needs(places)]);
    return (["net", "env", "read", "write", "sys"] as const).flatMap((kind) =>
      // A path behind a variable is kept where it was granted, and is not asked for.
      wanted[kind].filter((entry) => !isAmong(entry, granted[kind]) && !entry.startsWith("$"))
        .map((entry) => `${name}: needs ${kind} ${entry}, which is not granted at start`)
    );
  });
}

/** A name as it is, or a path by where it leads. */
function isAmong(entry: string, grants: readonly string[]): boolean {
  return grants.includes(entry) || grants.some((grant) => resolve(grant) === entry);
}

function exists(file: URL): boolean {
  try {
    return Deno.statSync(file).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function say(stream: { writeSync(bytes: Uint8Array): number }, line: string): void {
  stream.writeSync(new TextEncoder().encode(`${line}\n`));
}

if (import.meta.main) {
  const values = (flag: string) =>
    Deno.args.filter((arg) => arg.startsWith(flag)).map((arg) => arg.slice(flag.length));
  if (Deno.args.includes("--check")) {
    const problems = await findProblems(new URL("../", import.meta.url));
    for (const problem of problems) say(Deno.stderr, problem);
    Deno.exit(problems.length > 0 ? 1 : 0);
  }
  const more = {
    net: values("--net="),
    read: values("--read="),
    write: values("--write="),
  };
  say(Deno.stdout, Deno.args.includes("--task") ? taskLine() : permissionFlags(more).join(" "));
}
