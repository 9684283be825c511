// Writes config/config.yaml and config/config.schema.json from the schema.
//
//   deno run --allow-read=config --allow-write=config --allow-env --ignore-env scripts/config.ts
//
// With --check it writes nothing and fails when they are out of date.
import { jsonSchema } from "../src/config/schema.ts";
import { configYaml } from "../src/config/template.ts";

/** Every generated file with the text it must have. */
export function generated(): ReadonlyMap<string, string> {
  return new Map([
    ["config/config.yaml", configYaml()],
    ["config/config.schema.json", JSON.stringify(jsonSchema(), null, 2) + "\n"],
  ]);
}

/** Names of generated files that differ from what is on disk below `root`. */
export function outOfDate(root: URL): readonly string[] {
  return [...generated()].filter(([name, text]) => read(new URL(name, root)) !== text)
    .map(([name]) => name);
}

function read(file: URL): string | null {
  try {
    return Deno.readTextFileSync(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

function say(line: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${line}\n`));
}

if (import.meta.main) {
  const root = new URL("../", import.meta.url);
  const stale = outOfDate(root);
  if (Deno.args.includes("--check")) {
    for (const name of stale) say(`${name} is out of date: run scripts/config.ts`);
    Deno.exit(stale.length > 0 ? 1 : 0);
  }
  for (const [name, text] of generated()) Deno.writeTextFileSync(new URL(name, root), text);
}
