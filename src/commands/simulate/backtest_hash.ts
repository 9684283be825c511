import { createHash } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { companion, notData } from "../../adapters/replay/open.ts";
import { ABOUT } from "../../adapters/tape/about.ts";
import { sha256 } from "../../adapters/sqlite/sha256.ts";
import { CliError } from "../../cli/exit.ts";

/** What recordings hold, in hashes. */
export interface Hashes {
  readonly dataHash: string;
  /** Of each recording, shortened and in order; what is read beside them is none. */
  readonly recordings: readonly string[];
}

/** Enough to tell recordings apart: one in 2^64 that two are taken for one. */
const SHORT = 16;

/**
 * SHA-256 over what the recordings at the paths hold, and what is read beside them. Where they lie, what
 * they are called, in which order and how often they are named, and documents in their folder do not
 * count: the same recordings, the same hash.
 */
export async function hashRecordings(paths: readonly string[]): Promise<Hashes> {
  const hashes = new Set<string>();
  const recordings = new Set<string>();
  for (const file of paths.flatMap(filesAt)) {
    const hash = createHash("sha256");
    const opened = await Deno.open(file);
    for await (const chunk of opened.readable) hash.update(chunk);
    const found = hash.digest("hex");
    hashes.add(found);
    if (!isBeside(basename(file))) recordings.add(found.slice(0, SHORT));
  }
  return {
    dataHash: sha256([...hashes].toSorted().join("\n")),
    recordings: [...recordings].toSorted(),
  };
}

function filesAt(path: string): readonly string[] {
  if (statOf(path).isDirectory) return below(path).filter((file) => !notData.test(basename(file)));
  const beside = [...Deno.readDirSync(dirname(path))].filter(({ name, isFile }) =>
    isFile && isBeside(name)
  );
  return [path, ...beside.map(({ name }) => join(dirname(path), name))];
}

function isBeside(name: string): boolean {
  return companion.test(name) || name === ABOUT;
}

function below(folder: string): readonly string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isFile, isDirectory }) => {
    const file = join(folder, name);
    if (isDirectory) return below(file);
    return isFile ? [file] : [];
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
