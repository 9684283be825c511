/** A file or folder that cannot be used as what it was given for. Thrown; a command words and exits. */
export class StorageError extends Error {
  override readonly name = "StorageError";
  readonly path: string;
  readonly found: string;
  readonly wanted: string;

  constructor(path: string, found: string, wanted: string, action: "use" | "write" = "use") {
    super(`Cannot ${action} ${path}: found ${found}, wanted ${wanted}`);
    this.path = path;
    this.found = found;
    this.wanted = wanted;
  }
}

/** The error of a write to `path`: systems say neither which file it was nor what they need. */
export function unwritten(path: string, error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  const found = error instanceof Error ? error.message : String(error);
  return new StorageError(path, found, "room on its disk, and leave to write", "write");
}
