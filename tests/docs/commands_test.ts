import { deepStrictEqual, ok } from "node:assert/strict";
import { CommanderError } from "@commander-js/extra-typings";
import { buildProgram } from "../../src/cli/program.ts";
import { CliError, exitCode, exitMeaning, type ExitName } from "../../src/cli/exit.ts";

const root = new URL("../../", import.meta.url);

/** Command lines in the fenced blocks of a page, without what a shell does to them. */
function commandLines(text: string): readonly string[] {
  const blocks = [...text.matchAll(/^```\w*\n(.*?)^```$/gms)].map(([, block = ""]) => block);
  return blocks.flatMap((block) => block.replaceAll(/ *\\\n */g, " ").split("\n")).flatMap(
    (line) => {
      const [, rest] = /^(?:\$ )?(?:deno task )?polybot (.*)$/.exec(line) ?? [];
      return rest === undefined ? [] : [rest.replace(/\s+(#|>|2>).*$/, "").trim()];
    },
  );
}

/** Words of a line; quotes hold blanks together. */
function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? "");
}

async function problemWith(line: string): Promise<string | null> {
  const nothing = { out: () => {}, err: () => {} };
  const program = buildProgram("0", nothing, () => Promise.resolve());
  try {
    await program.parse(wordsOf(line));
    return null;
  } catch (error) {
    if (!(error instanceof CommanderError) && !(error instanceof CliError)) throw error;
    return error.message;
  }
}

Deno.test("every command line in the pages is one that the program takes", async () => {
  const pages = [
    "README.md",
    ...[...Deno.readDirSync(new URL("docs", root))].map(({ name }) => `docs/${name}`)
      .filter((name) => name.endsWith(".md")),
  ];
  const wrong: string[] = [];
  let seen = 0;
  for (const page of pages) {
    for (const line of commandLines(Deno.readTextFileSync(new URL(page, root)))) {
      seen++;
      const problem = await problemWith(line);
      if (problem !== null) wrong.push(`${page}: polybot ${line}: ${problem}`);
    }
  }
  deepStrictEqual(wrong, []);
  ok(seen > 50, `${seen} lines`);
  ok(await problemWith("scan --nosuch") !== null);
});

Deno.test("README says of every exit code what `help exit-codes` says", () => {
  const text = Deno.readTextFileSync(new URL("README.md", root));
  const [, table = ""] = /^\| exit code \|.*\n\|.*\n((?:\|.*\n)+)/m.exec(text) ?? [];
  const rows = table.trimEnd().split("\n").map((row) =>
    row.split("|").slice(1, 3).map((cell) => cell.trim())
  );
  const names = Object.keys(exitCode) as ExitName[];
  deepStrictEqual(rows, names.map((name) => [String(exitCode[name]), exitMeaning[name]]));
});
