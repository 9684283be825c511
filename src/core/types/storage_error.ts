/** A file or folder that cannot be used as what it was given for. Thrown; a command words and exits. */
export class StorageError extends Error {
  override readonly name = "StorageError";
  readonly path: string;
  readonly found: string;
  readonly wanted: string;

  constructor(path: string, found: string, wanted: string) {
    super(`Cannot use ${path}: found ${found}, wanted ${wanted}`);
    this.path = path;
    this.found = found;
    this.wanted = wanted;
  }
}
