// Reference tables and recordings that are not part of the project. Tests that need them skip,
// saying so, where they are absent.
const root = new URL("../../../shared/", import.meta.url);

/** False where nothing lies, or where nothing may be read. */
export function exists(url: URL): boolean {
  try {
    Deno.statSync(url);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotCapable) {
      return false;
    }
    throw error;
  }
}

/** Where the recordings are, or null. */
export const recordings: URL | null = exists(new URL("data/SHA256SUMS", root))
  ? new URL("data/", root)
  : null;

const refs = exists(new URL("quant/refs/README.md", root)) ? new URL("quant/refs/", root) : null;

/** Registers a test that reads `../shared/quant/refs`; ignored, with a name that says why, without it. */
export function refTest(name: string, run: (read: (file: string) => string) => void): void {
  const found = refs;
  if (found === null) {
    Deno.test({ name: `${name} (needs ../shared/quant/refs)`, ignore: true, fn: () => {} });
    return;
  }
  Deno.test(name, () => run((file) => Deno.readTextFileSync(new URL(file, found))));
}

/** Registers a test that reads `../shared/data`; ignored, with a name that says why, without it. */
export function recordingTest(
  name: string,
  run: (path: (file: string) => string) => void | Promise<void>,
): void {
  const found = recordings;
  if (found === null) {
    Deno.test({ name: `${name} (needs ../shared/data)`, ignore: true, fn: () => {} });
    return;
  }
  Deno.test(name, () => run((file) => new URL(file, found).pathname));
}

/** Rows of a reference CSV by header name; empty cells stay "". */
export function csv(text: string): Record<string, string>[] {
  const lines = text.split(/\r?\n/).filter((line) => line !== "");
  const header = cells(lines[0] ?? "");
  return lines.slice(1).map((line) => {
    const row = cells(line);
    return Object.fromEntries(header.map((name, i) => [name, row[i] ?? ""]));
  });
}

function cells(line: string): string[] {
  return [...line.matchAll(/("([^"]*)"|[^,]*)(,|$)/g)].map((m) => m[2] ?? m[1] ?? "").slice(
    0,
    line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).length,
  );
}
