// Sample payloads of the venue, beside the project and no part of it.
const root = new URL("../../../../../shared/polymarket/samples/", import.meta.url);

/** The sample folders that exist here; null without them. */
const found: URL | null = isThere() ? root : null;

function isThere(): boolean {
  try {
    return Deno.statSync(root).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotCapable) {
      return false;
    }
    throw error;
  }
}

/** Reads samples; a folder's files are named "folder/file.json". */
export interface Samples {
  read(file: string): string;
  list(folder: string): readonly string[];
}

/** Registers a test that reads `../shared/polymarket/samples`; ignored, saying why, without it. */
export function sampleTest(name: string, run: (samples: Samples) => void): void {
  const at = found;
  if (at === null) {
    const why = `${name} (needs ../shared/polymarket/samples)`;
    Deno.test({ name: why, ignore: true, fn: () => {} });
    return;
  }
  Deno.test(name, () =>
    run({
      read: (file) => Deno.readTextFileSync(new URL(file, at)),
      list: (folder) =>
        [...Deno.readDirSync(new URL(`${folder}/`, at))].map(({ name }) => `${folder}/${name}`)
          .toSorted(),
    }));
}
