// Evidence on disk, by what it says.
//
// 1. `<2 hex>/<hash>.txt` holds the text whose SHA-256 is its name, or it is not read.
// 2. A text appears under its name whole or not at all: it is written beside it and renamed.
// 3. `index.jsonl` gets a line for a text after the text is there. A line that was cut off is closed.
import { join } from "node:path";
import type { EvidenceItem } from "../../ports.ts";
import { StorageError } from "../../core/types/storage_error.ts";

/** What is kept: a piece of evidence and its address. */
export interface Kept {
  readonly item: EvidenceItem;
  readonly url: string;
}

/** Keeps texts. */
export interface Archive {
  /** Keeps what is not there yet; rejects as Deno's file functions do. */
  keep(all: readonly Kept[]): Promise<void>;
}

const INDEX = "index.jsonl";
/** Lines written by this process that need not be written again. */
const REMEMBERED = 20_000;

/** The archive in `folder`, which is made when something is kept. */
export function openArchive(folder: string, hash: (text: string) => string): Archive {
  const said = new Set<string>();
  let last: Promise<void> = Promise.resolve();
  let isWhole = false;

  async function keepAll(all: readonly Kept[]): Promise<void> {
    const lines = new Map<string, string>();
    for (const { item, url } of all) {
      const key = `${item.hash} ${item.source} ${url}`;
      if (said.has(key) || lines.has(key)) continue;
      await keepText(folder, item, hash);
      lines.set(key, lineOf(item, url));
    }
    if (lines.size === 0) return;
    const path = join(folder, INDEX);
    const front = !isWhole && await endsInside(path) ? "\n" : "";
    // Whole again only when the write says so.
    isWhole = false;
    await Deno.writeTextFile(path, front + [...lines.values()].join(""), { append: true });
    isWhole = true;
    if (said.size > REMEMBERED) said.clear();
    for (const key of lines.keys()) said.add(key);
  }

  return {
    keep(all) {
      // One after another: the index is one file.
      const own = last.then(() => keepAll(all));
      last = own.then(() => {}, () => {});
      return own;
    },
  };
}

/** A text by its hash; null: it is not there. Throws StorageError when it is another. */
export async function readArchived(
  folder: string,
  hex: string,
  hash: (text: string) => string,
): Promise<string | null> {
  const path = pathOf(folder, hex);
  const text = await readText(path);
  if (text === null) return null;
  const actual = hash(text);
  if (actual !== hex) throw new StorageError(path, `a text with hash ${actual}`, `hash ${hex}`);
  return text;
}

async function keepText(
  folder: string,
  { hash: hex, text }: EvidenceItem,
  hash: (text: string) => string,
): Promise<void> {
  const path = pathOf(folder, hex);
  const there = await readText(path);
  // A power cut can leave a renamed file empty; it is written again.
  if (there !== null && hash(there) === hex) return;
  await Deno.mkdir(join(folder, hex.slice(0, 2)), { recursive: true });
  const beside = `${path}.${Deno.pid}.tmp`;
  await Deno.writeTextFile(beside, text);
  await Deno.rename(beside, path);
}

async function readText(path: string): Promise<string | null> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** Throws RangeError for what is no SHA-256: it becomes a path. */
function pathOf(folder: string, hex: string): string {
  if (!/^[0-9a-f]{64}$/.test(hex)) throw new RangeError("Cannot name evidence: no SHA-256 in hex");
  return join(folder, hex.slice(0, 2), `${hex}.txt`);
}

function lineOf(item: EvidenceItem, url: string): string {
  const { hash, kind, source, title, publishedAt, fetchedAt } = item;
  const flags = item.flags.map(({ pattern }) => pattern);
  const line = { hash, kind, source, title, url, publishedAt, fetchedAt, flags };
  return `${JSON.stringify(line)}\n`;
}

/** True when the last line of a file has no end. */
async function endsInside(path: string): Promise<boolean> {
  try {
    using file = await Deno.open(path);
    const { size } = await file.stat();
    if (size === 0) return false;
    await file.seek(-1, Deno.SeekMode.End);
    const byte = new Uint8Array(1);
    await file.read(byte);
    return byte[0] !== 0x0a;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
