// The architecture as a test. The table is the architecture: a change to it needs a reason in the
// commit that makes it.
import assert from "node:assert/strict";
import { splitSource } from "./support/source_text.ts";

/** Who may import whom; a folder may always import itself, an adapter only its own folder. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  "src/core": [],
  "src/ports.ts": ["src/core/types"],
  "src/report": ["src/core"],
  "src/config": ["src/core"],
  "src/runtime": ["src/core", "src/ports.ts"],
  "src/adapters": ["src/core", "src/ports.ts"],
  // A venue, not part of the bot: it may not see adapters, configuration or runtime.
  "src/sandbox": ["src/core"],
  // A reader behind a door: ledger, inbox, clock and threads are handed in.
  "src/serve": ["src/core", "src/report", "src/ports.ts", "web/dist"],
  // A context hands out the loaded configuration; permissions are stated as Needs.
  "src/cli": ["src/core/types", "src/report", "src/config", "src/ports.ts"],
  "src/commands": ["src"],
  "scripts": ["src"],
  // A page: values and their formats, and the shapes of what the core calls them.
  "web": ["src/report", "src/core/types"],
  "tests": ["src", "scripts", "web"],
  "main.ts": ["src/cli", "src/commands", "deno.json"],
};

/** Where the world must not get in, and what to use instead. */
const pure = ["src/core", "src/report"];
const withoutPackages = [...pure, "src/ports.ts"];
const banned: readonly (readonly [RegExp, string])[] = [
  [/\b(Date|performance)\b/, "use event.at"],
  [/\bMath\.random\b|\bcrypto\b/, "use core/math/rng.ts"],
  [/\b(async|await|Promise|setTimeout|setInterval|fetch|Deno)\b/, "emit an Effect"],
  [/\bconsole\b/, "record it"],
  [/\b(Intl|localeCompare|toLocale\w*)\b/, "use report/format.ts"],
];

const limits = { file: 400, function: 70, line: 120 };

/** Everything untidy in one TypeScript file, one sentence each. */
function complaints(path: string, text: string): string[] {
  const { code, comments, strings } = splitSource(text);
  const lines = text.split("\n");
  const found: string[] = [];
  const say = (index: number, what: string) =>
    found.push(`${path}:${code.slice(0, index).split("\n").length}: ${what}`);
  const each = (view: string, pattern: RegExp, what: (match: RegExpExecArray) => string) => {
    for (const match of view.matchAll(new RegExp(pattern, "g"))) say(match.index, what(match));
  };

  for (const { specifier, index } of imports(strings, code)) {
    const complaint = importComplaint(path, specifier);
    if (complaint !== null) say(index, complaint);
  }
  if (pure.some((folder) => inside(path, folder))) {
    for (const [word, instead] of banned) each(code, word, ([at]) => `${at} is banned: ${instead}`);
  }
  if (path !== "src/core/risk/check.ts" && !inside(path, "tests")) {
    each(code, /\bas\s+Approved\b/, () => "only src/core/risk/check.ts approves an order");
  }
  each(code, /\bexport\s+default\b|\bas\s+default\b/, () => "default export");
  each(code, /\bexport\s*\*/, () => "re-export of everything");
  each(code, /\benum\s+\w+\s*\{/, () => "enum");
  each(comments, /@ts-(ignore|nocheck)|\b(TODO|FIXME|XXX)\b/, ([at]) => `${at} in a comment`);
  if (/(^|\/)(index|mod)\.ts$/.test(path)) say(0, "barrel");
  if (!/(^|\/)[a-z0-9_]+\.tsx?$/.test(path)) say(0, "file name is not snake_case");
  if (lines.length - 1 > limits.file) say(0, `file of ${lines.length - 1} lines`);
  lines.forEach((line, i) => {
    if (line.length > limits.line) found.push(`${path}:${i + 1}: line of ${line.length} columns`);
  });
  for (const { index, length } of functions(code)) {
    if (length > limits.function) say(index, `function of ${length} lines`);
  }
  return [...found, ...textComplaints(path, text)];
}

/** What no file of any kind may hold: paths of the machine it was written on. */
function textComplaints(path: string, text: string): string[] {
  const machine = /(?:\/work\/(?:main|shared)|\/root\/|\/home\/[a-z]|\/Users\/|[A-Z]:\\Users)/;
  return text.split("\n").flatMap((line, i) =>
    machine.test(line) ? [`${path}:${i + 1}: path of a machine`] : []
  );
}

function inside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

interface Import {
  readonly specifier: string;
  readonly index: number;
}

function imports(strings: string, code: string): Import[] {
  const pattern = /\b(?:from|import)\s*\(?\s*"([^"]+)"/g;
  // In `code` the path is blank but the keyword is there: a match inside a string is no import.
  return [...strings.matchAll(pattern)]
    .filter(({ index }) => /^(from|import)/.test(code.slice(index)))
    .map((match) => ({ specifier: match[1] ?? "", index: match.index }));
}

function importComplaint(path: string, specifier: string): string | null {
  const owner = Object.keys(mayImport).find((folder) => inside(path, folder));
  if (owner === undefined) return null;
  if (!specifier.startsWith(".")) {
    const refused = withoutPackages.some((folder) => inside(path, folder));
    return refused ? `${owner} imports a package: ${specifier}` : null;
  }
  const target = new URL(specifier, `file:///${path}`).pathname.slice(1);
  const home = inside(path, "src/adapters") ? path.split("/").slice(0, 3).join("/") : owner;
  const allowed = [home, ...(mayImport[owner] ?? [])];
  return allowed.some((folder) => inside(target, folder)) ? null : `${owner} imports ${target}`;
}

interface Span {
  readonly index: number;
  readonly length: number;
}

/** Functions, methods and arrows with a body, with their lengths in lines. */
function functions(code: string): Span[] {
  const heads =
    /\bfunction\b[^(]*\(|=>\s*\{|^\s+(?:(?:async|static|get|set|override)\s+)*#?\w+\(/gm;
  return [...code.matchAll(heads)].flatMap((match) => {
    const start = match.index + (/^\s*/.exec(match[0])?.[0].length ?? 0);
    if (/^(if|for|while|switch|catch|return)\b/.test(code.slice(start))) return [];
    const last = match.index + match[0].length - 1;
    const body = code[last] === "{" ? last : bodyAfter(code, closing(code, last) + 1);
    if (body === null) return [];
    const length = code.slice(start, closing(code, body)).split("\n").length;
    return [{ index: start, length }];
  });
}

/** The brace that opens the body behind a parameter list; null when there is none. */
function bodyAfter(code: string, from: number): number | null {
  let before = ")";
  for (let i = from; i < code.length; i++) {
    const char = code[i] ?? "";
    if (/\s/.test(char)) continue;
    const isType = /[:|&<,([]$|=>$/.test(before);
    if (char === "{" && !isType) return i;
    if (/[;)}]/.test(char) || (before === ")" && char !== ":")) return null;
    if (char === "{" || char === "(") i = closing(code, i);
    before = `${before}${code[i] ?? ""}`.slice(-2);
  }
  return null;
}

function closing(code: string, open: number): number {
  const pairs: Readonly<Record<string, string>> = { "(": ")", "{": "}" };
  const [opener, closer] = [code[open] ?? "", pairs[code[open] ?? ""] ?? ""];
  let depth = 0;
  for (let i = open; i < code.length; i++) {
    if (code[i] === opener) depth++;
    if (code[i] === closer && --depth === 0) return i;
  }
  return code.length;
}

const root = new URL("../", import.meta.url);

function files(folder: string): string[] {
  try {
    return [...Deno.readDirSync(new URL(folder, root))].flatMap(({ name, isDirectory }) =>
      isDirectory ? files(`${folder}${name}/`) : [`${folder}${name}`]
    );
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

Deno.test("every source file keeps to the architecture (R-286: no line over 120 columns)", () => {
  const sources = ["src/", "scripts/", "tests/", "web/"].flatMap(files)
    .filter((path) => /\.tsx?$/.test(path));
  assert.ok(sources.length > 50, "the tree was not found");
  const found = [...sources, "main.ts"].flatMap((path) =>
    complaints(path, Deno.readTextFileSync(new URL(path, root)))
  );
  assert.deepEqual(found, []);
});

Deno.test("`deno task test` leaves no test out", () => {
  const text = (path: string) => Deno.readTextFileSync(new URL(path, root));
  const suites = files("tests/suites/").map((path) => text(path));
  const joined = suites.flatMap((suite) => [...suite.matchAll(/"([a-z_]+(?:\.ts)?)"/g)])
    .map(([, place]) => place);
  const alone = [...text("deno.json").matchAll(/ tests\/([a-z0-9_]+)(?= )/g)]
    .map(([, place]) => place);
  const tests = files("tests/").filter((path) => /_test\.tsx?$/.test(path));
  const places = new Set(tests.map((path) => path.split("/")[1]));
  assert.deepEqual([...joined, ...alone].toSorted(), [...places].toSorted());
});

Deno.test("no document or configuration names a path of somebody's machine", () => {
  const top = [...Deno.readDirSync(root)].filter(({ isFile }) => isFile).map(({ name }) => name);
  const all = [...top, ...["docs/", "config/", ".ci/", ".github/"].flatMap(files)];
  const texts = all.filter((path) => /\.(md|ya?ml|jsonc?|sh|lock)$|^[^.]+$/.test(path));
  const found = texts.flatMap((path) =>
    textComplaints(path, Deno.readTextFileSync(new URL(path, root)))
  );
  assert.deepEqual(found, []);
});

const long = (count: number) => "  x();\n".repeat(count);

/** Path, text, and what must be said about them. */
const violations: readonly (readonly [string, string, readonly string[]])[] = [
  ["src/core/a.ts", 'import { b } from "./b.ts";\n', []],
  ["src/core/a.ts", 'import { run } from "../runtime/run.ts";', [
    "1: src/core imports src/runtime/run.ts",
  ]],
  ["src/core/a.ts", 'const x = await import("../cli/b.ts");', [
    "1: src/core imports src/cli/b.ts",
    "1: await is banned: emit an Effect",
  ]],
  ["src/report/a.ts", 'import { z } from "zod";', ["1: src/report imports a package: zod"]],
  ["src/ports.ts", 'import type { A } from "./core/step.ts";', [
    "1: src/ports.ts imports src/core/step.ts",
  ]],
  ["src/adapters/a/x.ts", 'import "../b/y.ts";', ["1: src/adapters imports src/adapters/b/y.ts"]],
  ["src/adapters/a/x.ts", 'import "./y.ts";\nexport const x = "from \\"../b/y.ts\\"";', []],
  ["src/cli/a.ts", 'export { x } from "../commands/x.ts";', [
    "1: src/cli imports src/commands/x.ts",
  ]],
  ["src/core/a.ts", "const at = Date.now();", ["1: Date is banned: use event.at"]],
  ["src/core/a.ts", "// Date\nconst a = `Date ${Date}`; /* Deno */", [
    "2: Date is banned: use event.at",
  ]],
  ["src/core/a.ts", 'const a = /"/; const b = "Deno"; const c = a / fetch / 2;', [
    "1: fetch is banned: emit an Effect",
  ]],
  ["src/report/a.ts", "x.toLocaleString();", ["1: toLocaleString is banned: use report/format.ts"]],
  ["src/core/a.ts", "Math.random(); console.log();", [
    "1: Math.random is banned: use core/math/rng.ts",
    "1: console is banned: record it",
  ]],
  ["src/runtime/a.ts", "const at = Date.now();", []],
  ["src/core/risk/limits.ts", "x as Approved<Order>", [
    "1: only src/core/risk/check.ts approves an order",
  ]],
  ["src/core/risk/check.ts", "x as Approved<Order>", []],
  ["src/cli/a.ts", "export default 1;", ["1: default export"]],
  ["src/cli/a.ts", "export { a as default };", ["1: default export"]],
  ["src/cli/a.ts", 'export * from "./b.ts";', ["1: re-export of everything"]],
  ["src/cli/index.ts", "", ["1: barrel"]],
  ["src/cli/camelCase.ts", "", ["1: file name is not snake_case"]],
  ["src/cli/a.ts", "enum Side { Buy }", ["1: enum"]],
  ["src/cli/a.ts", "// @ts-ignore\n// TODO: later", [
    "1: @ts-ignore in a comment",
    "2: TODO in a comment",
  ]],
  ["src/cli/a.ts", "\n".repeat(401), ["1: file of 401 lines"]],
  ["src/cli/a.ts", `\n//${" ".repeat(119)}`, ["2: line of 121 columns"]],
  ["src/cli/a.ts", `function f(): { a: 1 } {\n${long(69)}}`, ["1: function of 71 lines"]],
  ["src/cli/a.ts", `function f() {\n${long(68)}}\nfunction g() {\n${long(68)}}`, []],
  ["src/cli/a.ts", `const f = (a: number): void => {\n${long(69)}};`, ["1: function of 71 lines"]],
  ["src/cli/a.ts", `class A {\n  b(c: () => void): string {\n${long(69)}  }\n}`, [
    "2: function of 71 lines",
  ]],
  ["src/cli/a.ts", `const home = "/${"home"}/someone/x";`, ["1: path of a machine"]],
];

for (const [path, text, expected] of violations) {
  const shown = expected.length === 0 ? "nothing" : expected.join(" and ");
  Deno.test(`the checker says ${shown} about ${JSON.stringify(text.slice(0, 60))} in ${path}`, () => {
    assert.deepEqual(complaints(path, text), expected.map((complaint) => `${path}:${complaint}`));
  });
}
