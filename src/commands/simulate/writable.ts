import { dirname } from "node:path";
import { CliError } from "../../cli/exit.ts";

/**
 * Throws CliError where a file that is asked for cannot be made, before the work that it would hold
 * is done.
 */
export function checkWritable(path: string): void {
  const { state } = Deno.permissions.querySync({ name: "write", path });
  if (state !== "granted") {
    throw new CliError("config", `Cannot write ${path}: polybot may not write there`, {
      hint: "name a file below the directory that polybot is started in",
    });
  }
  if (isFolder(path)) {
    throw new CliError("usage", `Cannot write ${path}: it is a folder`, {
      hint: "name a file in it",
    });
  }
  const folder = dirname(path);
  if (isFolder(folder)) return;
  throw new CliError("notFound", `Cannot write ${path}: there is no folder ${folder}`);
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return false;
    }
    throw error;
  }
}
