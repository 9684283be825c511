// Bundles the page into web/dist, which the server embeds as text; `--check` says whether what stands
// there is of today's source.
import uplotStyle from "uplot/dist/uPlot.min.css" with { type: "text" };

const web = new URL("../web/", import.meta.url);

/** Largest total of the page's files, bytes. */
export const PAGE_LIMIT = 300_000;

/** Files of the page by name, as the server sends them. */
export async function buildPage(): Promise<ReadonlyMap<string, string>> {
  const read = (name: string) => Deno.readTextFileSync(new URL(name, web));
  return new Map([
    ["index.html", read("index.html")],
    ["main.css", [uplotStyle.trim(), ...styles().map((name) => slim(read(name)))].join("\n")],
    ["main.js", await bundle()],
  ]);
}

/** Style sheets of the page, that of the shell first: those of charts and views build on it. */
function styles(): readonly string[] {
  const own = ["", "charts/", "views/"].flatMap((folder) =>
    [...Deno.readDirSync(new URL(`./${folder}`, web))].filter(({ name }) => name.endsWith(".css"))
      .map(({ name }) => `${folder}${name}`).sort()
  );
  return own.filter((name) => name !== "app.css").toSpliced(0, 0, "app.css");
}

async function bundle(): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    // Through stdout, so that a check writes nothing.
    args: ["bundle", "--quiet", "--platform", "browser", "--minify", "main.tsx"],
    cwd: web,
    env: { DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`Cannot bundle the page: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout);
}

/** Without comments and indentation. */
function slim(css: string): string {
  return css.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s+/gm, "");
}

/** Names of files in web/dist that are not what the source makes. */
export function stale(page: ReadonlyMap<string, string>): readonly string[] {
  return [...page].flatMap(([name, text]) => text === written(name) ? [] : [name]);
}

function written(name: string): string | null {
  try {
    return Deno.readTextFileSync(new URL(`dist/${name}`, web));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

async function main(): Promise<number> {
  const page = await buildPage();
  const total = [...page.values()].reduce((sum, text) => sum + new Blob([text]).size, 0);
  if (Deno.args.includes("--check")) {
    const old = stale(page);
    if (old.length === 0) return 0;
    const names = old.join(", ");
    report(`web/dist is not of this source (${names}): run \`deno task web\``);
    return 1;
  }
  Deno.mkdirSync(new URL("dist/", web), { recursive: true });
  for (const [name, text] of page) Deno.writeTextFileSync(new URL(`dist/${name}`, web), text);
  report(`web/dist: ${total} bytes of ${PAGE_LIMIT}`);
  return total <= PAGE_LIMIT ? 0 : 1;
}

function report(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${text}\n`));
}

if (import.meta.main) Deno.exit(await main());
