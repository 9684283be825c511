import { createHash } from "node:crypto";
import { CliError } from "../../cli/exit.ts";

/**
 * SHA-256 over everything that lies at the paths: each file's place below its path and its bytes, in
 * order of name; and over the selection, since other markets are other data. Where they lie and what
 * the folders are called does not count.
 */
export async function hashData(
  paths: readonly string[],
  selection: readonly string[] | null,
): Promise<string> {
  const hash = createHash("sha256");
  for (const path of paths) {
    for (const { place, file } of filesAt(path)) {
      const { size } = Deno.statSync(file);
      hash.update(JSON.stringify([place, size]));
      const opened = await Deno.open(file);
      for await (const chunk of opened.readable) hash.update(chunk);
    }
  }
  if (selection !== null) hash.update(JSON.stringify(selection.toSorted()));
  return hash.digest("hex");
}

interface Placed {
  readonly place: string;
  readonly file: string;
}

function filesAt(path: string): readonly Placed[] {
  const info = statOf(path);
  if (!info.isDirectory) return [{ place: path.replace(/^.*\//, ""), file: path }];
  return below(path.replace(/\/+$/, ""), "");
}

function below(folder: string, inside: string): readonly Placed[] {
  const entries = [...Deno.readDirSync(folder)].toSorted((a, b) => a.name < b.name ? -1 : 1);
  return entries.flatMap(({ name, isFile, isDirectory }): readonly Placed[] => {
    const place = `${inside}${name}`;
    const file = `${folder}/${name}`;
    if (isDirectory) return below(file, `${place}/`);
    return isFile ? [{ place, file }] : [];
  });
}

function statOf(path: string): Deno.FileInfo {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new CliError("notFound", `Cannot read ${path}: there is no such file or folder`);
  }
}
