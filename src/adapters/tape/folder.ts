import { basename, join } from "node:path";

const NAME = /^\d{4}-\d{2}-\d{2}\.tape$/;

/** Days since 1970 in UTC. */
export function dayOf(at: number): number {
  return Math.floor(at / 86_400_000);
}

/** The file of a day: `<YYYY-MM-DD>.tape`. Throws RangeError for days a name cannot say. */
export function dayFile(day: number): string {
  const name = `${new Date(day * 86_400_000).toISOString().slice(0, 10)}.tape`;
  if (day < 0 || !NAME.test(name)) throw new RangeError(`Cannot name the tape of day ${day}`);
  return name;
}

/** The day of a file's name. */
export function dayOfFile(name: string): number {
  return dayOf(Date.parse(name.slice(0, 10)));
}

/** Names of the tapes in a folder, oldest first. */
export function tapesIn(folder: string): string[] {
  const names: string[] = [];
  for (const { name, isFile } of Deno.readDirSync(folder)) {
    if (isFile && NAME.test(name)) names.push(name);
  }
  return names.sort();
}

/** Paths of the tapes in a folder, oldest first. */
export function tapePaths(folder: string): string[] {
  return tapesIn(folder).map((name) => join(folder, name));
}

/** True for a tape by name, and for a folder in which there is one; what cannot be read is none. */
export function holdsTapes(path: string): boolean {
  if (NAME.test(basename(path))) return true;
  try {
    return Deno.statSync(path).isDirectory && tapesIn(path).length > 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    if (error instanceof Deno.errors.PermissionDenied) return false;
    throw error;
  }
}
